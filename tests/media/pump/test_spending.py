"""When the way to a subscriber is short: sound goes on, pictures become smaller, then pause, and come back."""

import pytest
import pytest_asyncio

from media.forward.down.downtrack import DownTrack
from media.forward.feedback import ReceptionReport
from media.forward.rate.layers import FIRST_PATIENCE_S
from media.pump.spending import VOICE_BPS
from tests.media.forward.packets import VP8_DELTA, VP8_KEY, numbered, rtp
from tests.media.pump.broadcast import Broadcast
from tests.media.pump.stage import SCREEN, Person, Stage, screen

GENEROUS, TIGHT = 5_000_000, 100_000


class Scene:
    """A voice, a camera of one layer and a screen; somebody who hears and sees all of it."""

    def __init__(self) -> None:
        self.stage = Stage()
        self.publisher = self.stage.person()
        self.broadcast = Broadcast(self.publisher, {"": 400_000})
        self.publisher.publishes(screen())
        self._screens = 0
        self.run(1)
        self.viewer: Person = self.stage.person()
        self.voice, self.face, self.page = (
            self.viewer.watches(self.publisher.published(role)) for role in ("audio", "camera", "screen")
        )
        self.limit(GENEROUS)
        self.run(2)
        self.viewer.heard()

    def run(self, seconds: float, *, screen_packets: int = 4) -> None:
        """The screen takes about 350 kbps."""
        for _ in range(round(seconds / 0.05)):
            for _ in range(screen_packets):
                self._screens += 1
                payload = VP8_KEY if self._screens % 40 == 1 else VP8_DELTA
                packet = rtp(
                    self._screens,
                    self._screens * 1000,
                    ssrc=SCREEN,
                    payload=payload + bytes(500),
                    extension=numbered(self._screens),
                )
                self.publisher.sends(packet)
            self.broadcast.run(0.05)

    def limit(self, bps: int) -> None:
        self.viewer.pump.outlet.spending.limited(bps)

    def heard(self, down: DownTrack) -> int:
        """How many packets of this stream came in the last second from now."""
        self.viewer.heard()
        self.run(1)
        return len(self.viewer.heard(down.ssrc))


@pytest_asyncio.fixture
async def scene() -> Scene:
    return Scene()


async def test_everything_is_shown_while_there_is_room(scene: Scene) -> None:
    assert scene.heard(scene.voice) == 40
    assert not scene.face.paused
    assert not scene.page.paused


async def test_the_picture_pauses_and_the_sound_goes_on(scene: Scene) -> None:
    scene.limit(TIGHT)
    scene.run(0.3)
    assert (scene.face.paused, scene.page.paused) == (True, True)
    assert scene.heard(scene.face) == 0
    assert scene.heard(scene.voice) == 40


async def test_the_screen_is_kept_longer_than_the_face(scene: Scene) -> None:
    scene.limit(VOICE_BPS + 450_000)
    scene.run(0.3)
    assert (scene.face.paused, scene.page.paused) == (True, False)
    assert scene.heard(scene.page) > 0


async def test_a_paused_picture_comes_back_when_there_has_been_room_for_a_while(scene: Scene) -> None:
    scene.limit(TIGHT)
    scene.run(0.5)
    scene.broadcast.asked()
    scene.limit(GENEROUS)
    scene.run(0.9)
    assert scene.face.paused
    scene.run(FIRST_PATIENCE_S + 2)
    assert (scene.face.paused, scene.page.paused) == (False, False)
    assert scene.heard(scene.face) > 0
    assert scene.broadcast.asked()


async def test_pausing_and_resuming_leaves_no_seam(scene: Scene) -> None:
    ssrc = scene.face.ssrc
    scene.run(0.5)
    packets = scene.viewer.heard(ssrc)
    for bps, seconds in ((TIGHT, 1), (GENEROUS, 6)):
        scene.limit(bps)
        scene.run(seconds)
        packets += scene.viewer.heard(ssrc)
    sequences = [int.from_bytes(packet[2:4], "big") for packet in packets]
    assert sequences == [(sequences[0] + place) % 65_536 for place in range(len(sequences))]


async def test_a_picture_that_no_longer_fits_stops_before_the_next_choice_is_due(scene: Scene) -> None:
    outlet = scene.viewer.pump.outlet
    scene.limit(TIGHT)
    outlet.choose(scene.stage.now)
    assert scene.face.paused


async def test_losses_that_a_reception_report_tells_make_the_estimate_smaller(scene: Scene) -> None:
    spending = scene.viewer.pump.outlet.spending
    before = spending.bandwidth.bps
    scene.face.reception_report(ReceptionReport(scene.face.ssrc, 128, 9, 0, 0, 0, 0), scene.stage.now)
    spending.heard(scene.face, scene.stage.now)
    assert spending.bandwidth.bps < before


@pytest.mark.parametrize(("height", "room"), [(None, True), (1080, True)])
async def test_what_is_chosen_for_a_picture_is_known(scene: Scene, height: int | None, room: bool) -> None:
    outlet = scene.viewer.pump.outlet
    if height is not None:
        outlet.spending.heights[scene.face] = height
    outlet.choose(scene.stage.now)
    choice = outlet.choice(scene.face)
    assert choice is not None
    assert (choice.target, choice.room_bps is not None) == (0, room)
    assert outlet.choice(scene.voice) is None


async def test_whoever_moves_to_another_network_is_seen_as_on_a_fresh_one(scene: Scene) -> None:
    scene.limit(TIGHT)
    scene.run(3)
    assert scene.face.paused
    scene.viewer.pump.outlet.spending.moved()
    scene.run(1)
    assert not scene.face.paused
