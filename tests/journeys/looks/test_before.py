"""Every page before a visit: axe finds nothing, 320 px is enough, and pictures are kept in artifacts/screens."""

from pathlib import Path

import pytest
from playwright.async_api import expect

from tests.journeys.conftest import Person
from tests.support.looks import look
from tests.support.pages import Patient, Scheduler
from tests.support.serving import Served

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.timeout(240)]


async def test_the_staff_pages_before_a_visit(person: Person, served: Served, artifacts: Path) -> None:
    page = await (await person()).new_page()
    await page.goto(f"{served.url}/app/book")
    await expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    await look(page, "staff-sign-in", artifacts)
    await page.get_by_label("Name or e-mail").fill("nobody@lantern.example")
    await page.get_by_label("Password", exact=True).fill("wrong")
    await page.get_by_role("button", name="Sign in").click()
    await expect(page.get_by_role("alert").first).to_be_visible()
    await look(page, "staff-sign-in-refused", artifacts)

    scheduler = await Scheduler.opens(await person(), served)
    await look(scheduler.page, "scheduler-book", artifacts)
    await scheduler.page.get_by_role("button", name="Add a patient").click()
    await look(scheduler.page, "scheduler-add-patient", artifacts)
    await scheduler.page.keyboard.press("Escape")
    await scheduler.chooses("Dr Ada Example", "Pat Placeholder")
    await look(scheduler.page, "scheduler-chosen", artifacts)
    await scheduler.page.get_by_role("button", name="Book visit").click()
    await expect(scheduler.page.get_by_role("heading", name="Booked")).to_be_visible()
    await look(scheduler.page, "scheduler-booked", artifacts)


async def test_the_patient_pages_before_the_visit(person: Person, served: Served, artifacts: Path) -> None:
    booked = await (await Scheduler.opens(await person(), served)).books()
    patient = await Patient.opens(await person(), booked.link)
    await patient.sees("Your visit with Dr Ada Example")
    await look(patient.page, "patient-landing", artifacts)
    await patient.continues()
    await look(patient.page, "patient-identity", artifacts)
    await patient.gives_birth_date("1970-01-01")
    await expect(patient.page.locator("#birth-error")).to_be_visible()
    await look(patient.page, "patient-identity-refused", artifacts)
    await patient.gives_birth_date(served.patient_birth_date)
    await patient.sees("Please read this")
    await look(patient.page, "patient-consent", artifacts)
    await patient.consents()
    await expect(patient.page.get_by_role("button", name="I’m ready")).to_be_visible()
    await look(patient.page, "patient-check", artifacts)
    await patient.is_ready()
    await look(patient.page, "patient-waiting", artifacts)
    await patient.page.get_by_role("button", name="I have to go").click()
    await look(patient.page, "patient-waiting-leave", artifacts)
    await patient.page.get_by_role("dialog").get_by_role("button", name="Leave").click()
    await patient.sees("You left the waiting room")
    await look(patient.page, "patient-gave-up", artifacts)
    late = await Patient.opens(await person(), booked.link)
    await late.sees("This link does not work any more")
    await look(late.page, "patient-dead-link", artifacts)


async def test_a_blocked_camera_is_named_with_one_action(person: Person, served: Served, artifacts: Path) -> None:
    booked = await (await Scheduler.opens(await person(), served)).books()
    context = await person()
    await context.add_init_script(
        "navigator.mediaDevices.getUserMedia = async () => { throw new DOMException('', 'NotAllowedError'); };"
    )
    patient = await Patient.opens(context, booked.link)
    await patient.continues()
    await patient.gives_birth_date(served.patient_birth_date)
    await patient.consents()
    await expect(patient.page.get_by_text("blocked").first).to_be_visible()
    await look(patient.page, "patient-check-blocked", artifacts)
    await patient.page.get_by_role("button", name="Continue, only watch and listen").click()
    await patient.sees("knows that you are here")
