import pytest
from hypothesis import given
from hypothesis import strategies as st

from media.forward.rate.delivery import REFERENCE_SPAN, TICKS_PER_S, Delivery
from media.forward.rate.receipts import Receipts
from media.forward.rate.throughput import WINDOW_S, Throughput
from media.forward.state import RING, LegState


def sent(numbers: range, size: int = 100) -> LegState:
    """A leg on which these went out, 10 ms apart; a number is its index without the wraps."""
    leg = LegState(0.0)
    for number in numbers:
        leg.transport_number = number & 0xFFFF
        leg.sent_at[number % RING], leg.sent_size[number % RING] = number / 100, size
    return leg


def test_an_arrival_is_told_with_its_sending() -> None:
    receipts = Receipts(sent(range(10, 13)))
    assert receipts.take(Delivery(10, (4000, None, 4400))) == [(0.10, 1.0, 100), (0.12, 1.1, 100)]
    assert (receipts.told, receipts.lost) == (3, 1)


def test_an_arrival_told_twice_is_news_once() -> None:
    receipts = Receipts(sent(range(10, 14)))
    receipts.take(Delivery(10, (1, 2)))
    assert [at for at, _, _ in receipts.take(Delivery(11, (2, 3)))] == [0.12]
    assert (receipts.told, receipts.lost) == (1, 0)


def test_a_loss_told_twice_is_one_loss() -> None:
    receipts = Receipts(sent(range(10, 14)))
    receipts.take(Delivery(10, (1, None)))
    receipts.take(Delivery(11, (None, 3)))
    assert (receipts.told, receipts.lost) == (1, 0)


def test_a_late_packet_is_no_loss_after_all() -> None:
    receipts = Receipts(sent(range(10, 14)))
    receipts.take(Delivery(10, (1, None, 2)))
    assert receipts.take(Delivery(11, (9,))) == [(0.11, 9 / TICKS_PER_S, 100)]
    assert (receipts.told, receipts.lost) == (0, -1)


@pytest.mark.parametrize("base", [5, 14, 30_000, 60_000])
def test_what_was_never_sent_cannot_have_arrived(base: int) -> None:
    receipts = Receipts(sent(range(10, 14)))
    assert receipts.take(Delivery(base, (1, 2))) == []
    assert (receipts.told, receipts.lost) == (0, 0)


def test_what_the_ring_has_forgotten_is_not_mistaken_for_a_newer_packet() -> None:
    leg = sent(range(10, 20 + RING))
    receipts = Receipts(leg)
    assert len(receipts.take(Delivery(15, (1,) * 10))) == 5


def test_the_receivers_clock_may_start_anew() -> None:
    receipts = Receipts(sent(range(10, 14)))
    receipts.take(Delivery(10, (REFERENCE_SPAN - 400,)))
    ((_, before, _),) = receipts.take(Delivery(11, (REFERENCE_SPAN - 200,)))
    ((_, after, _),) = receipts.take(Delivery(12, (200,)))
    assert after - before == pytest.approx(0.1)


@given(
    first=st.integers(0, 70_000),
    cuts=st.lists(st.integers(1, 40), min_size=1, max_size=8),
    lost=st.sets(st.integers(0, 199)),
)
def test_each_packet_is_news_once_in_whatever_order_reports_come(
    first: int, cuts: list[int], lost: set[int]
) -> None:
    count = sum(cuts)
    receipts = Receipts(sent(range(first, first + count)))
    reports, place = [], 0
    for cut in cuts:
        ticks = tuple(None if at in lost else 40 * at for at in range(place, place + cut))
        reports.append(Delivery((first + place) & 0xFFFF, ticks))
        place += cut
    told = [receipt for report in reports + reports[::-1] for receipt in receipts.take(report)]
    assert sorted(told) == [((first + at) / 100, at / 100, 100) for at in range(count) if at not in lost]


def test_throughput_is_what_arrived_within_the_window() -> None:
    throughput = Throughput()
    for step in range(100):  # 10 ms apart
        throughput.add(40 * step, 125)
    assert throughput.bps == throughput.latest_bps == 100_000


def test_throughput_is_unknown_until_a_window_has_passed() -> None:
    throughput = Throughput()
    for tick in range(0, int(WINDOW_S * TICKS_PER_S), 40):
        throughput.add(tick, 125)
        assert throughput.bps is None


def test_the_latest_throughput_follows_a_change_sooner() -> None:
    throughput = Throughput()
    for step in range(124):
        throughput.add(40 * step, 500 if step < 100 else 125)
    assert throughput.latest_bps == 100_000
    assert throughput.bps is not None
    assert throughput.bps > 200_000


def test_a_pause_of_the_sender_is_no_throughput() -> None:
    throughput = Throughput()
    for step in range(100):
        throughput.add(40 * step, 125)
    throughput.add(40 * 140, 125)
    assert throughput.bps == 20_000


@given(st.lists(st.integers(0, 1 << 33), max_size=60))
def test_no_clock_makes_throughput_fail(ticks: list[int]) -> None:
    throughput = Throughput()
    for tick in ticks:
        throughput.add(tick, 1000)
        assert (throughput.bps or 0) <= len(ticks) * 16_000
