"""Every state of every page: axe finds nothing, 320 px is enough, and pictures are kept in artifacts/screens."""

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import expect

from tests.journeys.conftest import Person
from tests.journeys.wire import Wire, unchanged
from tests.support.looks import look
from tests.support.pages import Booked, Clinician, Company, Patient, Scheduler, media_grows
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
    clinician, patient = await _running(person, served)
    for name, call in (("clinician", Company(clinician.page)), ("patient", Company(patient.page))):
        await call.is_encrypted()
        await call.badge().click()
        await look(call.page, f"{name}-lock", artifacts)
        await call.opens_chat()
        await look(call.page, f"{name}-chat-empty", artifacts)
        await call.writes_message("Is it once a day, or twice?\nAnd for how long?")
        await call.reads_message("You", "Is it once a day")
    await look(clinician.page, "clinician-chat", artifacts)
    await patient.page.context.set_offline(True)
    await Company(patient.page).writes_message("This one stays here.")
    await expect(patient.page.get_by_text("Not sent")).to_be_visible(timeout=15_000)
    await patient.page.context.set_offline(False)
    await look(patient.page, "patient-chat-failed", artifacts)


async def test_a_shared_screen(person: Person, served: Served, artifacts: Path) -> None:
    clinician, patient = await _running(person, served)
    await Company(clinician.page).shares_screen()
    await look(clinician.page, "clinician-sharing", artifacts)
    await Company(patient.page).sees_screen_of("Dr Ada Example")
    await look(patient.page, "patient-screen", artifacts)
    await patient.page.get_by_role("button", name="Full size").click()
    await look(patient.page, "patient-screen-full", artifacts)
    await patient.page.get_by_role("button", name="Share screen").click()
    await expect(patient.page.get_by_text("is sharing a screen already.")).to_be_visible()
    await look(patient.page, "patient-screen-taken", artifacts)


async def test_a_visit_that_is_not_private(person: Person, served: Served, artifacts: Path) -> None:
    old_browser = await person()
    await old_browser.add_init_script("delete window.RTCRtpScriptTransform;")
    clinician, patient = await _running(person, served, patient_context=old_browser)
    for name, call in (("clinician", Company(clinician.page)), ("patient", Company(patient.page))):
        await expect(call.badge()).to_contain_text("Not fully private")
        await call.badge().click()
        await look(call.page, f"{name}-lock-open", artifacts)


async def test_a_visit_before_anything_is_known_of_its_privacy(
    person: Person, served: Served, artifacts: Path
) -> None:
    booked, context = await (await Scheduler.opens(await person(), served)).books(), await person()
    wire = await Wire.of(context)
    wire.change = _without_keys
    clinician = await Clinician.opens(await person(), served)
    patient = await Patient.opens(context, booked.link)
    await patient.waits(served.patient_birth_date)
    await clinician.opens_visit(booked.visit)
    await clinician.admits()
    badge = Company(patient.page).badge()
    await expect(badge).to_contain_text("Checking privacy…")
    await badge.click()
    await look(patient.page, "patient-lock-checking", artifacts)
    wire.change = _with_nobody_else
    wire.says_again("seats")
    await expect(badge).to_contain_text("Only you are here")
    await look(patient.page, "patient-lock-alone", artifacts)


async def test_keys_that_do_not_match(person: Person, served: Served, artifacts: Path) -> None:
    booked, context = await (await Scheduler.opens(await person(), served)).books(), await person()
    wire = await Wire.of(context)
    wire.change = _with_another_nonce
    clinician = await Clinician.opens(await person(), served)
    patient = await Patient.opens(context, booked.link)
    await clinician.opens_visit(booked.visit)
    await patient.waits(served.patient_birth_date)
    await clinician.admits()
    warning = patient.page.get_by_role("alert").filter(has_text="Somebody may be trying to listen in")
    await expect(warning).to_be_visible()
    await look(patient.page, "patient-broken", artifacts)
    wire.change = unchanged
    await warning.get_by_role("button", name="Try again").click()
    await expect(warning).to_contain_text("There are new ones now", timeout=15_000)
    await look(patient.page, "patient-broken-before", artifacts)
    await warning.get_by_role("button", name="I have read this").click()
    await expect(warning).to_be_hidden()
    await media_grows(patient.page)


async def test_bad_lines_and_many_people(person: Person, served: Served, artifacts: Path) -> None:
    contexts = [await person(), await person()]
    wires = [await Wire.of(context) for context in contexts]
    clinician, patient = await _running(person, served, patient_context=contexts[0], clinician_context=contexts[1])
    for name, change in (("bad-lines", _on_bad_lines), ("six-people", _with_four_more)):
        for wire in wires:
            wire.change = change
            wire.says_again("seats")
            wire.says_again("call:shows")
        for page in (patient.page, clinician.page):
            await expect(page.get_by_text("Picture paused to keep the sound clear.").first).to_be_visible()
        await look(patient.page, f"patient-{name}", artifacts)
        await look(clinician.page, f"clinician-{name}", artifacts)


async def test_stepping_out_and_a_second_page(person: Person, served: Served, artifacts: Path) -> None:
    clinician, patient = await _running(person, served)
    await clinician.page.get_by_role("button", name="Step out").click()
    await look(clinician.page, "clinician-step-out", artifacts)
    await clinician.page.keyboard.press("Escape")
    await clinician.steps_out()
    await look(clinician.page, "clinician-stepped-out", artifacts)
    await patient.sees("stepped out for a moment")
    await look(patient.page, "patient-held", artifacts)
    await clinician.goes_on()
    for name, page in (("clinician", clinician.page), ("patient", patient.page)):
        second = await page.context.new_page()
        await second.goto(page.url)
        await expect(second.get_by_role("heading", name="open on another page")).to_be_visible()
        await look(second, f"{name}-elsewhere", artifacts)


async def _running(person: Person, served: Served, **contexts: Any) -> tuple[Clinician, Patient]:
    """A visit in which both see and hear each other."""
    booked = await (await Scheduler.opens(await person(), served)).books()
    clinician = await Clinician.opens(contexts.get("clinician_context") or await person(), served)
    patient = await Patient.opens(contexts.get("patient_context") or await person(), booked.link)
    await patient.waits(served.patient_birth_date)
    await clinician.opens_visit(booked.visit)
    await clinician.admits()
    await asyncio.gather(media_grows(clinician.page), media_grows(patient.page))
    return clinician, patient


def _without_keys(event: str, payload: dict[str, Any]) -> dict[str, Any]:
    return payload | {"body": "{}"} if event == "keys:message" else payload


def _with_nobody_else(event: str, payload: dict[str, Any]) -> dict[str, Any]:
    if event != "seats":
        return payload
    gone = {"presence": "gone", "in_call": False}
    return {"seats": [seat | gone if seat["role"] == "clinician" else seat for seat in payload["seats"]]}


def _with_another_nonce(event: str, payload: dict[str, Any]) -> dict[str, Any]:
    if event != "keys:message" or '"reveal"' not in payload["body"]:
        return payload
    body = json.loads(payload["body"])
    body["nonce"] = ("B" if body["nonce"].startswith("A") else "A") + body["nonce"][1:]
    return payload | {"body": json.dumps(body)}


def _on_bad_lines(event: str, payload: dict[str, Any]) -> dict[str, Any]:
    if event == "seats":
        links = {"patient": "weak", "clinician": "poor"}
        return {"seats": [seat | {"link": links[seat["role"]]} for seat in payload["seats"]]}
    if event == "call:shows":
        return payload | {"slots": [slot | {"picture": "paused"} for slot in payload["slots"]]}
    return payload


def _with_four_more(event: str, payload: dict[str, Any]) -> dict[str, Any]:
    payload = _on_bad_lines(event, payload)
    if event == "seats":
        one, names = payload["seats"][0], ("Sam Specimen", "Dr Ben Sample", "Eve Example", "Max Specimen")
        others = [
            one | {"seat": f"seat{index}", "instance": f"page{index}", "role": "clinician", "name": name}
            for index, name in enumerate(names)
        ]
        return {"seats": payload["seats"] + others}
    return payload
