from media.forward import feedback
from media.forward.feedback import ReceptionReport, SenderReport
from media.forward.rate.arrivals import Arrivals
from media.forward.state import LegState
from tests.media.forward.packets import VP8_DELTA, VP8_KEY, numbered, numbers, rtp
from tests.media.pump.broadcast import Broadcast
from tests.media.pump.stage import CAMERA, Person, Stage, camera, sound


def transport_feedback(first: int, count: int, now: float) -> bytes:
    """What a subscriber says that got these numbers."""
    arrivals = Arrivals(LegState(now))
    for number in range(first, first + count):
        arrivals.add(number, now)
    body = arrivals.take()
    assert body is not None
    return feedback.transport_cc(5, 6, body)


async def test_each_kind_of_feedback_goes_to_whom_it_concerns() -> None:
    stage = Stage()
    publisher, viewer = stage.person(), stage.person()
    down = viewer.watches(publisher.publishes(camera()))
    publisher.sends(rtp(1, ssrc=CAMERA, payload=VP8_KEY, extension=numbered(1)))
    stage.now += 0.1
    publisher.says(feedback.sender_report(SenderReport(CAMERA, 5 << 32, 0, 1, 1)))
    report = ReceptionReport(down.ssrc, 64, 1, 0, 900, 0, 0)
    viewer.says(
        feedback.receiver_report(5, [report]),
        feedback.nack(5, down.ssrc, [65_530]),
        feedback.picture_loss(5, down.ssrc),
        transport_feedback(1, 1, stage.now),
        feedback.bitrate_ceiling(5, down.ssrc, 400_000),
    )
    assert publisher.source().clock is not None
    assert (down.loss, down.jitter_s, down.resent, down.key_requests.wanted) == (0.25, 0.01, 1, True)
    assert viewer.pump.outlet.spending.bandwidth.bps == 400_000


async def test_the_round_trip_that_a_subscriber_tells_is_its_senders_too() -> None:
    stage = Stage()
    publisher, viewer = stage.person(), stage.person()
    down = viewer.watches(publisher.publishes(camera()))
    publisher.sends(rtp(1, ssrc=CAMERA, payload=VP8_KEY))
    publisher.says(feedback.sender_report(SenderReport(CAMERA, 0x0000111122223333, 0, 1, 1)))
    stage.now += 0.75
    viewer.says(feedback.receiver_report(5, [ReceptionReport(down.ssrc, 0, 0, 0, 0, 0x11112222, 32_768)]))
    stage.pass_time(1.0)
    assert round(viewer.pump.intake.round_trip_s, 3) == 0.25


async def test_there_is_time_to_look_at_changes_five_times_a_second() -> None:
    stage = Stage()
    person = stage.person()
    looks = [person.pump.tick(stage.now + tick * 0.05) for tick in range(20)]
    assert looks.count(True) == 5


async def test_closing_lets_go_of_everything_both_ways() -> None:
    stage = Stage()
    leaving, staying = stage.person(), stage.person()
    for person in (leaving, staying):
        person.publishes(sound(), camera())
    seen = staying.watches(leaving.published("camera"))
    leaving.watches(staying.published("camera"))
    leaving.pump.close()
    assert (seen.source, staying.source().outlets, leaving.pump.intake.publications) == (None, [], [])
    leaving.sends(rtp(1, ssrc=CAMERA, payload=VP8_KEY))
    assert staying.heard() == []


async def test_streams_are_counted_without_addresses_and_numbers_of_streams() -> None:
    stage = Stage()
    broadcast = Broadcast(stage.person())
    viewer = stage.person()
    for role in ("audio", "camera"):
        viewer.watches(broadcast.publisher.published(role))
    broadcast.run(2)
    up, down = list(broadcast.publisher.pump.stats()), list(viewer.pump.stats())
    assert [(one["role"], one["layer"]) for one in up] == [
        ("audio", None), ("camera", "l"), ("camera", "m"), ("camera", "h"),
    ]  # fmt: skip
    assert [(one["role"], one["kind"], one["paused"]) for one in down] == [
        ("audio", "audio", False), ("camera", "video", False),
    ]  # fmt: skip
    assert all(one["packets"] and one["bytes"] for one in up + down)
    assert not [name for one in up + down for name in one if "ssrc" in name or "address" in name]


def frame(sequence: int, payload: bytes = VP8_DELTA) -> bytes:
    return rtp(sequence, 3000 * sequence, ssrc=CAMERA, payload=payload, extension=numbered(sequence))


async def test_two_people_see_each_other_at_once() -> None:
    stage = Stage()
    people = [stage.person() for _ in range(2)]
    for person in people:
        person.publishes(camera())
    for one, other in (people, people[::-1]):
        one.watches(other.published("camera"))
    for sequence, payload in ((1, VP8_KEY), (2, VP8_DELTA), (3, VP8_DELTA)):
        for person in people:
            person.sends(frame(sequence, payload))
    assert [_sequences(person) for person in people] == [[65_530, 65_531, 65_532]] * 2


def _sequences(person: Person) -> list[int]:
    return [numbers(packet)[0] for packet in person.heard()]
