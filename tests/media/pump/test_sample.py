import pytest

from media.forward import feedback
from media.forward.feedback import ReceptionReport, SenderReport
from media.pump import Sample
from tests.media.forward.packets import VP8_KEY, rtp
from tests.media.pump.broadcast import Broadcast
from tests.media.pump.stage import CAMERA, Person, Stage, camera


def sample(person: Person) -> Sample:
    return person.pump.sampler.take(person.stage.now)


def packets(person: Person, *sequences: int, size: int = 1000) -> None:
    for sequence in sequences:
        person.sends(rtp(sequence, 0, ssrc=CAMERA, payload=VP8_KEY + bytes(size - 12 - len(VP8_KEY))))


async def test_before_anything_has_come_the_way_is_as_good_as_it_can_be() -> None:
    told = sample(Stage().person())
    assert (told.up.packets, told.up.lost, told.up.bps, told.down.packets) == (0, 0, 0, 0)
    assert told.up.mos > 4.3
    assert (told.round_trip_ms, told.layer, told.paused) == (None, None, False)


async def test_what_a_peer_sends_and_what_of_it_is_lost_is_counted_since_the_last_sample() -> None:
    person = Stage().person()
    person.publishes(camera())
    packets(person, 1, 2, 4, 5)
    person.stage.now += 2
    first = sample(person).up
    assert (first.packets, first.lost, first.bps) == (5, 1, 4 * 8000 // 2)
    packets(person, 6, 7)
    person.stage.now += 1
    second = sample(person).up
    assert (second.packets, second.lost, second.bps) == (2, 0, 16_000)
    assert first.mos < second.mos


async def test_what_a_peer_is_sent_is_lost_by_its_own_word() -> None:
    stage = Stage()
    publisher, viewer = stage.person(), stage.person()
    down = viewer.watches(publisher.publishes(camera()))
    packets(publisher, *range(10))
    viewer.says(feedback.receiver_report(5, [ReceptionReport(down.ssrc, 0, 2, 0, 1800, 0, 0)]))
    stage.now += 1
    told = sample(viewer).down
    assert (told.packets, told.lost, told.jitter_ms, told.bps) == (10, 2, 20, 80_000)


async def test_a_viewer_whose_losses_are_more_than_was_sent_lost_all_of_it() -> None:
    stage = Stage()
    publisher, viewer = stage.person(), stage.person()
    down = viewer.watches(publisher.publishes(camera()))
    packets(publisher, 1)
    viewer.says(feedback.receiver_report(5, [ReceptionReport(down.ssrc, 0, 99, 0, 0, 0, 0)]))
    stage.now += 1
    assert sample(viewer).down.lost == 1


@pytest.mark.parametrize("lost", [-3, 0])
async def test_doubles_are_no_negative_loss(lost: int) -> None:
    stage = Stage()
    publisher, viewer = stage.person(), stage.person()
    down = viewer.watches(publisher.publishes(camera()))
    packets(publisher, 1)
    viewer.says(feedback.receiver_report(5, [ReceptionReport(down.ssrc, 0, lost, 0, 0, 0, 0)]))
    assert sample(viewer).down.lost == 0


async def test_when_somebody_leaves_nothing_is_counted_twice_or_backwards() -> None:
    stage = Stage()
    publisher, viewer = stage.person(), stage.person()
    viewer.watches(publisher.publishes(camera()))
    packets(publisher, 1, 2)
    sample(viewer)
    viewer.pump.outlet.release_all()
    stage.now += 1
    told = sample(viewer).down
    assert (told.packets, told.lost, told.bps) == (0, 0, 0)


async def test_the_round_trip_and_the_estimate_are_told() -> None:
    stage = Stage()
    publisher, viewer = stage.person(), stage.person()
    down = viewer.watches(publisher.publishes(camera()))
    packets(publisher, 1)
    publisher.says(feedback.sender_report(SenderReport(CAMERA, 0x0000111122223333, 0, 1, 1)))
    stage.now += 0.7
    viewer.says(
        feedback.receiver_report(5, [ReceptionReport(down.ssrc, 0, 0, 0, 0, 0x11112222, 32_768)]),
        feedback.bitrate_ceiling(5, down.ssrc, 262_144),
    )
    told = sample(viewer)
    assert (told.round_trip_ms, told.estimate_bps) == (200, 262_144)


async def test_the_best_layer_that_comes_is_told() -> None:
    broadcast = Broadcast(Stage().person())
    broadcast.run(1)
    assert sample(broadcast.publisher).layer == "h"
    broadcast.layers["h"].bps = 0
    broadcast.run(1)
    assert sample(broadcast.publisher).layer == "m"


async def test_a_camera_without_layers_is_as_good_as_the_best() -> None:
    broadcast = Broadcast(Stage().person(), {"": 100_000})
    broadcast.run(1)
    assert sample(broadcast.publisher).layer == "h"


async def test_a_picture_that_pauses_is_told() -> None:
    stage = Stage()
    broadcast = Broadcast(stage.person(), {"": 200_000})
    broadcast.run(1)
    viewer = stage.person()
    viewer.watches(broadcast.publisher.published("camera"))
    viewer.pump.outlet.spending.limited(50_000)
    broadcast.run(0.5)
    assert sample(viewer).paused
