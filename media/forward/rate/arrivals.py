"""When the packets of one sender arrived, told back to it (draft-holmer-rmcat-transport-wide-cc-extensions-01).

The sender's bandwidth estimate grows from these reports; without them a browser stays at a few hundred kbps.
"""

from struct import Struct

from media.forward.header import SEQUENCE_SPAN, unwrap
from media.forward.state import ARRIVALS, LegState

MAX_SPAN = 1000
"""Packets that one report may cover, so that it fits in one datagram."""

TICKS_PER_S = 4000  # deltas count 250 µs
TICKS_PER_REFERENCE = 256  # the reference time counts 64 ms

_HEAD = Struct("!HHI")
_U16 = Struct("!H")
_I16 = Struct("!h")
_LOST, _SMALL, _LARGE = 0, 1, 2
_MAX_RUN = 8191
_VECTOR_SYMBOLS = 7
_VECTOR = 0xC000
_SMALL_DELTAS = 256
_LARGE_DELTA = 1 << 15


class Arrivals:
    """Turns the arrivals that `leg` has collected into the bodies of reports."""

    def __init__(self, leg: LegState) -> None:
        self._leg = leg
        self._next: int | None = None  # first index that no report has covered yet
        self._reports = 0

    def add(self, number: int, now: float) -> None:
        """Note an arrival; what is more than a report can hold is told as lost."""
        leg = self._leg
        if leg.arrived < ARRIVALS:
            leg.arrived_number[leg.arrived] = number
            leg.arrived_at[leg.arrived] = now
            leg.arrived += 1

    def take(self) -> bytes | None:
        """What arrived since the last report, None when nothing did."""
        ticks = self._collect()
        if not ticks:
            return None
        last = max(ticks)
        start = last if self._next is None else self._next
        first = max(min(start, *ticks), last - MAX_SPAN)
        self._next = max(start, last + 1)
        reference = min(ticks.values()) // TICKS_PER_REFERENCE
        symbols, deltas = _deltas(ticks, first, last, reference * TICKS_PER_REFERENCE)
        reference_and_count = (reference & 0xFFFFFF) << 8 | self._reports
        self._reports = (self._reports + 1) & 0xFF
        return _HEAD.pack(first % SEQUENCE_SPAN, len(symbols), reference_and_count) + _chunks(symbols) + deltas

    def _collect(self) -> dict[int, int]:
        """Index -> ticks of 250 µs, of the arrivals noted since the last time."""
        leg, ticks = self._leg, dict[int, int]()
        near = self._next
        for place in range(leg.arrived):
            number = leg.arrived_number[place]
            index = number if near is None else unwrap(number, near)
            if near is None or abs(index - near) > MAX_SPAN:  # the sender leapt: begin anew
                ticks.clear()
                self._next = near = index
            near = max(near, index)
            ticks.setdefault(index, round(leg.arrived_at[place] * TICKS_PER_S))
        leg.arrived = 0
        return ticks


def _deltas(arrived: dict[int, int], first: int, last: int, tick: int) -> tuple[list[int], bytes]:
    symbols, deltas = [], bytearray()
    for index in range(first, last + 1):
        at = arrived.get(index)
        delta = None if at is None else at - tick
        if at is None or delta is None or not -_LARGE_DELTA <= delta < _LARGE_DELTA:
            symbols.append(_LOST)
            continue
        tick = at
        small = 0 <= delta < _SMALL_DELTAS
        symbols.append(_SMALL if small else _LARGE)
        deltas += bytes((delta,)) if small else _I16.pack(delta)
    return symbols, bytes(deltas)


def _chunks(symbols: list[int]) -> bytes:
    """Run lengths where they pay, else vectors of seven two-bit symbols."""
    out, at = bytearray(), 0
    while at < len(symbols):
        run = _run(symbols, at)
        if run >= _VECTOR_SYMBOLS:
            out += _U16.pack(symbols[at] << 13 | run)
            at += run
            continue
        vector = _VECTOR
        for place, symbol in enumerate(symbols[at : at + _VECTOR_SYMBOLS]):
            vector |= symbol << 12 - 2 * place
        out += _U16.pack(vector)
        at += _VECTOR_SYMBOLS
    return bytes(out)


def _run(symbols: list[int], at: int) -> int:
    stop = at
    while stop < len(symbols) and symbols[stop] == symbols[at] and stop - at < _MAX_RUN:
        stop += 1
    return stop - at
