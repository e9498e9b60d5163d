"""One cell of the benchmark: a fresh server, so many visits, the load on them for a while, and what that cost."""

import asyncio
from dataclasses import dataclass
from pathlib import Path

from bench.figures import percentile
from bench.media.contestants import Contestant, Running
from bench.media.load import Client, Engine, Epoch, Sends, Totals, synthetic
from bench.media.load.recording import VIDEO_PER_SECOND
from bench.media.processes import LOAD_CORE, SERVER_CORE, busy_seconds, cpu_seconds, quiet, rss_kb

_DRAIN_S = 0.3
_PATIENCE_S = 60.0
_FULL_CORE, _TOLERABLE_LOSS = 0.95, 0.005
BUSY_LOAD, _TOLERABLE_DISTURBANCE = 0.9, 0.03


@dataclass(frozen=True, slots=True)
class Load:
    """What a cell lasts and what each person sends."""

    measured_s: float = 6.0
    warm_up_s: float = 2.0
    video_per_second: int = VIDEO_PER_SECOND

    @property
    def sends(self) -> Sends:
        return synthetic(self.video_per_second)


@dataclass(frozen=True, slots=True)
class Sample:
    """Shares from 0 to 1, times in microseconds; None where payloads do not survive."""

    visits: int
    us_per_packet: float
    core_share: float
    p50_us: float | None
    p99_us: float | None
    loss: float | None
    rss_kb: float
    rss_growth_kb: float
    generator_share: float
    """Of the load's own core: near 1, the load is the limit and not the server."""
    foreign_share: float
    """Of the server's core, taken by others."""
    totals: Totals

    @property
    def overloaded(self) -> bool:
        """The server had no time left, so that its figures tell about a queue more than about packets."""
        return self.core_share > _FULL_CORE or (self.loss or 0) > _TOLERABLE_LOSS

    @property
    def disturbance(self) -> float:
        """The share of either core that others took, 0 when it is negligible."""
        if self.core_share > _FULL_CORE:  # the kernel's threads deliver packets then, and answers swamp the load
            return 0.0
        skipped, sent = self.totals.skipped, self.totals.sent
        taken = max(self.foreign_share, skipped / max(1, skipped + sent))
        return taken if taken > _TOLERABLE_DISTURBANCE else 0.0

    @property
    def doubts(self) -> str:
        """What makes the sample less than clean, empty when nothing does."""
        seen = self.totals
        said = {
            "the load was the limit": self.generator_share > BUSY_LOAD,
            f"others took {100 * self.disturbance:.0f} % of a core": self.disturbance,
            f"{seen.unsent} packets could not be sent": seen.unsent,
            f"{seen.rejected} packets were not authentic": seen.rejected,
            f"{seen.misrouted} packets went astray": seen.misrouted,
            f"{seen.nacked} packets were asked for again": seen.nacked,
        }
        return "; ".join(doubt for doubt, holds in said.items() if holds)


async def sample(contestant: Contestant, visits: int, load: Load, folder: Path) -> Sample:
    """When others took a core meanwhile, the less disturbed of two.

    Unavailable, ConnectionError or TimeoutError when there is nothing to measure.
    """
    taken = await single(contestant, visits, load, folder)
    if not taken.disturbance:
        return taken
    again = await single(contestant, visits, load, folder)
    return min(taken, again, key=lambda one: one.disturbance)


async def single(contestant: Contestant, visits: int, load: Load, folder: Path) -> Sample:
    """However disturbed."""
    await quiet(SERVER_CORE, LOAD_CORE)
    clients: list[Client] = []
    try:
        async with contestant.start(folder) as server:
            empty_kb = rss_kb(server.pid)
            async with asyncio.timeout(_PATIENCE_S):
                for visit in range(visits):
                    clients += await server.seat(visit, load.sends)
            with Engine(folder, clients, load.measured_s) as engine:
                return await _measured(engine, server, empty_kb, visits, load)
    finally:
        for client in clients:
            client.close()


async def _measured(engine: Engine, server: Running, empty_kb: int, visits: int, load: Load) -> Sample:
    await engine.run(load.warm_up_s, Epoch.WARMING)
    before, cpu_before, busy_before = engine.totals(), cpu_seconds(server.pid), busy_seconds(SERVER_CORE)
    await engine.run(load.measured_s, Epoch.MEASURED)
    after, cpu_s = engine.totals(), cpu_seconds(server.pid) - cpu_before
    busy_s = busy_seconds(SERVER_CORE) - busy_before
    full_kb = rss_kb(server.pid)
    await engine.run(_DRAIN_S, Epoch.DRAINING)
    totals, latencies = engine.totals(), engine.latencies_us()
    forwarded = after.rtp_in - before.rtp_in
    if not forwarded:
        raise ConnectionError("The server forwarded nothing.")
    return Sample(
        visits,
        us_per_packet=1e6 * cpu_s / forwarded,
        core_share=cpu_s / load.measured_s,
        p50_us=percentile(latencies, 0.5) if latencies else None,
        p99_us=percentile(latencies, 0.99) if latencies else None,
        loss=1 - totals.arrived / totals.sent if totals.sent else None,
        rss_kb=full_kb,
        rss_growth_kb=(full_kb - empty_kb) / visits,
        generator_share=(after.busy - before.busy) / 1e9 / load.measured_s,
        foreign_share=max(0.0, busy_s - cpu_s) / load.measured_s,
        totals=totals,
    )
