"""One incoming RTP stream: its order, its losses, its history, its key frames, its reception statistics."""

from collections.abc import Mapping

from media.forward import feedback
from media.forward.header import HALF_SPAN, NUMBERS, NUMBERS_AT, payload_end, payload_start, unwrap
from media.forward.history import CAPACITY, History
from media.forward.keyframe import Detector, KeyFrameRequests
from media.forward.nack import NackSchedule

FRESH_KEY_S = 0.5
REPLAY_LIMIT = 400


class UpTrack:
    """Takes packets in any order; tells once about each new one.

    After `receive` returned true, `index`, `timestamp`, `key`, `gap` (packets before it are missing) and `latest`
    describe the packet just taken; they are attributes, not a returned object: this runs for every packet.
    """

    def __init__(self, kind: str, ssrc: int, clock_rate: int, detectors: Mapping[int, Detector]) -> None:
        self.kind = kind
        self.ssrc = ssrc
        self.history = History()
        self.nack = NackSchedule()
        self.key_requests = KeyFrameRequests()
        self.index = 0
        self.timestamp = 0
        self.key = False
        self.gap = False
        self.latest = b""
        self.packets = 0
        self.bytes = 0
        self.key_frames = 0
        self.payload_type = 0
        self._detectors = detectors
        self._reception = _Reception(clock_rate)
        self._highest: int | None = None
        self._key_index = 0
        self._key_timestamp: int | None = None
        self._key_at = float("-inf")

    def receive(self, packet: memoryview, size: int, now: float) -> bool:
        """Whether this packet is new and well formed, hence to be forwarded."""
        start = payload_start(packet, size)
        if not start:
            return False
        sequence, timestamp, _ = NUMBERS.unpack_from(packet, NUMBERS_AT)
        highest = self._highest
        index = sequence if highest is None else unwrap(sequence, highest)
        self.gap = False
        if highest is None or index > highest:
            if highest is not None and index != highest + 1 and self.kind == "video":
                self.gap = True
                self.nack.gap(highest + 1, index, now)
            self._highest = index
        elif index <= highest - CAPACITY or not self._late_and_new(index):
            return False
        self.index, self.timestamp = index, timestamp
        self.packets += 1
        self.bytes += size
        self._reception.add(index, timestamp, now)
        self.latest = bytes(packet[:size])
        self.history.put(index, self.latest)
        self.payload_type = packet[1] & 0x7F
        self.key = self._is_key(packet, start, size, now)
        return True

    def replay_from(self, now: float) -> int | None:
        """Index of a key frame fresh and short enough to be replayed to a new subscriber."""
        if self._highest is None or now - self._key_at > FRESH_KEY_S:
            return None
        return self._key_index if self._highest - self._key_index < REPLAY_LIMIT else None

    @property
    def highest(self) -> int:
        return 0 if self._highest is None else self._highest

    @property
    def lost(self) -> int:
        return self._reception.lost(self.highest, self.packets)

    def report(self, now: float) -> feedback.ReceptionReport | None:
        if self._highest is None:
            return None
        return self._reception.report(self.ssrc, self._highest, self.packets, now)

    def sender_report(self, report: feedback.SenderReport, now: float) -> None:
        self._reception.last_sender_report = (report.ntp >> 16 & 0xFFFFFFFF, now)

    def _late_and_new(self, index: int) -> bool:
        return self.nack.arrived(index) or (index >= self._reception.first and self.history.get(index) is None)

    def _is_key(self, packet: memoryview, start: int, size: int, now: float) -> bool:
        detect = self._detectors.get(self.payload_type)
        if detect is None or not detect(packet, start, payload_end(packet, start, size)):
            return False
        # An H.264 key frame is recognised in several of its packets: the first one of a picture counts.
        if self.timestamp != self._key_timestamp:
            self._key_timestamp, self._key_index, self._key_at = self.timestamp, self.index, now
            self.key_frames += 1
            self.key_requests.seen()
        return True


class _Reception:
    """Jitter and loss as RFC 3550 appendix A.3 and A.8 define them."""

    def __init__(self, clock_rate: int) -> None:
        self.first = 0
        self.last_sender_report: tuple[int, float] | None = None
        self._clock_rate = clock_rate
        self._started = False
        self._jitter = 0.0
        self._transit = 0.0
        self._reported = (0, 0)  # expected, received at the last report

    def add(self, index: int, timestamp: int, now: float) -> None:
        transit = now * self._clock_rate - timestamp
        if not self._started:
            self._started, self.first = True, index
        else:
            change = abs(transit - self._transit)
            if change < HALF_SPAN << 16:  # otherwise the timestamp has just wrapped
                self._jitter += (change - self._jitter) / 16
        self._transit = transit

    def lost(self, highest: int, received: int) -> int:
        return max(0, highest - self.first + 1 - received) if self._started else 0

    def report(self, ssrc: int, highest: int, received: int, now: float) -> feedback.ReceptionReport:
        expected = highest - self.first + 1
        interval, arrived = expected - self._reported[0], received - self._reported[1]
        self._reported = (expected, received)
        stamp, at = self.last_sender_report or (0, now)
        return feedback.ReceptionReport(
            ssrc=ssrc,
            fraction_lost=min(255, max(0, (interval - arrived) * 256 // interval)) if interval > 0 else 0,
            lost=min(self.lost(highest, received), 0x7FFFFF),
            highest=highest & 0xFFFFFFFF,
            jitter=int(self._jitter) & 0xFFFFFFFF,
            last_sender_report=stamp,
            delay=int((now - at) * 65536) & 0xFFFFFFFF,
        )
