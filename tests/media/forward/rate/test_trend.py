from collections.abc import Callable
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from media.forward.rate.trend import MIN_THRESHOLD, WINDOW, Line, Trend, Usage

REPORT_EVERY = 10
APART_S = 0.01

Delay = Callable[[float], float]
"""s of our clock when a packet is sent -> s that it is under way."""


def feed(trend: Trend, delay: Delay, start: float, stop: float) -> list[tuple[float, Usage]]:
    """A packet each 10 ms and a report each 100 ms; what was thought after each report, and when."""
    states = []
    for step in range(round((stop - start) / APART_S)):
        now = start + step * APART_S
        trend.add(now, 1000 + now + delay(now))
        if step % REPORT_EVERY == REPORT_EVERY - 1:
            trend.settle()
            states.append((now, trend.state))
    return states


def settled(delay: float = 0.02) -> Trend:
    trend = Trend()
    feed(trend, lambda _: delay, 0.0, 3.0)
    return trend


def overused(states: list[tuple[float, Usage]]) -> list[float]:
    return [at for at, state in states if state is Usage.OVERUSE]


def test_a_steady_stream_is_normal_and_makes_the_threshold_sharp() -> None:
    trend = settled()
    assert trend.state is Usage.NORMAL
    assert trend.threshold == MIN_THRESHOLD
    assert trend.queue_s == pytest.approx(0)


@pytest.mark.parametrize("growth", [0.1, 0.3, 1.0, 3.0])
def test_a_queue_that_grows_is_overuse_within_half_a_second(growth: float) -> None:
    states = feed(settled(), lambda now: 0.02 + growth * (now - 3), 3.0, 3.6)
    assert overused(states)


def test_a_queue_that_empties_is_underuse() -> None:
    trend = settled(0.02)
    feed(trend, lambda now: 0.02 + 0.5 * (now - 3), 3.0, 4.0)
    states = feed(trend, lambda now: 0.52 - 0.5 * (now - 4), 4.0, 5.0)
    assert Usage.UNDERUSE in [state for _, state in states]


def test_the_queue_is_told_by_its_length() -> None:
    trend = settled(0.02)
    feed(trend, lambda _: 0.13, 3.0, 3.5)
    assert trend.queue_s == pytest.approx(0.11)


@pytest.mark.parametrize("skew", [-2e-4, 2e-4])
def test_clocks_that_drift_apart_are_no_queue(skew: float) -> None:
    states = feed(Trend(), lambda now: 0.02 + skew * now, 0.0, 60.0)
    assert {state for _, state in states} == {Usage.NORMAL}


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("jitter_s", [0.02, 0.2])
def test_jitter_is_no_queue(seed: int, jitter_s: float) -> None:
    chance = Random(seed)  # noqa: S311 (chance that can be repeated)
    states = feed(Trend(), lambda _: 0.02 + chance.uniform(0, jitter_s), 0.0, 30.0)
    assert not overused(states)


@pytest.mark.parametrize("silence_s", [0.1, 0.3, 0.5])
def test_a_silence_of_the_link_is_no_overuse(silence_s: float) -> None:
    """What waited comes at once: each later packet has waited less."""
    states = feed(settled(), lambda now: 0.02 + max(0.0, silence_s - 1.1 * (now - 3)), 3.0, 4.5)
    assert not overused(states)


def test_a_queue_that_stays_long_is_overuse_after_a_second() -> None:
    trend = settled()
    states = feed(trend, lambda now: 0.02 + min(0.4, 0.02 * (now - 3)), 3.0, 23.0)
    assert [at for at in overused(states) if at > 10]


def test_a_way_that_has_become_longer_is_known_as_that_in_time() -> None:
    trend = settled()
    feed(trend, lambda _: 0.32, 3.0, 11.0)
    assert trend.queue_s < 0.01
    assert not overused(feed(trend, lambda _: 0.32, 11.0, 14.0))


@pytest.mark.parametrize("leap", [-500.0, -4.0, 4.0, 500.0])
def test_a_clock_that_leaps_is_no_queue(leap: float) -> None:
    trend = settled()
    states = feed(trend, lambda _: 0.02 + leap, 3.0, 5.0)
    assert {state for _, state in states} == {Usage.NORMAL}
    assert overused(feed(trend, lambda now: 0.02 + leap + now - 5, 5.0, 6.0))


def test_packets_sent_together_are_one_group() -> None:
    """A burst through a narrow link arrives drawn out, and that is no queue that stays."""
    trend = Trend()
    for frame in range(100):
        for place in range(6):
            trend.add(frame / 30, frame / 30 + 0.02 + place * 0.005)
        trend.settle()
        assert trend.state is Usage.NORMAL
    assert trend.noise_ms == pytest.approx(0)


def test_the_threshold_follows_a_trend_that_is_not_far_away() -> None:
    trend = settled()
    feed(trend, lambda now: 0.02 + 0.05 * (now - 3), 3.0, 5.0)
    assert trend.threshold > MIN_THRESHOLD


def test_overtaking_is_no_speed() -> None:
    trend = settled()
    trend.add(3.00, 1003.30)
    trend.add(3.02, 1003.10)
    trend.add(3.04, 1003.35)
    trend.settle()
    assert trend.state is Usage.NORMAL


@given(st.lists(st.tuples(st.floats(0.5, 100), st.floats(-1000, 1000)), min_size=WINDOW, max_size=5 * WINDOW))
def test_the_slope_is_that_of_the_last_points(steps: list[tuple[float, float]]) -> None:
    line, points, x = Line(), list[tuple[float, float]](), 1e6
    for apart, y in steps:
        x += apart
        points.append((x, y))
        slope = line.add(x, y)
    last = points[-WINDOW:]
    mean_x, mean_y = sum(x for x, _ in last) / WINDOW, sum(y for _, y in last) / WINDOW
    expected = sum((x - mean_x) * (y - mean_y) for x, y in last) / sum((x - mean_x) ** 2 for x, _ in last)
    assert slope == pytest.approx(expected, rel=1e-4, abs=1e-6)


@given(st.lists(st.tuples(st.floats(-1e4, 1e6), st.floats(-1e7, 1e7)), max_size=80))
def test_no_times_make_it_fail(packets: list[tuple[float, float]]) -> None:
    trend = Trend()
    for sent, arrived in packets:
        trend.add(sent, arrived)
        trend.settle()
    assert trend.queue_s >= 0
