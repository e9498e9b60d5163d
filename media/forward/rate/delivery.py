"""What of ours arrived, and when: reads what `arrivals` writes for the other direction.

draft-holmer-rmcat-transport-wide-cc-extensions-01. Whatever the bytes, nothing here raises, and no report costs
more than `MAX_STATUSES` do.
"""

from dataclasses import dataclass
from struct import Struct

from media.forward.header import SEQUENCE_SPAN

MAX_STATUSES = 2000
"""Statuses read of one report: what a long silence left behind is not worth more than this."""

TICKS_PER_S = 4000
TICKS_PER_REFERENCE = 256
REFERENCE_SPAN = TICKS_PER_REFERENCE << 24
"""Ticks after which a receiver's clock starts anew (section 3.1, "reference time": 24 bits of 64 ms)."""

_HEAD = Struct("!HHI")
_U16 = Struct("!H")
_I16 = Struct("!h")
_VECTOR_BIT, _TWO_BITS, _RUN = 0x8000, 0x4000, 0x1FFF
_SMALL, _LARGE = 1, 2
_ONE_BIT_SHIFTS = tuple(range(13, -1, -1))
_TWO_BIT_SHIFTS = tuple(range(12, -1, -2))


@dataclass(frozen=True, slots=True)
class Delivery:
    """`arrivals[n]` is when packet `base + n` came, in ticks of 250 µs of the receiver's clock; None: not (yet).

    Ticks count from a start of the receiver's choice and may pass `REFERENCE_SPAN` inside one report.
    """

    base: int
    arrivals: tuple[int | None, ...]

    def pairs(self) -> list[tuple[int, int | None]]:
        """(16-bit transport-wide sequence number, arrival) of each packet told about."""
        return [((self.base + place) % SEQUENCE_SPAN, tick) for place, tick in enumerate(self.arrivals)]


def parse(body: bytes) -> Delivery | None:
    """The report in `body`, which begins behind the two SSRCs; None when it is cut short or tells nothing."""
    if len(body) < _HEAD.size:
        return None
    base, count, reference_and_number = _HEAD.unpack_from(body)
    symbols, at = _symbols(body, count)
    if not symbols:
        return None
    arrivals = _arrivals(body, at, symbols, (reference_and_number >> 8) * TICKS_PER_REFERENCE)
    return None if arrivals is None else Delivery(base, tuple(arrivals))


def _symbols(body: bytes, count: int) -> tuple[list[int], int]:
    """The first statuses, at most `MAX_STATUSES`, and where the deltas begin."""
    symbols: list[int] = []
    told, at = 0, _HEAD.size
    while told < count and at + 2 <= len(body):
        chunk = body[at] << 8 | body[at + 1]
        at += 2
        told += _length(chunk)
        if len(symbols) < MAX_STATUSES:
            symbols += _statuses(chunk)
    return symbols[: min(count, MAX_STATUSES)] if told >= count else [], at


def _length(chunk: int) -> int:
    if not chunk & _VECTOR_BIT:
        return chunk & _RUN
    return len(_TWO_BIT_SHIFTS if chunk & _TWO_BITS else _ONE_BIT_SHIFTS)


def _statuses(chunk: int) -> list[int]:
    """A run of one status (section 3.1.3), or a vector of one-bit or two-bit statuses (section 3.1.4)."""
    if not chunk & _VECTOR_BIT:
        return [chunk >> 13] * min(chunk & _RUN, MAX_STATUSES)
    if chunk & _TWO_BITS:
        return [chunk >> shift & 3 for shift in _TWO_BIT_SHIFTS]
    return [chunk >> shift & 1 for shift in _ONE_BIT_SHIFTS]


def _arrivals(body: bytes, at: int, symbols: list[int], tick: int) -> list[int | None] | None:
    """Add the deltas up (section 3.1.5); None when there are fewer of them than packets that arrived."""
    arrivals: list[int | None] = []
    needed = symbols.count(_SMALL) + 2 * symbols.count(_LARGE)
    if at + needed > len(body):
        return None
    for symbol in symbols:
        if symbol == _SMALL:
            tick += body[at]
            at += 1
            arrivals.append(tick)
        elif symbol == _LARGE:
            tick += _I16.unpack_from(body, at)[0]
            at += 2
            arrivals.append(tick)
        else:
            arrivals.append(None)
    return arrivals
