"""The pages as people use them: found by the words and roles that people and screen readers find them by."""

import asyncio
from dataclasses import dataclass
from typing import Any

from playwright.async_api import BrowserContext, Locator, Page, expect

from tests.support.serving import Served

_STATISTICS = """async () => {
  const seen = {frames: 0, energy: 0, states: []};
  for (const peer of window.peers) {
    seen.states.push(peer.connectionState);
    for (const report of (await peer.getStats()).values()) {
      if (report.type !== "inbound-rtp") continue;
      if (report.kind === "video") seen.frames += report.framesDecoded ?? 0;
      else seen.energy += report.totalAudioEnergy ?? 0;
    }
  }
  return seen;
}"""


async def received(page: Page) -> dict[str, Any]:
    """What the page's peer connections have decoded so far: video frames and audio energy."""
    seen: dict[str, Any] = await page.evaluate(_STATISTICS)
    return seen


async def media_grows(page: Page, patience_s: float = 15) -> None:
    """Waits until further frames are decoded and further sound is heard; fails when they are not."""
    before = await received(page)
    seen = before
    # Asked from here: a page that polls itself takes the promise of an answer for the answer.
    for _ in range(round(patience_s * 5)):
        await asyncio.sleep(0.2)
        seen = await received(page)
        if seen["frames"] > before["frames"] + 10 and seen["energy"] > before["energy"]:
            return
    raise AssertionError(f"nothing more arrives: {before}, and {patience_s:g} s later {seen}")


@dataclass(frozen=True, slots=True)
class Booked:
    link: str
    visit: str


class Scheduler:
    def __init__(self, page: Page, served: Served) -> None:
        self.page, self._served = page, served

    @classmethod
    async def opens(cls, context: BrowserContext, served: Served) -> "Scheduler":
        page = await context.new_page()
        await page.goto(f"{served.url}/app/book")
        await sign_in(page, served.scheduler_login, served.password)
        return cls(page, served)

    async def chooses(self, clinician: str, patient: str) -> None:
        """The last free time of the first day that has any: the first one may pass while the form is filled in."""
        page = self.page
        await page.get_by_role("radio", name=clinician).check(force=True)
        times = page.get_by_role("radiogroup", name="Free times")
        await expect(times.get_by_role("radio").first).to_be_attached()
        await times.get_by_role("radio").last.check(force=True)
        search = page.get_by_role("combobox", name="Patient")
        await search.fill(patient)
        await page.get_by_role("option", name=patient).click()

    async def books(self, clinician: str = "Dr Ada Example", patient: str = "Pat Placeholder") -> Booked:
        await self.chooses(clinician, patient)
        async with self.page.expect_response(lambda answer: answer.url.endswith("/api/v1/visits")) as answered:
            await self.page.get_by_role("button", name="Book visit").click()
        told = await (await answered.value).json()
        await expect(self.page.get_by_role("heading", name="Booked")).to_be_visible()
        link = await self.page.get_by_role("textbox", name="link").input_value()
        return Booked(link, told["visit"]["id"])


class Patient:
    def __init__(self, page: Page) -> None:
        self.page = page

    @classmethod
    async def opens(cls, context: BrowserContext, link: str) -> "Patient":
        page = await context.new_page()
        await page.goto(link)
        return cls(page)

    async def continues(self) -> None:
        await self.page.get_by_role("button", name="Continue").click()
        await self.sees("When were you born?")

    async def gives_birth_date(self, date: str) -> None:
        """`date` as ISO 8601."""
        year, month, day = date.split("-")
        for name, value in (("Day", day), ("Month", month), ("Year", year)):
            await self.page.get_by_label(name, exact=True).fill(value)
        await self.page.get_by_role("button", name="Continue").click()

    async def consents(self) -> None:
        await self.page.get_by_label("I have read this and I agree").check()
        await self.page.get_by_role("button", name="Agree and continue").click()

    async def is_ready(self) -> None:
        await self.page.get_by_role("button", name="I’m ready").click()
        await self.sees("knows that you are here")

    async def waits(self, birth_date: str) -> None:
        """Everything from the landing to the waiting room."""
        await self.continues()
        await self.gives_birth_date(birth_date)
        await self.consents()
        await self.is_ready()

    async def sees(self, heading: str) -> None:
        await expect(self.page.get_by_role("heading", name=heading)).to_be_visible(timeout=10_000)


class Clinician:
    def __init__(self, page: Page, served: Served) -> None:
        self.page, self._served = page, served

    @classmethod
    async def opens(cls, context: BrowserContext, served: Served) -> "Clinician":
        page = await context.new_page()
        await page.goto(f"{served.url}/app/today")
        await sign_in(page, served.clinician_login, served.password)
        await expect(page.get_by_role("heading", name="Today")).to_be_visible()
        await expect(page.get_by_text("Live")).to_be_visible()
        return cls(page, served)

    async def opens_visit(self, visit: str) -> None:
        await self.page.goto(f"{self._served.url}/app/visits/{visit}")

    async def admits(self) -> None:
        await self.page.get_by_role("button", name="Admit").click()
        await expect(self.page.get_by_role("button", name="End visit")).to_be_visible(timeout=10_000)

    async def steps_out(self) -> None:
        await self.page.get_by_role("button", name="Step out").click()
        await self.page.get_by_role("dialog").get_by_role("button", name="Step out").click()
        await expect(self.page.get_by_role("heading", name="You stepped out")).to_be_focused()

    async def goes_on(self) -> None:
        await self.page.get_by_role("button", name="Go on").click()
        await expect(self.page.get_by_role("button", name="End visit")).to_be_visible(timeout=10_000)

    async def writes(self, text: str) -> None:
        await self.page.get_by_role("textbox", name="Note").fill(text)
        await expect(self.page.get_by_text("Saved ")).to_be_visible(timeout=10_000)

    async def ends(self, outcome: str = "Completed by video") -> None:
        await self.page.get_by_role("button", name="End visit").click()
        dialog = self.page.get_by_role("dialog")
        await dialog.get_by_label(outcome).check()
        await dialog.get_by_role("button", name="End visit").click()
        await expect(self.page.get_by_role("heading", name="The visit has ended")).to_be_visible()

    async def signs(self) -> None:
        await self.page.get_by_role("button", name="Sign note").click()
        await self.page.get_by_role("dialog").get_by_role("button", name="Sign note").click()
        await expect(self.page.get_by_role("article", name="Signed note")).to_be_visible()


class Company:
    """What everybody can do in a running visit, on either page."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def badge(self) -> Locator:
        return self.page.get_by_role("button", name="Privacy:")

    async def is_encrypted(self) -> None:
        await expect(self.badge()).to_contain_text("Encrypted end to end", timeout=15_000)

    async def spoken_words(self) -> list[str]:
        """Opens the panel, reads the three words and closes it again."""
        await self.badge().click()
        words = self.page.get_by_role("region", name="Your three words").get_by_role("listitem")
        await expect(words).to_have_count(3)
        read = await words.all_inner_texts()
        await self.page.keyboard.press("Escape")
        await expect(self.badge()).to_be_focused()
        return read

    async def opens_chat(self) -> None:
        await self.page.get_by_role("button", name="Chat").click()
        await expect(self.page.get_by_role("dialog", name="Chat")).to_be_visible()

    async def writes_message(self, text: str) -> None:
        await self.page.get_by_role("textbox", name="Message").fill(text)
        await self.page.keyboard.press("Enter")

    async def reads_message(self, name: str, text: str) -> None:
        messages = self.page.get_by_role("log").get_by_role("listitem").filter(has_text=text)
        await expect(messages.filter(has_text=name).first).to_be_visible()

    async def has_unread(self, count: int) -> None:
        await expect(self.page.get_by_role("button", name=f"{count} unread")).to_be_visible()

    async def shares_screen(self) -> None:
        await self.page.get_by_role("button", name="Share screen").click()
        await expect(self.page.get_by_text("You are sharing your screen.")).to_be_visible(timeout=15_000)

    async def stops_sharing(self) -> None:
        await self.page.get_by_role("button", name="Stop", exact=True).click()
        await expect(self.page.get_by_text("You are sharing your screen.")).to_be_hidden()

    async def sees_screen_of(self, name: str) -> None:
        """The screen stands on the stage, and a picture of it was drawn."""
        screen = self.page.get_by_role("region", name=f"{name}’s screen")
        await expect(screen).to_be_attached()
        await expect(screen.locator(".tile-cover")).to_have_count(0, timeout=10_000)
        width = await screen.locator("video").evaluate("(video) => video.videoWidth")
        assert width > 0

    async def sees_no_screen(self) -> None:
        await expect(self.page.locator(".screen")).to_have_count(0)


async def sign_in(page: Page, login: str, password: str) -> None:
    await page.get_by_label("Name or e-mail").fill(login)
    await page.get_by_label("Password", exact=True).fill(password)
    await page.get_by_role("button", name="Sign in").click()
    await expect(page.get_by_role("heading", name="Sign in")).to_be_hidden()
