"""What the door needs of the application: to read its tickets, and to keep small facts that expire."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Literal, Protocol

from media import Sample
from signaling.protocol import IceServer, Refusal, SeatRole


@dataclass(frozen=True, slots=True)
class SeatTicket:
    """One person's place in one visit. `call` is the right to join the call, not only to wait."""

    id: str
    seat: str
    visit: str
    practice: str
    role: SeatRole
    name: str
    call: bool
    session: str


@dataclass(frozen=True, slots=True)
class DeskTicket:
    """A member of staff who watches the practice's visits."""

    id: str
    practice: str
    staff: str
    session: str


class TicketRefused(Refusal):
    def __init__(self, code: Literal["ticket.invalid", "ticket.expired"]) -> None:
        super().__init__(code)


class Tickets(Protocol):
    """Reads tickets; that each is used once is the door's own business."""

    def verify_seat(self, token: str) -> SeatTicket:
        """Raises TicketRefused."""

    def verify_desk(self, token: str) -> DeskTicket:
        """Raises TicketRefused."""


@dataclass(frozen=True, slots=True)
class LinkSample:
    """How one seat's connection was over the last seconds: the server's view, and what the page saw of it."""

    media: Sample
    freezes: int
    """Times that the picture stood still on the page, and for how long in all."""
    frozen_ms: int


class Record(Protocol):
    """Keeps how the connections of a visit were."""

    async def keep(self, ticket: SeatTicket, sample: LinkSample) -> None:
        """A courtesy: a failure is the application's to log, and must not raise."""


class NoRecord:
    """For services that keep none."""

    async def keep(self, ticket: SeatTicket, sample: LinkSample) -> None:
        """Nothing."""


class Relay(Protocol):
    """The way around networks that let nothing else through (TURN, RFC 8656)."""

    def ice_servers(self) -> tuple[IceServer, ...]:
        """With credentials that are good for the next minutes; empty when there is no relay."""


class NoRelay:
    """For services that have none."""

    def ice_servers(self) -> tuple[IceServer, ...]:
        return ()


class Ephemeral(Protocol):
    """Claims that expire, shared by all processes of the door."""

    async def claim(self, key: str, owner: str, ttl: timedelta) -> bool:
        """Take `key` if nobody holds it; true for exactly one of any number of concurrent claimants."""

    async def renew(self, key: str, owner: str, ttl: timedelta) -> bool:
        """Extend a claim; false when `owner` no longer holds it."""

    async def release(self, key: str, owner: str) -> bool:
        """Give a claim up; false when `owner` does not hold it."""
