"""Every state of a visit that goes well, and of what follows it, looked at as the pages before it are."""

from pathlib import Path

import pytest
from playwright.async_api import expect

from tests.journeys import visits
from tests.journeys.conftest import Person
from tests.support.looks import look
from tests.support.pages import Booked, Clinician, Patient, Scheduler, media_grows
from tests.support.serving import Served

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.timeout(240)]


async def test_the_visit_and_what_follows_it(person: Person, served: Served, artifacts: Path) -> None:
    booked: Booked = await (await Scheduler.opens(await person(), served)).books()
    clinician = await Clinician.opens(await person(), served)
    await look(clinician.page, "clinician-today", artifacts)
    patient = await Patient.opens(await person(), booked.link)
    await patient.waits(served.patient_birth_date)
    await expect(clinician.page.get_by_role("button", name="Admit").first).to_be_visible()
    await look(clinician.page, "clinician-today-waiting", artifacts)
    await clinician.opens_visit(booked.visit)
    await expect(clinician.page.get_by_role("button", name="Admit")).to_be_visible()
    await look(clinician.page, "clinician-at-the-door", artifacts)
    await clinician.admits()
    await media_grows(clinician.page)
    await clinician.writes("Feels better since Tuesday.\n\nPlan: rest, fluids, call again on Friday.")
    await look(clinician.page, "clinician-in-visit", artifacts)
    await media_grows(patient.page)
    await look(patient.page, "patient-in-visit", artifacts)
    await patient.page.get_by_role("button", name="Leave").click()
    await look(patient.page, "patient-leave", artifacts)
    await patient.page.get_by_role("button", name="Stay").click()
    await clinician.page.get_by_role("button", name="End visit").click()
    await look(clinician.page, "clinician-end", artifacts)
    await clinician.page.get_by_role("button", name="Back to the visit").click()
    await clinician.ends()
    await patient.sees("Your visit has ended")
    await look(patient.page, "patient-after", artifacts)
    await look(clinician.page, "clinician-ended", artifacts)
    await clinician.signs()
    await look(clinician.page, "clinician-signed", artifacts)


async def test_the_panels_of_a_visit(person: Person, served: Served, artifacts: Path) -> None:
    visit = await visits.running(person, served)
    for name, call in (("clinician", visit.clinician_call), ("patient", visit.patient_call)):
        await call.is_encrypted()
        await call.badge().click()
        await look(call.page, f"{name}-lock", artifacts)
        await call.opens_chat()
        await look(call.page, f"{name}-chat-empty", artifacts)
        await call.writes_message("Is it once a day, or twice?\nAnd for how long?")
        await call.reads_message("You", "Is it once a day")
    await look(visit.clinician.page, "clinician-chat", artifacts)
    page = visit.patient.page
    await page.context.set_offline(True)
    await visit.patient_call.writes_message("This one stays here.")
    await expect(page.get_by_text("Not sent")).to_be_visible(timeout=15_000)
    await page.context.set_offline(False)
    await look(page, "patient-chat-failed", artifacts)


async def test_a_shared_screen(person: Person, served: Served, artifacts: Path) -> None:
    visit = await visits.running(person, served)
    page = visit.patient.page
    await visit.clinician_call.shares_screen()
    await look(visit.clinician.page, "clinician-sharing", artifacts)
    await visit.patient_call.sees_screen_of("Dr Ada Example")
    await look(page, "patient-screen", artifacts)
    await page.get_by_role("button", name="Full size").click()
    await look(page, "patient-screen-full", artifacts)
    await page.get_by_role("button", name="Share screen").click()
    await expect(page.get_by_text("is sharing a screen already.")).to_be_visible()
    await look(page, "patient-screen-taken", artifacts)
