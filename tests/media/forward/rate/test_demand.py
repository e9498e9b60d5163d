import pytest

from media.forward.rate.demand import MARGIN, MIN_CEILING_BPS, ceiling_bps, wanted_layers


@pytest.mark.parametrize(
    ("count", "targets", "wanted"),
    [
        (3, [], {0}),
        (3, [None, None], {0}),
        (3, [2], {0, 2}),
        (3, [1, 2, 1, None], {0, 1, 2}),
        (2, [2, 1], {0, 1}),
        (1, [0], {0}),
        (1, [None], set()),
        (1, [], set()),
    ],
)
def test_the_layers_that_somebody_is_to_see_are_wanted_and_the_lowest_of_several_always(
    count: int, targets: list[int | None], wanted: set[int]
) -> None:
    assert wanted_layers(count, targets) == wanted


def test_the_ceiling_is_what_the_best_subscriber_can_take_with_a_margin() -> None:
    assert ceiling_bps([400_000, 1_300_000, 0]) == round(1_300_000 / MARGIN)


def test_the_ceiling_never_falls_to_where_a_publisher_does_not_recover() -> None:
    assert ceiling_bps([0]) == MIN_CEILING_BPS


@pytest.mark.parametrize("rooms", [[], [None], [300_000, None]])
def test_without_knowing_every_subscriber_there_is_no_ceiling(rooms: list[int | None]) -> None:
    assert ceiling_bps(rooms) is None
