"""One seat's media peer, heard by the media node's room; outlives the socket that asked for it."""

from collections.abc import Mapping
from typing import Protocol

from media import Demand, Peer, Showing, Shown
from signaling.ports import SeatTicket
from signaling.protocol import CallClosed, CallDemand, CallOffer, CallShows, CloseReason, Message, Screen, Slot

_REASONS: Mapping[str, CloseReason] = {
    "left": "left",
    "superseded": "superseded",
    "timeout": "timeout",
    "failed": "failed",
    "ended": "ended",
    "shutdown": "shutdown",
}


class LegOwner(Protocol):
    def tell(self, ticket: SeatTicket, event: str, message: Message) -> None: ...

    def leg_connected(self, leg: "Leg") -> None: ...

    def leg_closed(self, leg: "Leg") -> None: ...


class Leg:
    """What it has to say is held back until `open`, so that a client knows the peer's name before."""

    def __init__(self, owner: LegOwner, ticket: SeatTicket) -> None:
        self.ticket = ticket
        self.peer: Peer | None = None
        self._owner = owner
        self._showing = Showing({})
        self._demand = Demand()

    def open(self, peer: Peer) -> None:
        self.peer = peer
        self._tell_showing()

    def repeat(self) -> None:
        """Say everything again: for a socket that has just come back."""
        if self.peer is None:
            return
        self._tell_showing()
        self._tell_demand()
        if self.peer.waits_for_answer:
            self.peer_offers(self.peer)

    def peer_connected(self, _peer: Peer) -> None:
        self._owner.leg_connected(self)

    def peer_offers(self, peer: Peer) -> None:
        if self.peer is not None:
            offer = peer.offer
            told = CallOffer(peer=peer.id, version=offer.version, offer=offer.sdp)
            self._owner.tell(self.ticket, "call:offer", told)

    def peer_shows(self, _peer: Peer, showing: Showing) -> None:
        self._showing = showing
        self._tell_showing()

    def peer_demands(self, _peer: Peer, demand: Demand) -> None:
        self._demand = demand
        self._tell_demand()

    def peer_closed(self, peer: Peer, reason: str) -> None:
        told = CallClosed(peer=peer.id, reason=_REASONS.get(reason, "failed"))
        self._owner.tell(self.ticket, "call:closed", told)
        self._owner.leg_closed(self)

    def _tell_showing(self) -> None:
        if self.peer is None:
            return
        slots = tuple(
            Slot(slot=slot, seat=shown.seat, picture=shown.picture)
            for slot, shown in sorted(self._showing.slots.items())
        )
        screen = self._showing.screen
        told = CallShows(peer=self.peer.id, slots=slots, screen=None if screen is None else _screen(screen))
        self._owner.tell(self.ticket, "call:shows", told)

    def _tell_demand(self) -> None:
        if self.peer is None or self._demand == Demand():
            return
        told = CallDemand(
            peer=self.peer.id,
            camera=self._demand.camera,
            camera_bps=self._demand.camera_bps,
            screen_bps=self._demand.screen_bps,
        )
        self._owner.tell(self.ticket, "call:demand", told)


def _screen(shown: Shown) -> Screen:
    return Screen(seat=shown.seat, picture=shown.picture)
