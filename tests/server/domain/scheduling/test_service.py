"""What is free, what may be reserved, and who may ask."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from server.db.database import Database
from server.domain.scheduling import Availability, Slot
from server.kernel.errors import DomainError
from server.kernel.ids import PatientId, StaffId, new_id
from tests.support.builders import ZONE, Clinic, acting, attending, new_visit, open_clinic, scheduling, wanted
from tests.support.clock import MONDAY

TODAY = MONDAY.date()
NEVER_MONDAYS = tuple(Availability(weekday, 480, 1080, ZONE, 30) for weekday in range(1, 7))


@pytest.fixture
async def clinic(database: Database) -> Clinic:
    return await open_clinic(database, MONDAY)


async def test_a_day_of_office_hours_has_its_slots(database: Database, clinic: Clinic) -> None:
    tomorrow = await _free(database, clinic, TODAY + timedelta(days=1))
    assert len(tomorrow) == 20
    assert tomorrow[0].starts_at == MONDAY.replace(day=3, hour=7)  # eight o'clock in Vienna


async def test_slots_that_have_begun_are_not_free(database: Database, clinic: Clinic) -> None:
    assert (await _free(database, clinic, TODAY))[0].starts_at == MONDAY


async def test_a_taken_slot_is_not_free(database: Database, clinic: Clinic) -> None:
    before = await _free(database, clinic, TODAY)
    await _reserve(database, clinic, before[3].starts_at)
    assert await _free(database, clinic, TODAY) == [*before[:3], *before[4:]]


async def test_a_released_slot_is_free_again(database: Database, clinic: Clinic) -> None:
    before = await _free(database, clinic, TODAY)
    one = wanted(clinic, before[3].starts_at)
    async with database.write() as tx:
        await scheduling.reserve(tx, acting(clinic.scheduler), MONDAY, one)
        await scheduling.release(tx, acting(clinic.scheduler), one.visit)
    assert await _free(database, clinic, TODAY) == before


async def test_an_appointment_keeps_the_zone_of_the_clinicians_hours(database: Database, clinic: Clinic) -> None:
    one = wanted(clinic, MONDAY)
    async with database.write() as tx:
        await scheduling.reserve(tx, acting(clinic.scheduler), MONDAY, one)
        found = await scheduling.appointments(tx, clinic.practice.id, [one.visit])
    assert found[one.visit].zone == ZONE
    assert found[one.visit].slot == Slot(MONDAY, MONDAY + timedelta(minutes=30))


@pytest.mark.parametrize("minutes_before_closing", [0, 15])
async def test_a_time_outside_of_the_hours_is_refused(
    database: Database, clinic: Clinic, minutes_before_closing: int
) -> None:
    closing = MONDAY.replace(hour=17)
    with pytest.raises(DomainError, match=r"slot\.unavailable"):
        await _reserve(database, clinic, closing - timedelta(minutes=minutes_before_closing))


async def test_a_time_that_has_passed_is_refused(database: Database, clinic: Clinic) -> None:
    with pytest.raises(DomainError, match=r"slot\.in_past"):
        await _reserve(database, clinic, MONDAY - timedelta(minutes=30))


async def test_new_hours_replace_the_old_ones(database: Database, clinic: Clinic) -> None:
    async with database.write() as tx:
        await scheduling.set_availability(tx, acting(clinic.scheduler), MONDAY, clinic.clinician.id, NEVER_MONDAYS)
    assert await _free(database, clinic, TODAY) == []
    assert len(await _free(database, clinic, TODAY + timedelta(days=1))) == 20


async def test_a_day_lists_its_appointments_in_order(database: Database, clinic: Clinic) -> None:
    for hours in (5, 1, 29):
        await _reserve(database, clinic, MONDAY + timedelta(hours=hours))
    async with database.read() as tx:
        listed = await scheduling.appointments_on(tx, clinic.practice.id, TODAY, ZONE)
    assert [one.starts_at for one in listed] == [MONDAY + timedelta(hours=hours) for hours in (1, 5)]


async def test_another_practices_appointments_are_not_listed(database: Database, clinic: Clinic) -> None:
    other = await open_clinic(database, MONDAY, "Maple Practice")
    one = wanted(clinic, MONDAY)
    async with database.write() as tx:
        await scheduling.reserve(tx, acting(clinic.scheduler), MONDAY, one)
        assert await scheduling.appointments(tx, other.practice.id, [one.visit]) == {}
        assert await scheduling.appointments_on(tx, other.practice.id, TODAY, ZONE) == []


async def test_another_practices_clinician_does_not_exist(database: Database, clinic: Clinic) -> None:
    other = await open_clinic(database, MONDAY, "Maple Practice")
    with pytest.raises(DomainError, match=r"object\.missing"):
        await _free(database, clinic, TODAY, other.clinician.id)


@pytest.mark.parametrize("whose", ["foreign", "unknown"])
async def test_only_own_clinicians_and_patients_can_be_booked(
    database: Database, clinic: Clinic, whose: str
) -> None:
    other = await open_clinic(database, MONDAY, "Maple Practice")
    clinician = other.clinician.id if whose == "foreign" else StaffId(new_id())
    patient = other.patient.id if whose == "foreign" else PatientId(new_id())
    own = wanted(clinic, MONDAY)
    for one in (replace(own, clinician=clinician), replace(own, patient=patient)):
        with pytest.raises(DomainError, match=r"object\.missing"):
            async with database.write() as tx:
                await scheduling.reserve(tx, acting(clinic.scheduler), MONDAY, one)


async def test_another_practices_appointment_cannot_be_released(database: Database, clinic: Clinic) -> None:
    other = await open_clinic(database, MONDAY, "Maple Practice")
    one = wanted(clinic, MONDAY)
    async with database.write() as tx:
        await scheduling.reserve(tx, acting(clinic.scheduler), MONDAY, one)
    with pytest.raises(DomainError, match=r"object\.missing"):
        async with database.write() as tx:
            await scheduling.release(tx, acting(other.scheduler), one.visit)


async def test_a_clinician_does_not_set_hours(database: Database, clinic: Clinic) -> None:
    with pytest.raises(DomainError, match=r"auth\.forbidden"):
        async with database.write() as tx:
            await scheduling.set_availability(tx, acting(clinic.clinician), MONDAY, clinic.clinician.id, ())


async def test_a_patient_does_not_look_into_the_calendar(database: Database, clinic: Clinic) -> None:
    patient = attending(clinic.patient, new_visit())
    with pytest.raises(DomainError, match=r"auth\.step_up_required"):
        async with database.read() as tx:
            await scheduling.free_slots(tx, patient, MONDAY, clinic.clinician.id, day=TODAY, zone=ZONE)


async def test_an_administrator_does_not_book(database: Database, clinic: Clinic) -> None:
    with pytest.raises(DomainError, match=r"auth\.forbidden"):
        async with database.write() as tx:
            await scheduling.reserve(tx, acting(clinic.admin), MONDAY, wanted(clinic, MONDAY))


async def _free(database: Database, clinic: Clinic, day: date, clinician: StaffId | None = None) -> list[Slot]:
    async with database.read() as tx:
        return await scheduling.free_slots(
            tx, acting(clinic.scheduler), MONDAY, clinician or clinic.clinician.id, day=day, zone=ZONE
        )


async def _reserve(database: Database, clinic: Clinic, starts_at: datetime) -> None:
    async with database.write() as tx:
        await scheduling.reserve(tx, acting(clinic.scheduler), MONDAY, wanted(clinic, starts_at))
