"""The estimate grows while the queue does not, and falls below what arrives when it does.

draft-ietf-rmcat-gcc-02 section 5.5: additive increase near the known capacity, else multiplicative; multiplicative
decrease. The bounds of the known capacity are libwebrtc's (`link_capacity_estimator.cc`).
"""

from math import sqrt

MIN_BPS = 30_000
MAX_BPS = 20_000_000

BETA = 0.85
GROWTH_PER_S = 1.08
MIN_STEP_BPS = 4000
PACKET_BITS = 1200 * 8
RESPONSE_S = 0.1
"""Section 5.5: an additive step is one packet per response time, which is the round trip and 100 ms."""

SLACK_FACTOR, SLACK_BPS = 1.5, 10_000
"""What is not sent cannot be known to fit: the estimate grows to this much of what arrived, and not beyond."""

_ALPHA = 0.05
_MIN_DEVIATION, _MAX_DEVIATION = 0.4, 2.5  # kbps
_SIGMAS = 3


class Aimd:
    def __init__(self, start_bps: int) -> None:
        self.bps = float(start_bps)
        self._capacity = Capacity()
        self._at = float("inf")

    def overuse(self, acked_bps: int | None, kept_bps: float, now: float) -> None:
        """The queue grows while this much arrives; what a probe's own queue can take ends at `kept_bps`."""
        self._at = now
        if acked_bps is not None:
            self._capacity.saturated(acked_bps / 1000)
            self.bps = max(MIN_BPS, min(self.bps, max(BETA * acked_bps, kept_bps)))

    def normal(self, acked_bps: int | None, round_trip_s: float, now: float) -> None:
        """The queue does not grow; None: what arrives says nothing now."""
        elapsed, self._at = min(1.0, max(0.0, now - self._at)), now
        if acked_bps is None:
            return
        if self._capacity.is_exceeded(acked_bps / 1000):
            self._capacity.forget()
        if self._capacity.known:
            step = max(MIN_STEP_BPS, PACKET_BITS / (round_trip_s + RESPONSE_S)) * elapsed
        else:
            step = self.bps * (GROWTH_PER_S**elapsed - 1)
        known_to_fit = min(MAX_BPS, SLACK_FACTOR * acked_bps + SLACK_BPS)
        self.bps = max(self.bps, min(self.bps + step, known_to_fit))

    def proven(self, bps: float) -> None:
        """A probe has shown that this much fits."""
        if bps > self.bps:
            self.bps = min(MAX_BPS, bps)
            self._capacity.forget()


class Capacity:
    """What arrived when the link was full: a moving average with its spread, in kbps."""

    def __init__(self) -> None:
        self.forget()

    def forget(self) -> None:
        self._kbps: float | None = None
        self._deviation = _MIN_DEVIATION

    @property
    def known(self) -> bool:
        return self._kbps is not None

    def is_exceeded(self, kbps: float) -> bool:
        return self._kbps is not None and kbps > self._kbps + self._spread(self._kbps)

    def saturated(self, kbps: float) -> None:
        if self._kbps is None or kbps < self._kbps - self._spread(self._kbps):
            self._kbps, self._deviation = kbps, _MIN_DEVIATION
            return
        error = kbps - self._kbps
        self._kbps += _ALPHA * error
        deviation = (1 - _ALPHA) * self._deviation + _ALPHA * error * error / max(1.0, self._kbps)
        self._deviation = min(_MAX_DEVIATION, max(_MIN_DEVIATION, deviation))

    def _spread(self, kbps: float) -> float:
        return _SIGMAS * sqrt(self._deviation * kbps)
