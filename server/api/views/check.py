"""Shapes of the device check: what a patient's page found, and what it came to."""

from datetime import datetime
from typing import Annotated

from pydantic import Field
from typing_extensions import TypeAliasType

from server.api.contract.shapes import Request, View
from server.domain import quality as domain
from server.domain.quality import Cause, Device, DeviceCheck, Grade, Path, Readiness, Speaker

# Named on the wire as people say it; the words are the domain's.
MediaPath = TypeAliasType("MediaPath", Path)
DeviceState = TypeAliasType("DeviceState", Device)
SpeakerState = TypeAliasType("SpeakerState", Speaker)
ReadinessGrade = TypeAliasType("ReadinessGrade", Grade)
ReadinessCause = TypeAliasType("ReadinessCause", Cause)

Share = Annotated[float, Field(ge=0, le=1)]
Milliseconds = Annotated[int, Field(ge=0, le=600_000)]
BitsPerSecond = Annotated[int, Field(ge=0, le=100_000_000_000)]


class MeasuredWay(Request):
    """Null for what was not measured. `loss` is a share of packets, 0 to 1."""

    loss: Share | None = None
    jitter_ms: Milliseconds | None = None
    bps: BitsPerSecond | None = None

    def measured(self) -> domain.Measured:
        return domain.Measured(self.loss, self.jitter_ms, self.bps)


class CheckDevices(Request):
    """`path` is the way that packets took to the media server; `none` when they did not get there."""

    path: MediaPath
    camera: DeviceState
    microphone: DeviceState
    speaker: SpeakerState
    relay_reachable: bool | None = None
    round_trip_ms: Milliseconds | None = None
    up: MeasuredWay | None = None
    down: MeasuredWay | None = None

    def found(self) -> DeviceCheck:
        unmeasured = domain.Measured()
        return DeviceCheck(
            path=self.path,
            camera=self.camera,
            microphone=self.microphone,
            speaker=self.speaker,
            relay_reachable=self.relay_reachable,
            round_trip_ms=self.round_trip_ms,
            up=unmeasured if self.up is None else self.up.measured(),
            down=unmeasured if self.down is None else self.down.measured(),
        )


class CheckedView(View):
    """Only green has no cause."""

    grade: ReadinessGrade
    cause: ReadinessCause | None

    @classmethod
    def of(cls, found: Readiness) -> "CheckedView":
        return cls(grade=found.grade, cause=found.cause)


class ReadinessView(View):
    """What the patient's latest device check came to, and when that was."""

    grade: ReadinessGrade
    cause: ReadinessCause | None
    at: datetime

    @classmethod
    def of(cls, found: Readiness) -> "ReadinessView":
        return cls(grade=found.grade, cause=found.cause, at=found.at)
