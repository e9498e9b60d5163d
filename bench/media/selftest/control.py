"""Reads the load's RTCP independently of the C that wrote it: reports by aiortc, transport feedback here."""

import time
from collections.abc import Iterable, Iterator

from aiortc.rtp import RtcpPacket, RtcpReceiverInfo, RtcpRrPacket, RtcpSrPacket

_TRANSPORT_FEEDBACK, _TRANSPORT_CC = 205, 15
_TICKS_PER_REFERENCE, _TICK_S = 256, 0.00025
_FROM_1900_TO_1970_S = 2_208_988_800


def lost(datagrams: Iterable[bytes]) -> int:
    """Packets lost in all streams, by the last report about each."""
    return sum(report.packets_lost for report in _last_reports(datagrams))


def last_fraction(datagrams: Iterable[bytes]) -> float:
    """The mean share lost before the last reports."""
    shares = [report.fraction_lost / 256 for report in _last_reports(datagrams)]
    return sum(shares) / len(shares)


def age_s(datagrams: Iterable[bytes]) -> float:
    """How long ago, by our wall clock, the last sender report says it was written."""
    *_, last = (one for one in _parsed(datagrams) if isinstance(one, RtcpSrPacket))
    written = last.sender_info.ntp_timestamp / (1 << 32) - _FROM_1900_TO_1970_S
    return time.clock_gettime(time.CLOCK_REALTIME) - written


def is_feedback(datagram: bytes) -> bool:
    return datagram[0] & 0x1F == _TRANSPORT_CC and datagram[1] == _TRANSPORT_FEEDBACK


def read_feedback(datagram: bytes) -> tuple[list[int], list[float]]:
    """(sequence numbers that are missing, times of arrival of the others in seconds); the draft's section 3.1."""
    base, count = int.from_bytes(datagram[12:14], "big"), int.from_bytes(datagram[14:16], "big")
    tick = int.from_bytes(datagram[16:19], "big") * _TICKS_PER_REFERENCE
    symbols: list[int] = []
    at = 20
    while len(symbols) < count:
        symbols += _chunk(int.from_bytes(datagram[at : at + 2], "big"))
        at += 2
    missing, times = [], []
    for place, symbol in enumerate(symbols[:count]):
        if symbol == 0:
            missing.append((base + place) & 0xFFFF)
            continue
        tick += int.from_bytes(datagram[at : at + symbol], "big", signed=symbol == 2)
        at += symbol
        times.append(tick * _TICK_S)
    return missing, times


def _chunk(word: int) -> Iterator[int]:
    if word < 0x8000:  # a run
        yield from [word >> 13] * (word & 0x1FFF)
    elif word < 0xC000:  # fourteen symbols of one bit
        yield from (word >> 13 - place & 1 for place in range(14))
    else:  # seven symbols of two bits
        yield from (word >> 2 * (6 - place) & 3 for place in range(7))


def _last_reports(datagrams: Iterable[bytes]) -> list[RtcpReceiverInfo]:
    reports = {
        report.ssrc: report
        for packet in _parsed(datagrams)
        if isinstance(packet, RtcpRrPacket)
        for report in packet.reports
    }
    return list(reports.values())


def _parsed(datagrams: Iterable[bytes]) -> Iterator[object]:
    for datagram in datagrams:
        if not is_feedback(datagram):
            yield from RtcpPacket.parse(datagram)
