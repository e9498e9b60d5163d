"""Who may not come in, and how the pages say so."""

import asyncio
from typing import Any

import pytest
from playwright.async_api import Page, expect

from tests.journeys.conftest import Person
from tests.support.pages import Clinician, Patient, Scheduler
from tests.support.serving import Served

pytestmark = pytest.mark.asyncio(loop_scope="session")

_POST = """async ([path, body, rev]) => {
  const headers = {"Content-Type": "application/json", "Idempotency-Key": crypto.randomUUID()};
  if (rev) headers["If-Match"] = `"${rev}"`;
  const answer = await fetch(path, {method: "POST", headers, body: JSON.stringify(body)});
  return [answer.status, (await answer.json()).code ?? null];
}"""


async def post(page: Page, path: str, body: dict[str, Any], *, rev: int | None = None) -> list[Any]:
    """A request as the page itself could make it: status and code."""
    answer: list[Any] = await page.evaluate(_POST, [f"/api/v1{path}", body, rev])
    return answer


async def test_a_wrong_birth_date_is_refused_and_may_be_corrected(person: Person, served: Served) -> None:
    booked = await (await Scheduler.opens(await person(), served)).books()
    patient = await Patient.opens(await person(), booked.link)
    await patient.continues()
    await patient.gives_birth_date("1970-01-01")
    await expect(patient.page.locator("#birth-error")).to_be_visible()
    await patient.sees("When were you born?")
    await patient.gives_birth_date(served.patient_birth_date)
    await patient.sees("Please read this")


async def test_a_link_opens_once_and_another_browser_is_told_so(person: Person, served: Served) -> None:
    booked = await (await Scheduler.opens(await person(), served)).books()
    first = await Patient.opens(await person(), booked.link)
    await first.continues()
    second = await Patient.opens(await person(), booked.link)
    await second.sees("This link does not work any more")
    token = booked.link.partition("#")[2]
    assert await post(second.page, "/invitations/exchange", {"token": token}) == [410, "link.invalid"]


async def test_looking_at_a_link_uses_nothing_up(person: Person, served: Served) -> None:
    booked = await (await Scheduler.opens(await person(), served)).books()
    scanner = await Patient.opens(await person(), booked.link)
    await scanner.sees("Your visit with Dr Ada Example")
    patient = await Patient.opens(await person(), booked.link)
    await patient.continues()


async def test_a_new_link_ends_what_the_old_one_opened(person: Person, served: Served) -> None:
    scheduler = await Scheduler.opens(await person(), served)
    booked = await scheduler.books()
    patient = await Patient.opens(await person(), booked.link)
    await patient.waits(served.patient_birth_date)
    assert (await post(scheduler.page, f"/visits/{booked.visit}/invitation", {}))[0] == 200
    await patient.sees("This link does not work any more")


async def test_a_patient_cannot_skip_the_waiting_room(person: Person, served: Served) -> None:
    booked = await (await Scheduler.opens(await person(), served)).books()
    patient = await Patient.opens(await person(), booked.link)
    await patient.waits(served.patient_birth_date)
    assert await post(patient.page, "/my-visit/ticket", {"call": True}) == [409, "visit.not_admitted"]
    assert (await post(patient.page, f"/visits/{booked.visit}/admit", {}))[0] in (401, 403)


async def test_of_two_admits_at_once_exactly_one_wins(person: Person, served: Served) -> None:
    booked = await (await Scheduler.opens(await person(), served)).books()
    one = await Clinician.opens(await person(), served)
    other = await Clinician.opens(await person(), served)
    patient = await Patient.opens(await person(), booked.link)
    await patient.waits(served.patient_birth_date)
    rev = await one.page.evaluate(f"async () => (await (await fetch('/api/v1/visits/{booked.visit}')).json()).rev")
    admits = (post(desk.page, f"/visits/{booked.visit}/admit", {}, rev=rev) for desk in (one, other, one, other))
    statuses = sorted(status for status, _code in await asyncio.gather(*admits))
    assert statuses[0] == 200
    assert set(statuses[1:]) <= {409, 412}
    await expect(patient.page.get_by_role("button", name="Leave")).to_be_visible()


async def test_a_taken_time_is_refused_with_a_sentence_and_nothing_is_lost(person: Person, served: Served) -> None:
    one = await Scheduler.opens(await person(), served)
    other = await Scheduler.opens(await person(), served)
    for desk in (one, other):
        await desk.chooses("Dr Ben Sample", "Sam Specimen")
    await one.page.get_by_role("button", name="Book visit").click()
    await expect(one.page.get_by_role("heading", name="Booked")).to_be_visible()
    await other.page.get_by_role("button", name="Book visit").click()
    await expect(other.page.get_by_role("alert").filter(has_text="taken")).to_be_visible()
    await expect(other.page.get_by_text("Sam Specimen").first).to_be_visible()
