"""How many events one socket may send."""

from signaling.sockets.budget import Budget


def test_a_burst_is_allowed_and_the_next_one_is_not() -> None:
    budget = Budget(rate=20, burst=40, now=0)
    assert [budget.take(0) for _ in range(41)] == [True] * 40 + [False]


def test_a_spent_budget_fills_at_its_rate() -> None:
    budget = Budget(rate=20, burst=40, now=0)
    for _ in range(40):
        budget.take(0)
    assert [budget.take(0.1) for _ in range(3)] == [True, True, False]


def test_a_long_silence_saves_no_more_than_a_burst() -> None:
    budget = Budget(rate=20, burst=40, now=0)
    assert [budget.take(3_600) for _ in range(41)].count(True) == 40
