import struct
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from media.forward.rate.arrivals import MAX_SPAN, Arrivals
from media.forward.rate.delivery import MAX_STATUSES, REFERENCE_SPAN, TICKS_PER_S, Delivery, parse
from media.forward.state import LegState


def body(base: int, count: int, reference: int, chunks: Sequence[int], deltas: bytes = b"") -> bytes:
    """A report built independently of the code under test, after the draft's section 3.1."""
    head = struct.pack("!HHI", base, count, reference << 8 | 7)
    return head + b"".join(struct.pack("!H", chunk) for chunk in chunks) + deltas


def run(symbol: int, length: int) -> int:
    return symbol << 13 | length


def one_bit(bits: str) -> int:
    return 0x8000 | int(bits.ljust(14, "0"), 2)


def two_bits(symbols: Sequence[int]) -> int:
    padded = [*symbols, *[0] * (7 - len(symbols))]
    return 0xC000 | sum(symbol << 12 - 2 * place for place, symbol in enumerate(padded))


def test_a_run_of_small_deltas_adds_up_from_the_reference_time() -> None:
    assert parse(body(10, 3, 2, [run(1, 3)], bytes([4, 0, 255]))) == Delivery(10, (516, 516, 771))


def test_one_bit_says_came_or_not() -> None:
    assert parse(body(10, 4, 0, [one_bit("1011")], bytes([1, 2, 3]))) == Delivery(10, (1, None, 3, 6))


def test_two_bits_also_say_how_long_the_delta_is() -> None:
    deltas = bytes([8]) + struct.pack("!h", -5) + struct.pack("!h", 3000)
    assert parse(body(10, 4, 0, [two_bits([1, 2, 0, 2])], deltas)) == Delivery(10, (8, 3, None, 3003))


def test_a_status_that_is_reserved_is_no_arrival() -> None:
    assert parse(body(10, 2, 0, [two_bits([3, 1])], bytes([9]))) == Delivery(10, (None, 9))


def test_a_run_of_losses_costs_no_deltas() -> None:
    assert parse(body(10, 300, 0, [run(0, 299), run(1, 1)], bytes([9]))) == Delivery(10, (*[None] * 299, 9))


def test_numbers_go_on_past_the_wrap() -> None:
    delivery = parse(body(65_534, 4, 0, [run(1, 4)], bytes(4)))
    assert delivery is not None
    assert delivery.pairs() == [(65_534, 0), (65_535, 0), (0, 0), (1, 0)]


def test_what_is_behind_the_last_delta_is_padding() -> None:
    assert parse(body(10, 1, 0, [run(1, 1)], bytes([9, 0, 0, 0]))) == Delivery(10, (9,))


def test_a_chunk_may_tell_more_than_is_counted() -> None:
    assert parse(body(10, 2, 0, [one_bit("11111")], bytes([1, 1]))) == Delivery(10, (1, 2))


@pytest.mark.parametrize(
    "packet",
    [
        b"",
        body(10, 1, 0, [])[:7],
        body(10, 0, 0, [run(1, 1)], b"\x01"),
        body(10, 1, 0, []),
        body(10, 3, 0, [run(1, 2)], bytes(9)),
        body(10, 3, 0, [run(1, 3)], bytes(2)),
        body(10, 2, 0, [two_bits([2, 2])], bytes(3)),
    ],
    ids=["empty", "cut head", "nothing", "no chunk", "too few statuses", "a delta short", "half a delta"],
)
def test_what_is_malformed_tells_nothing(packet: bytes) -> None:
    assert parse(packet) is None


def test_a_report_about_very_many_packets_is_read_only_so_far() -> None:
    delivery = parse(body(10, 65_535, 0, [run(0, 8191)] * 8 + [run(0, 7)]))
    assert delivery is not None
    assert len(delivery.arrivals) == MAX_STATUSES


@given(st.binary(max_size=400))
def test_no_bytes_make_the_parser_fail_or_work_long(data: bytes) -> None:
    delivery = parse(data)
    assert delivery is None or 0 < len(delivery.arrivals) <= MAX_STATUSES


@given(st.integers(0, 0xFFFF), st.lists(st.integers(0, 0xFFFF), max_size=300), st.binary(max_size=300))
def test_no_chunks_make_the_parser_fail_or_work_long(count: int, chunks: list[int], deltas: bytes) -> None:
    delivery = parse(body(1, count, 1, chunks, deltas))
    assert delivery is None or 0 < len(delivery.arrivals) <= min(count, MAX_STATUSES)


@given(
    start=st.integers(0, 65_535),
    order=st.permutations(range(60)),
    lost=st.sets(st.integers(0, 59)),
    doubled=st.sets(st.integers(0, 59)),
    gaps_ms=st.lists(st.integers(0, 120), min_size=60, max_size=60),
)
def test_what_arrivals_tell_is_read_as_it_was(
    start: int, order: list[int], lost: set[int], doubled: set[int], gaps_ms: list[int]
) -> None:
    leg = LegState(0.0)
    arrivals, expected, now = Arrivals(leg), dict[int, int](), 5.0
    for place, gap in zip(order, gaps_ms, strict=True):
        now += gap / 1000
        for _ in range(0 if place in lost else 2 if place in doubled else 1):
            arrivals.add((start + place) & 0xFFFF, now)
            expected.setdefault((start + place) & 0xFFFF, round(now * TICKS_PER_S) % REFERENCE_SPAN)
    told = arrivals.take()
    delivery = None if told is None else parse(told)
    assert (delivery is None) == (not expected)
    if delivery is not None:
        assert {number: tick for number, tick in delivery.pairs() if tick is not None} == expected
        assert len(delivery.arrivals) <= MAX_SPAN + 1
