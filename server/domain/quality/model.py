"""Samples of a seat's connection, and what they come to: a summary for the ledger, a series for a plot. Pure.

The score of a way is the E-model's (ITU-T G.107), as the media server worked it out; docs/quality.md has the rest.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from statistics import fmean, median

from server.domain.quality.check import Cause, Grade
from server.kernel.actor import Role
from server.kernel.ids import PracticeId, SeatId, VisitId

SPACING_S = 5
"""Each sample covers the seconds before it: so often the real-time door takes one of every seat."""

MOST_SAMPLES = 20_000
"""Of one visit; two people need half a day for them. What comes after is not kept."""

LONGEST_SERIES = 720
"""Points of one seat that are shown: an hour as it was sampled, and longer visits more coarsely."""


@dataclass(frozen=True, slots=True)
class Way:
    """One direction. `packets` were expected, `lost` of them did not come; `mos` is for its sound, 1.0 to 4.5."""

    packets: int
    lost: int
    jitter_ms: int
    bps: int
    mos: float

    @property
    def used(self) -> bool:
        """A way on which nothing went has no quality: its score is that of silence."""
        return self.packets > 0


@dataclass(frozen=True, slots=True)
class Sample:
    """How one seat's connection was over some seconds that ended `at`. `up` is what the seat sent."""

    practice: PracticeId
    visit: VisitId
    seat: SeatId
    role: Role
    at: datetime
    up: Way
    down: Way
    round_trip_ms: int | None
    layer: str | None
    paused: bool
    estimate_bps: int
    freezes: int
    frozen_ms: int


@dataclass(frozen=True, slots=True)
class WaySummary:
    """None where nothing went that way. `loss` is a share of all packets, 0 to 1."""

    mos_median: float | None
    mos_worst: float | None
    loss: float | None


@dataclass(frozen=True, slots=True)
class Summary:
    samples: int
    connected_s: int
    up: WaySummary
    down: WaySummary
    round_trip_ms: int | None
    """The median of what was measured."""
    paused_s: int
    freezes: int
    frozen_ms: int


@dataclass(frozen=True, slots=True)
class SeatQuality:
    """Each point of the `series` covers the `spacing_s` seconds before it."""

    seat: SeatId
    role: Role
    summary: Summary
    spacing_s: int
    series: tuple[Sample, ...]


@dataclass(frozen=True, slots=True)
class Readiness:
    """What the latest device check before a visit came to."""

    grade: Grade
    cause: Cause | None
    at: datetime


def by_seat(samples: Iterable[Sample]) -> list[SeatQuality]:
    """Every seat that was sampled, ordered by role. The samples of a seat come in their order."""
    ordered = sorted(samples, key=_seat)
    return [_quality(list(own)) for _, own in groupby(ordered, key=_seat)]


def summary(samples: Sequence[Sample]) -> Summary:
    trips = [sample.round_trip_ms for sample in samples if sample.round_trip_ms is not None]
    return Summary(
        samples=len(samples),
        connected_s=len(samples) * SPACING_S,
        up=_way_summary([sample.up for sample in samples]),
        down=_way_summary([sample.down for sample in samples]),
        round_trip_ms=round(median(trips)) if trips else None,
        paused_s=sum(sample.paused for sample in samples) * SPACING_S,
        freezes=sum(sample.freezes for sample in samples),
        frozen_ms=sum(sample.frozen_ms for sample in samples),
    )


def facts(quality: SeatQuality) -> Mapping[str, str | int | None]:
    """The summary as the ledger keeps it: whole numbers only, because canonical JSON has no others."""
    found = quality.summary
    return {
        "seat": str(quality.seat),
        "role": quality.role.value,
        "samples": found.samples,
        "connected_s": found.connected_s,
        **_way_facts("up", found.up),
        **_way_facts("down", found.down),
        "round_trip_ms": found.round_trip_ms,
        "paused_s": found.paused_s,
        "freezes": found.freezes,
        "frozen_ms": found.frozen_ms,
    }


def thinned(samples: Sequence[Sample], most: int = LONGEST_SERIES) -> tuple[int, tuple[Sample, ...]]:
    """At most `most` points, each of so many neighbours (told first) that none is left out."""
    size = max(1, -(-len(samples) // most))
    return size, tuple(_merged(samples[start : start + size]) for start in range(0, len(samples), size))


def _seat(sample: Sample) -> tuple[str, SeatId]:
    return sample.role.value, sample.seat


def _quality(own: Sequence[Sample]) -> SeatQuality:
    size, series = thinned(own)
    return SeatQuality(own[0].seat, own[0].role, summary(own), size * SPACING_S, series)


def _way_summary(ways: Sequence[Way]) -> WaySummary:
    used = [way for way in ways if way.used]
    if not used:
        return WaySummary(None, None, None)
    scores = [way.mos for way in used]
    loss = sum(way.lost for way in used) / sum(way.packets for way in used)
    return WaySummary(round(median(scores), 2), min(scores), loss)


def _way_facts(name: str, way: WaySummary) -> dict[str, int | None]:
    return {
        f"{name}_mos_median_x100": _scaled(way.mos_median, 100),
        f"{name}_mos_worst_x100": _scaled(way.mos_worst, 100),
        f"{name}_loss_ppm": _scaled(way.loss, 1_000_000),
    }


def _scaled(figure: float | None, by: int) -> int | None:
    return None if figure is None else round(figure * by)


def _merged(samples: Sequence[Sample]) -> Sample:
    """One for all: sums of what is counted, and the worst of what is felt, so that no dip is smoothed away."""
    if len(samples) == 1:
        return samples[0]
    last = samples[-1]
    trips = [sample.round_trip_ms for sample in samples if sample.round_trip_ms is not None]
    return Sample(
        practice=last.practice,
        visit=last.visit,
        seat=last.seat,
        role=last.role,
        at=last.at,
        up=_merged_way([sample.up for sample in samples]),
        down=_merged_way([sample.down for sample in samples]),
        round_trip_ms=max(trips) if trips else None,
        layer=last.layer,
        paused=any(sample.paused for sample in samples),
        estimate_bps=min(sample.estimate_bps for sample in samples),
        freezes=sum(sample.freezes for sample in samples),
        frozen_ms=sum(sample.frozen_ms for sample in samples),
    )


def _merged_way(ways: Sequence[Way]) -> Way:
    used = [way for way in ways if way.used] or ways
    return Way(
        packets=sum(way.packets for way in ways),
        lost=sum(way.lost for way in ways),
        jitter_ms=max(way.jitter_ms for way in ways),
        bps=round(fmean(way.bps for way in ways)),
        mos=min(way.mos for way in used),
    )
