"""What two people do in a running visit beside talking: trust it, write, show a screen, step out."""

import itertools

import pytest
from playwright.async_api import Page, expect

from tests.journeys.conftest import Person
from tests.journeys.visits import Visit
from tests.support.pages import media_grows

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.timeout(60)]


async def test_both_pages_say_encrypted_and_show_the_same_three_words(visit: Visit) -> None:
    await visit.patient_call.is_encrypted()
    await visit.clinician_call.is_encrypted()
    words = await visit.patient_call.spoken_words()
    assert all(words)
    assert words == await visit.clinician_call.spoken_words()


async def test_each_page_tells_the_record_how_private_the_visit_is(visit: Visit) -> None:
    for page, path in ((visit.patient.page, "my-visit"), (visit.clinician.page, "visits/*")):
        async with page.expect_response(f"**/api/v1/{path}/encryption", timeout=20_000) as answered:
            await page.reload()
        told = await answered.value
        assert told.status == 204
        assert told.request.post_data_json == {"state": "end_to_end", "because": None}


async def test_messages_go_both_ways_and_are_counted_until_they_are_read(visit: Visit) -> None:
    patient, clinician = visit.patient_call, visit.clinician_call
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


async def test_a_shared_screen_is_seen_by_the_other_until_it_ends(visit: Visit) -> None:
    patient, clinician = visit.patient_call, visit.clinician_call
    await clinician.shares_screen()
    await patient.sees_screen_of("Dr Ada Example")
    await patient.page.get_by_role("button", name="Share screen").click()
    await expect(patient.page.get_by_text("Dr Ada Example is sharing a screen already.")).to_be_visible()
    await clinician.stops_sharing()
    await patient.sees_no_screen()
    await expect(patient.page.get_by_text("is sharing a screen already.")).to_be_hidden()
    await patient.shares_screen()
    await clinician.sees_screen_of("Pat Placeholder")


async def test_the_clinician_steps_out_and_the_visit_goes_on(visit: Visit) -> None:
    await visit.clinician.steps_out()
    await visit.patient.sees("Dr Ada Example stepped out for a moment")
    await visit.clinician.goes_on()
    await visit.sees_and_hears()
    await visit.patient_call.is_encrypted()


async def test_the_camera_still_works_after_all_of_it(visit: Visit) -> None:
    patient, clinician = visit.patient_call, visit.clinician_call
    await clinician.is_encrypted()
    await clinician.opens_chat()
    await clinician.writes_message("A moment, please.")
    await patient.has_unread(1)
    await clinician.shares_screen()
    await patient.sees_screen_of("Dr Ada Example")
    await clinician.stops_sharing()
    await visit.clinician.steps_out()
    await visit.clinician.goes_on()
    await visit.sees_and_hears()
    tile = clinician.page.get_by_role("figure", name="Pat Placeholder, video")
    await patient.page.get_by_role("button", name="Camera off").click()
    await expect(tile).to_contain_text("Camera off")
    await patient.page.get_by_role("button", name="Camera off").click()
    await expect(tile).not_to_contain_text("Camera off")
    await media_grows(clinician.page)


async def test_panels_and_dialogs_are_reached_and_left_by_keyboard_alone(visit: Visit) -> None:
    page = visit.patient.page
    await visit.patient_call.is_encrypted()
    await _tabs_to(page, "Encrypted end to end")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", name="Encrypted end to end")).to_be_focused()
    await page.keyboard.press("Escape")
    await _tabs_to(page, "Chat")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("textbox", name="Message")).to_be_focused()
    await page.keyboard.type("Good day")
    await page.keyboard.press("Enter")
    await visit.patient_call.reads_message("You", "Good day")
    await page.keyboard.press("Escape")
    await _tabs_to(page, "Leave")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("dialog")).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("button", name="Leave")).to_be_focused()


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
