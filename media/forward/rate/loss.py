"""What losses say about a downlink (draft-ietf-rmcat-gcc-02 section 6), and when they say nothing.

Beyond the draft: a link that loses as much when half as much is sent (bad radio) is not relieved by sending less.
"""

from collections import deque

WINDOW_S = 1.0
HIGH, LOW = 0.10, 0.02
"""Section 6: above, the bound falls by half of the loss; below, it may grow."""

FLOOR_BPS = 100_000
"""Below this only sound is sent, and sound is sent whatever is lost."""

GROWTH_PER_S = 1.08
MIN_INTERVAL_S = 0.3
RELIEF = 0.5
SAME_LOSS = 0.9
FORGETTING = 0.01


class Losses:
    """The fraction lost of the packets that reports of the last second told about."""

    def __init__(self) -> None:
        self._reports: deque[tuple[float, int, int]] = deque()  # when, told, lost
        self._told = self._lost = 0

    def add(self, now: float, told: int, lost: int) -> None:
        """`lost` may be negative: packets given up in an earlier report came after all."""
        self._reports.append((now, told, lost))
        self._told += told
        self._lost += lost
        while self._reports[0][0] <= now - WINDOW_S:
            _, old_told, old_lost = self._reports.popleft()
            self._told -= old_told
            self._lost -= old_lost

    @property
    def fraction(self) -> float:
        return min(1.0, max(0.0, self._lost / self._told)) if self._told > 0 else 0.0


class LossBound:
    """`bps` bounds the estimate; infinite while losses are no reason to send less."""

    def __init__(self) -> None:
        self.bps = float("inf")
        self.own = 0.0
        """The loss this link has at any rate."""
        self._before: tuple[float, float] | None = None  # bps offered and loss when the bound began to fall
        self._at = float("inf")
        self._next_at = float("-inf")

    def update(self, loss: float, estimate: float, acked_bps: float, round_trip_s: float, now: float) -> None:
        """After each report; `loss` of the last second, `estimate` by delay alone."""
        elapsed = min(1.0, max(0.0, now - self._at))
        self._at = now
        self.own -= max(0.0, self.own - loss) * FORGETTING
        if loss <= HIGH + self.own:
            self._recover(loss, estimate, elapsed)
        elif self._is_unrelieved(loss, acked_bps):
            self.own, self.bps, self._before = loss, float("inf"), None
        elif now >= self._next_at:
            self._next_at = now + MIN_INTERVAL_S + round_trip_s
            self._before = self._before or (_offered(acked_bps, loss), loss)
            self.bps = max(FLOOR_BPS, acked_bps, min(self.bps, estimate) * (1 - loss / 2))

    def proven(self, bps: float) -> None:
        """A probe has shown that this much arrives."""
        self.bps = max(self.bps, bps)

    def _recover(self, loss: float, estimate: float, elapsed: float) -> None:
        if loss < LOW + self.own:
            self._before = None
            grown = self.bps * GROWTH_PER_S**elapsed
            self.bps = grown if grown < estimate else float("inf")

    def _is_unrelieved(self, loss: float, acked_bps: float) -> bool:
        if self._before is None:
            return False
        offered, lost = self._before
        return _offered(acked_bps, loss) < RELIEF * offered and loss > SAME_LOSS * lost


def _offered(acked_bps: float, loss: float) -> float:
    return acked_bps / max(0.01, 1 - loss)
