"""Shapes of a visit's connections as staff see them afterwards: per seat a summary and a series."""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal
from uuid import UUID

from server.api.contract.shapes import View
from server.domain.quality import Sample, SeatQuality, Summary, Way, WaySummary
from server.kernel.actor import Role

SeatRole = Literal["clinician", "patient"]


class WaySummaryView(View):
    """Null where nothing went that way. `mos` is 1.0 (bad) to 4.5, `loss` a share of packets, 0 to 1."""

    mos_median: float | None
    mos_worst: float | None
    loss: float | None

    @classmethod
    def of(cls, way: WaySummary) -> "WaySummaryView":
        return cls(mos_median=way.mos_median, mos_worst=way.mos_worst, loss=way.loss)


class QualitySummaryView(View):
    """`up` is what the seat sent, `down` what it was sent; `round_trip_ms` is the median."""

    connected_s: int
    up: WaySummaryView
    down: WaySummaryView
    round_trip_ms: int | None
    paused_s: int
    freezes: int
    frozen_ms: int

    @classmethod
    def of(cls, found: Summary) -> "QualitySummaryView":
        return cls(
            connected_s=found.connected_s,
            up=WaySummaryView.of(found.up),
            down=WaySummaryView.of(found.down),
            round_trip_ms=found.round_trip_ms,
            paused_s=found.paused_s,
            freezes=found.freezes,
            frozen_ms=found.frozen_ms,
        )


class WayPointView(View):
    """Null where nothing went that way."""

    mos: float | None
    loss: float | None
    bps: int

    @classmethod
    def of(cls, way: Way) -> "WayPointView":
        if not way.used:
            return cls(mos=None, loss=None, bps=way.bps)
        return cls(mos=way.mos, loss=way.lost / way.packets, bps=way.bps)


class QualityPointView(View):
    """Some seconds that ended `at`; `paused` when a picture was held back to keep the sound clear."""

    at: datetime
    up: WayPointView
    down: WayPointView
    round_trip_ms: int | None
    paused: bool
    freezes: int

    @classmethod
    def of(cls, sample: Sample) -> "QualityPointView":
        return cls(
            at=sample.at,
            up=WayPointView.of(sample.up),
            down=WayPointView.of(sample.down),
            round_trip_ms=sample.round_trip_ms,
            paused=sample.paused,
            freezes=sample.freezes,
        )


class SeatQualityView(View):
    """Each point covers the `spacing_s` seconds before it."""

    seat_id: UUID
    role: SeatRole
    summary: QualitySummaryView
    spacing_s: int
    series: list[QualityPointView]

    @classmethod
    def of(cls, found: SeatQuality) -> "SeatQualityView":
        return cls(
            seat_id=found.seat,
            role="patient" if found.role is Role.PATIENT else "clinician",
            summary=QualitySummaryView.of(found.summary),
            spacing_s=found.spacing_s,
            series=[QualityPointView.of(sample) for sample in found.series],
        )


class VisitQualityView(View):
    """Empty when nobody was in a call."""

    seats: list[SeatQualityView]

    @classmethod
    def of(cls, found: Sequence[SeatQuality]) -> "VisitQualityView":
        return cls(seats=[SeatQualityView.of(seat) for seat in found])
