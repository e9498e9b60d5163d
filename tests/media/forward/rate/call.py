"""A call without sockets: publishers, the relay's estimator and chooser, a bad link, a subscriber that reports.

Sound is always sent. Each picture is sent in the layer that is chosen, with frames that vary and a large one at
each change of layer.
"""

from collections import deque
from dataclasses import dataclass, field
from itertools import pairwise
from random import Random

from media.forward.rate.arrivals import Arrivals
from media.forward.rate.bandwidth import Bandwidth
from media.forward.rate.delivery import parse
from media.forward.rate.layers import Chooser, Layer, Picture
from media.forward.state import RING, LegState
from tests.media.forward.link import Link, Packet, Weather

STEP_S = 0.005
TICK_S = 0.05
REPORT_S = 0.1
AUDIO_EVERY, AUDIO_BYTES, AUDIO_BPS = 4, 100, 40_000
FRAME_EVERY, MAX_PACKET = 7, 1100
FRAMES_PER_S = 1 / (FRAME_EVERY * STEP_S)
KEY_FRAME = 4.0
FIRST_NUMBER = 65_000
NOMINAL = (150_000, 500_000, 1_500_000)


@dataclass(frozen=True)
class Sample:
    """What one tick of 50 ms saw; `targets`: per picture, None is paused."""

    at: float
    sent_bytes: int
    estimate: int
    state: str
    queue_s: float
    targets: tuple[int | None, ...]


@dataclass
class Record:
    samples: list[Sample] = field(default_factory=list)
    sound: list[Packet] = field(default_factory=list)
    dropped: list[Packet] = field(default_factory=list)

    def between(self, start: float, stop: float) -> list[Sample]:
        return [sample for sample in self.samples if start <= sample.at < stop]

    def sent_bps(self, start: float, stop: float) -> float:
        return sum(sample.sent_bytes for sample in self.between(start, stop)) * 8 / (stop - start)

    def sound_lost(self, start: float, stop: float) -> float:
        """Fraction lost of the sound sent in this time."""
        sent = [packet for packet in self.sound if start <= packet.sent_at < stop]
        lost = [one for one in self.dropped if one.kind == "sound" and start <= one.sent_at < stop]
        return len(lost) / len(sent)

    def changes(self, start: float, stop: float) -> list[float]:
        """When some picture's target changed."""
        samples = self.between(start, stop)
        return [now.at for before, now in pairwise(samples) if before.targets != now.targets]


class Call:
    def __init__(
        self,
        weather: Weather,
        seed: int = 1,
        *,
        pictures: int = 1,
        bandwidth: type[Bandwidth] = Bandwidth,
    ) -> None:
        self.record = Record()
        self._leg = LegState(0.0)
        self._leg.transport_number = FIRST_NUMBER
        self.bandwidth = bandwidth(self._leg)
        self._chooser = Chooser()
        self._weather = weather
        self._link = Link(weather, seed)
        self._random = Random(seed + 1)  # noqa: S311 (chance that can be repeated)
        layers = [Layer(bps) for bps in NOMINAL]
        self._pictures = [Picture(f"camera {number}", layers) for number in range(pictures)]
        self._targets: list[int | None] = [None] * pictures
        self._key_due = [True] * pictures
        self._receiver = LegState(0.0)
        self._arrivals = Arrivals(self._receiver)
        self._reports: deque[tuple[float, bytes]] = deque()
        self._sent_bytes = 0

    def run(self, until: float) -> Record:
        """Weather is given in seconds from the call's start."""
        for step in range(round(until / STEP_S)):
            now = step * STEP_S
            self._send_media(step, now)
            self._receive(step, now)
            if step % round(TICK_S / STEP_S) == 0:
                self._tick(now)
        self.record.dropped = self._link.dropped
        return self.record

    def _send_media(self, step: int, now: float) -> None:
        if step % AUDIO_EVERY == 0:
            self.record.sound.append(self._send(AUDIO_BYTES, "sound", now))
        for place, target in enumerate(self._targets):
            if target is not None and (step + place) % FRAME_EVERY == 0:
                self._send_frame(place, NOMINAL[target], now)

    def _send_frame(self, place: int, bps: int, now: float) -> None:
        size = bps / 8 / FRAMES_PER_S * self._random.uniform(0.7, 1.3)
        if self._key_due[place]:
            self._key_due[place] = False
            size *= KEY_FRAME
        self._send_bytes(round(size), "picture", now)

    def _send_bytes(self, size: int, kind: str, now: float) -> None:
        while size > 0:
            self._send(min(size, MAX_PACKET), kind, now)
            size -= MAX_PACKET

    def _send(self, size: int, kind: str, now: float) -> Packet:
        leg = self._leg
        number = leg.transport_number = (leg.transport_number + 1) & 0xFFFF
        leg.sent_at[number % RING], leg.sent_size[number % RING] = now, size
        packet = Packet(number, size, kind, now)
        self._link.offer(packet, now)
        self._sent_bytes += size
        return packet

    def _receive(self, step: int, now: float) -> None:
        for at, packet in self._link.arrived(now):
            self._arrivals.add(packet.sequence, at)
        if step % round(REPORT_S / STEP_S) == 0:
            body = self._arrivals.take()
            if body is not None:
                self._reports.append((now + self._weather.delay_s, body))
        while self._reports and self._reports[0][0] <= now:
            delivery = parse(self._reports.popleft()[1])
            assert delivery is not None
            self.bandwidth.feedback(delivery, now)

    def _tick(self, now: float) -> None:
        self.bandwidth.round_trip(2 * self._weather.delay_s)
        plan = self._chooser.choose(AUDIO_BPS, self._pictures, self.bandwidth.bps, now)
        for place, picture in enumerate(self._pictures):
            layer = plan.choices[picture.key].layer
            self._key_due[place] |= layer is not None and layer != self._targets[place]
            self._targets[place] = layer
        self.bandwidth.want(plan.probe_bps)
        self._send_bytes(self.bandwidth.probe(now), "padding", now)
        self._note(now)

    def _note(self, now: float) -> None:
        sample = Sample(
            now,
            self._sent_bytes,
            self.bandwidth.bps,
            self.bandwidth.state,
            self._link.queue_s(now),
            tuple(self._targets),
        )
        self.record.samples.append(sample)
        self._sent_bytes = 0
