"""What the pages of a visit say when something is not as it should be: privacy, lines, seats."""

import json
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import expect

from tests.journeys import visits
from tests.journeys.conftest import Person
from tests.journeys.wire import Wire, unchanged
from tests.support.looks import look
from tests.support.pages import media_grows
from tests.support.serving import Served

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.timeout(240)]


async def test_a_visit_that_is_not_private(person: Person, served: Served, artifacts: Path) -> None:
    old_browser = await person()
    await old_browser.add_init_script("delete window.RTCRtpScriptTransform;")
    visit = await visits.running(person, served, patient=old_browser)
    for name, call in (("clinician", visit.clinician_call), ("patient", visit.patient_call)):
        await expect(call.badge()).to_contain_text("Not fully private")
        await call.badge().click()
        await look(call.page, f"{name}-lock-open", artifacts)


async def test_a_visit_before_anything_is_known_of_its_privacy(
    person: Person, served: Served, artifacts: Path
) -> None:
    context = await person()
    wire = await Wire.of(context)
    wire.change = _without_keys
    visit = await visits.at_the_door(person, served, patient=context)
    await visit.clinician.admits()
    badge = visit.patient_call.badge()
    await expect(badge).to_contain_text("Checking privacy…")
    await badge.click()
    await look(visit.patient.page, "patient-lock-checking", artifacts)
    wire.change = _with_nobody_else
    wire.says_again("seats")
    await expect(badge).to_contain_text("Only you are here")
    await look(visit.patient.page, "patient-lock-alone", artifacts)


async def test_keys_that_do_not_match(person: Person, served: Served, artifacts: Path) -> None:
    context = await person()
    wire = await Wire.of(context)
    wire.change = _with_another_nonce
    visit = await visits.at_the_door(person, served, patient=context)
    page = visit.patient.page
    await visit.clinician.admits()
    warning = page.get_by_role("alert").filter(has_text="Somebody may be trying to listen in")
    await expect(warning).to_be_visible()
    await look(page, "patient-broken", artifacts)
    wire.change = unchanged
    await warning.get_by_role("button", name="Try again").click()
    await expect(warning).to_contain_text("There are new ones now", timeout=15_000)
    await look(page, "patient-broken-before", artifacts)
    await warning.get_by_role("button", name="I have read this").click()
    await expect(warning).to_be_hidden()
    await media_grows(page)


async def test_bad_lines_and_many_people(person: Person, served: Served, artifacts: Path) -> None:
    contexts = [await person(), await person()]
    wires = [await Wire.of(context) for context in contexts]
    visit = await visits.running(person, served, clinician=contexts[0], patient=contexts[1])
    for name, change in (("bad-lines", _on_bad_lines), ("six-people", _with_four_more)):
        for wire in wires:
            wire.change = change
            wire.says_again("seats")
            wire.says_again("call:shows")
        for role, page in zip(("clinician", "patient"), visit.pages, strict=True):
            await expect(page.get_by_text("Picture paused to keep the sound clear.").first).to_be_visible()
            await look(page, f"{role}-{name}", artifacts)


async def test_stepping_out_and_a_second_page(person: Person, served: Served, artifacts: Path) -> None:
    visit = await visits.running(person, served)
    clinician, patient = visit.clinician, visit.patient
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
