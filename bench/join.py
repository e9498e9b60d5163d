"""How long an arrival takes to the clinician's screen, and Admit to the first decoded picture on both screens.

Real Chromium pages with a fake camera on loopback. The peer is aiortc as it comes: decoded and encoded in between.
"""

import asyncio
import tempfile
from dataclasses import dataclass
from pathlib import Path

from playwright.async_api import Browser, Page, expect

from bench.figures import Figure, percentile
from bench.stock_relay import stock_relay
from tests.support import browsers
from tests.support.pages import Clinician, Patient, Scheduler
from tests.support.serving import Served, serving

VISITS = 20
_PATIENCE_MS = 20_000

# The instants of the presses on Admit and on I'm ready, of the badge in the clinician's title, and of the first
# frame of a video that is not one's own (those are muted).
_WATCH = """
addEventListener("click", (event) => {
  if (event.target.closest("button")?.textContent.includes("Admit"))
    window.admittedAt = performance.timeOrigin + performance.now();
  if (event.target.closest("button")?.textContent.includes("ready"))
    window.readyAt = performance.timeOrigin + performance.now();
}, true);
new MutationObserver(() => {
  if (document.title.startsWith("(")) window.badgeAt ??= performance.timeOrigin + performance.now();
  for (const video of document.querySelectorAll("video")) {
    if (video.muted || video.watched) continue;
    video.watched = true;
    video.requestVideoFrameCallback(() => {
      window.frameAt ??= performance.timeOrigin + performance.now();
    });
  }
}).observe(document, {childList: true, subtree: true, characterData: true});
"""


async def measure() -> list[Figure]:
    # A browser for each person: two pages of one browser share a camera, which stalls when a call takes it up.
    async with browsers.chromium() as one, browsers.chromium() as other:
        with tempfile.TemporaryDirectory() as folder:
            async with serving(Path(folder) / "var") as served:
                own = [await _visit(one, other, served) for _ in range(VISITS)]
        async with stock_relay() as url:
            stock = [await _stock(one, other, url) for _ in range(VISITS)]
    shares = (0.5, 0.95)
    arrivals = [visit.arrival_ms for visit in own]
    frames = [visit.frame_ms for visit in own]
    return [
        *(
            Figure(f"arrive.ready_to_badge_ms.p{share * 100:.0f}", percentile(arrivals, share), "ms", runs=VISITS)
            for share in shares
        ),
        *(_figure(share, frames, stock) for share in shares),
    ]


@dataclass(frozen=True, slots=True)
class Timed:
    """`arrival_ms`: I'm ready to the clinician's badge. `frame_ms`: Admit to the slower of the first pictures."""

    arrival_ms: float
    frame_ms: float


def _figure(share: float, own: list[float], stock: list[float]) -> Figure:
    value, peer = percentile(own, share), percentile(stock, share)
    name = f"join.admit_to_first_frame_ms.p{share * 100:.0f}"
    return Figure(name, value, "ms", f"aiortc relay {peer:.0f} ms", value / peer, len(own))


async def _visit(one: Browser, other: Browser, served: Served) -> Timed:
    contexts = [await browsers.person(browser) for browser in (one, one, other)]
    for context in contexts[1:]:
        await context.add_init_script(_WATCH)
    booked = await (await Scheduler.opens(contexts[0], served)).books()
    await contexts[0].close()
    clinician = await Clinician.opens(contexts[1], served)
    patient = await Patient.opens(contexts[2], booked.link)
    await patient.waits(served.patient_birth_date)
    arrival = await _mark(clinician.page, "badgeAt") - await _mark(patient.page, "readyAt")
    await clinician.opens_visit(booked.visit)
    await expect(clinician.page.get_by_role("button", name="Admit")).to_be_visible()
    await asyncio.sleep(1)  # both cameras are running, as they are when somebody reads the opening card
    await clinician.admits()
    frames = await asyncio.gather(_mark(clinician.page, "frameAt"), _mark(patient.page, "frameAt"))
    took = max(frames) - await _mark(clinician.page, "admittedAt")
    await clinician.ends()
    for context in contexts[1:]:
        await context.close()
    return Timed(arrival, took)


async def _stock(one: Browser, other: Browser, url: str) -> float:
    contexts = [await browsers.person(browser) for browser in (one, other)]
    pages = [await context.new_page() for context in contexts]
    for page in pages:
        await page.goto(url)
        await page.evaluate("() => window.camera.then(() => true)")
    await asyncio.gather(*(page.evaluate(f"join('{name}')") for page, name in zip(pages, "ab", strict=True)))
    took = max([await _mark(page, "frameAt") for page in pages]) - min(
        [await _mark(page, "joinedAt") for page in pages]
    )
    await pages[0].request.post(f"{url}/reset")
    for context in contexts:
        await context.close()
    return took


async def _mark(page: Page, name: str) -> float:
    await page.wait_for_function(f"() => window.{name} !== undefined", timeout=_PATIENCE_MS)
    mark: float = await page.evaluate(f"() => window.{name}")
    return mark
