"""Reads seat and desk tickets for the real-time door: a signature and a clock, no database."""

from typing import Any

from server.crypto.tokens import DESK, SEAT, TicketInvalid, TicketVerifier
from server.kernel.ports import Clock
from signaling.ports import DeskTicket, SeatTicket, TicketRefused


class SignedTickets:
    """The door's `Tickets` port."""

    def __init__(self, verifier: TicketVerifier, clock: Clock) -> None:
        self._verifier = verifier
        self._clock = clock

    def verify_seat(self, token: str) -> SeatTicket:
        claims = self._claims(SEAT, token)
        return SeatTicket(
            id=claims["jti"],
            seat=claims["seat"],
            visit=claims["visit"],
            practice=claims["practice"],
            role=claims["role"],
            name=claims["name"],
            call=claims["call"],
            session=claims["sid"],
        )

    def verify_desk(self, token: str) -> DeskTicket:
        claims = self._claims(DESK, token)
        return DeskTicket(
            id=claims["jti"], practice=claims["practice"], staff=claims["staff"], session=claims["sid"]
        )

    def _claims(self, typ: str, token: str) -> dict[str, Any]:
        try:
            return self._verifier.verify(typ, token, self._clock.now())
        except TicketInvalid as refused:
            raise TicketRefused("ticket.expired" if refused.expired else "ticket.invalid") from refused
