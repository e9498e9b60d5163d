"""A visit between two pages, as journeys begin with it; what leads to it is asked of the API, without a page."""

import asyncio
from collections.abc import Awaitable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from playwright.async_api import APIRequestContext, BrowserContext, Page

from server.adapters.system_clock import SystemClock
from server.kernel.ids import new_token
from tests.journeys.conftest import Person
from tests.support.pages import Booked, Clinician, Company, Patient, media_grows
from tests.support.serving import Served

# Whoever is said to be gone, if only for a moment, is remembered.
_LISTEN = """
window.said = [];
new MutationObserver(() => {
  for (const line of (document.body?.innerText ?? "").split("\\n"))
    if (/has left|is not here|left the visit/.test(line)) window.said.push(line);
}).observe(document, {subtree: true, childList: true, characterData: true});
"""


@dataclass(frozen=True, slots=True)
class Visit:
    booked: Booked
    clinician: Clinician
    patient: Patient

    @property
    def clinician_call(self) -> Company:
        return Company(self.clinician.page)

    @property
    def patient_call(self) -> Company:
        return Company(self.patient.page)

    @property
    def pages(self) -> tuple[Page, Page]:
        return self.clinician.page, self.patient.page

    async def begins(self) -> None:
        await self.clinician.admits()
        await self.sees_and_hears()

    async def sees_and_hears(self, within_s: float = 15) -> None:
        await asyncio.gather(*(media_grows(page, within_s) for page in self.pages))

    async def nobody_left(self) -> None:
        for page in self.pages:
            said = await page.evaluate("window.said")
            assert said == [], f"somebody is said to be gone: {said}"


async def running(person: Person, served: Served, **contexts: BrowserContext) -> Visit:
    """One in which both see and hear each other."""
    visit = await at_the_door(person, served, **contexts)
    await visit.begins()
    return visit


async def at_the_door(
    person: Person,
    served: Served,
    *,
    clinician: BrowserContext | None = None,
    patient: BrowserContext | None = None,
) -> Visit:
    """One that only waits to be admitted."""
    desk, home = clinician or await person(), patient or await person(width=390, height=844)
    for context in (desk, home):
        await context.add_init_script(_LISTEN)
    booked = await books(desk.request, served)
    signed_in = signs_in(desk.request, served, served.clinician_login)
    pages = await asyncio.gather(
        _opened(desk, f"{served.url}/app/visits/{booked.visit}", signed_in),
        _opened(home, f"{served.url}/join", arrives(home.request, served, booked)),
    )
    visit = Visit(booked, Clinician(pages[0], served), Patient(pages[1]))
    await visit.patient.sees("knows that you are here")
    return visit


async def _opened(context: BrowserContext, url: str, before: Awaitable[object]) -> Page:
    page, _ = await asyncio.gather(context.new_page(), before)
    await page.goto(url)
    return page


async def books(browser: APIRequestContext, served: Served) -> Booked:
    """At the next free time, as the desk does."""
    await signs_in(browser, served, served.scheduler_login)
    clinicians = (await ask(browser, served, "GET", "/clinicians"))["items"]
    clinician = next(one["id"] for one in clinicians if one["display_name"] == "Dr Ada Example")
    patients = (await ask(browser, served, "POST", "/patients/search", {"query": "Placeholder"}))["items"]
    starts_at = await _free_time(browser, served, clinician)
    wanted = {"clinician_id": clinician, "patient_id": patients[0]["id"], "starts_at": starts_at}
    told = await ask(browser, served, "POST", "/visits", wanted | {"duration_min": 15})
    return Booked(told["invitation"]["url"], told["visit"]["id"])


async def _free_time(browser: APIRequestContext, served: Served, clinician: str) -> str:
    today = SystemClock().now().date()
    for day in (today, today + timedelta(days=1)):
        listed = await ask(browser, served, "GET", f"/clinicians/{clinician}/slots?day={day}")
        if listed["items"]:
            return str(listed["items"][0]["starts_at"])
    raise AssertionError("the clinician has no free time")


async def signs_in(browser: APIRequestContext, served: Served, login: str) -> None:
    await ask(browser, served, "POST", "/sign-in", {"login": login, "password": served.password})


async def arrives(browser: APIRequestContext, served: Served, booked: Booked) -> None:
    """From the link to the waiting room."""
    await ask(browser, served, "POST", "/invitations/exchange", {"token": booked.link.partition("#")[2]})
    mine = await ask(browser, served, "POST", "/my-visit/identity", {"birth_date": served.patient_birth_date})
    text = {key: mine["consent"][key] for key in ("text_version", "language")}
    await ask(browser, served, "POST", "/my-visit/consent", text)
    await ask(browser, served, "POST", "/my-visit/arrive")


async def ask(
    browser: APIRequestContext, served: Served, method: str, path: str, body: dict[str, Any] | None = None
) -> Any:
    """As the pages of this browser ask, with its cookies."""
    headers = {"Origin": served.url, "Idempotency-Key": new_token()}
    answer = await browser.fetch(f"{served.url}/api/v1{path}", method=method, headers=headers, data=body)
    told = await answer.json()
    assert answer.ok, f"{method} {path}: {told}"
    return told
