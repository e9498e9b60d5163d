"""One incoming RTP stream: its order, its losses, its history, its key frames."""

from collections.abc import Mapping
from typing import Literal

from media.forward import feedback
from media.forward.header import (
    HEADER,
    NUMBERS,
    NUMBERS_AT,
    PLAIN,
    PLAIN_MASK,
    REPAIRED_RID,
    RID,
    SEND_TIME_HEAD,
    SEQUENCE_SPAN,
    TRANSPORT_CC_HEAD,
    Packet,
    element_heads,
    find_extension,
    find_headed,
    payload_end,
    payload_start,
    unwrap,
)
from media.forward.state import LAYOUT_UNKNOWN, UpState
from media.forward.up import keyframe, reception
from media.forward.up.history import CAPACITY, SOUND_CAPACITY, History
from media.forward.up.keyframe import Detector, KeyFrameRequests
from media.forward.up.nack import NackSchedule

Kind = Literal["audio", "video"]

FRESH_KEY_S = 0.5
REPLAY_LIMIT = 250
ALIVE_S = 0.5
"""A layer that sent nothing for so long is not sent any more."""


class UpTrack:
    """Takes packets in any order; tells once about each new one.

    After `receive` returned true, `index`, `timestamp`, `key` and `gap` (packets before it are missing) describe
    the packet just taken, which is `latest`; attributes and no returned object, as this runs for every packet.
    """

    def __init__(
        self,
        kind: Kind,
        ssrc: int,
        clock_rate: int,
        detectors: Mapping[int, Detector],
        *,
        state: UpState | None = None,
        history: History | None = None,
    ) -> None:
        self.kind = kind
        self.ssrc = ssrc
        self.state = state or UpState()
        self.history = history or History(CAPACITY if kind == "video" else SOUND_CAPACITY)
        self.nack = NackSchedule()
        self.key_requests = KeyFrameRequests()
        self.reception = reception.Reception(self.state)
        self.clock: feedback.SenderReport | None = None
        """The publisher's latest pair of wall clock and timestamp."""
        self.index = 0
        self.timestamp = 0
        self.key = False
        self.gap = False
        self.latest = b""
        self.key_frames = 0
        self.clock_rate = clock_rate
        self.asks = kind == "video"
        """Whether the publisher answers requests for lost packets of this stream."""
        self._detectors = detectors
        self._round = 0  # index of sequence number 0 when the stream starts
        self._key_index = 0
        self._key_timestamp: int | None = None
        self._key_at = float("-inf")

    def receive(self, packet: memoryview, size: int, now: float) -> bool:
        """Whether this packet is new and well formed, hence to be forwarded."""
        start = payload_start(packet, size)
        if not start:
            return False
        state = self.state
        sequence, timestamp, _ = NUMBERS.unpack_from(packet, NUMBERS_AT)
        highest = state.highest
        index = unwrap(sequence, highest) if state.started else self._round + sequence
        self.gap = False
        if not state.started:
            state.started, state.highest, self.reception.first = True, index, index - state.packets
        elif index > highest:
            self._advance(highest, index, now)
        elif index <= highest - self.history.capacity or not self._late_and_new(index):
            return False
        if timestamp != state.frame_timestamp and index == state.highest:
            reception.measure_jitter(state, timestamp, now, self.clock_rate)
            state.frame_timestamp = timestamp
        self.keep(packet, size, index, timestamp, now)
        state.payload_type = packet[1] & 0x7F
        detector = self._detectors.get(state.payload_type)
        state.looks_twice = detector is keyframe.h264
        state.numbers_pictures = detector is keyframe.vp8
        self.key = self.starts_key_frame(packet, start, size, now)
        self._learn_layout(packet, size, start)
        return True

    def restart(self) -> None:
        """The publisher begins anew: what comes next has nothing to do with what came."""
        state = self.state
        self._round = (state.highest // SEQUENCE_SPAN + 2) * SEQUENCE_SPAN
        state.started, state.layout = False, LAYOUT_UNKNOWN
        self.nack = NackSchedule()
        self.clock = None
        self._key_timestamp, self._key_at = None, float("-inf")

    def keep(self, packet: memoryview, size: int, index: int, timestamp: int, now: float) -> None:
        """Count a new packet and remember it."""
        state = self.state
        state.packets += 1
        state.bytes += size
        state.heard_at = now
        self.index, self.timestamp = index, timestamp
        self.latest = bytes(packet[:size])
        self.history.put(index, self.latest)

    def starts_key_frame(self, packet: Packet, start: int, size: int, now: float) -> bool:
        """Whether a key frame begins in this packet, which was just kept."""
        detect = self._detectors.get(packet[1] & 0x7F)
        if detect is None or not detect(packet, start, payload_end(packet, start, size)):
            return False
        # An H.264 key frame is recognised in several of its packets: the first one of a picture counts.
        if self.timestamp != self._key_timestamp:
            self._key_timestamp, self._key_index, self._key_at = self.timestamp, self.index, now
            self.key_frames += 1
            self.key_requests.seen()
        return True

    def replay_from(self, now: float) -> int | None:
        """Index of a key frame fresh and short enough to be replayed to a new subscriber."""
        if now - self._key_at > FRESH_KEY_S:
            return None
        return self._key_index if self.state.highest - self._key_index < REPLAY_LIMIT else None

    def alive(self, now: float) -> bool:
        return now - self.state.heard_at < ALIVE_S

    def report(self, now: float) -> feedback.ReceptionReport | None:
        return self.reception.report(self.ssrc, now)

    def sender_report(self, report: feedback.SenderReport, now: float) -> None:
        self.clock = report
        self.reception.sender_report(report, now)

    def _advance(self, highest: int, index: int, now: float) -> None:
        if index != highest + 1:
            self.gap = True
            if self.asks:
                self.nack.gap(highest + 1, index, now)
        self.state.highest = index

    def _late_and_new(self, index: int) -> bool:
        return self.nack.arrived(index) or (index >= self.reception.first and not self.history.knows(index))

    def _learn_layout(self, packet: Packet, size: int, start: int) -> None:
        """Remember where things lie in packets like this one, for those that need no second look."""
        state = self.state
        first_two, *_, word, _ = HEADER.unpack_from(packet, 0) if size >= HEADER.size else (0,) * 6
        at = find_headed(packet, size, TRANSPORT_CC_HEAD) if first_two & PLAIN_MASK == PLAIN else 0
        heads = element_heads(packet, start) if at else None
        named = find_extension(packet, size, RID) or find_extension(packet, size, REPAIRED_RID)
        if heads and not named:  # a layer's name must be blanked, each time
            state.layout, state.payload_at, state.transport_at = word, start, at
            state.heads_mask, state.heads = heads
            state.send_time_at = find_headed(packet, size, SEND_TIME_HEAD)
