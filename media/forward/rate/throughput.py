"""How much arrived per second, by the receiver's own clock (draft-ietf-rmcat-gcc-02 section 5.5, "R_hat")."""

from media.forward.rate.delivery import TICKS_PER_S

WINDOW_S = 0.5

_BIN_TICKS = TICKS_PER_S // 20  # 50 ms
_BINS = round(WINDOW_S * TICKS_PER_S / _BIN_TICKS)
_FEW_BINS = 4
_RING = 2 * _BINS


class Throughput:
    """Counts bytes in bins of 50 ms; the bin that is still filling does not count yet."""

    def __init__(self) -> None:
        self._bytes = [0] * _RING
        self._newest: int | None = None
        self._oldest = 0

    def add(self, tick: int, size: int) -> None:
        """`size` bytes arrived at `tick` (250 µs)."""
        number = tick // _BIN_TICKS
        if number != self._newest:
            self._turn(number)
        if self._newest is not None and number > self._newest - _RING:
            self._bytes[number % _RING] += size

    @property
    def bps(self) -> int | None:
        """Over the window; None until a whole one has been seen."""
        return self._over(_BINS)

    @property
    def latest_bps(self) -> int | None:
        """Over less than half of it: what gets through now, if the link is full."""
        return self._over(_FEW_BINS)

    def _over(self, bins: int) -> int | None:
        if self._newest is None or self._newest - self._oldest < _BINS:
            return None
        counted = sum(self._bytes[number % _RING] for number in range(self._newest - bins, self._newest))
        return round(counted * 8 * _BINS / bins / WINDOW_S)

    def _turn(self, number: int) -> None:
        """Empty the bins up to this one; a leap either way starts anew."""
        if self._newest is None or abs(number - self._newest) > _RING:
            self._bytes = [0] * _RING
            self._newest = self._oldest = number
        for passed in range(self._newest + 1, number + 1):
            self._bytes[passed % _RING] = 0
        self._newest = max(self._newest, number)
