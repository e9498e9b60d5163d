"""Who may come in: a ticket that verifies and that nobody has used before."""

from signaling.config import TICKET_MEMORY
from signaling.ports import DeskTicket, Ephemeral, SeatTicket, Tickets
from signaling.protocol import Refusal


class Admission:
    def __init__(self, tickets: Tickets, ephemeral: Ephemeral) -> None:
        self._tickets = tickets
        self._ephemeral = ephemeral

    def read_seat(self, token: str) -> SeatTicket:
        """What the ticket says, before it is used up. Raises Refusal: ticket.invalid, ticket.expired."""
        return self._tickets.verify_seat(token)

    async def use(self, ticket: SeatTicket) -> None:
        """Raises Refusal("ticket.used")."""
        await self._use(ticket.id)

    async def desk(self, token: str) -> DeskTicket:
        """Raises Refusal: ticket.invalid, ticket.expired, ticket.used."""
        ticket = self._tickets.verify_desk(token)
        await self._use(ticket.id)
        return ticket

    async def call(self, token: str, held: SeatTicket) -> None:
        """A fresh ticket that lets the seat `held` join its call.

        Raises Refusal: as `seat`, visit.forbidden for any other seat, visit.not_admitted without the right.
        """
        ticket = self._tickets.verify_seat(token)
        if (ticket.visit, ticket.seat) != (held.visit, held.seat):
            raise Refusal("visit.forbidden")
        if not ticket.call:
            raise Refusal("visit.not_admitted")
        await self._use(ticket.id)

    async def _use(self, ticket: str) -> None:
        if not await self._ephemeral.claim(f"ticket:{ticket}", "used", TICKET_MEMORY):
            raise Refusal("ticket.used")
