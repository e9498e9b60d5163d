"""How everybody's connection is: sampled every few seconds, shown to the others as a word, and kept."""

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from media import Sample
from signaling.config import GatewayConfig
from signaling.handlers.leg import Leg
from signaling.handlers.presence import PresenceHandler
from signaling.ports import LinkSample, Record
from signaling.protocol import Done, Link, SeatPicture
from signaling.session import SeatSession

GOOD_MOS, WEAK_MOS = 3.6, 2.8
"""Below the first people notice (G.107 annex B: "some users dissatisfied"), below the second they complain."""


@dataclass(slots=True)
class _Frozen:
    times: int = 0
    ms: int = 0


class LinkHandler:
    """Runs from `start` to `close`."""

    def __init__(
        self, config: GatewayConfig, legs: Callable[[], Iterable[Leg]], presence: PresenceHandler, record: Record
    ) -> None:
        self._config = config
        self._legs = legs
        self._presence = presence
        self._record = record
        self._frozen: dict[str, _Frozen] = {}
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        self._task = asyncio.get_running_loop().create_task(self._sample_for_ever())

    async def close(self) -> None:
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def picture(self, session: SeatSession, message: SeatPicture) -> Done:
        """What stood still on this seat's page, added up until it is sampled."""
        frozen = self._frozen.setdefault(session.ticket.seat, _Frozen())
        frozen.times += message.freezes
        frozen.ms += message.frozen_ms
        return Done()

    async def _sample_for_ever(self) -> None:
        while True:
            await asyncio.sleep(self._config.sample_s)
            for leg in tuple(self._legs()):
                await self._sample(leg)
            self._frozen.clear()

    async def _sample(self, leg: Leg) -> None:
        peer = leg.peer
        if peer is None or not peer.connected or peer.held:
            self._presence.feels(leg.ticket, None)
            return
        sample, frozen = peer.sample(), self._frozen.get(leg.ticket.seat, _Frozen())
        self._presence.feels(leg.ticket, judge(sample))
        await self._record.keep(leg.ticket, LinkSample(sample, frozen.times, frozen.ms))


def judge(sample: Sample) -> Link:
    """One word for a connection: the worse of its ways counts."""
    worse = min(sample.up.mos, sample.down.mos)
    if worse >= GOOD_MOS and not sample.paused:
        return "good"
    return "weak" if worse >= WEAK_MOS else "poor"
