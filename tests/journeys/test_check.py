"""The check before the visit goes the real way, and both are told what it came to."""

from pathlib import Path

import pytest
from playwright.async_api import expect

from tests.journeys.conftest import Person
from tests.support.looks import look
from tests.support.network import Network, network
from tests.support.pages import Booked, Clinician, Patient, Scheduler
from tests.support.serving import Served

pytestmark = pytest.mark.asyncio(loop_scope="session")

MEASURED_MS = 25_000


async def _checks(person: Person, served: Served) -> tuple[Booked, Patient]:
    booked = await (await Scheduler.opens(await person(), served)).books()
    patient = await Patient.opens(await person(width=390, height=844), booked.link)
    await patient.continues()
    await patient.gives_birth_date(served.patient_birth_date)
    await patient.consents()
    return booked, patient


async def test_a_good_connection_is_said_to_the_patient_and_to_the_clinician(
    person: Person, far: Served, between: Network, artifacts: Path
) -> None:
    assert between.conditions.udp
    booked, patient = await _checks(person, far)
    await patient.page.get_by_role("button", name="Test your speaker").click()
    await patient.page.get_by_role("button", name="Yes").click()
    await expect(patient.page.get_by_text("You can hear us.")).to_be_visible()
    await expect(patient.page.get_by_text("Your connection is good.")).to_be_visible(timeout=MEASURED_MS)
    await look(patient.page, "patient-check-good", artifacts)
    await patient.is_ready()
    clinician = await Clinician.opens(await person(), far)
    await clinician.opens_visit(booked.visit)
    await expect(clinician.page.get_by_text("Check passed")).to_be_visible()


async def test_a_network_without_udp_is_named(person: Person, far: Served, between: Network) -> None:
    between.conditions.udp = False
    _, patient = await _checks(person, far)
    await expect(patient.page.get_by_text("Your network slows down video")).to_be_visible(timeout=MEASURED_MS)


async def test_no_way_through_is_named_and_found_again_when_there_is_one(
    person: Person, far: Served, between: Network, artifacts: Path
) -> None:
    between.close()
    _, patient = await _checks(person, far)
    nothing = patient.page.get_by_text("Sound and picture cannot get through")
    await expect(nothing).to_be_visible(timeout=MEASURED_MS)
    await look(patient.page, "patient-check-unreachable", artifacts)
    async with network(between.media[1]):
        await patient.page.get_by_role("button", name="Test again").click()
        good = patient.page.get_by_text("Your connection is good.")
        await expect(good).to_be_visible(timeout=MEASURED_MS)
