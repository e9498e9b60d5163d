"""A visit of this service between two Chromium pages with a fake camera."""

import asyncio
import contextlib
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path

from playwright.async_api import Browser, expect

from bench.join.timing import Timed, mark, since_navigation
from bench.way import between
from tests.support import browsers
from tests.support.network import ADDRESS
from tests.support.pages import Clinician, Patient, Scheduler
from tests.support.serving import Served, free_port, serving

READING_S = 3
"""As long as somebody reads the opening card at least; by then both cameras run, also over a long way."""

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


async def visits(one: Browser, other: Browser, round_trip_ms: int, count: int) -> list[Timed]:
    with tempfile.TemporaryDirectory() as folder:
        async with _served(Path(folder) / "var", round_trip_ms) as served:
            return [await _visit(one, other, served) for _ in range(count)]


@contextlib.asynccontextmanager
async def _served(folder: Path, round_trip_ms: int) -> AsyncIterator[Served]:
    """Without a round trip, right on the loopback."""
    if not round_trip_ms:
        async with serving(folder) as served:
            yield served
        return
    pages, media = free_port(), free_port()
    async with between(int(media), round_trip_ms) as network:
        await network.carry_streams(("127.0.0.1", int(pages)))
        there = {"port": pages, "public_url": f"http://{ADDRESS}:{pages}"}
        async with serving(folder, **there, media_port=media, media_addresses=f'["{ADDRESS}"]') as served:
            yield served


async def _visit(one: Browser, other: Browser, served: Served) -> Timed:
    contexts = [await browsers.person(browser) for browser in (one, one, other)]
    for context in contexts[1:]:
        await context.add_init_script(_WATCH)
    booked = await (await Scheduler.opens(contexts[0], served)).books()
    await contexts[0].close()
    clinician = await Clinician.opens(contexts[1], served)
    patient = await Patient.opens(contexts[2], booked.link)
    await patient.waits(served.patient_birth_date)
    arrival = await mark(clinician.page, "badgeAt") - await mark(patient.page, "readyAt")
    await clinician.opens_visit(booked.visit)
    await expect(clinician.page.get_by_role("button", name="Admit")).to_be_visible()
    await asyncio.sleep(READING_S)
    await clinician.admits()
    frames = await asyncio.gather(mark(clinician.page, "frameAt"), mark(patient.page, "frameAt"))
    admitted = max(frames) - await mark(clinician.page, "admittedAt")
    await patient.page.reload()
    opened = await since_navigation(patient.page, "frameAt")
    await clinician.ends()
    for context in contexts[1:]:
        await context.close()
    return Timed(admitted, opened, arrival)
