import struct

import pytest_asyncio

from media.forward import feedback
from media.forward.down.downtrack import DownTrack
from media.forward.feedback import KeyFrameRequest, ReceptionReport
from media.forward.state import RING
from media.forward.up.keyframe import BURST, PER_SECOND, SUBSCRIBER_PER_SECOND, KeyFrameRequests
from tests.media.forward.packets import OPUS, VP8_DELTA, VP8_KEY, numbered, numbers, rtp
from tests.media.pump.broadcast import Broadcast
from tests.media.pump.stage import CAMERA, SOUND, Person, Stage, camera, sound


@pytest_asyncio.fixture
async def publisher() -> Person:
    person = Stage().person()
    person.publishes(sound(), camera())
    return person


def picture(sequence: int, payload: bytes = VP8_DELTA, *, number: int | None = None) -> bytes:
    return rtp(sequence, ssrc=CAMERA, payload=payload, extension=b"" if number is None else numbered(number))


def requests(person: Person) -> int:
    """How many key frames were asked of them since the last time."""
    return sum(isinstance(one, KeyFrameRequest) for one in person.told())


async def test_a_new_subscriber_without_a_fresh_key_frame_asks_for_one(publisher: Person) -> None:
    publisher.sends(picture(1))
    publisher.stage.person().watches(publisher.published("camera"))
    assert publisher.told() == [KeyFrameRequest(CAMERA)]


async def test_a_fresh_key_frame_is_replayed_to_a_new_subscriber(publisher: Person) -> None:
    publisher.sends(picture(1))
    for sequence, payload in ((2, VP8_KEY), (3, VP8_DELTA), (4, VP8_DELTA)):
        publisher.sends(picture(sequence, payload))
    publisher.stage.now += 0.2
    viewer = publisher.stage.person()
    down = viewer.watches(publisher.published("camera"))
    assert [numbers(packet)[0] for packet in viewer.heard()] == [65_530, 65_531, 65_532]
    assert not down.gated
    assert requests(publisher) == 0
    publisher.sends(picture(5))
    assert [numbers(packet)[0] for packet in viewer.heard()] == [65_533]


async def test_a_lost_packet_of_a_replay_can_be_asked_for(publisher: Person) -> None:
    for sequence, payload in ((2, VP8_KEY), (3, VP8_DELTA)):
        publisher.sends(picture(sequence, payload))
    viewer = publisher.stage.person()
    down = viewer.watches(publisher.published("camera"))
    viewer.heard()
    viewer.says(feedback.nack(5, down.ssrc, [65_531]))
    (packet,) = viewer.heard()
    assert packet == rtp(1, (1 << 32) - 5000, ssrc=down.ssrc + 1, payload_type=97, payload=b"\xff\xfb" + VP8_DELTA)


async def test_nothing_is_repeated_while_there_is_no_time_for_it(publisher: Person) -> None:
    viewer = publisher.stage.person()
    down = viewer.watches(publisher.published("camera"))
    publisher.sends(picture(1, VP8_KEY))
    viewer.heard()
    publisher.stage.mux.load.strained = True
    viewer.says(feedback.nack(5, down.ssrc, [down.state.highest & 0xFFFF]))
    assert viewer.heard() == []
    publisher.stage.mux.load.strained = False
    viewer.says(feedback.nack(5, down.ssrc, [down.state.highest & 0xFFFF]))
    assert len(viewer.heard()) == 1


async def test_nothing_reaches_who_has_unsubscribed(publisher: Person) -> None:
    viewer = publisher.stage.person()
    down = viewer.watches(publisher.published("camera"))
    publisher.sends(picture(1, VP8_KEY))
    viewer.pump.outlet.subscribe(down, None, publisher.stage.now)
    publisher.sends(picture(2))
    assert len(viewer.heard()) == 1
    assert publisher.source().outlets == []


async def test_nothing_reaches_who_has_released_everything(publisher: Person) -> None:
    viewer = publisher.stage.person()
    for role in ("audio", "camera"):
        viewer.watches(publisher.published(role))
    viewer.pump.outlet.release_all()
    publisher.sends(picture(1, VP8_KEY))
    publisher.sends(rtp(1, ssrc=SOUND, payload_type=111, payload=OPUS))
    assert viewer.heard() == []
    assert list(viewer.pump.stats()) == []


async def test_subscribing_again_to_the_same_changes_nothing(publisher: Person) -> None:
    viewer = publisher.stage.person()
    down = viewer.watches(publisher.published("camera"))
    publisher.sends(picture(1, VP8_KEY))
    viewer.pump.outlet.subscribe(down, publisher.published("camera"), publisher.stage.now)
    publisher.sends(picture(2))
    assert len(viewer.heard()) == 2


async def test_whatever_leaves_has_the_next_number_of_its_connection(publisher: Person) -> None:
    viewer = publisher.stage.person()
    seen = viewer.watches(publisher.published("camera"))
    viewer.watches(publisher.published("audio"))
    viewer.wire.connection.leg.transport_number = 65_534
    publisher.sends(picture(1, VP8_KEY, number=7))
    publisher.sends(picture(2, number=8))  # the short way
    publisher.sends(rtp(1, ssrc=SOUND, payload_type=111, payload=OPUS, extension=numbered(9)))
    publisher.sends(picture(3))  # has no room for a number
    viewer.says(feedback.nack(5, seen.ssrc, [65_530]))
    sent = [packet for packet in viewer.heard() if packet[0] & 0x10]
    assert [struct.unpack_from("!H", packet, 21)[0] for packet in sent] == [65_535, 0, 1, 2]
    leg = viewer.wire.connection.leg
    assert [leg.sent_size[number % RING] for number in (65_535, 0, 1, 2)] == [len(packet) for packet in sent]


async def test_padding_fills_up_what_is_wanted_with_packets_of_the_retransmission_stream(
    publisher: Person,
) -> None:
    viewer = publisher.stage.person()
    viewer.watches(publisher.published("audio"))
    down = viewer.watches(publisher.published("camera"))
    viewer.pump.outlet._pad(600, publisher.stage.now)
    packets = viewer.heard()
    assert [(one[1], numbers(one)[2], one[-1]) for one in packets] == [(97, down.ssrc + 1, 255)] * 3
    assert viewer.wire.connection.leg.transport_number == 3


async def test_who_has_no_retransmissions_is_not_padded(publisher: Person) -> None:
    viewer = publisher.stage.person()
    viewer.watches(publisher.published("audio"))
    viewer.watches(publisher.published("camera"), {96: None})
    viewer.pump.outlet._pad(600, publisher.stage.now)
    assert viewer.heard() == []


async def test_a_request_for_a_key_frame_goes_to_the_publisher_of_that_stream(publisher: Person) -> None:
    viewer = publisher.stage.person()
    down = viewer.watches(publisher.published("camera"))
    publisher.sends(picture(1, VP8_KEY))
    publisher.stage.pass_time(1)
    publisher.told()
    viewer.says(feedback.picture_loss(5, CAMERA))  # not a stream of this subscriber
    assert requests(publisher) == 0
    viewer.says(feedback.picture_loss(5, down.ssrc))
    assert requests(publisher) == 1


async def test_a_key_frame_of_sound_is_not_asked_for(publisher: Person) -> None:
    viewer = publisher.stage.person()
    down = viewer.watches(publisher.published("audio"))
    publisher.sends(rtp(1, ssrc=SOUND, payload_type=111, payload=OPUS))
    viewer.says(feedback.picture_loss(5, down.ssrc))
    assert publisher.told() == []


async def test_feedback_about_a_stream_is_counted(publisher: Person) -> None:
    viewer = publisher.stage.person()
    down = viewer.watches(publisher.published("camera"))
    publisher.sends(picture(1, VP8_KEY))
    report = ReceptionReport(down.ssrc, 0, 3, 0, 0, 0, 0)
    viewer.says(feedback.receiver_report(5, [report]), feedback.nack(5, down.ssrc, [65_530]))
    assert (down.lost, down.resent) == (3, 1)


async def test_junk_as_feedback_is_passed_over(publisher: Person) -> None:
    viewer = publisher.stage.person()
    viewer.says(b"\x81\xcd\x00\x02" + bytes(8) + b"\xff" * 9)
    viewer.says(
        feedback.nack(5, 999, [1, 2]), feedback.picture_loss(5, 999), feedback.transport_cc(5, 6, b"\xff" * 9)
    )
    viewer.says(feedback.receiver_report(5, [ReceptionReport(999, 0, 3, 0, 0, 0, 0)]))
    assert list(viewer.pump.stats()) == []


async def test_what_is_repeated_under_its_own_number_is_the_same_on_the_wire(publisher: Person) -> None:
    viewer = publisher.stage.person()
    down = viewer.watches(publisher.published("audio"))
    publisher.sends(rtp(1, ssrc=SOUND, payload_type=111, payload=OPUS, extension=numbered(1)))
    (first,) = viewer.wire.tape.taken()
    viewer.says(feedback.nack(5, down.ssrc, [65_530]))
    # Two different packets under one number and key would give the key of their tags away (RFC 7714 section 8.1).
    assert viewer.wire.tape.taken() in ([], [first])


SECONDS = 20


class Storm:
    """Some viewers of one camera ask for key frames all the time, each at its own pace; others are quiet."""

    def __init__(self, stormy: int, quiet: int = 0) -> None:
        self.stage = Stage()
        self.broadcast = Broadcast(self.stage.person(), {"": 200_000})
        self.broadcast.run(1)
        self.stormy, self.quiet = self._viewers(stormy), self._viewers(quiet)
        self.broadcast.run(2)
        self.broadcast.asked()

    def rage(self) -> int:
        """How many key frames are asked of the publisher in the time of the storm."""
        for tick in range(SECONDS * 20):
            for place, (person, down) in enumerate(self.stormy):
                if (tick + place) % (1 + place) == 0:
                    person.says(*[feedback.picture_loss(5, down.ssrc)] * 5)
            self.broadcast.run(0.05)
        return len(self.broadcast.asked())

    def wish(self) -> int:
        """How many are asked when one of the quiet needs one."""
        person, down = self.quiet[0]
        person.says(feedback.picture_loss(5, down.ssrc))
        self.broadcast.run(0.3)
        return len(self.broadcast.asked())

    def spare_nobody(self) -> None:
        """The planted fault: nothing limits the requests."""
        self.broadcast.publisher.source().key_requests = KeyFrameRequests(1000.0)
        for _, down in self.stormy:
            down.key_requests = KeyFrameRequests(1000.0)

    def _viewers(self, count: int) -> list[tuple[Person, DownTrack]]:
        people = [self.stage.person() for _ in range(count)]
        return [(one, one.watches(self.broadcast.publisher.published("camera"))) for one in people]


async def test_a_storm_of_requests_from_one_reaches_its_publisher_now_and_then() -> None:
    assert 0 < Storm(stormy=1).rage() <= SECONDS * SUBSCRIBER_PER_SECOND + BURST


async def test_storms_from_many_reach_a_publisher_at_most_twice_a_second() -> None:
    assert 0 < Storm(stormy=12).rage() <= SECONDS * PER_SECOND + BURST


async def test_a_storm_of_one_does_not_use_up_the_requests_of_the_others() -> None:
    storm = Storm(stormy=1, quiet=1)
    storm.rage()
    assert storm.wish() >= 1


async def test_the_checker_finds_a_publisher_that_nobody_spares() -> None:
    storm = Storm(stormy=12)
    storm.spare_nobody()
    assert storm.rage() > SECONDS * PER_SECOND + BURST
