"""Keeps how the connections of visits were: gathers the samples of all seats here, and writes them together.

What was not written yet is lost with the process: at most the samples of one round. They are figures about a call,
and no call waits for them, so a failure is logged and forgotten.
"""

import asyncio
from collections import deque
from contextlib import suppress
from uuid import UUID

import structlog

from server.db import Database
from server.domain.quality import QualityService, Sample, Way
from server.kernel.actor import Role
from server.kernel.ids import PracticeId, SeatId, VisitId
from server.kernel.ports import Clock
from signaling.ports import LinkSample, SeatTicket

log = structlog.get_logger(__name__)

GATHERING_S = 1.0
"""The door samples seat after seat; after the first of a round the others are a moment away."""

RESTING_S = 4.0
"""With the above: one transaction in five seconds, however many seats there are."""

MOST_WAITING = 10_000
"""While the database does not answer; the oldest go first."""


class VisitRecord:
    """The door's `Record` port. Keeps from the beginning, writes between `start` and `close`."""

    def __init__(
        self,
        quality: QualityService,
        clock: Clock,
        *,
        gathering_s: float = GATHERING_S,
        resting_s: float = RESTING_S,
    ) -> None:
        self._quality = quality
        self._clock = clock
        self._gathering_s = gathering_s
        self._resting_s = resting_s
        self._waiting: deque[Sample] = deque(maxlen=MOST_WAITING)
        self._came = asyncio.Event()
        self._stopped = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    def start(self, database: Database) -> None:
        self._task = asyncio.get_running_loop().create_task(self._write_until_stopped(database))

    async def close(self) -> None:
        """Write what is left, and stop. The door is closed before, the database after."""
        self._stopped.set()
        self._came.set()
        if self._task is not None:
            await self._task

    async def keep(self, ticket: SeatTicket, sample: LinkSample) -> None:
        try:
            self._waiting.append(_sample(ticket, sample, self._clock))
        except ValueError:
            log.warning("record.unreadable")
        self._came.set()

    async def _write_until_stopped(self, database: Database) -> None:
        while not self._stopped.is_set():
            await self._came.wait()
            await self._pause(self._gathering_s)
            await self._write(database)
            await self._pause(self._resting_s)
        await self._write(database)

    async def _pause(self, seconds: float) -> None:
        """Shorter when it is time to stop: nothing is broken off in the middle of a write."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._stopped.wait()

    async def _write(self, database: Database) -> None:
        samples = list(self._waiting)
        self._waiting.clear()
        self._came.clear()
        if not samples:
            return
        try:
            async with database.write() as tx:
                await self._quality.keep(tx, samples)
        except Exception as failed:  # noqa: BLE001 -- whatever it was, the next round may succeed
            log.warning("record.lost", samples=len(samples), error=type(failed).__name__)


def _sample(ticket: SeatTicket, sample: LinkSample, clock: Clock) -> Sample:
    """Raises ValueError for a ticket whose ids are none."""
    media = sample.media
    return Sample(
        practice=PracticeId(UUID(ticket.practice)),
        visit=VisitId(UUID(ticket.visit)),
        seat=SeatId(UUID(ticket.seat)),
        role=Role(ticket.role),
        at=clock.now(),
        up=Way(media.up.packets, media.up.lost, media.up.jitter_ms, media.up.bps, media.up.mos),
        down=Way(media.down.packets, media.down.lost, media.down.jitter_ms, media.down.bps, media.down.mos),
        round_trip_ms=media.round_trip_ms,
        layer=media.layer,
        paused=media.paused,
        estimate_bps=media.estimate_bps,
        freezes=sample.freezes,
        frozen_ms=sample.frozen_ms,
    )
