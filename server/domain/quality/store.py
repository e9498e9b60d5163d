"""All SQL of quality. Samples are only ever inserted; of a visit's device checks the latest stays."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Row, func, insert, select, update

from server.db.transaction import ReadTx, WriteTx
from server.domain.quality.check import Cause, Grade
from server.domain.quality.model import Readiness, Sample, Way
from server.domain.quality.tables import device_check, quality_sample
from server.kernel.actor import Role
from server.kernel.ids import PracticeId, VisitId, new_id


async def add(tx: WriteTx, samples: Sequence[Sample]) -> None:
    if samples:
        await tx.execute(insert(quality_sample), [_values(sample) for sample in samples])


async def counts(tx: ReadTx, visits: Iterable[VisitId]) -> dict[VisitId, int]:
    """How many samples each of the visits has; a visit without any is not named."""
    counted = select(quality_sample.c.visit_id, func.count().label("kept"))
    mine = counted.where(quality_sample.c.visit_id.in_(list(visits)))
    return {row.visit_id: row.kept for row in await tx.execute(mine.group_by(quality_sample.c.visit_id))}


async def of_visit(tx: ReadTx, practice: PracticeId, visit: VisitId) -> list[Sample]:
    """In the order in which they were taken."""
    mine = quality_sample.c.practice_id == practice, quality_sample.c.visit_id == visit
    ordered = select(quality_sample).where(*mine).order_by(quality_sample.c.at, quality_sample.c.id)
    return [_sample(row) for row in await tx.execute(ordered)]


async def put_check(tx: WriteTx, practice: PracticeId, visit: VisitId, found: Readiness) -> None:
    """Take the place of the check before. The caller holds the visit, so that two do not both find none."""
    values = {
        "practice_id": practice,
        "grade": found.grade.value,
        "cause": None if found.cause is None else found.cause.value,
        "checked_at": found.at,
    }
    changed = await tx.execute(update(device_check).where(device_check.c.visit_id == visit).values(values))
    if changed.rowcount == 0:
        await tx.execute(insert(device_check).values(visit_id=visit, **values))


async def checks_of(tx: ReadTx, practice: PracticeId, visits: Iterable[VisitId]) -> dict[VisitId, Readiness]:
    mine = device_check.c.practice_id == practice, device_check.c.visit_id.in_(list(visits))
    return {row.visit_id: _readiness(row) for row in await tx.execute(select(device_check).where(*mine))}


def _values(sample: Sample) -> dict[str, Any]:
    return {
        "id": new_id(),
        "practice_id": sample.practice,
        "visit_id": sample.visit,
        "seat_id": sample.seat,
        "role": sample.role.value,
        "at": sample.at,
        **_way_values("up", sample.up),
        **_way_values("down", sample.down),
        "round_trip_ms": sample.round_trip_ms,
        "layer": sample.layer,
        "paused": sample.paused,
        "estimate_bps": sample.estimate_bps,
        "freezes": sample.freezes,
        "frozen_ms": sample.frozen_ms,
    }


def _way_values(name: str, way: Way) -> dict[str, Any]:
    return {
        f"{name}_packets": way.packets,
        f"{name}_lost": way.lost,
        f"{name}_jitter_ms": way.jitter_ms,
        f"{name}_bps": way.bps,
        f"{name}_mos": way.mos,
    }


def _sample(row: Row[Any]) -> Sample:
    return Sample(
        practice=row.practice_id,
        visit=row.visit_id,
        seat=row.seat_id,
        role=Role(row.role),
        at=row.at,
        up=Way(row.up_packets, row.up_lost, row.up_jitter_ms, row.up_bps, row.up_mos),
        down=Way(row.down_packets, row.down_lost, row.down_jitter_ms, row.down_bps, row.down_mos),
        round_trip_ms=row.round_trip_ms,
        layer=row.layer,
        paused=row.paused,
        estimate_bps=row.estimate_bps,
        freezes=row.freezes,
        frozen_ms=row.frozen_ms,
    )


def _readiness(row: Row[Any]) -> Readiness:
    return Readiness(Grade(row.grade), None if row.cause is None else Cause(row.cause), row.checked_at)
