"""A seeded bad network in one direction: a queue in front of a narrow link, then delay, jitter and random loss."""

from bisect import bisect_right
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from heapq import heappop, heappush
from random import Random


@dataclass(frozen=True)
class Weather:
    """`capacity`: (since when in s, bps), ascending from 0. A queue that is full drops what comes last.

    During each of the `silences` (from, to) nothing leaves the queue: radio that scans for another station.
    """

    capacity: Sequence[tuple[float, int]]
    queue_bytes: int = 60_000
    delay_s: float = 0.02
    jitter_s: float = 0.0
    loss: float = 0.0
    silences: Sequence[tuple[float, float]] = ()
    reorders: bool = False

    def bps(self, now: float) -> int:
        return self.capacity[bisect_right(self.capacity, now, key=lambda entry: entry[0]) - 1][1]

    def heard(self, now: float) -> float:
        """The first moment from now on that is in no silence."""
        return next((stop for start, stop in self.silences if start <= now < stop), now)


@dataclass(frozen=True)
class Packet:
    sequence: int
    size: int
    kind: str
    sent_at: float


class Link:
    """`offer` packets in order of time, then ask what `arrived`; the same seed does the same harm."""

    def __init__(self, weather: Weather, seed: int) -> None:
        self.dropped: list[Packet] = []
        self._weather = weather
        self._random = Random(seed)  # noqa: S311 (chance that can be repeated)
        self._queue: deque[Packet] = deque()
        self._queued_bytes = 0
        self._free_at = 0.0
        self._last_at = 0.0
        self._flying: list[tuple[float, int, Packet]] = []
        self._count = 0

    @property
    def queued_bytes(self) -> int:
        return self._queued_bytes

    def queue_s(self, now: float) -> float:
        """How long a packet that came now would wait."""
        return self._queued_bytes * 8 / self._weather.bps(now)

    def offer(self, packet: Packet, now: float) -> None:
        self._serve(now)
        if self._queued_bytes + packet.size > self._weather.queue_bytes:
            self.dropped.append(packet)
            return
        self._queue.append(packet)
        self._queued_bytes += packet.size

    def arrived(self, now: float) -> list[tuple[float, Packet]]:
        """(when, packet) of all that arrived up to now and was not told yet, in order of arrival."""
        self._serve(now)
        out = []
        while self._flying and self._flying[0][0] <= now:
            at, _, packet = heappop(self._flying)
            out.append((at, packet))
        return out

    def _serve(self, now: float) -> None:
        while self._queue:
            packet = self._queue[0]
            begin = self._weather.heard(max(self._free_at, packet.sent_at))
            end = begin + packet.size * 8 / self._weather.bps(begin)
            if end > now:
                return
            self._queue.popleft()
            self._queued_bytes -= packet.size
            self._free_at = end
            self._fly(packet, end)

    def _fly(self, packet: Packet, left_at: float) -> None:
        if self._random.random() < self._weather.loss:
            self.dropped.append(packet)
            return
        at = left_at + self._weather.delay_s + self._random.uniform(0, self._weather.jitter_s)
        if not self._weather.reorders:
            at = self._last_at = max(at, self._last_at)
        self._count += 1
        heappush(self._flying, (at, self._count, packet))
