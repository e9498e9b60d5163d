"""The device check before a visit and how it is judged: one grade, and the cause that weighs most. Pure."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum


class Path(StrEnum):
    """The way that packets took to the media server. NONE: they did not get there."""

    UDP = "udp"
    TCP = "tcp"
    RELAY = "relay"
    NONE = "none"


class Device(StrEnum):
    """Whether a camera or microphone gave something, and if not, why not (W3C Media Capture, 10.2)."""

    OK = "ok"
    DENIED = "denied"
    NONE_FOUND = "none_found"
    BUSY = "busy"
    INSECURE = "insecure"
    UNSUITABLE = "unsuitable"
    UNSUPPORTED = "unsupported"
    UNKNOWN = "unknown"


class Speaker(StrEnum):
    """Whether the test sound was heard, as its listener said."""

    OK = "ok"
    SILENT = "silent"
    UNTESTED = "untested"


@dataclass(frozen=True, slots=True)
class Measured:
    """One direction, as far as it was measured. `loss` is a share of packets, 0 to 1."""

    loss: float | None = None
    jitter_ms: int | None = None
    bps: int | None = None


@dataclass(frozen=True, slots=True)
class DeviceCheck:
    path: Path
    camera: Device
    microphone: Device
    speaker: Speaker
    relay_reachable: bool | None = None
    round_trip_ms: int | None = None
    up: Measured = Measured()
    down: Measured = Measured()

    @property
    def loss(self) -> float:
        """The worse way counts; what was not measured is not held against anybody."""
        return max(self.up.loss or 0.0, self.down.loss or 0.0)


class Grade(StrEnum):
    """GREEN: nothing stands in the way. AMBER: a visit works, with something missing. RED: it will fail."""

    GREEN = "green"
    AMBER = "amber"
    RED = "red"


class Cause(StrEnum):
    NO_CONNECTION = "no_connection"
    MICROPHONE = "microphone"
    SPEAKER = "speaker"
    LOSS = "loss"
    DELAY = "delay"
    SLOW = "slow"
    CAMERA = "camera"
    UDP_BLOCKED = "udp_blocked"


@dataclass(frozen=True, slots=True)
class Limit:
    """Above which (for a rate: below which) a figure makes a check amber, and red."""

    amber: float
    red: float


LOSS_SHARE = Limit(0.03, 0.10)
"""At 3 % error correction still hides what is missing; at 10 % words are."""

ROUND_TRIP_MS = Limit(300, 800)
"""ITU-T G.114: up to 150 ms one way hardly any talk suffers; no network is planned for more than 400 ms."""

UPLINK_BPS = Limit(400_000, 100_000)
"""A small clear picture; sound and nothing else."""


@dataclass(frozen=True, slots=True)
class Rule:
    grade: Grade
    cause: Cause
    applies: Callable[[DeviceCheck], bool]


RULES = (
    Rule(Grade.RED, Cause.NO_CONNECTION, lambda check: check.path is Path.NONE),
    Rule(Grade.RED, Cause.MICROPHONE, lambda check: check.microphone is not Device.OK),
    Rule(Grade.RED, Cause.SPEAKER, lambda check: check.speaker is Speaker.SILENT),
    Rule(Grade.RED, Cause.LOSS, lambda check: check.loss > LOSS_SHARE.red),
    Rule(Grade.RED, Cause.DELAY, lambda check: _above(check.round_trip_ms, ROUND_TRIP_MS.red)),
    Rule(Grade.RED, Cause.SLOW, lambda check: _below(check.up.bps, UPLINK_BPS.red)),
    Rule(Grade.AMBER, Cause.CAMERA, lambda check: check.camera is not Device.OK),
    Rule(Grade.AMBER, Cause.LOSS, lambda check: check.loss > LOSS_SHARE.amber),
    Rule(Grade.AMBER, Cause.DELAY, lambda check: _above(check.round_trip_ms, ROUND_TRIP_MS.amber)),
    Rule(Grade.AMBER, Cause.SLOW, lambda check: _below(check.up.bps, UPLINK_BPS.amber)),
    # TCP hides each loss as a delay, so what a short check measures promises too much. A relay hides nothing.
    Rule(Grade.AMBER, Cause.UDP_BLOCKED, lambda check: check.path is Path.TCP),
)
"""The first that applies speaks. Sound comes before picture: a visit without picture is a visit."""


def judge(check: DeviceCheck) -> tuple[Grade, Cause | None]:
    """Green has no cause; everything else has one."""
    for rule in RULES:
        if rule.applies(check):
            return rule.grade, rule.cause
    return Grade.GREEN, None


def _above(figure: int | None, limit: float) -> bool:
    return figure is not None and figure > limit


def _below(figure: int | None, limit: float) -> bool:
    return figure is not None and figure < limit
