"""Seat tickets: what the real-time door needs to seat one person in one visit, for one minute, once."""

from dataclasses import dataclass
from datetime import datetime

from server.crypto.tokens import LIFETIME, SEAT, TicketSigner
from server.domain.visits.model import Seat, Visit
from server.kernel.ids import SeatId, SessionId, new_id


@dataclass(frozen=True, slots=True)
class SeatTicket:
    """`call` says whether it opens the call or only the waiting room."""

    ticket: str
    seat: SeatId
    call: bool
    expires_in_ms: int


class SeatTickets:
    def __init__(self, signer: TicketSigner) -> None:
        self._signer = signer

    def sign_seat(self, seat: Seat, visit: Visit, *, session: SessionId, call: bool, now: datetime) -> SeatTicket:
        claims = {
            "jti": str(new_id()),
            "seat": str(seat.id),
            "visit": str(visit.id),
            "practice": str(visit.practice),
            "role": seat.role.value,
            "name": seat.display_name.reveal(),
            "call": call,
            "sid": str(session),
        }
        lifetime_ms = int(LIFETIME.total_seconds() * 1_000)
        return SeatTicket(self._signer.sign(SEAT, claims, now), seat.id, call, lifetime_ms)
