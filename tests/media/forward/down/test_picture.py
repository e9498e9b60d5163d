import pytest
from hypothesis import given
from hypothesis import strategies as st

from media.forward.down import picture
from media.forward.down.picture import ID_SPAN, LEVEL_SPAN, Numbers
from tests.media.forward.packets import vp8, writable

IDS, LEVELS = st.integers(0, ID_SPAN - 1), st.integers(0, LEVEL_SPAN - 1)
NUMBERS = st.builds(Numbers, IDS, LEVELS)


@given(NUMBERS, st.booleans(), st.booleans())
def test_both_numbers_are_read(numbers: Numbers, key: bool, begins: bool) -> None:
    payload = vp8(*numbers, key=key, begins=begins, body=b"frame")
    assert picture.read(bytes(7) + payload, 7, 7 + len(payload)) == numbers


@pytest.mark.parametrize(
    "payload",
    [
        b"",
        b"\x10\x00\x9d\x01\x2a",
        b"\x90\x80\x81\x02\x00\x00",
        b"\x90\x40\x05\x00\x00\x00",
        b"\x90\xc0\x11\x05\x00\x00",
        b"\x90\xc0\x81\x02",
        b"\x90",
    ],
    ids=["empty", "not extended", "no TL0PICIDX", "no PictureID", "7-bit PictureID", "cut", "cut in front"],
)
def test_a_payload_without_both_has_none_and_is_left_as_it_is(payload: bytes) -> None:
    packet = writable(payload)
    assert picture.read(packet, 0, len(payload)) is None
    picture.shift(packet, 0, len(payload), Numbers(1, 1))
    assert packet == writable(payload)


@given(NUMBERS, NUMBERS)
def test_shifting_adds_to_both_numbers_and_changes_nothing_else(numbers: Numbers, by: Numbers) -> None:
    payload = vp8(*numbers, body=b"frame")
    packet = writable(b"head" + payload)
    picture.shift(packet, 4, 4 + len(payload), by)
    expected = vp8((numbers.id + by.id) % ID_SPAN, (numbers.level + by.level) % LEVEL_SPAN, body=b"frame")
    assert packet == writable(b"head" + expected)


@pytest.mark.parametrize(
    ("last", "first", "by"),
    [
        ((5, 7), (5, 7), (1, 1)),
        ((5, 7), (6, 8), (0, 0)),
        ((32_767, 255), (0, 0), (0, 0)),
        ((0, 0), (32_767, 255), (2, 2)),
        ((100, 3), (9_000, 200), (23_869, 60)),
    ],
)
def test_the_shift_makes_the_first_follow_the_last(
    last: tuple[int, int], first: tuple[int, int], by: tuple[int, int]
) -> None:
    assert picture.after(Numbers(*last), Numbers(*first)) == by


@given(NUMBERS, NUMBERS)
def test_what_follows_is_one_more_in_both_numbers_whatever_wraps(last: Numbers, first: Numbers) -> None:
    follows = picture.shifted(first, picture.after(last, first))
    assert follows == ((last.id + 1) % ID_SPAN, (last.level + 1) % LEVEL_SPAN)
