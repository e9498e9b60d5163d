from itertools import accumulate

from hypothesis import given
from hypothesis import strategies as st

from media.forward.up.history import CAPACITY, LIMIT_BYTES, History
from tests.media.forward.planted import finds

LARGE = LIMIT_BYTES // 8


def test_a_packet_is_found_by_its_index() -> None:
    history = History()
    history.put(65_535, b"a")
    history.put(65_536, b"b")
    assert (history.get(65_535), history.get(65_536)) == (b"a", b"b")


def test_an_index_never_seen_is_not_there() -> None:
    history = History()
    assert history.get(0) is None
    history.put(5, b"a")
    assert history.get(5 + CAPACITY) is None


def test_the_newest_packet_of_a_slot_replaces_the_oldest() -> None:
    history = History()
    history.put(5, b"old")
    history.put(5 + CAPACITY, b"new")
    assert history.get(5) is None
    assert history.get(5 + CAPACITY) == b"new"
    assert history.bytes == len(b"new")


def test_a_span_yields_what_is_held_in_order() -> None:
    history = History()
    for index in (12, 10, 13):
        history.put(index, str(index).encode())
    assert list(history.span(10, 13)) == [(10, b"10"), (12, b"12"), (13, b"13")]


def test_what_was_skipped_is_forgotten_with_its_bytes() -> None:
    history = History()
    for index in range(4):
        history.put(index, b"old")
    history.skip(CAPACITY + 1, CAPACITY + 3)
    assert [history.get(index) for index in range(4)] == [b"old", None, None, b"old"]
    assert history.bytes == 6


def test_a_leap_forgets_everything() -> None:
    history = History()
    for index in range(4):
        history.put(index, b"old")
    history.skip(4, 1 << 20)
    assert history.bytes == 0


def test_the_oldest_go_when_it_becomes_too_much() -> None:
    history = History()
    for index in range(9):
        history.put(index, bytes(LARGE))
    assert [history.get(index) is None for index in range(9)] == [True] + [False] * 8


def test_a_packet_that_was_just_put_is_held() -> None:
    history = History()
    history.put(7, bytes(LIMIT_BYTES + 1))
    assert history.get(7) is not None


def held(history: History) -> int:
    return sum(len(packet) for packet in history._packets if packet is not None)


def most_held(history: History, puts: list[tuple[int, int]]) -> int:
    """The most that it ever held when packets of these (index, size) are put."""
    most = 0
    for index, size in puts:
        history.put(index, bytes(size))
        most = max(most, held(history))
    return most


@given(st.lists(st.tuples(st.integers(0, 4 * CAPACITY), st.integers(1, LARGE)), max_size=60))
def test_its_bytes_are_those_of_what_it_holds(puts: list[tuple[int, int]]) -> None:
    history = History()
    for index, size in puts:
        history.put(index, bytes(size))
        assert history.bytes == held(history)


@st.composite
def streams(draw: st.DrawFn) -> list[tuple[int, int]]:
    """(index, size) of packets that together are too much."""
    steps = draw(st.lists(st.integers(1, 16), min_size=20, max_size=60))
    return [(index, draw(st.integers(LARGE // 2, LARGE))) for index in accumulate(steps)]


@given(streams())
def test_it_never_holds_more_than_its_limit(stream: list[tuple[int, int]]) -> None:
    assert most_held(History(), stream) <= LIMIT_BYTES


@given(streams().flatmap(st.permutations))
def test_it_never_holds_more_than_its_limit_in_whatever_order_packets_come(stream: list[tuple[int, int]]) -> None:
    assert most_held(History(), stream) <= LIMIT_BYTES


class Hoarder(History):
    def _trim(self, newest: int) -> None:
        """Keep everything."""


def test_the_checker_finds_a_history_that_hoards() -> None:
    assert finds(streams(), lambda stream: most_held(Hoarder(), stream) > LIMIT_BYTES)
