import pytest
from hypothesis import given
from hypothesis import strategies as st

from media.forward.rate.layers import (
    BANDWIDTH,
    FAILED_S,
    HEADROOM,
    SUSTAINED_S,
    WATCHED_S,
    Chooser,
    Layer,
    Picture,
    Plan,
    spend,
    steps_of,
)

SOUND = 40_000
LOW, MEDIUM, HIGH = 150_000, 500_000, 1_500_000
AMPLE = 50_000_000


def camera(
    key: str = "camera", *, alive: tuple[bool, ...] = (True, True, True), tile: int | None = None
) -> Picture:
    sizes = ((LOW, 180), (MEDIUM, 360), (HIGH, 720))
    layers = [Layer(bps, bps, one, height) for (bps, height), one in zip(sizes, alive, strict=True)]
    return Picture(key, layers, tile)


def screen(bps: int = 800_000) -> Picture:
    return Picture("screen", [Layer(1_500_000, bps)])


class Page:
    """A subscriber's page over time, asked ten times a second."""

    def __init__(self, *pictures: Picture) -> None:
        self.pictures = list(pictures)
        self.chooser = Chooser()
        self.now = 0.0
        self.plan = Plan({}, None)

    def at(self, budget: int | None, seconds: float = 0.0) -> list[int | None]:
        """The targets after the budget has been this for so long."""
        for _ in range(round(seconds * 10) + 1):
            self.plan = self.chooser.choose(SOUND, self.pictures, budget, self.now)
            self.now += 0.1
        return [self.plan.choices[one.key].target for one in self.pictures]


def test_with_an_unknown_budget_everything_is_shown() -> None:
    assert Page(screen(), camera()).at(None) == [0, 2]


@pytest.mark.parametrize(
    ("budget", "target"),
    [
        (SOUND + HIGH, 2),
        (SOUND + HIGH - 1, 1),
        (SOUND + MEDIUM, 1),
        (SOUND + MEDIUM - 1, 0),
        (SOUND + LOW, 0),
        (SOUND + LOW - 1, None),
        (0, None),
    ],
)
def test_at_first_a_picture_gets_the_best_layer_that_fits_beside_the_sound(
    budget: int, target: int | None
) -> None:
    assert Page(camera()).at(budget) == [target]


def test_a_paused_picture_says_why() -> None:
    page = Page(camera())
    page.at(SOUND)
    assert page.plan.choices["camera"].reason == BANDWIDTH
    page = Page(camera())
    page.at(AMPLE)
    assert page.plan.choices["camera"].reason is None


def test_higher_layers_fall_before_a_picture_pauses_and_the_least_important_pauses_first() -> None:
    def shown(budget: int) -> list[int | None]:
        return Page(camera("first"), camera("second"), camera("third")).at(SOUND + budget)

    assert shown(3 * HIGH) == [2, 2, 2]
    assert shown(3 * HIGH - 1) == [2, 2, 1]
    assert shown(3 * MEDIUM) == [1, 1, 1]
    assert shown(3 * MEDIUM - 1) == [1, 1, 0]
    assert shown(3 * LOW) == [0, 0, 0]
    assert shown(3 * LOW - 1) == [0, 0, None]
    assert shown(LOW) == [0, None, None]
    assert shown(LOW - 1) == [None, None, None]


def test_what_is_too_large_for_all_leaves_room_for_what_is_not() -> None:
    assert Page(screen(2_000_000), camera()).at(SOUND + 600_000) == [None, 1]


def test_it_goes_down_at_once() -> None:
    page = Page(camera())
    page.at(AMPLE, 5)
    assert page.at(SOUND + MEDIUM) == [1]
    assert page.at(SOUND) == [None]


def test_it_goes_up_only_after_a_while_with_headroom() -> None:
    page = Page(camera())
    page.at(SOUND + MEDIUM, 5)
    needed = round(HEADROOM * (SOUND + HIGH))
    assert page.at(needed - 10, 60) == [1]
    assert page.at(needed + 10, SUSTAINED_S - 0.2) == [1]
    assert page.at(needed + 10, 0.3) == [2]


def test_a_dip_of_the_budget_starts_the_while_again() -> None:
    page = Page(camera())
    page.at(SOUND + MEDIUM, 5)
    for _ in range(20):
        assert page.at(AMPLE, 0.8) == [1]
        assert page.at(SOUND + MEDIUM) == [1]


def test_it_goes_up_only_to_what_was_possible_all_the_while() -> None:
    page = Page(camera())
    page.at(SOUND + LOW, 5)
    page.at(1_000_000, 0.5)
    assert page.at(AMPLE, 0.6) == [1]


def test_a_paused_picture_rests_before_it_is_tried_again() -> None:
    page = Page(camera())
    page.at(AMPLE, 10)
    page.at(SOUND)
    assert page.at(AMPLE, 1.7) == [None]
    assert page.at(AMPLE, 1.6) != [None]


def rests(page: Page, shown_s: float, count: int) -> list[float]:
    """How long the picture is paused each time, when it may be shown for so long and then not."""
    found = []
    for _ in range(count):
        page.at(SOUND)
        paused = page.now
        while page.at(AMPLE) == [None]:
            pass
        found.append(page.now - paused - SUSTAINED_S)
        page.at(AMPLE, shown_s)
    return found


def test_it_rests_ever_longer_after_a_resume_that_failed_soon() -> None:
    page = Page(camera())
    page.at(AMPLE, 10)
    assert rests(page, FAILED_S - 2, 7) == pytest.approx([2, 4, 8, 16, 30, 30, 30], abs=0.3)


def test_a_resume_that_lasted_ends_the_patience() -> None:
    page = Page(camera())
    page.at(AMPLE, 10)
    rests(page, FAILED_S - 2, 3)
    assert rests(page, FAILED_S + 1, 3)[1:] == pytest.approx([2, 2], abs=0.3)


def test_a_newcomer_is_shown_at_once_and_nobody_rises_for_it() -> None:
    page = Page(camera("first"))
    page.at(SOUND + LOW, 5)
    page.pictures.append(camera("second"))
    assert page.at(AMPLE) == [0, 2]


def test_a_more_important_newcomer_takes_what_it_needs() -> None:
    page = Page(camera())
    page.at(SOUND + HIGH, 5)
    page.pictures.insert(0, screen())
    assert page.at(SOUND + HIGH) == [0, 1]


def test_a_small_tile_gets_no_larger_layer_than_fills_it() -> None:
    for tile, target in ((100, 0), (180, 0), (181, 1), (360, 1), (500, 2), (2000, 2), (None, 2)):
        assert Page(camera(tile=tile)).at(AMPLE) == [target]


def test_a_tile_that_shrinks_frees_its_bandwidth_at_once() -> None:
    page = Page(camera("first"), camera("second"))
    page.at(SOUND + HIGH + LOW, 20)
    page.pictures[0] = camera("first", tile=180)
    assert page.at(SOUND + HIGH + LOW)[0] == 0
    assert page.at(round(HEADROOM * (SOUND + HIGH + LOW)) + 10, 2) == [0, 2]


def layer(*alive: bool, budget: int = AMPLE) -> int | None:
    page = Page(camera(alive=alive))
    page.at(budget)
    return page.plan.choices["camera"].layer


def test_while_the_target_is_dead_the_best_layer_alive_below_it_is_forwarded() -> None:
    assert layer(True, True, False) == 1
    assert layer(True, False, False) == 0
    assert layer(True, False, True) == 2
    assert layer(True, True, True, budget=SOUND + MEDIUM) == 1


def test_no_layer_above_the_target_is_forwarded_however_alive() -> None:
    assert layer(False, False, True, budget=SOUND + MEDIUM) == 1


def test_a_dead_layer_costs_what_it_is_said_to_and_one_alive_what_it_sends() -> None:
    quiet = Picture("camera", [Layer(LOW, 60_000), Layer(MEDIUM, 90_000), Layer(HIGH, 200_000, alive=False)])
    page = Page(quiet)
    assert page.at(SOUND + 90_000) == [1]
    assert page.at(SOUND + 89_999) == [0]
    assert page.at(HIGH, 5) == [1]
    assert page.at(round(HEADROOM * (SOUND + HIGH)) + 10, 2) == [2]


def test_the_next_better_step_is_worth_probing_for() -> None:
    page = Page(camera("first"), camera("second"))
    page.at(SOUND + 2 * LOW, WATCHED_S + 0.2)
    assert page.plan.probe_bps == round(HEADROOM * (SOUND + LOW + MEDIUM))
    page.at(SOUND)
    assert page.plan.probe_bps == round(HEADROOM * (SOUND + LOW))


def test_with_everything_shown_nothing_is_worth_probing_for() -> None:
    page = Page(camera(), screen(1_500_000))
    page.at(AMPLE, 5)
    assert page.plan.probe_bps is None


def test_a_step_up_is_watched_before_more_is_asked_for() -> None:
    page = Page(camera())
    page.at(SOUND + LOW, 5)
    assert page.at(SOUND + 700_000, SUSTAINED_S + 0.1) == [1]
    assert page.plan.probe_bps is None
    page.at(SOUND + 700_000, WATCHED_S + 0.1)
    assert page.plan.probe_bps == round(HEADROOM * (SOUND + HIGH))


def test_a_picture_of_one_layer_that_fills_its_room_is_worth_probing_for_more() -> None:
    page = Page(screen(400_000))
    page.at(SOUND + 500_000, 5)
    assert page.plan.probe_bps == round(HEADROOM * (SOUND + 800_000))
    page.at(SOUND + 900_000, 5)
    assert page.plan.probe_bps is None


def test_the_room_of_a_picture_is_what_sound_and_the_others_leave() -> None:
    page = Page(camera(), screen(300_000))
    page.at(SOUND + 1_000_000)
    assert page.plan.choices["screen"].room_bps == 500_000
    page.at(None)
    assert page.plan.choices["screen"].room_bps is None


def test_without_pictures_there_is_nothing_to_choose() -> None:
    page = Page()
    assert page.at(0) == []
    assert page.plan == Plan({}, None)


BPS = st.integers(10_000, 2_000_000)
PICTURES = st.lists(
    st.lists(st.builds(Layer, BPS, BPS, st.booleans()), min_size=1, max_size=3), min_size=1, max_size=4
)


@given(PICTURES, st.lists(st.integers(0, 6_000_000), min_size=1, max_size=60))
def test_what_is_chosen_always_fits_or_is_nothing(pictures: list[list[Layer]], budgets: list[int]) -> None:
    page = Page(*[Picture(str(place), layers) for place, layers in enumerate(pictures)])
    for budget in budgets:
        targets = page.at(budget, 0.3)
        paid = [
            max(layer.bps for layer in one[: (target or 0) + 1])
            for one, target in zip(pictures, targets, strict=True)
            if target is not None
        ]
        assert not paid or SOUND + sum(paid) <= budget


@given(PICTURES, st.integers(0, 6_000_000))
def test_nothing_more_important_was_left_out_that_would_have_fitted(pictures: list[list[Layer]], bps: int) -> None:
    steps = steps_of([Picture(str(place), layers) for place, layers in enumerate(pictures)])
    taken = spend(bps, steps, tuple(len(layers) for layers in pictures))
    left = bps
    for place, which, cost in steps:
        if which < taken[place]:
            left -= cost
        elif which == taken[place]:
            assert cost > left
