"""Visits over bad networks: whatever is possible is heard and seen, and the person is told what is not."""

import asyncio

import pytest
from playwright.async_api import Page, expect

from tests.journeys.conftest import Person
from tests.journeys.visits import running
from tests.support.network import Network
from tests.support.pages import media_grows
from tests.support.serving import Served

pytestmark = pytest.mark.asyncio(loop_scope="session")

_SOUND = """async () => {
  const sound = {concealed: 0, samples: 0, protocol: ""};
  for (const peer of window.peers) {
    if (peer.connectionState !== "connected") continue;
    const reports = await peer.getStats();
    for (const report of reports.values()) {
      if (report.type === "inbound-rtp" && report.kind === "audio") {
        sound.concealed += report.concealedSamples - report.silentConcealedSamples;
        sound.samples += report.totalSamplesReceived;
      }
      if (report.type === "candidate-pair" && report.nominated)
        sound.protocol = reports.get(report.localCandidateId)?.protocol ?? "";
    }
  }
  return sound;
}"""


async def protocol(page: Page) -> str:
    """By which the page reaches the media server."""
    told: str = (await page.evaluate(_SOUND))["protocol"]
    return told


async def invented(page: Page, seconds: float) -> float:
    """Which share of the sound of these seconds the browser had to make up, because it had not come."""
    before = await page.evaluate(_SOUND)
    await asyncio.sleep(seconds)
    after = await page.evaluate(_SOUND)
    share: float = (after["concealed"] - before["concealed"]) / max(1, after["samples"] - before["samples"])
    return share


async def test_a_visit_goes_on_when_both_get_other_addresses(
    person: Person, far: Served, between: Network
) -> None:
    visit = await running(person, far)
    between.rebind()
    await visit.sees_and_hears()
    await visit.nobody_left()
    await visit.clinician.ends()


async def test_a_visit_takes_tcp_where_no_udp_gets_through(person: Person, far: Served, between: Network) -> None:
    between.conditions.udp = False
    visit = await running(person, far)
    assert await protocol(visit.patient.page) == "tcp"
    await visit.clinician.ends()


async def test_a_visit_changes_to_tcp_when_udp_is_cut_off(person: Person, far: Served, between: Network) -> None:
    visit = await running(person, far)
    assert await protocol(visit.patient.page) == "udp"
    between.conditions.udp = False
    await visit.sees_and_hears(within_s=25)
    await visit.nobody_left()
    await visit.clinician.ends()


async def test_a_visit_survives_every_third_packet_lost(person: Person, far: Served, between: Network) -> None:
    visit = await running(person, far)
    between.conditions.up.loss = between.conditions.down.loss = 0.15
    await visit.sees_and_hears(within_s=25)
    await visit.clinician.ends()


@pytest.mark.parametrize("round_trip_s", [0.5, 1.5])
async def test_a_visit_works_over_a_long_way(
    person: Person, far: Served, between: Network, round_trip_s: float
) -> None:
    between.conditions.round_trip(round_trip_s)
    visit = await running(person, far)
    await asyncio.sleep(5)
    await visit.sees_and_hears()
    await visit.nobody_left()
    await visit.clinician.ends()


async def test_the_sound_stays_clear_on_a_narrow_line(person: Person, far: Served, between: Network) -> None:
    visit = await running(person, far)
    between.conditions.up.rate_bps = between.conditions.down.rate_bps = 150_000
    await asyncio.sleep(8)
    pages = (visit.clinician.page, visit.patient.page)
    assert max(await asyncio.gather(*(invented(page, 5) for page in pages))) < 0.1
    between.conditions.up.rate_bps = between.conditions.down.rate_bps = 0
    await asyncio.gather(*(media_grows(page, 25) for page in pages))
    await expect(visit.patient.page.get_by_text("Picture paused")).to_have_count(0)
    await visit.clinician.ends()
