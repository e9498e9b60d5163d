"""What one subscriber's downlink can take: learnt from its reports about what we sent, and asked for by probing.

Google congestion control on the sending side, as in draft-ietf-rmcat-gcc-02. Its parts are pure machines of their
own; here they meet. Without transport-wide feedback, REMB and the losses of receiver reports have to do.
"""

from media.forward.header import SEQUENCE_SPAN
from media.forward.rate.aimd import MAX_BPS, MIN_BPS, Aimd
from media.forward.rate.delivery import Delivery
from media.forward.rate.loss import FLOOR_BPS, GROWTH_PER_S, HIGH, LOW, MIN_INTERVAL_S, LossBound, Losses
from media.forward.rate.probe import MAX_LOSS, Probe
from media.forward.rate.receipts import Receipt, Receipts
from media.forward.rate.trend import Trend, Usage
from media.forward.state import RING, LegState

START_BPS = 1_500_000
"""A fresh subscriber gets a picture at once; a narrow link corrects this within a second."""

SILENCE_S = 5.0
"""Without transport-wide feedback for so long, other reports count."""

UNHEARD_S = 1.0
"""Nobody is probed whose feedback is overdue by this."""

DRAIN_FROM_S, DRAIN_S, MAX_DRAIN_S = 0.15, 1.0, 4.0
"""A queue longer than the first is emptied after overuse: so much of the estimate is left unused that it is gone
after about the second, and for no longer than the third."""


class Bandwidth:
    """`bps` is the estimate, `loss` the fraction lost in the last second; what was sent is read from `leg`."""

    def __init__(self, leg: LegState, start_bps: int = START_BPS) -> None:
        self.bps = start_bps
        self.acked_bps: int | None = None
        """What arrived in the last half second; None until that much has been seen."""
        self.loss = 0.0
        self._leg = leg
        self._receipts = Receipts(leg)
        self._trend = Trend()
        self._aimd = Aimd(start_bps)
        self._losses = Losses()
        self._loss_bound = LossBound()
        self._probe = Probe()
        self._ceiling = float("inf")
        self._round_trip_s = 0.1
        self._asked_at = leg.transport_number
        self._heard_at = float("-inf")
        self._reported_at = float("-inf")
        self._reduced_at = float("-inf")
        self._drain_until = float("-inf")
        self._share = 1.0  # of the estimate that may be used while a queue is emptied

    @property
    def state(self) -> Usage:
        """What the delay says."""
        return self._trend.state

    @property
    def queue_s(self) -> float:
        """How long packets wait in front of the subscriber, beyond the best of the last 15-30 s."""
        return self._trend.queue_s

    def want(self, bps: int | None) -> None:
        """The rate that would allow the next better picture; None: nothing better exists."""
        self._probe.wanted_bps = bps or 0

    def round_trip(self, seconds: float) -> None:
        self._round_trip_s = max(0.0, seconds)

    def remb(self, bps: int) -> None:
        """The receiver's own estimate: a ceiling (draft-alvestrand-rmcat-remb)."""
        self._ceiling = bps
        self._settle()

    def report(self, lost: float, now: float) -> None:
        """The fraction lost by a receiver report: counts only while there is no transport-wide feedback."""
        if now - self._heard_at < SILENCE_S:
            return
        elapsed, self._reported_at = min(1.0, now - self._reported_at), now
        self.loss = lost
        if lost < LOW:
            self._aimd.bps = min(MAX_BPS, self._aimd.bps * GROWTH_PER_S**elapsed)
        elif lost > HIGH and now - self._reduced_at > MIN_INTERVAL_S + self._round_trip_s:
            self._reduced_at = now
            self._aimd.bps = max(FLOOR_BPS, self._aimd.bps * (1 - lost / 2))
        self._settle()

    def feedback(self, delivery: Delivery, now: float) -> None:
        """Transport-wide feedback: what became of the packets we sent."""
        self._heard_at = now
        receipts = self._receipts.take(delivery)
        self._losses.add(now, self._receipts.told, self._receipts.lost)
        self.loss = self._losses.fraction
        for sent, arrived, _ in receipts:
            self._trend.add(sent, arrived)
        self._trend.settle()
        self.acked_bps = self._receipts.throughput.bps
        if receipts:
            self._estimate(receipts, now)
        self._drain(now)
        self._settle()
        self._probe.judge(self.bps, self._round_trip_s, now)

    def probe(self, now: float) -> int:
        """Bytes of padding to send now; to be asked every 50 ms."""
        self._probe.note(self._sent_since_asked(), now)
        self._drain(now)
        self._settle()
        self._probe.judge(self.bps, self._round_trip_s, now)
        if self._may_probe(now):
            silent = self._heard_at == float("-inf")  # a receiver that has only an estimate of its own to tell
            self._probe.start(self.bps, None if silent else self.acked_bps or 0.0, now)
        else:
            self._probe.fail(now)
        return self._probe.due(now)

    def _estimate(self, receipts: list[Receipt], now: float) -> None:
        trip, acked = self._round_trip_s, self.acked_bps
        if self.state is Usage.OVERUSE:
            kept = self._probe.kept(trip, now)
            self._aimd.overuse(self._receipts.throughput.latest_bps, kept, now)
            self._probe.fail(now)
            self._drain_until = now if kept else now + MAX_DRAIN_S
        else:
            self._ask_probe(receipts, now)
            grows = self.state is Usage.NORMAL and not self._probe.kept(trip, now)
            self._aimd.normal(acked if grows else None, trip, now)
            if grows and acked is not None and self.loss < LOW:
                self._aimd.proven(acked)  # it arrives and no queue grows: so much fits, whatever was believed
        if acked is not None:
            self._loss_bound.update(self.loss, self._aimd.bps, acked, trip, now)

    def _ask_probe(self, receipts: list[Receipt], now: float) -> None:
        noise_s = self._trend.noise_ms / 1000
        if self._probe.is_felt(self.queue_s, noise_s):
            self._probe.fail(now)
        else:
            proven = self._probe.proven(receipts, noise_s)
            self._aimd.proven(proven)
            self._loss_bound.proven(proven)

    def _drain(self, now: float) -> None:
        queue = self.queue_s
        if queue < DRAIN_FROM_S or now >= self._drain_until:
            self._drain_until, self._share = now, 1.0
        else:
            self._share = max(0.0, 1 - queue / DRAIN_S)

    def _settle(self) -> None:
        bps = min(self._aimd.bps, self._loss_bound.bps, self._ceiling)
        self.bps = max(MIN_BPS, round(bps * self._share))

    def _may_probe(self, now: float) -> bool:
        heard = now - self._heard_at < UNHEARD_S + self._round_trip_s or self._ceiling < float("inf")
        return heard and self.state is not Usage.OVERUSE and self.loss <= MAX_LOSS and self._share == 1

    def _sent_since_asked(self) -> int:
        first, self._asked_at = self._asked_at + 1, self._leg.transport_number
        count = min(RING, (self._asked_at - first + 1) % SEQUENCE_SPAN)
        return sum(self._leg.sent_size[index % RING] for index in range(first, first + count))
