"""Every connection is sampled: the others are shown a word, and the record is given the figures."""

import asyncio
from dataclasses import replace

import pytest

from media import Sample, Way
from signaling.handlers.links import GOOD_MOS, WEAK_MOS, judge
from signaling.ports import LinkSample, SeatTicket
from tests.signaling.caller import in_call
from tests.signaling.door import CALM, open_door
from tests.signaling.guest import guest

CLEAR = Way(packets=250, lost=0, jitter_ms=2, bps=800_000, mos=4.4)
FINE = Sample(up=CLEAR, down=CLEAR, round_trip_ms=20, layer="h", paused=False, estimate_bps=2_000_000)
OFTEN = replace(CALM, sample_s=0.3)


class Kept:
    """A record that can be waited for."""

    def __init__(self) -> None:
        self.samples: list[tuple[str, LinkSample]] = []
        self._came = asyncio.Condition()

    async def keep(self, ticket: SeatTicket, sample: LinkSample) -> None:
        async with self._came:
            self.samples.append((ticket.seat, sample))
            self._came.notify_all()

    async def more(self, count: int) -> list[LinkSample]:
        """The next so many."""
        before = len(self.samples)
        async with asyncio.timeout(10), self._came:
            await self._came.wait_for(lambda: len(self.samples) >= before + count)
        return [sample for _, sample in self.samples[before:]]


def _scored(up: float, down: float) -> Sample:
    return replace(FINE, up=replace(CLEAR, mos=up), down=replace(CLEAR, mos=down))


@pytest.mark.parametrize(
    ("sample", "word"),
    [
        (FINE, "good"),
        (_scored(GOOD_MOS, GOOD_MOS), "good"),
        (_scored(GOOD_MOS - 0.01, 4.4), "weak"),
        (_scored(4.4, GOOD_MOS - 0.01), "weak"),
        (_scored(WEAK_MOS, 4.4), "weak"),
        (_scored(4.4, WEAK_MOS - 0.01), "poor"),
        (replace(FINE, paused=True), "weak"),
        (replace(_scored(1.0, 1.0), paused=True), "poor"),
    ],
)
def test_the_worse_way_of_a_connection_gives_its_word(sample: Sample, word: str) -> None:
    assert judge(sample) == word


async def test_a_connection_is_sampled_for_the_others_and_for_the_record() -> None:
    kept = Kept()
    async with (
        open_door(OFTEN, record=kept) as door,
        guest(door.url, "/visit", door.seat_ticket("clinician", call=True)) as clinician,
        guest(door.url, "/visit", door.seat_ticket("patient", call=True)) as patient,
        in_call(patient) as one,
        in_call(clinician) as other,
    ):
        await one.sees_and_hears()
        await other.sees_and_hears()
        await clinician.hears("seats", lambda news: {seat.get("link") for seat in news["seats"]} == {"good"})
        await kept.more(2)
    assert {seat for seat, _ in kept.samples} == {"clinician", "patient"}
    assert kept.samples[-1][1].media.up.packets > 0


async def test_what_stood_still_is_added_up_and_kept_once() -> None:
    kept = Kept()
    async with (
        open_door(OFTEN, record=kept) as door,
        guest(door.url, "/visit", door.seat_ticket("patient", call=True)) as patient,
        in_call(patient),
    ):
        await kept.more(1)
        for freezes, frozen_ms in ((1, 400), (2, 900)):
            told = {"freezes": freezes, "frozen_ms": frozen_ms}
            assert await patient.say("seat:picture", told) == {"ok": True}
        seen = await kept.more(3)
    assert sum(sample.freezes for sample in seen) == 3
    assert sum(sample.frozen_ms for sample in seen) == 1300


async def test_whoever_is_on_no_connection_is_not_sampled() -> None:
    kept = Kept()
    async with (
        open_door(OFTEN, record=kept) as door,
        guest(door.url, "/visit", door.seat_ticket("clinician", call=True)) as clinician,
        guest(door.url, "/visit", door.seat_ticket("patient")),
        in_call(clinician),
    ):
        await kept.more(2)
    assert {seat for seat, _ in kept.samples} == {"clinician"}
