import pytest
from hypothesis import given
from hypothesis import strategies as st

from media.forward.rate.aimd import MIN_BPS, Aimd
from media.forward.rate.bandwidth import SILENCE_S, START_BPS, Bandwidth
from media.forward.rate.delivery import TICKS_PER_S, Delivery
from media.forward.rate.trend import Usage
from media.forward.state import RING, LegState

FIRST = 65_400
SIZE = 500
REPORT_S = 0.1


class Downlink:
    """A subscriber whose packets take as long, and are lost as often, as a test says."""

    def __init__(self) -> None:
        self.leg = LegState(0.0)
        self.leg.transport_number = FIRST
        self.bandwidth = Bandwidth(self.leg)
        self.now = 0.0
        self.padded = 0

    def send(self, size: int) -> None:
        leg = self.leg
        leg.transport_number = (leg.transport_number + 1) & 0xFFFF
        leg.sent_at[leg.transport_number % RING] = self.now
        leg.sent_size[leg.transport_number % RING] = size

    def run(self, seconds: float, bps: int = 400_000, growth: float = 0.0, lost_each: int = 0) -> "Downlink":
        """Send for a while; the delay grows by `growth` s/s; each so-manieth packet is lost."""
        apart, start = SIZE * 8 / bps, self.now
        for _ in range(round(seconds / REPORT_S)):
            base, arrivals = self.leg.transport_number + 1, list[int | None]()
            for place in range(round(REPORT_S / apart)):
                self.send(SIZE)
                at = 50 + self.now + growth * (self.now - start)
                lost = lost_each and place % lost_each == 0
                arrivals.append(None if lost else round(at * TICKS_PER_S))
                self.now += apart
            self.bandwidth.feedback(Delivery(base & 0xFFFF, tuple(arrivals)), self.now)
            for _ in range(2):
                self.padded += self.bandwidth.probe(self.now)
        return self


def settled() -> Downlink:
    return Downlink().run(3)


def test_a_fresh_subscriber_may_have_a_picture_at_once() -> None:
    assert Bandwidth(LegState(0.0)).bps == START_BPS
    assert Bandwidth(LegState(0.0), start_bps=2_000_000).bps == 2_000_000


def test_the_estimate_stays_while_less_than_it_is_sent() -> None:
    downlink = settled()
    assert downlink.bandwidth.acked_bps == pytest.approx(400_000, rel=0.05)
    assert downlink.bandwidth.bps == START_BPS
    assert downlink.bandwidth.state is Usage.NORMAL


def test_it_grows_only_to_half_more_than_what_arrives() -> None:
    downlink = Downlink().run(20, bps=1_600_000)
    assert downlink.bandwidth.bps == pytest.approx(1.5 * 1_600_000 + 10_000, rel=0.05)


def test_a_growing_queue_brings_it_below_what_arrives() -> None:
    downlink = settled().run(1, growth=0.5)
    assert downlink.bandwidth.bps < 0.9 * 400_000
    assert downlink.bandwidth.queue_s > 0.2


def test_it_never_falls_below_its_minimum() -> None:
    downlink = settled().run(6, bps=40_000, growth=0.5)
    assert downlink.bandwidth.bps == MIN_BPS


def test_room_is_made_for_a_queue_to_empty() -> None:
    downlink = settled().run(0.8, growth=0.5)
    emptying = downlink.bandwidth.bps
    downlink.run(2)
    assert downlink.bandwidth.bps > emptying


def test_the_receivers_own_estimate_is_a_ceiling() -> None:
    downlink = settled()
    downlink.bandwidth.remb(300_000)
    assert downlink.bandwidth.bps == 300_000
    downlink.bandwidth.remb(9_000_000)
    assert downlink.bandwidth.bps == START_BPS


def test_losses_of_the_last_second_are_told_and_bound_it() -> None:
    downlink = settled().run(3, lost_each=5)
    assert downlink.bandwidth.loss == pytest.approx(0.2, abs=0.05)
    assert downlink.bandwidth.bps < START_BPS
    assert downlink.run(1.2).bandwidth.loss == 0


def test_receiver_reports_count_only_without_transport_wide_feedback() -> None:
    downlink = settled()
    downlink.bandwidth.report(0.5, downlink.now)
    assert downlink.bandwidth.bps == START_BPS
    downlink.bandwidth.report(0.5, downlink.now + SILENCE_S)
    assert downlink.bandwidth.bps == pytest.approx(START_BPS * 0.75)


def test_by_receiver_reports_alone_it_falls_with_losses_and_grows_without() -> None:
    bandwidth = Bandwidth(LegState(0.0))
    for second in range(20):
        bandwidth.report(0.3, float(second))
    assert bandwidth.bps == 100_000
    for second in range(20, 40):
        bandwidth.report(0.0, float(second))
    assert bandwidth.bps == pytest.approx(100_000 * 1.08**20, rel=0.01)


def test_a_wish_beyond_the_estimate_is_probed_for() -> None:
    downlink = settled()
    downlink.bandwidth.want(START_BPS)
    assert downlink.run(3).padded == 0
    downlink.bandwidth.want(START_BPS + 100_000)
    assert downlink.run(3).padded > 10_000


@pytest.mark.parametrize("trouble", [{"lost_each": 10}, {"growth": 0.5}], ids=["losses", "overuse"])
def test_nothing_is_probed_in_trouble(trouble: dict[str, int]) -> None:
    downlink = settled().run(1, **trouble)
    downlink.bandwidth.want(9_000_000)
    downlink.padded = 0
    assert downlink.run(2, **trouble).padded == 0


def test_nobody_is_probed_who_does_not_answer() -> None:
    downlink = settled()
    downlink.bandwidth.want(9_000_000)
    assert downlink.bandwidth.probe(downlink.now + 5) == 0


def test_a_receiver_that_only_has_an_estimate_of_its_own_is_probed_by_that() -> None:
    downlink = Downlink()
    bandwidth, padded = downlink.bandwidth, 0
    bandwidth.remb(200_000)
    bandwidth.want(240_000)
    for step in range(40):
        downlink.now = step / 20
        downlink.send(SIZE)
        padded += bandwidth.probe(downlink.now)
    assert padded > 1000
    bandwidth.remb(240_000)
    assert bandwidth.probe(2.0) == 0
    assert bandwidth.bps == 240_000


def test_what_a_probe_pads_does_not_make_the_estimate_grow_by_itself() -> None:
    aimd = Aimd(500_000)
    aimd.normal(900_000, 0.1, 1.0)
    aimd.normal(None, 0.1, 2.0)
    assert aimd.bps == 500_000
    aimd.normal(900_000, 0.1, 3.0)
    assert aimd.bps == pytest.approx(540_000)


def test_near_the_known_capacity_it_grows_by_steps() -> None:
    aimd = Aimd(1_000_000)
    aimd.overuse(1_000_000, 0.0, 1.0)
    assert aimd.bps == 850_000
    aimd.normal(850_000, 0.1, 2.0)
    assert aimd.bps == 850_000 + 48_000  # 1,200 B per 200 ms, for a second


def test_capacity_that_is_exceeded_is_forgotten() -> None:
    aimd = Aimd(1_000_000)
    aimd.overuse(1_000_000, 0.0, 1.0)
    aimd.normal(1_300_000, 0.1, 2.0)
    assert aimd.bps == pytest.approx(850_000 * 1.08)


def test_overuse_by_a_probe_costs_nothing_that_fitted_before() -> None:
    aimd = Aimd(600_000)
    aimd.overuse(300_000, 500_000, 1.0)
    assert aimd.bps == 500_000


def test_repeated_overuse_does_not_add_up_while_the_same_arrives() -> None:
    aimd = Aimd(1_000_000)
    for step in range(20):
        aimd.overuse(400_000, 0.0, step / 10)
    assert aimd.bps == 0.85 * 400_000


@given(
    st.lists(
        st.tuples(
            st.integers(0, 0xFFFF),
            st.lists(st.none() | st.integers(-(1 << 20), 1 << 33), min_size=1, max_size=30),
            st.floats(0, 3),
        ),
        max_size=20,
    ),
    st.integers(0, 1 << 40),
)
def test_no_report_makes_it_fail(reports: list[tuple[int, list[int | None], float]], wanted: int) -> None:
    downlink = settled()
    bandwidth, now = downlink.bandwidth, downlink.now
    bandwidth.want(wanted)
    for base, arrivals, elapsed in reports:
        now += elapsed
        bandwidth.feedback(Delivery(base, tuple(arrivals)), now)
        assert 0 <= bandwidth.probe(now) <= 1 << 20
        assert MIN_BPS <= bandwidth.bps <= 20_000_000
        assert 0 <= bandwidth.loss <= 1
