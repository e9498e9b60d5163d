"""Whether the queue in front of a subscriber grows: its packets' delay, its trend, and a threshold that adapts.

After draft-ietf-rmcat-gcc-02 section 5, with the least squares line of libwebrtc's trendline estimator in place of
the draft's Kalman filter. Only differences of delay count, so the two clocks need not agree. Own additions keep
jitter and short silences of the link from being taken for a queue.
"""

from collections import deque
from enum import StrEnum

GROUP_S = 0.005
MAX_BURST_S = 0.1
"""Packets sent within the first are one group (section 5.2, "burst_time"), and so is what was held back and let go
together, up to the second."""

WINDOW = 20
NEWNESS = 0.1
GAIN = 4.0
MAX_COUNT = 60
"""Groups of the line, weight of a new value in the smoothed delay, and the factors that make a slope a number to
compare with the threshold (libwebrtc, `trendline_estimator.cc`)."""

FIRST_THRESHOLD, MIN_THRESHOLD, MAX_THRESHOLD = 12.5, 6.0, 600.0
K_UP, K_DOWN = 0.0087, 0.039
OUTLIER = 15.0
MAX_STEP_MS = 100.0
OVERUSE_TIME_MS = 10.0
"""Section 5.4: the threshold "del_var_th" and its bounds, how fast it follows per ms, the trend too far away to be
followed, and for how long a trend must exceed it."""

NOISE_GAIN = 1.5
NOISE_WEIGHT = 1 / 64
STANDING_S = 0.025
"""Own: a trend is no more than jitter below so many times the mean change, or while hardly anything is queued."""

LONG_S, LONG_NOISES = 0.15, 3.0
LONG_FOR_MS, OURS_FOR_MS = 1000.0, 6000.0
"""Own: which queue is long, after what time it counts as overuse, and after what time it is none of ours."""

RECENT_MS = 150.0
RECENT_GROUPS = 2
BASE_EPOCH_S = 15.0
JUMP_S = 3.0
MIN_SPREAD = 1e-6


class Usage(StrEnum):
    NORMAL = "normal"
    OVERUSE = "overuse"
    UNDERUSE = "underuse"


class Trend:
    """Takes packets in the order they were sent; after `settle`, `state` tells what they say together."""

    def __init__(self) -> None:
        self.threshold = FIRST_THRESHOLD
        self.noise_ms = 0.0
        """Mean change of delay from group to group, up or down, while no queue grew: jitter."""
        self._line = Line()
        self._recent: deque[tuple[float, float]] = deque()  # (arrived, delay) of the last groups, ms
        self._bases: list[float] = []  # least delay of this epoch and of the one before, ms
        self._first_sent = self._last_sent = float("-inf")
        self._first_arrived = self._last_arrived = float("-inf")
        self._restart()

    def add(self, sent: float, arrived: float) -> None:
        """A packet that arrived: seconds of our clock and of the receiver's."""
        if sent < self._first_sent:
            return  # its group is closed
        if sent - self._first_sent > GROUP_S and not self._is_burst(sent, arrived):
            self._close_group()
            self._first_sent = sent
            self._first_arrived = self._last_arrived = arrived
        self._last_sent = sent
        if arrived > self._last_arrived:  # noqa: PLR1730 (a call less for each packet)
            self._last_arrived = arrived

    def settle(self) -> None:
        """After each report. A long queue that neither grows nor shrinks is a full buffer, and overuse too.

        When it does not go away although less is sent, it is none: the way has become longer.
        """
        if not self._recent:
            return
        queue_s, now_ms = self.queue_s, self._recent[-1][0]
        long_s = LONG_S + LONG_NOISES * self.noise_ms / 1000
        if queue_s < long_s:
            self._long_since, self._complaints = now_ms, 0
        elif now_ms - self._long_since > OURS_FOR_MS:
            self._bases = [self._bases[0] + queue_s * 1000] * 2
        elif now_ms - self._long_since > self._patience_ms(queue_s > 2 * long_s):
            self._complaints += 1
            self.state = Usage.OVERUSE

    @property
    def queue_s(self) -> float:
        """How much longer packets take now than they did at best in the last 15-30 s."""
        if not self._recent:
            return 0.0
        return max(0.0, min(delay for _, delay in self._recent) - min(self._bases)) / 1000

    def _restart(self) -> None:
        self.state = Usage.NORMAL
        self._line.clear()
        self._previous: tuple[float, float] | None = None  # sent, arrived, of the last closed group
        self._origin = (0.0, 0.0)
        self._smoothed = self._delay = self._slope = 0.0
        self._count = 0
        self._over_ms, self._overs = 0.0, 0
        self._recent.clear()
        self._bases = [float("inf"), float("inf")]
        self._epoch_ends = float("-inf")
        self._long_since, self._complaints = 0.0, 0

    def _is_burst(self, sent: float, arrived: float) -> bool:
        apart = arrived - self._last_arrived
        if apart > GROUP_S or apart >= sent - self._last_sent:
            return False
        return arrived - self._first_arrived < MAX_BURST_S and sent - self._first_sent < MAX_BURST_S

    def _close_group(self) -> None:
        sent, arrived = self._last_sent, self._last_arrived
        if sent == float("-inf"):
            return
        if self._previous is None:
            self._previous = self._origin = (sent, arrived)
            return
        between = sent - self._previous[0]
        if abs(arrived - self._previous[1] - between) > JUMP_S:
            self._restart()  # a clock leapt, or a computer slept
            self._close_group()
            return
        arrived = max(arrived, self._previous[1])  # overtaking is no speed: the late group's delay counts
        self._previous = (sent, arrived)
        self._measure((sent - self._origin[0]) * 1000, (arrived - self._origin[1]) * 1000, between * 1000)

    def _measure(self, sent_ms: float, arrived_ms: float, between_ms: float) -> None:
        delay = arrived_ms - sent_ms
        if self._count < MAX_COUNT:
            self._count += 1
        change, self._delay = abs(delay - self._delay), delay
        self._smoothed += (delay - self._smoothed) * NEWNESS
        self._remember(delay, arrived_ms)
        slope = self._line.add(arrived_ms, self._smoothed)
        self._detect(self._slope if slope is None else slope, change, between_ms)

    def _remember(self, delay: float, arrived_ms: float) -> None:
        recent = self._recent
        recent.append((arrived_ms, delay))
        while len(recent) > RECENT_GROUPS and recent[0][0] < arrived_ms - RECENT_MS:
            recent.popleft()
        if arrived_ms > self._epoch_ends:
            self._epoch_ends = arrived_ms + BASE_EPOCH_S * 1000
            self._bases = [delay, self._bases[0]]
        elif delay < self._bases[0]:
            self._bases[0] = delay

    def _detect(self, slope: float, change_ms: float, between_ms: float) -> None:
        """Section 5.4, "over-use detector"."""
        trend, noise = self._count * slope * GAIN, NOISE_GAIN * self.noise_ms
        if trend > self.threshold and trend > noise:
            self._over_ms += between_ms if self._overs else between_ms / 2
            self._overs += 1
            lasts = self._over_ms > OVERUSE_TIME_MS and self._overs > 1
            if lasts and slope >= self._slope and self._stands():
                self._over_ms, self._overs = 0.0, 0
                self.state = Usage.OVERUSE
        else:
            self._over_ms, self._overs = 0.0, 0
            self.noise_ms += (change_ms - self.noise_ms) * NOISE_WEIGHT
            self.state = Usage.UNDERUSE if trend < -self.threshold and trend < -noise else Usage.NORMAL
        self._slope = slope
        self._adapt(abs(trend), between_ms)

    def _stands(self) -> bool:
        """Whether there is a queue, and not one that a silence of the link has left and that empties by itself."""
        return self.queue_s > STANDING_S and self._delay >= self._recent[0][1] - self.noise_ms

    def _patience_ms(self, very_long: bool) -> float:
        """How long a long queue is borne: not at all when it is very long and news, or no trend is known yet."""
        news = not self._complaints or self._count < WINDOW
        if news and very_long and self._stands():
            return -1.0
        return LONG_FOR_MS * (1 + 2 * self._complaints)

    def _adapt(self, trend: float, between_ms: float) -> None:
        """The threshold follows the trend, so that a rival's queue neither starves us nor goes unnoticed."""
        if trend <= self.threshold + OUTLIER:
            gain = K_DOWN if trend < self.threshold else K_UP
            wanted = self.threshold + gain * (trend - self.threshold) * min(between_ms, MAX_STEP_MS)
            self.threshold = max(MIN_THRESHOLD, min(wanted, MAX_THRESHOLD))


class Line:
    """Slope of the least squares line through the last `WINDOW` points, in constant time per point."""

    def __init__(self) -> None:
        self.clear()

    def clear(self) -> None:
        self._points: list[tuple[float, float]] = []
        self._place = 0
        self._origin = 0.0
        self._x = self._y = self._xx = self._xy = 0.0

    def add(self, x: float, y: float) -> float | None:
        """The slope with this point; None until there are enough of them."""
        points = self._points
        if len(points) < WINDOW:
            points.append((x, y))
            if len(points) < WINDOW:
                return None
            self._sum()
        else:
            self._replace(x, y)
        spread = WINDOW * self._xx - self._x * self._x
        return (WINDOW * self._xy - self._x * self._y) / spread if spread > MIN_SPREAD else None

    def _replace(self, x: float, y: float) -> None:
        old_x, old_y = self._points[self._place]
        self._points[self._place] = (x, y)
        self._place += 1
        if self._place == WINDOW:  # sum anew once a turn: neither rounding nor magnitude can grow
            self._place = 0
            self._sum()
            return
        old_x -= self._origin
        x -= self._origin
        self._x += x - old_x
        self._y += y - old_y
        self._xx += x * x - old_x * old_x
        self._xy += x * y - old_x * old_y

    def _sum(self) -> None:
        self._origin = self._points[self._place][0]
        xs = [x - self._origin for x, _ in self._points]
        self._x, self._xx = sum(xs), sum(x * x for x in xs)
        self._y = sum(y for _, y in self._points)
        self._xy = sum(x * y for x, (_, y) in zip(xs, self._points, strict=True))
