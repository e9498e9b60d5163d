"""What is announced after a commit: hints without content, which a client answers by asking for the truth."""

from dataclasses import dataclass
from enum import StrEnum

from server.kernel.ids import PracticeId, SeatId, SessionId, VisitId


class Audience(StrEnum):
    """Who hears an event: the practice's desks, everybody seated in the visit, or both."""

    DESK = "desk"
    VISIT = "visit"


@dataclass(frozen=True, slots=True)
class Event:
    """`name` is the push's name ("visit:admitted"); `rev` is the visit's revision after the change."""

    name: str
    practice: PracticeId
    visit: VisitId
    rev: int
    audience: frozenset[Audience]


@dataclass(frozen=True, slots=True)
class SeatGrant(Event):
    """An event that also hands one seat the ticket with which it may join the call at once."""

    seat: SeatId
    ticket: str


@dataclass(frozen=True, slots=True)
class SessionEnded:
    """A session was ended by somebody's word: its sockets and its place in a call end with it."""

    session: SessionId
    name: str = "session:ended"


Announcement = Event | SessionEnded
