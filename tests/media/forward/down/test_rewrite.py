from hypothesis import given
from hypothesis import strategies as st

from media.forward.rewrite import Rewrite


def restarted(index: int = 1000, timestamp: int = 90_000, first: int = 50, first_timestamp: int = 7) -> Rewrite:
    rewrite = Rewrite(90_000, first, first_timestamp)
    rewrite.restart(index, timestamp, now=1.0)
    return rewrite


def test_the_first_packet_gets_the_first_numbers() -> None:
    rewrite = restarted()
    assert rewrite.place(1000, 90_000, 1.0) == 50
    assert rewrite.timestamp(90_000) == 7


def test_a_new_source_continues_where_the_old_one_stopped() -> None:
    rewrite = restarted()
    rewrite.place(1009, 93_000, 2.0)
    rewrite.restart(40_000, 5, now=3.5)
    assert rewrite.place(40_000, 5, 3.5) == 60
    assert rewrite.timestamp(5) == 7 + 3000 + 135_000  # 1.5 s of a 90 kHz clock have passed


def test_a_packet_from_before_the_restart_falls_below_the_floor() -> None:
    rewrite = restarted()
    assert rewrite.place(999, 90_000, 1.0) < rewrite.floor


def test_a_lost_number_leads_back_to_its_origin() -> None:
    rewrite = restarted(first=65_530)
    for index in range(1000, 1020):
        rewrite.place(index, 90_000, 1.0)
    assert rewrite.origin(65_535) == 1005
    assert rewrite.origin(0) == 1006


def test_numbers_not_sent_since_the_restart_have_no_origin() -> None:
    rewrite = restarted()
    rewrite.place(1000, 90_000, 1.0)
    assert rewrite.origin(49) is None
    assert rewrite.origin(51) is None


@given(st.integers(0, 1 << 17), st.integers(0, (1 << 32) - 1), st.lists(st.integers(-40, 200), max_size=50))
def test_between_restarts_distances_are_kept(index: int, timestamp: int, steps: list[int]) -> None:
    rewrite = restarted(index, timestamp)
    for step in steps:
        assert rewrite.place(index + step, timestamp, 1.0) == 50 + step
        assert rewrite.timestamp((timestamp + step) & 0xFFFFFFFF) == (7 + step) & 0xFFFFFFFF
