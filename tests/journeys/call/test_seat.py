"""A seat outlives its page: reloads, other tabs, sleep and a quick way out and in are nobody's leaving."""

import asyncio

import pytest
from playwright.async_api import Page, expect

from tests.journeys.visits import Visit
from tests.support.pages import Company, Patient, media_grows

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.timeout(60)]


async def test_a_second_page_of_the_patient_asks_before_it_takes_the_seat(visit: Visit) -> None:
    first = visit.patient.page
    second = Patient(await _again(first))
    await second.sees("Your visit is open on another page")
    await media_grows(first)
    await second.page.get_by_role("button", name="Continue here").click()
    await visit.patient.sees("Your visit moved to another page")
    await asyncio.gather(media_grows(second.page), media_grows(visit.clinician.page))
    await Company(second.page).is_encrypted()
    await second.page.get_by_role("button", name="Camera off").click()
    tile = visit.clinician.page.get_by_role("figure", name="Pat Placeholder, video")
    await expect(tile).to_contain_text("Camera off")
    await second.page.get_by_role("button", name="Camera off").click()
    await media_grows(visit.clinician.page)


async def test_a_second_page_of_the_clinician_asks_before_it_takes_the_seat(visit: Visit) -> None:
    first = visit.clinician.page
    second = await _again(first)
    await expect(second.get_by_role("heading", name="open on another page")).to_be_visible()
    await media_grows(first)
    await second.get_by_role("button", name="Continue here").click()
    await expect(first.get_by_role("heading", name="moved to another page")).to_be_visible()
    await asyncio.gather(media_grows(second), media_grows(visit.patient.page))
    await first.get_by_role("button", name="Continue here").click()
    await expect(second.get_by_role("heading", name="moved to another page")).to_be_visible()
    await asyncio.gather(media_grows(first), media_grows(visit.patient.page))


async def _again(page: Page) -> Page:
    second = await page.context.new_page()
    await second.goto(page.url)
    return second
