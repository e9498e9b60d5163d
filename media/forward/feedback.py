"""RTCP: what the relay says and what it understands (RFC 3550 and RFC 4585, sections 6; RFC 5104, section 4.3).

Parsing returns what is well formed and passes over the rest in silence; it never raises.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from struct import Struct

SENDER_REPORT, RECEIVER_REPORT, TRANSPORT_FEEDBACK, PAYLOAD_FEEDBACK = 200, 201, 205, 206
NACK, TRANSPORT_CC = 1, 15
PICTURE_LOSS, FULL_INTRA, APPLICATION = 1, 4, 15
MAX_REPORTS = 31
MAX_LOST = 1000
"""Packets that one NACK can name: as many as a browser ever misses before it asks for a key frame instead."""

_HEADER = Struct("!BBH")
_FEEDBACK = Struct("!BBHII")
_SENDER_INFO = Struct("!IQIII")
_REPORT = Struct("!IIIIII")
_PAIR = Struct("!HH")
_U32 = Struct("!I")
_REMB = Struct("!4sBBHI")
_MANTISSA_BITS = 18
_VERSION = 0x80
_MASK_BITS = 16


@dataclass(frozen=True, slots=True)
class SenderReport:
    ssrc: int
    ntp: int
    timestamp: int
    packets: int
    octets: int


@dataclass(frozen=True, slots=True)
class ReceptionReport:
    """`delay` and `last_sender_report` in 1/65,536 s, `jitter` in timestamp units."""

    ssrc: int
    fraction_lost: int
    lost: int
    highest: int
    jitter: int
    last_sender_report: int
    delay: int


@dataclass(frozen=True, slots=True)
class Nack:
    ssrc: int
    sequences: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class KeyFrameRequest:
    """A picture loss indication or a full intra request: the relay answers both alike."""

    ssrc: int


@dataclass(frozen=True, slots=True)
class TransportFeedback:
    """Transport-wide congestion control: the body that `rate.delivery` reads, padding included."""

    body: bytes


@dataclass(frozen=True, slots=True)
class BitrateEstimate:
    """REMB (draft-alvestrand-rmcat-remb): what the receiver believes it can take, in bps."""

    bps: int


Message = SenderReport | ReceptionReport | Nack | KeyFrameRequest | TransportFeedback | BitrateEstimate


def picture_loss(sender: int, media: int) -> bytes:
    return _FEEDBACK.pack(_VERSION | PICTURE_LOSS, PAYLOAD_FEEDBACK, 2, sender, media)


def bitrate_ceiling(sender: int, media: int, bps: int) -> bytes:
    """REMB (draft-alvestrand-rmcat-remb section 2.2) about one stream."""
    exponent = max(0, bps.bit_length() - _MANTISSA_BITS)
    mantissa = bps >> exponent
    head = _FEEDBACK.pack(_VERSION | APPLICATION, PAYLOAD_FEEDBACK, 5, sender, 0)
    return head + _REMB.pack(b"REMB", 1, exponent << 2 | mantissa >> 16, mantissa & 0xFFFF, media)


def nack(sender: int, media: int, indexes: Sequence[int]) -> bytes:
    """Ascending indexes become (first, bit mask of the 16 that follow) pairs."""
    pairs: list[list[int]] = []
    for index in indexes:
        distance = index - pairs[-1][0] if pairs else 0
        if 0 < distance <= _MASK_BITS:
            pairs[-1][1] |= 1 << distance - 1
        else:
            pairs.append([index, 0])
    body = b"".join(_PAIR.pack(first & 0xFFFF, mask) for first, mask in pairs)
    return _FEEDBACK.pack(_VERSION | NACK, TRANSPORT_FEEDBACK, 2 + len(pairs), sender, media) + body


def transport_cc(sender: int, media: int, body: bytes) -> bytes:
    """Wrap a transport-wide congestion control body (see `arrivals`), padded to whole words."""
    body += bytes(-len(body) % 4)
    head = _FEEDBACK.pack(_VERSION | TRANSPORT_CC, TRANSPORT_FEEDBACK, 2 + len(body) // 4, sender, media)
    return head + body


def receiver_report(sender: int, reports: Sequence[ReceptionReport]) -> bytes:
    reports = reports[:MAX_REPORTS]
    head = _HEADER.pack(_VERSION | len(reports), RECEIVER_REPORT, 1 + 6 * len(reports))
    return head + _U32.pack(sender) + b"".join(map(_pack_report, reports))


def sender_report(report: SenderReport) -> bytes:
    info = _SENDER_INFO.pack(
        report.ssrc, report.ntp, report.timestamp, report.packets & 0xFFFFFFFF, report.octets & 0xFFFFFFFF
    )
    return _HEADER.pack(_VERSION, SENDER_REPORT, 6) + info


def parse(data: bytes) -> Iterator[Message]:
    """The messages of a compound (or reduced-size, RFC 5506) packet that the relay understands."""
    at = 0
    while at + 4 <= len(data):
        first, kind, words = _HEADER.unpack_from(data, at)
        end = at + 4 + 4 * words
        if first & 0xC0 != _VERSION or end > len(data):
            return
        yield from _parse_one(kind, first & 0x1F, data[at + 4 : end])
        at = end


def _parse_one(kind: int, count: int, body: bytes) -> Iterable[Message]:
    if kind == SENDER_REPORT and len(body) >= _SENDER_INFO.size:
        info = SenderReport(*_SENDER_INFO.unpack_from(body))
        return [info, *_reports(body[_SENDER_INFO.size :], count)]
    if kind == RECEIVER_REPORT:
        return _reports(body[4:], count)
    if len(body) < 2 * _U32.size:
        return []
    if kind == TRANSPORT_FEEDBACK:
        return _parse_transport_feedback(count, body)
    return _parse_payload_feedback(count, body) if kind == PAYLOAD_FEEDBACK else []


def _parse_transport_feedback(count: int, body: bytes) -> Iterable[Message]:
    if count == NACK:
        return [Nack(_U32.unpack_from(body, 4)[0], tuple(islice(_lost(body[8:]), MAX_LOST)))]
    return [TransportFeedback(body[8:])] if count == TRANSPORT_CC else []


def _parse_payload_feedback(count: int, body: bytes) -> Iterable[Message]:
    if count == PICTURE_LOSS:
        return [KeyFrameRequest(_U32.unpack_from(body, 4)[0])]
    if count == FULL_INTRA:
        return [KeyFrameRequest(_U32.unpack_from(body, at)[0]) for at in range(8, len(body) - 7, 8)]
    if count == APPLICATION and body[8:12] == b"REMB" and len(body) >= 16:  # noqa: PLR2004 -- 4 words
        exponent, mantissa = body[13] >> 2, (body[13] & 3) << 16 | body[14] << 8 | body[15]
        return [BitrateEstimate(mantissa << exponent)]
    return []


def _reports(body: bytes, count: int) -> list[Message]:
    count = min(count, len(body) // _REPORT.size)
    return [_unpack_report(body, at * _REPORT.size) for at in range(count)]


def _pack_report(report: ReceptionReport) -> bytes:
    return _REPORT.pack(
        report.ssrc,
        report.fraction_lost << 24 | report.lost & 0xFFFFFF,
        report.highest,
        report.jitter,
        report.last_sender_report,
        report.delay,
    )


def _unpack_report(body: bytes, at: int) -> ReceptionReport:
    ssrc, loss, highest, jitter, last_sender_report, delay = _REPORT.unpack_from(body, at)
    lost = loss & 0xFFFFFF
    signed = lost - (1 << 24) if lost & 0x800000 else lost
    return ReceptionReport(ssrc, loss >> 24, signed, highest, jitter, last_sender_report, delay)


def _lost(body: bytes) -> Iterator[int]:
    for at in range(0, len(body) - 3, 4):
        first, mask = _PAIR.unpack_from(body, at)
        yield first
        for bit in range(_MASK_BITS):
            if mask >> bit & 1:
                yield (first + 1 + bit) & 0xFFFF
