"""Finds out by padding whether more fits than is being sent: short clusters, far apart when they fail.

Forwarding sends what publishers send, so an estimate that only looked at that could never learn of room for more.
After libwebrtc's probing (`probe_controller.cc`, `probe_bitrate_estimator.cc`), with its own times.
"""

from collections.abc import Iterable
from enum import StrEnum

from media.forward.rate.receipts import Receipt

CLUSTER_S = 0.4
TICK_S = 0.05
MAX_TICKS = 3
"""Padding is sent for one tick ahead, and after a late tick for this many at most."""

MARGIN = 1.05
ESTIMATE_STEP, MEDIA_STEP = 1.25, 2.0
"""A cluster is a little faster than wanted, and no faster than so many times the estimate or the media: what does
not fit stands in the queue in front of the sound."""

SATURATED, BEHIND = 0.9, 0.95
"""Below this part of its rate a cluster has filled the link, and a little less than what came fits."""

MAX_QUEUE_S = 0.06
MAX_LOSS = 0.05
"""A cluster ends when a queue longer than this stands; none begins while more is lost."""

FIRST_PATIENCE_S, MAX_PATIENCE_S = 2.0, 30.0
"""Rest after a failure: doubles up to the second, and is the first again after a success."""

VERDICT_S = 1.0
"""Beyond a round trip, how long a success may take to show: a receiver's own estimate comes once a second."""

SETTLE_S = 1.0
KEPT = 1.1
"""Beyond a round trip, how long a queue may still be the cluster's own; it costs nothing of what was sent before,
and a little more than that, because what is sent varies."""

MEDIA_WEIGHT = 0.2
ARRIVING = 0.7

_BITS = 8


class Phase(StrEnum):
    RESTING = "resting"
    SENDING = "sending"
    WAITING = "waiting"


class Probe:
    """Every tick `note`, `judge`, `start` or `fail`, and `due`; with every report `proven`."""

    def __init__(self) -> None:
        self.phase = Phase.RESTING
        self.wanted_bps = 0
        self._goal = 0.0
        self._rate = 0.0
        self._kept = 0.0
        self._media = 0.0  # bps, padding apart
        self._asked = 0  # bytes of padding, at the last tick
        self._at = float("-inf")
        self._started_at = float("-inf")
        self._rest_until = float("-inf")
        self._patience = FIRST_PATIENCE_S
        self._sent = 0  # bytes of any kind since the cluster began
        self._arrived = self._first_size = 0
        self._first = self._last = 0.0

    def note(self, sent: int, now: float) -> None:
        """`sent` bytes of any kind went out since the last tick."""
        elapsed, self._at = now - self._at, now
        self._sent += sent
        if not self._asked and elapsed > 0:
            self._media += (sent * _BITS / elapsed - self._media) * MEDIA_WEIGHT

    def start(self, estimate: float, acked_bps: float | None, now: float) -> None:
        """Begin a cluster if none runs, something is wanted and the last failure is long enough ago.

        And if what is sent is known to arrive; None: this subscriber does not say.
        """
        if self.phase is not Phase.RESTING or self.wanted_bps <= estimate or now < self._rest_until:
            return
        acked = self._media if acked_bps is None else acked_bps
        if acked < ARRIVING * self._media:
            return
        self._rate = min(MARGIN * self.wanted_bps, max(ESTIMATE_STEP * estimate, MEDIA_STEP * self._media))
        self._goal = self._rate / MARGIN
        self._kept = min(estimate, KEPT * min(acked, self._media))
        self._started_at = now
        self._sent = self._arrived = self._first_size = 0
        self.phase = Phase.SENDING

    def due(self, now: float) -> int:
        """Bytes of padding to send now."""
        self._asked = self._due(now) if self.phase is Phase.SENDING else 0
        return self._asked

    def _due(self, now: float) -> int:
        elapsed = now - self._started_at
        if elapsed >= CLUSTER_S:
            self.phase = Phase.WAITING
            return 0
        planned = (self._rate * min(CLUSTER_S, elapsed + TICK_S) - self._media * TICK_S) / _BITS
        most = self._rate * MAX_TICKS * TICK_S / _BITS
        return round(max(0.0, min(planned - self._sent, most)))

    def judge(self, estimate: float, round_trip_s: float, now: float) -> None:
        """Success as soon as the estimate reaches the goal; failure when it did not in time."""
        if self.phase is Phase.RESTING:
            return
        if estimate >= self._goal:
            self.phase, self._patience, self._rest_until = Phase.RESTING, FIRST_PATIENCE_S, now
        elif now > self._started_at + CLUSTER_S + VERDICT_S + round_trip_s:
            self.fail(now)

    def fail(self, now: float) -> None:
        if self.phase is Phase.RESTING:
            return
        self.phase = Phase.RESTING
        self._rest_until = now + self._patience
        self._patience = min(MAX_PATIENCE_S, 2 * self._patience)

    def kept(self, round_trip_s: float, now: float) -> float:
        """Bps that fitted before the cluster which may be the cause of what is seen now; 0 when there was none."""
        over = self._started_at + CLUSTER_S + round_trip_s + SETTLE_S
        return self._kept if now < over else 0.0

    def is_felt(self, queue_s: float, noise_s: float) -> bool:
        """Whether the cluster should end, because a queue stands that is no jitter."""
        return self.phase is Phase.SENDING and queue_s > MAX_QUEUE_S + 2 * noise_s

    def proven(self, receipts: Iterable[Receipt], noise_s: float) -> float:
        """What the cluster has shown to fit, bps; 0 while packets of it are on their way. In order of sending."""
        if self.phase is Phase.RESTING:
            return 0.0
        for sent, arrived, size in receipts:
            if sent >= self._started_at + CLUSTER_S:
                return self._shown(noise_s)
            if sent >= self._started_at:
                self._count(arrived, size)
        return 0.0

    def _count(self, arrived: float, size: int) -> None:
        if not self._arrived:
            self._first = self._last = arrived
            self._first_size = size
        self._first = min(self._first, arrived)
        self._last = max(self._last, arrived)
        self._arrived += size

    def _shown(self, noise_s: float) -> float:
        took = self._last - self._first - 2 * noise_s
        if took > CLUSTER_S:  # what stands in a queue arrives at the link's own rate, counted from the first on
            came = (self._arrived - self._first_size) * _BITS / took
        else:
            came = self._arrived * _BITS / CLUSTER_S
        return min(self._rate, came) if came >= SATURATED * self._rate else BEHIND * came
