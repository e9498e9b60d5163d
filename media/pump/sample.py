"""How one peer's connection was over the last seconds, both ways: what people are shown and what is kept of it."""

from dataclasses import dataclass

from media.forward.down.downtrack import DownTrack
from media.forward.rate.mos import mos
from media.pump.intake import Intake
from media.pump.outlet import Outlet
from media.pump.source import Source


@dataclass(frozen=True, slots=True)
class Way:
    """One direction. `packets` were expected, `lost` of them did not come; `mos` is for its sound, 1.0 to 4.5."""

    packets: int
    lost: int
    jitter_ms: int
    bps: int
    mos: float


@dataclass(frozen=True, slots=True)
class Sample:
    """`up` is what the peer sends, `down` what it is sent; `layer`: the best one of its camera that came.

    `paused`: a picture was held back to keep the sound clear.
    """

    up: Way
    down: Way
    round_trip_ms: int | None
    layer: str | None
    paused: bool
    estimate_bps: int
    """What the downlink is believed to take."""


@dataclass(slots=True)
class _Before:
    at: float
    expected: int = 0
    lost: int = 0
    bytes: int = 0


class Sampler:
    """Each sample covers the time since the one before."""

    def __init__(self, intake: Intake, outlet: Outlet, now: float) -> None:
        self._intake = intake
        self._outlet = outlet
        self._up = _Before(now)
        self._down = _Before(now)

    def take(self, now: float) -> Sample:
        trip = self._outlet.round_trip_s
        sources = [source for one in self._intake.publications for source in one.sources if source.state.started]
        downs = [down for down, _ in self._outlet.feeds()]
        return Sample(
            up=self._way_up(sources, trip, now),
            down=self._way_down(downs, trip, now),
            round_trip_ms=round(1000 * trip) or None,
            layer=self._layer(now),
            paused=any(down.paused for down in downs),
            estimate_bps=self._outlet.spending.bandwidth.bps,
        )

    def _way_up(self, sources: list[Source], trip: float, now: float) -> Way:
        lost = sum(source.reception.lost for source in sources)
        expected = lost + sum(source.state.packets for source in sources)
        sent = sum(source.state.bytes for source in sources)
        jitter = max((source.state.jitter / source.clock_rate for source in sources), default=0.0)
        return _way(self._up, (expected, lost, sent), jitter, trip, now)

    def _way_down(self, downs: list[DownTrack], trip: float, now: float) -> Way:
        sent = sum(down.state.packets for down in downs)
        bytes_sent = sum(down.state.bytes for down in downs)
        lost = sum(max(0, down.lost) for down in downs)
        jitter = max((down.jitter_s for down in downs), default=0.0)
        return _way(self._down, (sent, lost, bytes_sent), jitter, trip, now)

    def _layer(self, now: float) -> str | None:
        camera = self._intake.published("camera")
        alive = [source for source in camera.sources if source.alive(now)] if camera else []
        return (alive[-1].layer or "h") if alive else None


def _way(before: _Before, totals: tuple[int, int, int], jitter_s: float, trip: float, now: float) -> Way:
    expected, lost, size = totals
    packets = max(0, expected - before.expected)
    missing = min(packets, max(0, lost - before.lost))
    bps = round(8 * max(0, size - before.bytes) / max(0.001, now - before.at))
    before.at, before.expected, before.lost, before.bytes = now, expected, lost, size
    share = missing / packets if packets else 0.0
    return Way(packets, missing, round(1000 * jitter_s), bps, round(mos(share, trip, jitter_s), 2))
