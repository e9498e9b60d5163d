import pytest

from media.forward.feedback import BitrateEstimate
from media.forward.rate.demand import MARGIN
from media.pump import Demand
from media.pump.spending import VOICE_BPS
from tests.media.pump.broadcast import Broadcast
from tests.media.pump.stage import Person, Stage

GENEROUS, SHORT, TIGHT = 5_000_000, 700_000, 250_000


class Scene:
    """A broadcast that is watched with these downlinks, each page of this height."""

    def __init__(self, *downlinks: int, rates: dict[str, int] | None = None, height: int | None = None) -> None:
        self.stage = Stage()
        self.publisher = self.stage.person()
        self.broadcast = Broadcast(self.publisher, rates)
        self.broadcast.run(0.5)
        self.viewers = [self._viewer(bps, height) for bps in downlinks]
        self.broadcast.run(3)
        self.broadcast.told.clear()

    def _viewer(self, bps: int, height: int | None) -> Person:
        viewer = self.stage.person()
        down = viewer.watches(self.publisher.published("camera"))
        viewer.pump.outlet.spending.limited(bps)
        if height is not None:
            viewer.pump.outlet.spending.heights[down] = height
        return viewer

    @property
    def demand(self) -> Demand:
        return Demand.of(self.publisher.pump.intake.publications, self.stage.now)

    def ceilings(self, seconds: float = 1.0) -> list[int]:
        """What the publisher is told by REMB from now on."""
        self.broadcast.told.clear()
        for _ in range(round(seconds / 0.05)):
            self.broadcast.run(0.05)
            self.publisher.pump.demand_changes(self.stage.now)
        self.broadcast.run(0.05)
        return [one.bps for one in self.broadcast.told if isinstance(one, BitrateEstimate)]


@pytest.mark.parametrize(
    ("downlinks", "layers"),
    [
        ((GENEROUS,), ("l", "h")),
        ((SHORT,), ("l", "m")),
        ((TIGHT,), ("l",)),
        ((TIGHT, GENEROUS), ("l", "h")),
        ((SHORT, GENEROUS), ("l", "m", "h")),
        ((), ("l",)),
    ],
    ids=["one far", "one short", "one tight", "tight and far", "short and far", "nobody"],
)
async def test_only_layers_that_somebody_can_use_are_wanted_and_the_lowest(
    downlinks: tuple[int, ...], layers: tuple[str, ...]
) -> None:
    assert Scene(*downlinks).demand == Demand(layers)


async def test_what_no_page_shows_is_not_wanted() -> None:
    assert Scene(GENEROUS, height=360).demand == Demand(("l", "m"))


async def test_below_a_layer_that_its_publisher_cannot_sustain_the_next_one_is_wanted_too() -> None:
    scene = Scene(GENEROUS)
    scene.broadcast.layers["h"].bps = 0
    assert scene.demand == Demand(("l", "h"))
    scene.broadcast.run(2)
    assert scene.demand == Demand(("l", "h"))  # an encoder may still be starting
    scene.broadcast.run(1.5)
    assert scene.demand == Demand(("l", "m", "h"))


async def test_who_has_no_layers_is_told_what_its_best_subscriber_can_take() -> None:
    scene = Scene(TIGHT, SHORT, rates={"": 150_000})
    demand = scene.demand
    assert demand.camera == ()
    assert demand.camera_bps == pytest.approx(SHORT / MARGIN, rel=0.01)
    assert demand.screen_bps is None


async def test_nobody_watches_means_no_limit() -> None:
    assert Scene(rates={"": 150_000}).demand == Demand()


@pytest.mark.parametrize(
    ("was", "now", "differs"),
    [
        (Demand(("l",)), Demand(("l",)), False),
        (Demand(("l",)), Demand(("l", "m")), True),
        (Demand((), 100_000), Demand((), 109_000), False),
        (Demand((), 100_000), Demand((), 111_000), True),
        (Demand((), 100_000), Demand((), 89_000), True),
        (Demand((), 100_000), Demand(), True),
        (Demand(), Demand((), None, 100_000), True),
    ],
    ids=["same", "a layer more", "a little", "more", "less", "no limit", "a limit"],
)
def test_a_publisher_is_told_only_what_makes_a_difference(was: Demand, now: Demand, differs: bool) -> None:
    assert was.differs(now) is differs


async def test_a_change_is_told_once() -> None:
    scene = Scene(SHORT)
    assert scene.publisher.pump.demand_changes(scene.stage.now)
    assert not scene.publisher.pump.demand_changes(scene.stage.now)
    assert scene.publisher.pump.demand == Demand(("l", "m"))


async def test_who_has_no_layers_is_limited_by_remb_every_second() -> None:
    scene = Scene(SHORT, rates={"": 150_000})
    ceilings = scene.ceilings(3)
    assert len(ceilings) == 3
    assert ceilings[-1] == pytest.approx(VOICE_BPS + SHORT / MARGIN, rel=0.05)


async def test_who_sends_layers_is_not_limited() -> None:
    assert Scene(TIGHT).ceilings(3) == []


async def test_a_limit_that_nobody_needs_any_more_is_lifted_once() -> None:
    scene = Scene(SHORT, rates={"": 150_000})
    scene.ceilings(2)
    scene.viewers[0].pump.outlet.release_all()
    (lifted,) = scene.ceilings(3)
    assert lifted >= 10_000_000
