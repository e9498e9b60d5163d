"""The seats of every visit as the others see them: pure state, and the snapshot that is pushed."""

from dataclasses import dataclass

from signaling.ports import SeatTicket
from signaling.protocol import Link, Presence, Seat, Seats, SeatState


@dataclass(slots=True)
class _Place:
    ticket: SeatTicket
    sid: str
    presence: Presence = "present"
    in_call: bool = False
    muted: bool = False
    camera_off: bool = False
    sharing: bool = False
    link: Link | None = None
    instance: str | None = None


class SeatBoard:
    """Every change names the socket that means it, so that a late word of an older socket changes nothing."""

    def __init__(self) -> None:
        self._visits: dict[str, dict[str, _Place]] = {}

    def take(self, ticket: SeatTicket, sid: str, instance: str | None = None) -> None:
        """Somebody sits down, or comes back."""
        places = self._visits.setdefault(ticket.visit, {})
        place = places.setdefault(ticket.seat, _Place(ticket, sid))
        place.ticket, place.sid, place.presence, place.instance = ticket, sid, "present", instance

    def drop(self, ticket: SeatTicket, sid: str) -> bool:
        return self._move(ticket, sid, "present", "reconnecting")

    def expire(self, ticket: SeatTicket, sid: str) -> bool:
        """The grace is over. A visit in which nobody is left is forgotten once nobody is in its call."""
        moved = self._move(ticket, sid, "reconnecting", "gone")
        self._sweep(ticket.visit)
        return moved

    def describe(self, ticket: SeatTicket, state: SeatState) -> bool:
        place = self._find(ticket)
        if place is None or (place.muted, place.camera_off) == (state.muted, state.camera_off):
            return False
        place.muted, place.camera_off = state.muted, state.camera_off
        return True

    def call(self, ticket: SeatTicket, in_call: bool) -> bool:
        changed = self._set(ticket, "in_call", in_call)
        self._sweep(ticket.visit)
        return changed

    def share(self, ticket: SeatTicket, on: bool) -> bool:
        return self._set(ticket, "sharing", on)

    def feel(self, ticket: SeatTicket, link: Link | None) -> bool:
        return self._set(ticket, "link", link)

    def snapshot(self, visit: str) -> Seats:
        places = self._visits.get(visit, {})
        return Seats(seats=tuple(_view(places[seat]) for seat in sorted(places)))

    def __len__(self) -> int:
        return len(self._visits)

    def _find(self, ticket: SeatTicket) -> _Place | None:
        return self._visits.get(ticket.visit, {}).get(ticket.seat)

    def _set(self, ticket: SeatTicket, name: str, value: object) -> bool:
        place = self._find(ticket)
        if place is None or getattr(place, name) == value:
            return False
        setattr(place, name, value)
        return True

    def _move(self, ticket: SeatTicket, sid: str, before: Presence, after: Presence) -> bool:
        place = self._find(ticket)
        if place is None or place.sid != sid or place.presence != before:
            return False
        place.presence = after
        return True

    def _sweep(self, visit: str) -> None:
        places = self._visits.get(visit, {})
        if all(place.presence == "gone" and not place.in_call for place in places.values()):
            self._visits.pop(visit, None)


def _view(place: _Place) -> Seat:
    return Seat(
        seat=place.ticket.seat,
        role=place.ticket.role,
        name=place.ticket.name,
        presence=place.presence,
        in_call=place.in_call,
        muted=place.muted,
        camera_off=place.camera_off,
        sharing=place.sharing,
        link=place.link,
        instance=place.instance,
    )
