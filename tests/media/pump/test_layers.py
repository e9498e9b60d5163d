"""A camera in several layers (RFC 8853): each names itself once (RFC 8852), and a subscriber gets one of them."""

from dataclasses import dataclass, field
from itertools import pairwise

import pytest
import pytest_asyncio

from media.forward.feedback import Nack
from media.pump.source import Source
from tests.media.forward.packets import REPAIRED_RID, RID, VP8_DELTA, VP8_KEY, block, numbers, pictures, rtp
from tests.media.pump.broadcast import FRAME_TICKS, LAYER_SSRC, Broadcast
from tests.media.pump.stage import Person, Stage, camera

LOW, HIGH, REPAIR = 501, 503, 601
GENEROUS, SHORT, TIGHT = 5_000_000, 700_000, 250_000


@pytest_asyncio.fixture
async def publisher() -> Person:
    person = Stage().person()
    person.publishes(camera("l", "m", "h"))
    return person


def named(sequence: int, ssrc: int, layer: str, payload: bytes = VP8_DELTA) -> bytes:
    return rtp(sequence, ssrc=ssrc, payload=payload, extension=block((RID, layer.encode())))


def repaired(ssrc: int, layer: str, lost: int, payload: bytes = VP8_DELTA) -> bytes:
    extension = block((REPAIRED_RID, layer.encode()))
    return rtp(900, ssrc=ssrc, payload_type=97, payload=lost.to_bytes(2, "big") + payload, extension=extension)


def counts(publisher: Person) -> list[int]:
    return [source.state.packets for source in publisher.published("camera").sources]


async def test_a_layer_is_known_by_its_name_and_then_by_its_number(publisher: Person) -> None:
    publisher.sends(named(1, LOW, "l"))
    publisher.sends(named(7, HIGH, "h"))
    publisher.sends(rtp(2, ssrc=LOW))
    assert counts(publisher) == [2, 0, 1]


async def test_before_it_has_named_itself_a_layer_is_nobodys(publisher: Person) -> None:
    publisher.sends(rtp(1, ssrc=LOW))
    assert counts(publisher) == [0, 0, 0]


@pytest.mark.parametrize("name", ["x", "", "L", "lmh", "\xff"])
async def test_a_name_that_was_not_agreed_is_nobodys(publisher: Person, name: str) -> None:
    extension = block((RID, name.encode("latin-1") or b"\0"))
    publisher.sends(rtp(1, ssrc=LOW, extension=extension))
    assert counts(publisher) == [0, 0, 0]


async def test_where_no_layers_were_agreed_a_name_means_nothing() -> None:
    publisher = Stage().person()
    publisher.publishes(camera())
    publisher.sends(named(1, LOW, "l"))
    assert counts(publisher) == [0]


async def test_a_layer_may_come_under_another_number_after_a_restart_of_its_camera(publisher: Person) -> None:
    publisher.sends(named(65_000, LOW, "l", VP8_KEY))
    publisher.sends(named(1, 777, "l", VP8_KEY))
    publisher.sends(rtp(65_001, ssrc=LOW))
    assert counts(publisher) == [2, 0, 0]
    assert publisher.source().ssrc == 777


async def test_the_subscriber_sees_no_seam_when_a_layer_comes_under_another_number(publisher: Person) -> None:
    viewer = publisher.stage.person()
    publisher.sends(named(40, LOW, "l", VP8_KEY))
    viewer.watches(publisher.published("camera"))
    publisher.sends(named(40_000, 777, "l", VP8_KEY))
    publisher.sends(rtp(40_001, ssrc=777))
    sequences = [numbers(packet)[0] for packet in viewer.heard()]
    assert sequences == [65_530, 65_531, 65_532]


async def test_a_repaired_layer_names_whom_it_repairs(publisher: Person) -> None:
    for sequence in (1, 3):
        publisher.sends(named(sequence, LOW, "l"))
    assert publisher.told() == [Nack(LOW, (2,))]
    publisher.sends(repaired(REPAIR, "l", lost=2))
    assert publisher.source().nack.recovered == 1
    for sequence in (5,):
        publisher.sends(named(sequence, LOW, "l"))
    publisher.sends(rtp(901, ssrc=REPAIR, payload_type=97, payload=b"\x00\x04" + VP8_DELTA))
    assert publisher.source().nack.recovered == 2
    assert counts(publisher) == [5, 0, 0]


async def test_a_further_answer_without_layers_leaves_nothing_of_them(publisher: Person) -> None:
    for sequence in (1, 3):
        publisher.sends(named(sequence, LOW, "l"))
    publisher.publishes(camera())
    publisher.sends(named(4, 888, "l"))
    publisher.sends(repaired(REPAIR, "l", lost=2))
    assert counts(publisher) == [0]


@dataclass
class Scene:
    """A broadcast and somebody who has watched it for some seconds with this downlink."""

    bps: int
    height: int | None = None
    late: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        stage = Stage()
        self.broadcast = Broadcast(stage.person(), late=self.late)
        self.broadcast.run(0.5)
        self.viewer = stage.person()
        self.down = self.viewer.watches(self.broadcast.publisher.published("camera"))
        spending = self.viewer.pump.outlet.spending
        spending.limited(self.bps)
        if self.height is not None:
            spending.heights[self.down] = self.height
        self.broadcast.run(3)

    @property
    def layer(self) -> str | None:
        source = self.down.source
        return source.layer if isinstance(source, Source) and not self.down.paused else None

    def turns(self, bps: int, seconds: float) -> list[bytes]:
        """What is seen from now on, when the downlink becomes another one."""
        self.viewer.heard()
        self.broadcast.asked()
        self.viewer.pump.outlet.spending.limited(bps)
        self.broadcast.run(seconds)
        return self.viewer.heard(self.down.ssrc)


@pytest.mark.parametrize(("bps", "layer"), [(GENEROUS, "h"), (SHORT, "m"), (TIGHT, "l")])
async def test_a_subscriber_sees_the_best_layer_that_fits(bps: int, layer: str) -> None:
    assert Scene(bps).layer == layer


@pytest.mark.parametrize(("height", "layer"), [(180, "l"), (200, "m"), (360, "m"), (1080, "h")])
async def test_a_subscriber_is_sent_no_more_than_its_page_shows(height: int, layer: str) -> None:
    assert Scene(GENEROUS, height).layer == layer


async def test_only_the_layer_that_is_carried_comes_near_a_subscriber() -> None:
    scene = Scene(SHORT)
    near = [
        [down for down, _ in source.outlets] for source in scene.broadcast.publisher.published("camera").sources
    ]
    assert near == [[], [scene.down], []]


async def test_a_better_layer_comes_with_its_key_frame_and_the_old_one_goes_on_until_then() -> None:
    scene = Scene(SHORT)
    packets = scene.turns(GENEROUS, seconds=4)
    assert LAYER_SSRC["h"] in scene.broadcast.asked()
    assert not seams(packets)
    sizes = frames(packets)
    assert len(sizes) == 81  # every tick has its frame, and that of the switch has one of each layer
    assert (sizes[0] < 3000, sizes[-1] > 6000) == (True, True)


async def test_a_worse_layer_is_asked_for_and_what_does_not_fit_stops_at_once() -> None:
    scene = Scene(GENEROUS)
    packets = scene.turns(TIGHT, seconds=2)
    assert LAYER_SSRC["l"] in scene.broadcast.asked()
    assert not seams(packets)
    sizes = frames(packets)
    assert len([size for size in sizes if size > 1000]) <= 5  # the choice is made anew every 200 ms
    assert sizes[-1] < 1000


def steps(packets: list[bytes]) -> list[int]:
    """From the timestamp of each frame to that of the next."""
    stamps = dict.fromkeys(numbers(packet)[1] for packet in packets)
    return [(after - before) % (1 << 32) for before, after in pairwise(stamps)]


@pytest.mark.parametrize(("clocks", "step"), [(True, 2 * FRAME_TICKS), (False, 1)], ids=["known", "not known"])
async def test_timestamps_of_two_layers_line_up_when_their_clocks_are(clocks: bool, step: int) -> None:
    scene = Scene(SHORT, late={"m": 2})
    if clocks:
        scene.broadcast.clocks()
    found = steps(scene.turns(GENEROUS, seconds=4))
    assert [one for one in found if one != FRAME_TICKS] == [step]


def frames(packets: list[bytes]) -> list[int]:
    """The bytes of each picture."""
    sizes: dict[tuple[int, int], int] = {}
    for packet in packets:
        sizes[pictures(packet)] = sizes.get(pictures(packet), 0) + len(packet)
    return list(sizes.values())


def seams(packets: list[bytes]) -> list[int]:
    """Places where sequence or picture numbers do not go on one by one."""
    assert packets
    found = []
    for place, (before, after) in enumerate(pairwise(packets)):
        if (numbers(after)[0] - numbers(before)[0]) % 65_536 != 1:
            found.append(place)
        (picture, level), (next_picture, next_level) = pictures(before), pictures(after)
        if ((next_picture - picture) % 32_768, (next_level - level) % 256) not in {(0, 0), (1, 1)}:
            found.append(place)
    return found


async def test_the_checker_finds_a_packet_that_is_missing() -> None:
    packets = Scene(SHORT).turns(SHORT, seconds=1)
    assert not seams(packets)
    assert seams(packets[:20] + packets[21:]) == [19]
