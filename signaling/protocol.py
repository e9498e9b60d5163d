"""Every message of the real-time door, one strict model each, and the events that carry them (version 2).

Whatever a client sends that no model here describes exactly is refused as `event.invalid`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Annotated, Any, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

VERSION = 2

Word = Annotated[str, StringConstraints(min_length=1, max_length=64)]
Ticket = Annotated[str, StringConstraints(min_length=1, max_length=8_000)]
Sdp = Annotated[str, StringConstraints(min_length=1, max_length=64_000)]
Sealed = Annotated[str, StringConstraints(min_length=1, max_length=8_000)]
"""What pages tell each other and nobody here can read."""
Pixels = Annotated[int, Field(ge=0, le=8_000)]

SeatRole = Literal["patient", "clinician"]
Presence = Literal["present", "reconnecting", "gone"]
Picture = Literal["none", "low", "medium", "high", "paused"]
Link = Literal["good", "weak", "poor"]
Path = Literal["udp", "tcp", "none"]
CloseReason = Literal["left", "superseded", "timeout", "failed", "ended", "shutdown"]
Code = Literal[
    "event.invalid",
    "event.unknown",
    "internal",
    "media.full",
    "peer.closed",
    "peer.stale_answer",
    "peer.unexpected_answer",
    "peer.unknown",
    "protocol.unsupported",
    "rate.limited",
    "room.full",
    "screen.taken",
    "seat.taken",
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


class SeatConnect(Connect):
    """`page` names this page through its reloads: only another page has to ask before it takes the seat.

    `instance` names the page for the agreement on keys; absent when it cannot protect frames.
    """

    page: Word
    takeover: bool = False
    instance: Word | None = None


class ConnectRefused(Message):
    code: Code
    retry_after_ms: int | None = None


class CallJoin(Message):
    ticket: Ticket | None = None


class CallOpen(Message):
    pass


class CallAnswer(Message):
    peer: Word
    version: int = Field(ge=1)
    sdp: Sdp


class CallPeer(Message):
    peer: Word


class CallShare(Message):
    on: bool


class CallRefresh(Message):
    """Send a key frame of a slot's picture; without a slot: of the screen."""

    slot: int | None = Field(None, ge=0)


class CallWatch(Message):
    """How tall the picture of a slot is on the page; without a slot: that of the screen."""

    slot: int | None = Field(None, ge=0)
    height: Pixels


class CheckOpen(Message):
    pass


class CheckWay(Message):
    """One direction: `loss` is a share of packets."""

    loss: float
    jitter_ms: int
    bps: int


class CheckReport(Message):
    """How a page's connection to the media server is; `up` is what it sends. Without a way, nothing connected."""

    peer: str
    path: Path
    round_trip_ms: int | None = None
    up: CheckWay | None = None
    down: CheckWay | None = None


class SeatState(Message):
    muted: bool
    camera_off: bool


class SeatPicture(Message):
    """What stood still on the page since the last time this was said."""

    freezes: int = Field(ge=0, le=1_000)
    frozen_ms: int = Field(ge=0, le=60_000)


class KeysSend(Message):
    """To one seat, or to all others of the visit."""

    to: Word | None = None
    body: Sealed


class ChatSend(Message):
    body: Sealed


class Done(Message):
    ok: Literal[True] = True


class IceServer(Message):
    """As RTCIceServer of the W3C."""

    urls: tuple[str, ...]
    username: str
    credential: str


class CallOpened(Message):
    ok: Literal[True] = True
    peer: str
    version: int
    offer: str
    ice_servers: tuple[IceServer, ...]


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
    sharing: bool
    link: Link | None = None
    instance: str | None = None
    """Its page in the agreement on keys; absent when the page cannot protect frames."""


class Seats(Message):
    seats: tuple[Seat, ...]


class CallOffer(Message):
    """A further offer to the same peer: only the newest is to be answered."""

    peer: str
    version: int
    offer: str


class Slot(Message):
    slot: int = Field(ge=0)
    seat: str
    picture: Picture


class Screen(Message):
    seat: str
    picture: Picture


class CallShows(Message):
    peer: str
    slots: tuple[Slot, ...]
    screen: Screen | None = None


class CallDemand(Message):
    """What others can use of what this peer sends: names of camera layers, and limits of what has none."""

    peer: str
    camera: tuple[str, ...]
    camera_bps: int | None = None
    screen_bps: int | None = None


class FromSeat(Message):
    """What another page of the visit said."""

    seat: str
    body: str


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
            "check:open": Request(CheckOpen, CallOpened),
            "check:answer": Request(CallAnswer, Done),
            "call:open": Request(CallOpen, CallOpened),
            "call:join": Request(CallJoin, Done),
            "call:answer": Request(CallAnswer, Done),
            "call:restart": Request(CallPeer, Done),
            "call:leave": Request(CallPeer, Done),
            "call:share": Request(CallShare, Done),
            "call:watch": Request(CallWatch, Done),
            "call:refresh": Request(CallRefresh, Done),
            "seat:state": Request(SeatState, Done),
            "seat:picture": Request(SeatPicture, Done),
            "keys:send": Request(KeysSend, Done),
            "chat:send": Request(ChatSend, Done),
        }
    ),
    MappingProxyType(
        {
            "seats": Seats,
            "call:offer": CallOffer,
            "call:shows": CallShows,
            "call:demand": CallDemand,
            "call:closed": CallClosed,
            "check:report": CheckReport,
            "keys:message": FromSeat,
            "chat:message": FromSeat,
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


def parse_connect(model: type[M], auth: object) -> M:
    """The CONNECT packet's `auth`. Raises Refusal: `protocol.unsupported` before anything else is judged."""
    if isinstance(auth, dict) and auth.get("protocol") != VERSION:
        raise Refusal("protocol.unsupported")
    try:
        return model.model_validate(auth)
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
