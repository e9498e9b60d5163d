"""Who sits on which socket. One seat has one socket: the newest."""

from collections.abc import Iterator
from dataclasses import dataclass

from signaling.ports import DeskTicket, SeatTicket
from signaling.sockets import Socket


@dataclass(eq=False, slots=True)
class SeatSession:
    """`call` is the right to be in the call; it may be raised later and is lost when the visit closes."""

    sid: str
    socket: Socket
    ticket: SeatTicket
    page: str
    instance: str | None
    call: bool


@dataclass(eq=False, slots=True)
class DeskSession:
    sid: str
    socket: Socket
    ticket: DeskTicket


class SeatSessions:
    def __init__(self) -> None:
        self._by_sid: dict[str, SeatSession] = {}
        self._by_seat: dict[str, SeatSession] = {}

    def __iter__(self) -> Iterator[SeatSession]:
        return iter(tuple(self._by_sid.values()))

    def get(self, sid: str) -> SeatSession | None:
        return self._by_sid.get(sid)

    def sitting(self, seat: str) -> SeatSession | None:
        return self._by_seat.get(seat)

    def take(self, session: SeatSession) -> SeatSession | None:
        """Seat somebody. Answers the older session of the same seat, which is now replaced."""
        older = self._by_seat.get(session.ticket.seat)
        self._by_sid[session.sid] = session
        self._by_seat[session.ticket.seat] = session
        return older

    def current(self, session: SeatSession) -> bool:
        return self._by_seat.get(session.ticket.seat) is session

    def drop(self, session: SeatSession) -> bool:
        """Forget a socket. True if it still held its seat."""
        del self._by_sid[session.sid]
        if not self.current(session):
            return False
        del self._by_seat[session.ticket.seat]
        return True

    def of_visit(self, visit: str) -> list[SeatSession]:
        return [session for session in self if session.ticket.visit == visit]


class DeskSessions:
    def __init__(self) -> None:
        self._by_sid: dict[str, DeskSession] = {}

    def __iter__(self) -> Iterator[DeskSession]:
        return iter(tuple(self._by_sid.values()))

    def get(self, sid: str) -> DeskSession | None:
        return self._by_sid.get(sid)

    def take(self, session: DeskSession) -> None:
        self._by_sid[session.sid] = session

    def drop(self, session: DeskSession) -> None:
        del self._by_sid[session.sid]

    def count(self, staff: str) -> int:
        return sum(session.ticket.staff == staff for session in self)
