"""Where a key frame begins, per codec, and when to ask a sender for one.

The detectors look at clear descriptor bytes only (for VP8 also the first byte of the frame), so they keep
working on frames that are encrypted end to end with those bytes left clear.
"""

from collections.abc import Callable

from media.forward.header import Packet

Detector = Callable[[Packet, int, int], bool]
"""(packet, payload start, payload end) -> whether a key frame starts in this packet."""

_VP8_START, _VP8_START_MASK = 0x10, 0x17
_VP9_START, _VP9_START_MASK = 0x08, 0x48
_AV1_START, _AV1_START_MASK = 0x08, 0x88

MIN_INTERVAL_S = 0.25
BURST = 3
PER_SECOND = 2.0
SUBSCRIBER_PER_SECOND = 0.5
"""One subscriber that asks and asks must not cost the others their picture."""

_SPS, _IDR, _STAP_A, _FU_A = 7, 5, 24, 28


def vp8(packet: Packet, start: int, end: int) -> bool:
    """RFC 7741 section 4.2: first partition begins here (S=1, PID=0) and the frame's P bit is 0."""
    if start >= end or packet[start] & _VP8_START_MASK != _VP8_START:
        return False
    at = start + 1
    if packet[start] & 0x80 and at < end:
        extensions = packet[at]
        at += 1
        if extensions & 0x80 and at < end:
            at += 2 if packet[at] & 0x80 else 1
        at += bool(extensions & 0x40) + bool(extensions & 0x30)
    return at < end and not packet[at] & 0x01


def vp9(packet: Packet, start: int, end: int) -> bool:
    """RFC 9628 section 4.2: not inter-predicted (P=0), start of a frame (B=1), lowest spatial layer."""
    if start >= end or packet[start] & _VP9_START_MASK != _VP9_START:
        return False
    at = start + 1
    if packet[start] & 0x80 and at < end:
        at += 2 if packet[at] & 0x80 else 1
    if packet[start] & 0x20:
        return at < end and not packet[at] & 0x0E
    return True


def h264(packet: Packet, start: int, end: int) -> bool:
    """RFC 6184 sections 5.4-5.8: a parameter set or an IDR slice begins here, alone, aggregated or fragmented."""
    if start >= end:
        return False
    kind = packet[start] & 0x1F
    if kind == _STAP_A:
        return _aggregate_has_key(packet, start + 1, end)
    if kind == _FU_A:
        return start + 1 < end and packet[start + 1] & 0x80 != 0 and packet[start + 1] & 0x1F == _IDR
    return kind in (_SPS, _IDR)


def av1(packet: Packet, start: int, end: int) -> bool:
    """AV1 RTP specification section 4.4: first packet of a new coded video sequence (N=1, Z=0)."""
    return start < end and packet[start] & _AV1_START_MASK == _AV1_START


class KeyFrameRequests:
    """Decides when a request goes on: from a subscriber to the stream, or from the stream to its publisher.

    At most one in 250 ms and `per_second` in the long run; the last request is never lost: browsers silently
    ignore an indication that follows a key frame closely, so it is repeated until a key frame is *seen*.
    """

    def __init__(self, per_second: float = PER_SECOND) -> None:
        self.wanted = False
        self.sent = 0
        self._per_second = per_second
        self._credit = float(BURST)
        self._sent_at = float("-inf")
        self._refilled_at = float("-inf")

    def request(self) -> None:
        self.wanted = True

    def seen(self) -> None:
        self.wanted = False

    def due(self, now: float) -> bool:
        """Whether to pass the request on now; a yes counts as done."""
        if not self.wanted or now - self._sent_at < MIN_INTERVAL_S:
            return False
        self._credit = min(float(BURST), self._credit + (now - self._refilled_at) * self._per_second)
        self._refilled_at = now
        if self._credit < 1:
            return False
        self._credit -= 1
        self._sent_at = now
        self.sent += 1
        return True


def _aggregate_has_key(packet: Packet, at: int, end: int) -> bool:
    while at + 2 < end:
        if packet[at + 2] & 0x1F in (_SPS, _IDR):
            return True
        at += 2 + (packet[at] << 8 | packet[at + 1])
    return False
