import struct

from hypothesis import given
from hypothesis import strategies as st

from media.forward import feedback
from media.forward.rate.arrivals import MAX_SPAN, Arrivals
from media.forward.state import ARRIVALS, LegState

MAX_RTCP = 1200


def decode(body: bytes) -> tuple[int, dict[int, float]]:
    """First number and the arrival times in ms of those that came, read as the draft's section 3.1 says."""
    first, count, word = struct.unpack_from("!HHI", body)
    at = 8
    symbols: list[int] = []
    while len(symbols) < count:
        (chunk,) = struct.unpack_from("!H", body, at)
        at += 2
        if chunk & 0x8000:
            symbols += [chunk >> 12 - 2 * place & 3 for place in range(7)]
        else:
            symbols += [chunk >> 13] * (chunk & 0x1FFF)
    time, arrived = (word >> 8) * 64.0, {}
    for place, symbol in enumerate(symbols[:count]):
        if symbol:
            delta = body[at] if symbol == 1 else struct.unpack_from("!h", body, at)[0]
            at += symbol
            time += delta / 4
            arrived[first + place] = time
    assert at == len(body)
    return first, arrived


def report(arrivals: Arrivals) -> tuple[int, dict[int, float]]:
    body = arrivals.take()
    assert body is not None
    return decode(body)


def test_nothing_arrived_means_no_report() -> None:
    assert Arrivals(LegState(0.0)).take() is None


def test_each_arrival_is_told_with_its_time() -> None:
    arrivals = Arrivals(LegState(0.0))
    for step in range(3):
        arrivals.add(10 + step, now=1.0 + step * 0.005)
    assert report(arrivals) == (10, {10: 1000.0, 11: 1005.0, 12: 1010.0})


def test_a_loss_is_a_hole_in_the_report() -> None:
    arrivals = Arrivals(LegState(0.0))
    for sequence in (10, 13):
        arrivals.add(sequence, now=1.0)
    assert sorted(report(arrivals)[1]) == [10, 13]


def test_a_loss_between_two_reports_belongs_to_the_second() -> None:
    arrivals = Arrivals(LegState(0.0))
    arrivals.add(10, now=1.0)
    arrivals.take()
    arrivals.add(13, now=1.05)
    first, arrived = report(arrivals)
    assert first == 11
    assert sorted(arrived) == [13]


def test_a_late_packet_is_still_reported() -> None:
    arrivals = Arrivals(LegState(0.0))
    arrivals.add(10, now=1.0)
    arrivals.add(12, now=1.0)
    arrivals.take()
    arrivals.add(11, now=1.05)
    assert sorted(report(arrivals)[1]) == [11]


def test_a_leap_of_the_sender_starts_anew() -> None:
    arrivals = Arrivals(LegState(0.0))
    arrivals.add(10, now=1.0)
    arrivals.take()
    arrivals.add(10 + 2 * MAX_SPAN, now=1.1)
    first, arrived = report(arrivals)
    assert (first, len(arrived)) == (10 + 2 * MAX_SPAN, 1)


def test_a_flood_still_fits_in_one_datagram() -> None:
    arrivals = Arrivals(LegState(0.0))
    for step in range(5 * ARRIVALS):
        arrivals.add(step * 2, now=1.0 + (step % 7) * 0.1)
    body = arrivals.take()
    assert body is not None
    assert len(feedback.transport_cc(1, 2, body)) <= MAX_RTCP


@given(
    start=st.integers(65_000, 65_535),
    steps=st.lists(st.integers(0, 30), min_size=1, max_size=80, unique=True),
    gaps_ms=st.lists(st.integers(0, 300), min_size=80, max_size=80),
)
def test_the_report_says_what_arrived_and_when(start: int, steps: list[int], gaps_ms: list[int]) -> None:
    arrivals, expected, now = Arrivals(LegState(0.0)), {}, 5000
    for step, gap in zip(steps, gaps_ms, strict=False):
        now += gap
        arrivals.add((start + step) & 0xFFFF, now / 1000)
        expected[(start + step) & 0xFFFF] = float(now)
    _, arrived = report(arrivals)
    assert {sequence & 0xFFFF: at for sequence, at in arrived.items()} == expected
