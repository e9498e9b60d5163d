"""Samples of connections, in one line; what a test does not care about has a value that cannot matter."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from server.domain.quality import SPACING_S, Sample, Way
from server.domain.visits import Visit
from server.kernel.actor import Role
from server.kernel.ids import PracticeId, SeatId, VisitId, new_id
from tests.support.clock import MONDAY

CLEAR = Way(packets=250, lost=0, jitter_ms=3, bps=900_000, mos=4.4)
SILENT = Way(packets=0, lost=0, jitter_ms=0, bps=0, mos=4.41)
BROKEN = Way(packets=200, lost=50, jitter_ms=80, bps=90_000, mos=1.9)

PATIENTS, CLINICIANS = SeatId(new_id()), SeatId(new_id())
_PLAIN = Sample(
    practice=PracticeId(new_id()),
    visit=VisitId(new_id()),
    seat=PATIENTS,
    role=Role.PATIENT,
    at=MONDAY,
    up=CLEAR,
    down=CLEAR,
    round_trip_ms=40,
    layer="h",
    paused=False,
    estimate_bps=2_000_000,
    freezes=0,
    frozen_ms=0,
)


def sample(**other: Any) -> Sample:
    return replace(_PLAIN, **other)


def samples(number: int, since: datetime = MONDAY, **other: Any) -> list[Sample]:
    """`number` of one seat, one after the other."""
    return [sample(at=since + timedelta(seconds=SPACING_S * place), **other) for place in range(number)]


def samples_of(visit: Visit, number: int, **other: Any) -> list[Sample]:
    """`number` of the patient's seat in `visit`."""
    return samples(number, practice=visit.practice, visit=visit.id, **other)
