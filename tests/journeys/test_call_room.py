"""What two people do in a running visit beside talking: trust it, write, show a screen, step out, change pages."""

import asyncio
import itertools
from dataclasses import dataclass

import pytest
import pytest_asyncio
from playwright.async_api import Page, expect

from tests.journeys.conftest import Person
from tests.support.pages import Clinician, Company, Patient, Scheduler, media_grows
from tests.support.serving import Served

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.timeout(60)]


@dataclass(frozen=True, slots=True)
class Running:
    """A visit in which both see and hear each other."""

    clinician: Clinician
    patient: Patient
    clinician_call: Company
    patient_call: Company


@pytest_asyncio.fixture(loop_scope="session")
async def running(person: Person, served: Served) -> Running:
    booked = await (await Scheduler.opens(await person(), served)).books()
    clinician = await Clinician.opens(await person(), served)
    patient = await Patient.opens(await person(), booked.link)
    await patient.waits(served.patient_birth_date)
    await clinician.opens_visit(booked.visit)
    await clinician.admits()
    await asyncio.gather(media_grows(clinician.page), media_grows(patient.page))
    return Running(clinician, patient, Company(clinician.page), Company(patient.page))


async def test_both_pages_say_encrypted_and_show_the_same_three_words(running: Running) -> None:
    await running.patient_call.is_encrypted()
    await running.clinician_call.is_encrypted()
    words = await running.patient_call.spoken_words()
    assert all(words)
    assert words == await running.clinician_call.spoken_words()


async def test_each_page_tells_the_record_how_private_the_visit_is(running: Running) -> None:
    for page, path in ((running.patient.page, "my-visit"), (running.clinician.page, "visits/*")):
        async with page.expect_response(f"**/api/v1/{path}/encryption", timeout=20_000) as answered:
            await page.reload()
        told = await answered.value
        assert told.status == 204
        assert told.request.post_data_json == {"state": "end_to_end", "because": None}


async def test_messages_go_both_ways_and_are_counted_until_they_are_read(running: Running) -> None:
    patient, clinician = running.patient_call, running.clinician_call
    await clinician.is_encrypted()
    await clinician.opens_chat()
    await clinician.writes_message("One in the morning.\nNone at night.")
    await patient.has_unread(1)
    await patient.opens_chat()
    await patient.reads_message("Dr Ada Example", "None at night.")
    await expect(patient.page.get_by_role("button", name="unread")).to_have_count(0)
    await patient.writes_message("Thank you")
    await clinician.reads_message("Pat Placeholder", "Thank you")
    await patient.page.keyboard.press("Escape")
    await expect(patient.page.get_by_role("button", name="Chat")).to_be_focused()


async def test_a_shared_screen_is_seen_by_the_other_until_it_ends(running: Running) -> None:
    patient, clinician = running.patient_call, running.clinician_call
    await clinician.shares_screen()
    await patient.sees_screen_of("Dr Ada Example")
    await patient.page.get_by_role("button", name="Share screen").click()
    await expect(patient.page.get_by_text("Dr Ada Example is sharing a screen already.")).to_be_visible()
    await clinician.stops_sharing()
    await patient.sees_no_screen()
    await expect(patient.page.get_by_text("is sharing a screen already.")).to_be_hidden()
    await patient.shares_screen()
    await clinician.sees_screen_of("Pat Placeholder")


async def test_the_clinician_steps_out_and_the_visit_goes_on(running: Running) -> None:
    await running.clinician.steps_out()
    await running.patient.sees("Dr Ada Example stepped out for a moment")
    await running.clinician.goes_on()
    await asyncio.gather(media_grows(running.clinician.page), media_grows(running.patient.page))
    await running.patient_call.is_encrypted()


async def test_a_second_page_of_the_patient_asks_before_it_takes_the_seat(running: Running) -> None:
    first = running.patient.page
    second = Patient(await _again(first))
    await second.sees("Your visit is open on another page")
    await media_grows(first)
    await second.page.get_by_role("button", name="Continue here").click()
    await running.patient.sees("Your visit moved to another page")
    await asyncio.gather(media_grows(second.page), media_grows(running.clinician.page))
    await Company(second.page).is_encrypted()
    await second.page.get_by_role("button", name="Camera off").click()
    tile = running.clinician.page.get_by_role("figure", name="Pat Placeholder, video")
    await expect(tile).to_contain_text("Camera off")
    await second.page.get_by_role("button", name="Camera off").click()
    await media_grows(running.clinician.page)


async def test_a_second_page_of_the_clinician_asks_before_it_takes_the_seat(running: Running) -> None:
    first = running.clinician.page
    second = await _again(first)
    await expect(second.get_by_role("heading", name="open on another page")).to_be_visible()
    await media_grows(first)
    await second.get_by_role("button", name="Continue here").click()
    await expect(first.get_by_role("heading", name="moved to another page")).to_be_visible()
    await asyncio.gather(media_grows(second), media_grows(running.patient.page))
    await first.get_by_role("button", name="Continue here").click()
    await expect(second.get_by_role("heading", name="moved to another page")).to_be_visible()
    await asyncio.gather(media_grows(first), media_grows(running.patient.page))


async def test_the_camera_still_works_after_all_of_it(running: Running) -> None:
    patient, clinician = running.patient_call, running.clinician_call
    await clinician.is_encrypted()
    await clinician.opens_chat()
    await clinician.writes_message("A moment, please.")
    await patient.has_unread(1)
    await clinician.shares_screen()
    await patient.sees_screen_of("Dr Ada Example")
    await clinician.stops_sharing()
    await running.clinician.steps_out()
    await running.clinician.goes_on()
    await asyncio.gather(media_grows(clinician.page), media_grows(patient.page))
    tile = clinician.page.get_by_role("figure", name="Pat Placeholder, video")
    await patient.page.get_by_role("button", name="Camera off").click()
    await expect(tile).to_contain_text("Camera off")
    await patient.page.get_by_role("button", name="Camera off").click()
    await expect(tile).not_to_contain_text("Camera off")
    await media_grows(clinician.page)


async def test_panels_and_dialogs_are_reached_and_left_by_keyboard_alone(running: Running) -> None:
    page = running.patient.page
    await running.patient_call.is_encrypted()
    await _tabs_to(page, "Encrypted end to end")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", name="Encrypted end to end")).to_be_focused()
    await page.keyboard.press("Escape")
    await _tabs_to(page, "Chat")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("textbox", name="Message")).to_be_focused()
    await page.keyboard.type("Good day")
    await page.keyboard.press("Enter")
    await running.patient_call.reads_message("You", "Good day")
    await page.keyboard.press("Escape")
    await _tabs_to(page, "Leave")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("dialog")).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("button", name="Leave")).to_be_focused()


async def _again(page: Page) -> Page:
    second = await page.context.new_page()
    await second.goto(page.url)
    return second


async def test_the_measure_itself_notices_that_nothing_arrives(person: Person) -> None:
    page = await (await person()).new_page()
    with pytest.raises(AssertionError, match="nothing more arrives"):
        await media_grows(page, patience_s=0.6)


_FOCUSED_BUTTON = "() => document.activeElement?.matches('button') ? document.activeElement.textContent : ''"


async def _tabs_to(page: Page, words: str) -> None:
    for _ in itertools.repeat(None, 20):
        if words in str(await page.evaluate(_FOCUSED_BUTTON)):
            return
        await page.keyboard.press("Tab")
    raise AssertionError(f"the keyboard does not reach {words!r}")
