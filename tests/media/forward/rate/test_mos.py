import pytest
from hypothesis import given
from hypothesis import strategies as st

from media.forward.rate.mos import BEST, R0, WORST, delay_impairment, loss_impairment, mos, one_way_ms, score

LOSS = st.floats(0, 1)
SECONDS = st.floats(0, 10)


def test_the_delay_is_half_the_way_there_and_back_the_buffer_and_the_codec() -> None:
    assert one_way_ms(0.1, 0.015) == pytest.approx(50 + 30 + 20)


@pytest.mark.parametrize(
    ("r", "expected"),
    [(0, 1.0), (50, 2.58), (60, 3.10), (70, 3.60), (80, 4.03), (90, 4.34), (93.2, 4.41), (100, 4.5)],
)
def test_a_rating_has_the_score_that_the_recommendation_lists(r: float, expected: float) -> None:
    """G.107 annex B, table B.1."""
    assert score(r) == pytest.approx(expected, abs=0.01)


@pytest.mark.parametrize(
    ("delay_ms", "expected"),
    [(0, 0), (100, 0), (150, 0.16), (200, 3.04), (300, 14.76), (400, 24.07), (500, 30.64)],
)
def test_delay_harms_as_the_recommendation_computes(delay_ms: float, expected: float) -> None:
    """G.107 equations 7-27 and 7-28, computed by hand."""
    assert delay_impairment(delay_ms) == pytest.approx(expected, abs=0.01)


@pytest.mark.parametrize(("loss", "expected"), [(0, 0), (0.01, 4.52), (0.05, 19.0), (0.2, 47.5), (1, 79.17)])
def test_losses_harm_as_the_recommendation_computes(loss: float, expected: float) -> None:
    """G.107 equation 7-29: 95 p / (p + 20), p in percent."""
    assert loss_impairment(loss) == pytest.approx(expected, abs=0.01)


@pytest.mark.parametrize(
    ("loss", "round_trip_s", "jitter_s", "expected"),
    [
        (0.0, 0.02, 0.001, 4.41),
        (0.0, 0.10, 0.010, 4.41),
        (0.01, 0.10, 0.010, 4.30),
        (0.03, 0.10, 0.010, 4.03),
        (0.05, 0.20, 0.020, 3.75),
        (0.10, 0.20, 0.020, 3.16),
        (0.30, 0.20, 0.020, 1.88),
        (0.0, 0.50, 0.030, 3.84),
        (0.0, 1.50, 0.030, 2.67),
    ],
)
def test_a_call_has_the_score_one_would_expect(
    loss: float, round_trip_s: float, jitter_s: float, expected: float
) -> None:
    assert mos(loss, round_trip_s, jitter_s) == pytest.approx(expected, abs=0.05)


@given(LOSS, SECONDS, SECONDS)
def test_every_score_is_on_the_scale(loss: float, round_trip_s: float, jitter_s: float) -> None:
    assert WORST <= mos(loss, round_trip_s, jitter_s) <= score(R0) < BEST


@given(LOSS, LOSS, SECONDS, SECONDS)
def test_more_loss_never_sounds_better(one: float, other: float, round_trip_s: float, jitter_s: float) -> None:
    less, more = sorted((one, other))
    assert mos(more, round_trip_s, jitter_s) <= mos(less, round_trip_s, jitter_s)


@given(LOSS, SECONDS, SECONDS, SECONDS)
def test_more_delay_never_sounds_better(loss: float, one: float, other: float, jitter_s: float) -> None:
    less, more = sorted((one, other))
    assert mos(loss, more, jitter_s) <= mos(loss, less, jitter_s) + 1e-12


@given(LOSS, SECONDS, SECONDS, SECONDS)
def test_more_jitter_never_sounds_better(loss: float, round_trip_s: float, one: float, other: float) -> None:
    less, more = sorted((one, other))
    assert mos(loss, round_trip_s, more) <= mos(loss, round_trip_s, less) + 1e-12


@pytest.mark.parametrize("nonsense", [(-1.0, -1.0, -1.0), (7.0, 1e9, 1e9)])
def test_what_cannot_be_measured_is_taken_for_the_nearest_that_can(nonsense: tuple[float, float, float]) -> None:
    assert WORST <= mos(*nonsense) <= BEST
