"""Matches what a subscriber's reports tell with what was sent to it: each packet is news once, late or not."""

from array import array

from media.forward.header import unwrap
from media.forward.rate.delivery import REFERENCE_SPAN, TICKS_PER_S, Delivery
from media.forward.rate.throughput import Throughput
from media.forward.state import RING, LegState

Receipt = tuple[float, float, int]
"""Of a packet that arrived: when it was sent, s of our clock; when it came, s of the receiver's; bytes."""

_UNTOLD = -1 << 32


class Receipts:
    """Reads `leg`, where whoever sends writes. `told` and `lost` count the packets of the last report."""

    def __init__(self, leg: LegState) -> None:
        self.throughput = Throughput()
        self.told = 0
        self.lost = 0
        """Negative when more packets came late than were missing."""
        self._leg = leg
        self._arrived = array("q", [_UNTOLD]) * RING  # by place in the ring: the index that was last told
        self._next: int | None = None  # first index that no report has told about
        self._tick = 0  # of the last arrival, past the wraps of the receiver's clock

    def take(self, delivery: Delivery) -> list[Receipt]:
        """The arrivals that are news, in order of sending."""
        sizes, times, arrived, count = self._leg.sent_size, self._leg.sent_at, self._arrived, self.throughput.add
        first, known = self._known(delivery)
        expected = first if self._next is None else self._next
        shift, receipts, told, lost = self._shift(delivery), [], 0, 0
        for index, tick in zip(known, delivery.arrivals[known.start - first :], strict=False):
            slot = index % RING
            size = sizes[slot]
            if not size or arrived[slot] == index:
                continue
            if index >= expected:
                told += 1
                lost += tick is None
            elif tick is not None:
                lost -= 1
            if tick is not None:
                arrived[slot] = index
                count(tick + shift, size)
                receipts.append((times[slot], (tick + shift) / TICKS_PER_S, size))
        self._next = max(expected, known.stop)
        self.told, self.lost = told, lost
        return receipts

    def _known(self, delivery: Delivery) -> tuple[int, range]:
        """The index of the first packet told about, and those of the ones that the ring still holds."""
        number = self._leg.transport_number
        newest = number if self._next is None else unwrap(number, self._next)
        first = unwrap(delivery.base, newest)
        return first, range(max(first, newest - RING + 1), min(first + len(delivery.arrivals), newest + 1))

    def _shift(self, delivery: Delivery) -> int:
        """Ticks to add so that the receiver's clock goes on where it starts anew."""
        first = next((tick for tick in delivery.arrivals if tick is not None), None)
        if first is None:
            return 0
        near = self._tick + (first - self._tick + REFERENCE_SPAN // 2) % REFERENCE_SPAN - REFERENCE_SPAN // 2
        self._tick = near
        return near - first
