"""Nobody holds a time that somebody else holds: the database refuses it, whoever asks and however many at once."""

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from sqlalchemy import insert, select, text, update
from sqlalchemy.exc import IntegrityError

from server.db.database import Database
from server.domain.scheduling import Slot, Wanted
from server.domain.scheduling.store import OVERLAP
from server.domain.scheduling.tables import appointment
from server.kernel.errors import DomainError
from tests.support.builders import Clinic, acting, new_visit, open_clinic, scheduling, wanted
from tests.support.clock import MONDAY

ATTEMPTS = 200
AT_ONCE = 8

_DROP_CONSTRAINT = {
    "sqlite": "DROP TRIGGER tr_appointment_overlap_insert",
    "postgresql": "ALTER TABLE appointment DROP CONSTRAINT ex_appointment_overlap",
}


@pytest.fixture
async def clinic(database: Database) -> Clinic:
    return await open_clinic(database, MONDAY)


async def test_of_many_concurrent_bookings_no_two_overlap(database: Database, clinic: Clinic) -> None:
    few = asyncio.Semaphore(AT_ONCE)

    async def attempt(number: int) -> str:
        async with few:
            return await _outcome(database, wanted(clinic, _later(60 + 5 * (number % 40))), clinic)

    outcomes = await asyncio.gather(*map(attempt, range(ATTEMPTS)))
    held = await _held(database)
    assert len(held) == outcomes.count("booked") > 0
    assert _overlaps(held) == []


async def test_the_same_checker_finds_a_booking_that_only_looks_first(database: Database, clinic: Clinic) -> None:
    """The planted bug: without the constraint, looking before inserting double-books."""
    async with database.write() as tx:
        await tx.execute(text(_DROP_CONSTRAINT[tx.dialect]))
    everybody_looked = asyncio.Barrier(2)

    async def look_then_insert() -> None:
        slot = wanted(clinic, _later(60)).slot(MONDAY)
        free = not any(map(slot.overlaps, await _held(database)))
        await everybody_looked.wait()
        async with database.write() as tx:
            if free:
                await tx.execute(insert(appointment).values(_row(clinic, slot)))

    await asyncio.gather(look_then_insert(), look_then_insert())
    assert len(_overlaps(await _held(database))) == 1


async def test_exactly_one_of_many_gets_the_same_time(database: Database, clinic: Clinic) -> None:
    at = _later(120)
    outcomes = await asyncio.gather(*(_outcome(database, wanted(clinic, at), clinic) for _ in range(AT_ONCE)))
    assert sorted(outcomes) == ["booked", *["slot.taken"] * (AT_ONCE - 1)]


@pytest.mark.parametrize("shift", [-29, -15, 0, 15, 29])
async def test_booking_a_taken_time_is_refused(database: Database, clinic: Clinic, shift: int) -> None:
    at = _later(120)
    await _reserve(database, clinic, wanted(clinic, at))
    assert await _outcome(database, wanted(clinic, _later(120 + shift)), clinic) == "slot.taken"


@pytest.mark.parametrize("shift", [-30, 30])
async def test_one_visit_may_begin_when_another_ends(database: Database, clinic: Clinic, shift: int) -> None:
    at = _later(120)
    await _reserve(database, clinic, wanted(clinic, at))
    assert await _outcome(database, wanted(clinic, _later(120 + shift)), clinic) == "booked"


async def test_a_released_time_can_be_booked_again(database: Database, clinic: Clinic) -> None:
    first = wanted(clinic, _later(120))
    await _reserve(database, clinic, first)
    await _release(database, clinic, first)
    assert await _outcome(database, wanted(clinic, first.starts_at), clinic) == "booked"


async def test_a_released_appointment_cannot_come_back_over_another(database: Database, clinic: Clinic) -> None:
    first = wanted(clinic, _later(120))
    await _reserve(database, clinic, first)
    await _release(database, clinic, first)
    await _reserve(database, clinic, wanted(clinic, first.starts_at))
    with pytest.raises(IntegrityError, match=OVERLAP):
        async with database.write() as tx:
            await tx.execute(update(appointment).where(appointment.c.id == first.visit).values(active=True))


async def test_two_clinicians_may_work_at_the_same_time(database: Database, clinic: Clinic) -> None:
    other = await open_clinic(database, MONDAY, "Maple Practice")
    at = _later(120)
    assert await _outcome(database, wanted(clinic, at), clinic) == "booked"
    assert await _outcome(database, wanted(other, at), other) == "booked"


async def _outcome(database: Database, one: Wanted, clinic: Clinic) -> str:
    try:
        await _reserve(database, clinic, one)
    except DomainError as refused:
        return refused.code
    return "booked"


async def _reserve(database: Database, clinic: Clinic, one: Wanted) -> None:
    async with database.write() as tx:
        await scheduling.reserve(tx, acting(clinic.scheduler), MONDAY, one)


async def _release(database: Database, clinic: Clinic, one: Wanted) -> None:
    async with database.write() as tx:
        await scheduling.release(tx, acting(clinic.scheduler), one.visit)


async def _held(database: Database) -> list[Slot]:
    async with database.read() as tx:
        rows = await tx.execute(select(appointment).where(appointment.c.active))
        return [Slot(row.starts_at, row.ends_at) for row in rows]


def _overlaps(held: Sequence[Slot]) -> list[tuple[Slot, Slot]]:
    return [(one, following) for one, following in pairwise(sorted(held)) if one.overlaps(following)]


def _later(minutes: int) -> datetime:
    return MONDAY + timedelta(minutes=minutes)


def _row(clinic: Clinic, slot: Slot) -> dict[str, Any]:
    return {
        "id": new_visit(),
        "practice_id": clinic.practice.id,
        "clinician_id": clinic.clinician.id,
        "patient_id": clinic.patient.id,
        "starts_at": slot.starts_at,
        "ends_at": slot.ends_at,
        "zone": clinic.practice.zone,
        "active": True,
    }
