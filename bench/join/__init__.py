"""How long the first picture takes, on loopback and over a long way, beside aiortc's relay as it comes.

A round trip of 100 or 300 ms is put between the browsers and the service, for pages and for media alike. From how
the time grows with it follows how many round trips a join takes.
"""

from collections.abc import Sequence
from statistics import median

from bench.figures import Figure, percentile
from bench.join import own, stock
from bench.join.timing import Timed
from tests.support import browsers

ROUND_TRIPS_MS = (0, 100, 300)
VISITS = {0: 20, 100: 10, 300: 10}


async def measure() -> list[Figure]:
    # A browser for each person: two pages of one browser share a camera, which stalls when a call takes it up.
    async with browsers.chromium() as one, browsers.chromium() as other:
        ours = {ms: await own.visits(one, other, ms, VISITS[ms]) for ms in ROUND_TRIPS_MS}
        theirs = {ms: await stock.visits(one, other, ms, VISITS[ms]) for ms in ROUND_TRIPS_MS}
    arrivals = [timed.arrival_ms for timed in ours[0]]
    return [
        *(
            Figure(f"arrive.ready_to_badge_ms.{name}", percentile(arrivals, share), "ms", runs=len(arrivals))
            for name, share in (("p50", 0.5), ("p95", 0.95))
        ),
        *(figure for ms in ROUND_TRIPS_MS for figure in _joins(ms, ours[ms], theirs[ms])),
        _slope(
            "join.round_trips",
            [_admitted(ours[ms]) for ms in ROUND_TRIPS_MS],
            [_admitted(theirs[ms]) for ms in ROUND_TRIPS_MS],
        ),
        _slope(
            "join.open_round_trips",
            [_opened(ours[ms]) for ms in ROUND_TRIPS_MS],
            [_opened(theirs[ms]) for ms in ROUND_TRIPS_MS],
        ),
    ]


def _joins(ms: int, ours: Sequence[Timed], theirs: Sequence[Timed]) -> list[Figure]:
    way = f".rtt{ms}" if ms else ""
    return [
        _figure(f"join.{name}{way}.{at}", share, of(ours), of(theirs))
        for name, of in (("admit_to_first_frame_ms", _admitted), ("open_to_first_frame_ms", _opened))
        for at, share in (("p50", 0.5), ("p95", 0.95))
    ]


def _admitted(visits: Sequence[Timed]) -> list[float]:
    return [visit.admitted_ms for visit in visits]


def _opened(visits: Sequence[Timed]) -> list[float]:
    return [visit.opened_ms for visit in visits]


def _figure(name: str, share: float, ours: Sequence[float], theirs: Sequence[float]) -> Figure:
    value, peer = percentile(ours, share), percentile(theirs, share)
    return Figure(name, value, "ms", f"aiortc relay {peer:.0f} ms", value / peer, len(ours))


def _slope(name: str, ours: Sequence[Sequence[float]], theirs: Sequence[Sequence[float]]) -> Figure:
    """By how many round trips the time grows when a round trip takes longer."""
    nearest, farthest = ROUND_TRIPS_MS[0], ROUND_TRIPS_MS[-1]
    value, peer = ((median(way[-1]) - median(way[0])) / (farthest - nearest) for way in (ours, theirs))
    return Figure(name, value, "", f"aiortc relay {peer:.1f}", value / peer, len(ours[-1]))
