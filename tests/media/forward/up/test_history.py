from hypothesis import given
from hypothesis import strategies as st

from media.forward.up.history import CAPACITY, History


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


def test_a_span_yields_what_is_held_in_order() -> None:
    history = History()
    for index in (12, 10, 13):
        history.put(index, str(index).encode())
    assert list(history.span(10, 13)) == [(10, b"10"), (12, b"12"), (13, b"13")]


@given(st.lists(st.integers(0, 4 * CAPACITY), max_size=60))
def test_it_holds_of_each_slot_what_was_put_last(indexes: list[int]) -> None:
    history, put = History(), dict[int, int]()
    for index in indexes:
        history.put(index, str(index).encode())
        put[index % CAPACITY] = index
    held = {index: history.get(index) for index in indexes}
    assert held == {index: str(index).encode() if put[index % CAPACITY] == index else None for index in indexes}
