from datetime import timedelta

import pytest

from server.domain.identity import Staff
from server.domain.visits import BookVisit, VisitRow
from server.kernel.actor import Actor, Role
from server.kernel.errors import DomainError, Kind
from server.kernel.ids import VisitId, new_id
from tests.server.domain.visits.house import House, signed_in
from tests.support.builders import BIRTH_DATE, OFFICE_HOURS, ZONE, hire, open_clinic, scheduling


async def _day(house: House, actor: Actor, days: int = 0) -> list[VisitRow]:
    day = house.begin.date() + timedelta(days=days)
    async with house.database.write() as tx:
        return await house.visits.day(tx, actor, day=day, zone=ZONE)


async def _get(house: House, actor: Actor, visit: VisitId) -> VisitRow:
    async with house.database.write() as tx:
        return await house.visits.get(tx, actor, visit)


async def _colleague(house: House) -> Staff:
    """Another clinician of the same practice."""
    async with house.database.write() as tx:
        hired = await hire(
            tx, house.now, house.clinic.practice, Role.CLINICIAN, f"{house.clinic.practice.name}.colleague"
        )
        await scheduling.set_availability(tx, signed_in(house.clinic.admin), house.now, hired.id, OFFICE_HOURS)
    return hired


async def test_a_row_shows_the_visit_with_its_people_and_its_time(house: House) -> None:
    visit = (await house.book()).visit
    row = await _get(house, house.scheduler, visit.id)
    assert row.visit == visit
    assert (row.clinician_name, row.patient_name.reveal()) == (house.clinic.clinician.display_name, "Paula Probe")
    assert row.birth_date.reveal() == BIRTH_DATE
    assert (row.starts_at, row.ends_at, row.zone) == (house.begin, house.begin + timedelta(minutes=30), ZONE)


async def test_a_row_shows_how_far_the_patient_has_come(house: House) -> None:
    booked = await house.book()
    before = await _get(house, house.clinician, booked.visit.id)
    await house.checked_in(booked)
    after = await _get(house, house.clinician, booked.visit.id)
    assert (before.link_opened_at, before.identity_confirmed_at, before.consented_at) == (None, None, None)
    assert {after.link_opened_at, after.identity_confirmed_at, after.consented_at} == {house.now}


async def test_a_row_shows_no_protected_value_by_itself(house: House) -> None:
    shown = repr(await _get(house, house.clinician, (await house.book()).visit.id))
    assert "Paula" not in shown
    assert "1980" not in shown


async def test_looking_at_a_visit_is_audited(house: House) -> None:
    visit = (await house.book()).visit
    await _get(house, house.clinician, visit.id)
    assert (await house.deeds(visit.id))[-1] == "visit.read"


async def test_a_day_is_audited_once_with_its_date_and_count(house: House) -> None:
    for place in range(3):
        await house.book(place)
    await _day(house, house.scheduler)
    entries = [row.entry for row in await house.practice_ledger() if row.action == "visit.list"]
    assert len(entries) == 1
    assert '"detail":{"day":"2026-03-02","found":3}' in entries[0]


async def test_a_day_lists_its_visits_by_time(house: House) -> None:
    later, sooner = await house.book(2), await house.book(1)
    rows = await _day(house, house.scheduler)
    assert [row.visit.id for row in rows] == [sooner.visit.id, later.visit.id]


async def test_another_day_lists_nothing(house: House) -> None:
    await house.book()
    assert not await _day(house, house.scheduler, days=1)


async def test_a_cancelled_visit_stays_on_its_day(house: House) -> None:
    visit = (await house.book()).visit
    async with house.database.write() as tx:
        await house.visits.cancel(tx, house.scheduler, house.now, visit.id, visit.rev)
    assert [row.visit.id for row in await _day(house, house.scheduler)] == [visit.id]


async def test_a_clinician_lists_their_own_visits_and_a_scheduler_all(house: House) -> None:
    colleague = await _colleague(house)
    own = await house.book()
    wanted = BookVisit(colleague.id, house.clinic.patient.id, house.begin, 30)
    async with house.database.write() as tx:
        theirs = await house.visits.book(tx, house.scheduler, house.now, wanted)
    assert [row.visit.id for row in await _day(house, house.clinician)] == [own.visit.id]
    assert [row.visit.id for row in await _day(house, signed_in(colleague))] == [theirs.visit.id]
    assert len(await _day(house, house.scheduler)) == 2


async def test_a_practice_lists_nothing_of_another(house: House) -> None:
    await house.book()
    stranger = await open_clinic(house.database, house.now, f"Maple{house.clinic.practice.name}")
    assert not await _day(house, signed_in(stranger.scheduler))


async def test_a_changed_visit_is_described_without_a_second_audit_event(house: House) -> None:
    waiting, _ = await house.waiting()
    async with house.database.write() as tx:
        admitted = await house.visits.admit(tx, house.clinician, house.now, waiting.id, waiting.rev)
        row = await house.visits.describe(tx, house.clinician, admitted)
    assert row.visit == admitted
    assert (await house.deeds(waiting.id))[-1] == "visit.admit"


async def test_an_unknown_visit_is_missing(house: House) -> None:
    with pytest.raises(DomainError) as refused:
        await _get(house, house.scheduler, VisitId(new_id()))
    assert refused.value.kind is Kind.MISSING


async def test_a_refused_look_leaves_no_entry_of_having_looked(house: House) -> None:
    visit = (await house.book()).visit
    with pytest.raises(DomainError):
        await _get(house, signed_in(house.clinic.admin), visit.id)
    assert "visit.read" not in await house.deeds(visit.id)
