import pytest
from hypothesis import given
from hypothesis import strategies as st

from media.forward.rate.loss import FLOOR_BPS, HIGH, LossBound, Losses

ESTIMATE = 2_000_000.0
REPORT_S = 0.1


def bound(loss: float, acked: float, until: float, one: LossBound | None = None, start: float = 0.0) -> LossBound:
    """After reports each 100 ms that tell the same."""
    one = one or LossBound()
    for step in range(round((until - start) / REPORT_S)):
        one.update(loss, ESTIMATE, acked, 0.1, start + step * REPORT_S)
    return one


def test_only_the_last_second_counts() -> None:
    losses = Losses()
    losses.add(0.0, 100, 50)
    losses.add(0.5, 100, 0)
    assert losses.fraction == 0.25
    losses.add(1.2, 0, 0)
    assert losses.fraction == 0


def test_nothing_told_is_nothing_lost() -> None:
    assert Losses().fraction == 0


def test_what_came_late_was_not_lost() -> None:
    losses = Losses()
    losses.add(0.0, 10, 5)
    losses.add(0.1, 10, -5)
    assert losses.fraction == 0


@given(st.lists(st.tuples(st.floats(0, 0.3), st.integers(0, 2000), st.integers(-2000, 2000)), max_size=40))
def test_the_fraction_is_one(reports: list[tuple[float, int, int]]) -> None:
    losses, now = Losses(), 0.0
    for elapsed, told, lost in reports:
        now += elapsed
        losses.add(now, told, lost)
        assert 0 <= losses.fraction <= 1


@pytest.mark.parametrize("loss", [0.0, 0.05, HIGH])
def test_few_losses_bound_nothing(loss: float) -> None:
    assert bound(loss, 1_000_000, 5).bps == float("inf")


def test_many_losses_lower_the_bound_by_half_of_their_fraction() -> None:
    assert bound(0.4, 500_000, 0.1).bps == pytest.approx(ESTIMATE * 0.8)


def test_it_is_lowered_once_per_round_trip_and_a_little() -> None:
    assert bound(0.4, 500_000, 1.0).bps == pytest.approx(ESTIMATE * 0.8**3)


@pytest.mark.parametrize(("acked", "least"), [(400_000, 400_000), (30_000, FLOOR_BPS)])
def test_what_arrives_may_be_sent_and_a_little_always(acked: float, least: float) -> None:
    assert bound(0.6, acked, 20).bps == least


def test_between_high_and_low_it_stays() -> None:
    one = bound(0.4, 500_000, 2)
    before = one.bps
    assert bound(0.06, 500_000, 10, one, start=2).bps == before


def test_without_losses_it_grows_until_it_bounds_nothing() -> None:
    one = bound(0.4, 500_000, 1)
    before = one.bps
    assert before < bound(0.0, 500_000, 2, one, start=1).bps < before * 1.1
    assert bound(0.0, 500_000, 20, one, start=2).bps == float("inf")


def test_losses_that_stay_when_half_is_sent_are_the_links_own() -> None:
    one = bound(0.3, 700_000, 2)
    assert one.bps < ESTIMATE
    bound(0.3, 300_000, 2.1, one, start=2)
    assert one.bps == float("inf")
    assert bound(0.35, 700_000, 10, one, start=2.1).bps == float("inf")
    assert bound(0.6, 700_000, 11, one, start=10).bps < ESTIMATE


def test_losses_that_fall_with_what_is_sent_are_not_the_links_own() -> None:
    """A policer that lets 200 kbit/s through."""
    one = bound(0.8, 200_000, 2)
    bound(0.5, 200_000, 4, one, start=2)
    assert one.own == 0
    assert one.bps == 200_000


def test_a_link_that_got_better_is_believed() -> None:
    one = bound(0.3, 700_000, 2)
    bound(0.3, 300_000, 2.1, one, start=2)
    bound(0.0, 300_000, 60, one, start=2.1)
    assert one.own < 0.01


def test_what_a_probe_has_shown_lifts_it() -> None:
    one = bound(0.4, 100_000, 5)
    one.proven(900_000)
    assert one.bps == 900_000
