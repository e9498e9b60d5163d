"""Practices, staff and patients: who is found by whom, and who is never shown."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from server.db.database import Database
from server.domain.audit.store import rows_of
from server.domain.identity import PatientDetails, PracticeSetup
from server.kernel.actor import Role, system_actor
from server.kernel.errors import DomainError
from server.kernel.ids import StaffId, new_id
from server.kernel.phi import Phi
from tests.support.builders import Clinic, acting, hire, identity, open_clinic, patient_details
from tests.support.clock import MONDAY


async def test_a_patient_is_found_as_added(database: Database, clinic: Clinic) -> None:
    async with database.write() as tx:
        found = await identity.patients(tx, acting(clinic.scheduler), "probe")
    assert found == [clinic.patient]


@pytest.mark.parametrize(
    "query", ["", "paula", "PAULA", "pau", "probe paula", "  Paula   Probe ", "Páula", "ａula"]
)
async def test_a_patient_is_found_by_any_part_of_the_name(database: Database, clinic: Clinic, query: str) -> None:
    async with database.write() as tx:
        assert len(await identity.patients(tx, acting(clinic.scheduler), query)) == 1


@pytest.mark.parametrize("query", ["paulo", "%", "_", "paula%", "\\"])
async def test_a_wildcard_is_a_letter_like_any_other(database: Database, clinic: Clinic, query: str) -> None:
    async with database.write() as tx:
        assert await identity.patients(tx, acting(clinic.scheduler), query) == []


async def test_names_are_found_without_their_accents(database: Database, clinic: Clinic) -> None:
    async with database.write() as tx:
        details = patient_details("Zoë", "Ångström")
        added = await identity.add_patient(tx, acting(clinic.scheduler), MONDAY, details)
        assert await identity.patients(tx, acting(clinic.scheduler), "angstrom ZOE") == [added]


async def test_another_practices_patients_are_not_found(database: Database, clinic: Clinic) -> None:
    other = await open_clinic(database, MONDAY, "Maple Practice")
    async with database.write() as tx:
        assert await identity.patients(tx, acting(other.scheduler), "paula") == [other.patient]
        assert await identity.patients_by_id(tx, other.practice.id, [clinic.patient.id]) == {}


async def test_a_search_is_kept_in_the_ledger_without_its_words(database: Database, clinic: Clinic) -> None:
    async with database.write() as tx:
        await identity.patients(tx, acting(clinic.scheduler), "paula")
    async with database.read() as tx:
        entries = [row.entry async for row in rows_of(tx, clinic.practice.id) if row.action == "patient.search"]
    assert len(entries) == 1
    assert '"found":1' in entries[0]
    assert "paula" not in entries[0].lower()


async def test_no_name_is_in_the_ledger(database: Database, clinic: Clinic) -> None:
    async with database.read() as tx:
        told = "".join([row.entry async for row in rows_of(tx, clinic.practice.id)])
    assert "Paula" not in told
    assert "Probe" not in told


def test_a_patient_does_not_show_in_a_log() -> None:
    assert "Paula" not in repr(patient_details())


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"given_name": Phi(" ")}, "patient.name"),
        ({"family_name": Phi("")}, "patient.name"),
        ({"birth_date": Phi(date(1899, 12, 31))}, "patient.birth_date"),
        ({"birth_date": Phi(MONDAY.date() + timedelta(days=1))}, "patient.birth_date"),
        ({"zone": "Europe"}, "zone.unknown"),
    ],
)
def test_details_that_cannot_be_are_refused(change: dict[str, object], code: str) -> None:
    details: PatientDetails = replace(patient_details(), **change)  # type: ignore[arg-type]  # the table's values
    with pytest.raises(DomainError) as refused:
        details.check(MONDAY)
    assert refused.value.code == code


async def test_the_clinicians_are_those_who_practise(database: Database, clinic: Clinic) -> None:
    await open_clinic(database, MONDAY, "Maple Practice")
    async with database.read() as tx:
        assert await identity.clinicians(tx, acting(clinic.scheduler)) == [clinic.clinician]


async def test_a_member_of_another_practice_does_not_exist(database: Database, clinic: Clinic) -> None:
    other = await open_clinic(database, MONDAY, "Maple Practice")
    async with database.read() as tx:
        for unseen in (other.clinician.id, StaffId(new_id())):
            with pytest.raises(DomainError, match=r"object\.missing"):
                await identity.member(tx, clinic.practice.id, unseen)


async def test_a_login_is_given_once(database: Database, clinic: Clinic) -> None:
    with pytest.raises(DomainError, match=r"staff\.login_taken"):
        async with database.write() as tx:
            await hire(tx, MONDAY, clinic.practice, Role.CLINICIAN, "LINDEN.clinician ")


@pytest.mark.parametrize("roles", [frozenset(), frozenset({Role.PATIENT, Role.ADMIN})])
async def test_staff_have_a_role_of_staff(database: Database, clinic: Clinic, roles: frozenset[Role]) -> None:
    setup, actor = PracticeSetup(), acting(clinic.admin)
    with pytest.raises(DomainError, match=r"staff\.roles"):
        async with database.write() as tx:
            await setup.hire(tx, actor, MONDAY, login="new", display_name="New", roles=roles, password_hash="x")


async def test_a_scheduler_does_not_hire(database: Database, clinic: Clinic) -> None:
    setup, actor, roles = PracticeSetup(), acting(clinic.scheduler), frozenset({Role.ADMIN})
    with pytest.raises(DomainError, match=r"auth\.forbidden"):
        async with database.write() as tx:
            await setup.hire(tx, actor, MONDAY, login="new", display_name="New", roles=roles, password_hash="x")


async def test_a_practice_begins_its_ledger(database: Database) -> None:
    async with database.write() as tx:
        opened = await PracticeSetup().open_practice(tx, MONDAY, "Linden", "Europe/Vienna", "+43 1 555 0100")
        assert await identity.practice(tx, opened.id) == opened
    async with database.read() as tx:
        rows = [row async for row in rows_of(tx, opened.id)]
    assert [(row.action, row.actor_id) for row in rows] == [("practice.open", str(system_actor(opened.id).id))]
