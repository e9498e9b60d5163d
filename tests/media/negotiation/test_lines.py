import pytest

from media.negotiation import FIRST_LINES, SCREEN_LINE, lines_of


def test_the_first_slot_has_the_screen_behind_it() -> None:
    assert [(line.place, line.role, line.slot) for line in lines_of(1)] == [
        (0, "audio", 0),
        (1, "camera", 0),
        (2, "screen", None),
    ]
    assert (SCREEN_LINE, FIRST_LINES) == (2, 3)


@pytest.mark.parametrize("slot", range(1, 8))
def test_each_further_slot_is_a_sound_and_a_camera_line(slot: int) -> None:
    lines = [line for line in lines_of(8) if line.slot == slot]
    assert [(line.place, line.role) for line in lines] == [(2 * slot + 1, "audio"), (2 * slot + 2, "camera")]


@pytest.mark.parametrize("slots", range(1, 8))
def test_more_slots_change_nothing_for_those_that_are_there(slots: int) -> None:
    assert lines_of(slots + 1)[: len(lines_of(slots))] == lines_of(slots)


def test_lines_are_named_by_their_place() -> None:
    assert [line.mid for line in lines_of(3)] == ["0", "1", "2", "3", "4", "5", "6"]


def test_only_the_first_lines_are_two_way() -> None:
    assert [line.two_way for line in lines_of(2)] == [True, True, True, False, False]


def test_a_screen_is_a_picture() -> None:
    assert [line.kind for line in lines_of(2)] == ["audio", "video", "video", "audio", "video"]
