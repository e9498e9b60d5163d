"""The pages as people use them: found by the words and roles that people and screen readers find them by."""

from dataclasses import dataclass
from typing import Any

from playwright.async_api import BrowserContext, Page, expect

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


async def media_grows(page: Page) -> None:
    """Waits until further frames are decoded and further sound is heard; fails when they are not."""
    before = await received(page)
    await page.wait_for_function(
        f"""async () => {{
          const seen = await ({_STATISTICS})();
          return seen.frames > {before["frames"]} + 10 && seen.energy > {before["energy"]};
        }}""",
        timeout=15_000,
        polling=200,
    )


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
        """The first free time of the next days that this clinician has."""
        page = self.page
        await page.get_by_role("radio", name=clinician).check(force=True)
        times = page.get_by_role("radiogroup", name="Free times")
        await expect(times.get_by_role("radio").first).to_be_attached()
        await times.get_by_role("radio").first.check(force=True)
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


async def sign_in(page: Page, login: str, password: str) -> None:
    await page.get_by_label("Name or e-mail").fill(login)
    await page.get_by_label("Password", exact=True).fill(password)
    await page.get_by_role("button", name="Sign in").click()
    await expect(page.get_by_role("heading", name="Sign in")).to_be_hidden()
