"""Every message of the real-time door, one strict model each, and the events that carry them (version 1).

Whatever a client sends that no model here describes exactly is refused as `event.invalid`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Annotated, Any, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

VERSION = 1

Word = Annotated[str, StringConstraints(min_length=1, max_length=64)]
Ticket = Annotated[str, StringConstraints(min_length=1, max_length=8_000)]
Sdp = Annotated[str, StringConstraints(min_length=1, max_length=64_000)]

SeatRole = Literal["patient", "clinician"]
Presence = Literal["present", "reconnecting", "gone"]
CloseReason = Literal["left", "superseded", "timeout", "failed", "ended", "shutdown"]
Code = Literal[
    "event.invalid",
    "event.unknown",
    "internal",
    "media.full",
    "peer.closed",
    "peer.unexpected_answer",
    "peer.unknown",
    "protocol.unsupported",
    "rate.limited",
    "room.full",
    "sdp.candidate_rejected",
    "sdp.invalid",
    "ticket.expired",
    "ticket.invalid",
    "ticket.used",
    "visit.forbidden",
    "visit.not_admitted",
]


class Refusal(Exception):
    """The one way in which this door says no: a stable code, and when to ask again if waiting helps."""

    def __init__(self, code: Code, *, retry_after_ms: int | None = None) -> None:
        super().__init__(code)
        self.code: Code = code
        self.retry_after_ms = retry_after_ms


class Message(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    def wire(self) -> dict[str, Any]:
        """As it travels: plain JSON values; what is absent is left out rather than null."""
        return self.model_dump(mode="json", exclude_none=True)


class Connect(Message):
    protocol: int
    ticket: Ticket


class ConnectRefused(Message):
    code: Code
    retry_after_ms: int | None = None


class CallJoin(Message):
    ticket: Ticket | None = None


class CallAnswer(Message):
    peer: Word
    sdp: Sdp


class CallLeave(Message):
    peer: Word


class SeatState(Message):
    muted: bool
    camera_off: bool


class Done(Message):
    ok: Literal[True] = True


class CallJoined(Message):
    ok: Literal[True] = True
    peer: Word
    offer: str


class Refused(Message):
    ok: Literal[False] = False
    code: Code
    retry_after_ms: int | None = None


class Seat(Message):
    seat: str
    role: SeatRole
    name: str
    presence: Presence
    in_call: bool
    muted: bool
    camera_off: bool


class Seats(Message):
    seats: tuple[Seat, ...]


class Slot(Message):
    slot: int = Field(ge=0)
    seat: str


class CallSlots(Message):
    peer: str
    slots: tuple[Slot, ...]


class CallClosed(Message):
    peer: str
    reason: CloseReason


class VisitHint(Message):
    visit: str
    rev: int


class VisitAdmitted(VisitHint):
    ticket: str | None = None


class SessionReplaced(Message):
    pass


@dataclass(frozen=True, slots=True)
class Request:
    """What a client may send under one event name, and what the server acknowledges it with."""

    payload: type[Message]
    answer: type[Message]


@dataclass(frozen=True, slots=True)
class Namespace:
    """One Socket.IO namespace: who may connect and which events travel in which direction."""

    path: str
    name: str
    client: Mapping[str, Request]
    server: Mapping[str, type[Message]]


VISIT = Namespace(
    "/visit",
    "Visit",
    MappingProxyType(
        {
            "call:join": Request(CallJoin, CallJoined),
            "call:answer": Request(CallAnswer, Done),
            "call:leave": Request(CallLeave, Done),
            "seat:state": Request(SeatState, Done),
        }
    ),
    MappingProxyType(
        {
            "seats": Seats,
            "call:slots": CallSlots,
            "call:closed": CallClosed,
            "session:replaced": SessionReplaced,
            "visit:arrived": VisitHint,
            "visit:admitted": VisitAdmitted,
            "visit:held": VisitHint,
            "visit:ended": VisitHint,
            "visit:cancelled": VisitHint,
        }
    ),
)

_DESK_HINTS = (
    "visit:booked",
    "visit:link_opened",
    "visit:arrived",
    "visit:given_up",
    "visit:admitted",
    "visit:held",
    "visit:ended",
    "visit:cancelled",
    "visit:no_show",
    "visit:note_signed",
)

DESK = Namespace("/desk", "Desk", MappingProxyType({}), MappingProxyType(dict.fromkeys(_DESK_HINTS, VisitHint)))

NAMESPACES = (VISIT, DESK)

M = TypeVar("M", bound=Message)


def parse_connect(auth: object) -> Connect:
    """The CONNECT packet's `auth`. Raises Refusal: `protocol.unsupported` before anything else is judged."""
    if isinstance(auth, dict) and auth.get("protocol") != VERSION:
        raise Refusal("protocol.unsupported")
    try:
        return Connect.model_validate(auth)
    except ValidationError:
        raise Refusal("ticket.invalid") from None


def parse_payload(model: type[M], arguments: Sequence[object]) -> M:
    """The one argument of an event. Raises Refusal("event.invalid"), without repeating what was sent."""
    if len(arguments) != 1:
        raise Refusal("event.invalid")
    try:
        return model.model_validate(arguments[0])
    except ValidationError:
        raise Refusal("event.invalid") from None
