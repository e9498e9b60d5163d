import struct

import pytest
import pytest_asyncio

from media.forward import feedback
from media.forward.feedback import KeyFrameRequest, Nack, ReceptionReport, SenderReport, TransportFeedback
from media.forward.rate import delivery
from tests.media.forward.packets import OPUS, RID, TRANSPORT, VP8_DELTA, VP8_KEY, block, numbered, numbers, rtp
from tests.media.pump.stage import (
    CAMERA,
    CAMERA_RTX,
    SCREEN,
    SOUND,
    Person,
    Stage,
    camera,
    screen,
    sound,
)


@pytest_asyncio.fixture
async def publisher() -> Person:
    person = Stage().person()
    person.publishes(sound(), camera())
    return person


def picture(sequence: int, payload: bytes = VP8_DELTA, timestamp: int = 0) -> bytes:
    return rtp(sequence, timestamp, ssrc=CAMERA, payload=payload)


def again(payload: bytes, payload_type: int = 97) -> bytes:
    """A packet of the camera's retransmission stream."""
    return rtp(900, 77, ssrc=CAMERA_RTX, payload_type=payload_type, payload=payload)


def nacks(person: Person) -> list[Nack]:
    return [one for one in person.told() if isinstance(one, Nack)]


async def test_a_packet_reaches_every_subscriber_under_its_own_numbers(publisher: Person) -> None:
    people = [publisher.stage.person() for _ in range(3)]
    downs = [person.watches(publisher.published("camera")) for person in people]
    publisher.sends(picture(1, VP8_KEY))
    for person, down in zip(people, downs, strict=True):
        (packet,) = person.heard()
        assert numbers(packet) == (65_530, (1 << 32) - 5000, down.ssrc)
        assert packet.endswith(VP8_KEY)


async def test_a_codec_that_a_subscriber_cannot_play_is_not_sent_to_it_after_a_change_either(
    publisher: Person,
) -> None:
    viewer = publisher.stage.person()
    viewer.watches(publisher.published("camera"))
    publisher.sends(rtp(1, ssrc=CAMERA, payload=VP8_KEY, extension=numbered(1)))
    for sequence in (2, 3, 4):
        publisher.sends(
            rtp(sequence, ssrc=CAMERA, payload_type=102, payload=b"\x61", extension=numbered(sequence))
        )
    assert [packet[1] for packet in viewer.heard()] == [96]


async def test_the_name_of_a_layer_reaches_nobody_wherever_it_stands(publisher: Person) -> None:
    viewer = publisher.stage.person()
    viewer.watches(publisher.published("camera"))
    named = block((RID, b"own")) + block((TRANSPORT, b"\0\2"))
    for sequence, extension in ((1, numbered(1)), (2, named)):
        publisher.sends(rtp(sequence, ssrc=CAMERA, payload=VP8_KEY, extension=extension))
    assert [b"own" in packet for packet in viewer.heard()] == [False, False]


async def test_a_gap_is_asked_for_at_once(publisher: Person) -> None:
    for sequence in (1, 4):
        publisher.sends(picture(sequence))
    assert nacks(publisher) == [Nack(CAMERA, (2, 3))]


async def test_what_does_not_come_is_asked_for_again_in_time(publisher: Person) -> None:
    for sequence in (1, 3):
        publisher.sends(picture(sequence))
    publisher.told()
    publisher.stage.pass_time(0.1)
    assert nacks(publisher) == [Nack(CAMERA, (2,))]


async def test_nothing_is_asked_again_within_the_round_trip(publisher: Person) -> None:
    publisher.pump.intake.round_trip_s = 0.4
    for sequence in (1, 3):
        publisher.sends(picture(sequence))
    publisher.told()
    publisher.stage.pass_time(0.5)
    assert nacks(publisher) == []


async def test_nothing_is_asked_for_while_there_is_no_time_for_it(publisher: Person) -> None:
    load = publisher.stage.mux.load
    load.strained = True
    for sequence in (1, 3):
        publisher.sends(picture(sequence))
    publisher.stage.pass_time(0.1)
    assert nacks(publisher) == []
    load.strained = False
    publisher.stage.pass_time(0.05)
    assert nacks(publisher) == [Nack(CAMERA, (2,))]


@pytest.mark.parametrize("resends", [True, False])
async def test_lost_sound_is_asked_for_only_when_the_answer_said_so(resends: bool) -> None:
    publisher = Stage().person()
    publisher.publishes(sound(resends=resends))
    for sequence in (1, 3):
        publisher.sends(rtp(sequence, ssrc=SOUND, payload_type=111, payload=OPUS))
    assert nacks(publisher) == ([Nack(SOUND, (2,))] if resends else [])


async def test_a_retransmission_that_was_asked_for_fills_the_gap(publisher: Person) -> None:
    for sequence in (1, 3):
        publisher.sends(picture(sequence, VP8_KEY))
    publisher.sends(again(b"\x00\x02" + VP8_DELTA))
    assert publisher.source().nack.recovered == 1
    assert publisher.source().history.get(2) == picture(2, VP8_DELTA, timestamp=77)


async def test_what_is_recovered_is_passed_on(publisher: Person) -> None:
    viewer = publisher.stage.person()
    viewer.watches(publisher.published("camera"))
    for sequence in (1, 3):
        publisher.sends(picture(sequence, VP8_KEY))
    publisher.sends(again(b"\x00\x02" + VP8_DELTA))
    assert [numbers(packet)[0] for packet in viewer.heard()] == [65_530, 65_532, 65_531]


@pytest.mark.parametrize(
    "packet",
    [
        again(b"\x00\x01" + VP8_KEY),
        again(b"\x03\xe8" + VP8_DELTA),
        again(b"\x00"),
        again(b""),
        again(b"\x00\x02" + VP8_DELTA, payload_type=103),
        again(b"\x00\x02" + VP8_DELTA, payload_type=96),
        again(b"\x00\x02")[:11] + b"\x14",
    ],
    ids=["had arrived", "never missed", "cut", "a probe", "another codec's", "no retransmission", "no packet"],
)
async def test_a_retransmission_nobody_asked_for_is_dropped(publisher: Person, packet: bytes) -> None:
    publisher.sends(picture(1, VP8_KEY))
    publisher.sends(packet)
    assert publisher.source().state.packets == 1


async def test_a_packet_of_nobodys_stream_is_dropped(publisher: Person) -> None:
    publisher.sends(rtp(1, ssrc=999, payload=VP8_KEY))
    assert [source.state.packets for one in publisher.pump.intake.publications for source in one.sources] == [0, 0]


async def test_a_key_frame_is_not_asked_of_who_sends_nothing_yet(publisher: Person) -> None:
    publisher.pump.intake.ask_key_frames(publisher.stage.now)
    assert publisher.told() == []
    publisher.sends(picture(1))
    publisher.stage.pass_time(0.05)
    assert publisher.told() == [KeyFrameRequest(CAMERA)]


async def test_a_key_frame_that_does_not_come_is_asked_for_again(publisher: Person) -> None:
    publisher.sends(picture(1))
    publisher.pump.intake.ask_key_frames(publisher.stage.now)
    publisher.stage.pass_time(1.0)
    asked = [one for one in publisher.told() if isinstance(one, KeyFrameRequest)]
    assert len(asked) >= 3
    publisher.sends(picture(2, VP8_KEY))
    publisher.stage.pass_time(3.0)
    assert KeyFrameRequest(CAMERA) not in publisher.told()


async def test_key_frames_are_asked_of_pictures_alone(publisher: Person) -> None:
    publisher.sends(rtp(1, ssrc=SOUND, payload_type=111, payload=OPUS))
    publisher.pump.intake.ask_key_frames(publisher.stage.now)
    assert publisher.told() == []


async def test_the_arrival_of_every_numbered_packet_is_told(publisher: Person) -> None:
    for number, ssrc in ((7, CAMERA), (8, SOUND), (9, CAMERA_RTX), (11, 999)):
        publisher.sends(rtp(number, ssrc=ssrc, payload_type=96, extension=numbered(number)))
    publisher.pump.intake.report_arrivals()
    (told,) = publisher.told()
    assert isinstance(told, TransportFeedback)
    report = delivery.parse(told.body)
    assert report is not None
    assert [number for number, tick in report.pairs() if tick is not None] == [7, 8, 9, 11]


async def test_nothing_is_told_of_arrivals_when_there_are_none(publisher: Person) -> None:
    publisher.sends(picture(1))
    publisher.pump.intake.report_arrivals()
    assert publisher.told() == []


async def test_every_second_each_stream_that_came_is_reported(publisher: Person) -> None:
    for sequence in (1, 2, 4):
        publisher.sends(picture(sequence))
    publisher.stage.pass_time(1.0)
    reports = [one for one in publisher.told() if isinstance(one, ReceptionReport)]
    assert [(one.ssrc, one.lost, one.highest) for one in reports] == [(CAMERA, 1, 4)]


async def test_a_sender_report_reaches_the_subscribers_in_their_own_words(publisher: Person) -> None:
    viewer = publisher.stage.person()
    down = viewer.watches(publisher.published("camera"))
    publisher.sends(picture(1, VP8_KEY, timestamp=1000))
    publisher.says(feedback.sender_report(SenderReport(CAMERA, 5 << 32, 1900, 7, 8)))
    publisher.says(feedback.sender_report(SenderReport(999, 5 << 32, 1900, 7, 8)))
    timestamp = (1 << 32) - 5000 + 900
    assert viewer.told() == [SenderReport(down.ssrc, 5 << 32, timestamp, 1, 12 + len(VP8_KEY))]


async def test_a_further_answer_that_says_the_same_changes_nothing(publisher: Person) -> None:
    before = publisher.pump.intake.publications[:]
    publisher.publishes(sound(), camera())
    assert publisher.pump.intake.publications == before


async def test_a_further_answer_of_a_camera_in_one_layer_changes_nothing_either() -> None:
    publisher = Stage().person()
    before = publisher.publishes(camera("l"))
    publisher.sends(rtp(1, ssrc=77, payload=VP8_KEY, extension=block((RID, b"l"))))
    assert publisher.publishes(camera("l")) is before
    assert publisher.source().state.packets == 1


async def test_a_further_answer_may_agree_to_send_again_what_was_lost(publisher: Person) -> None:
    publisher.publishes(camera(accepted={96: None}), sound())
    for line in (sound(resends=True), camera(accepted={96: 97})):
        publisher.publishes(line)
    assert publisher.source("audio").asks
    for sequence in (1, 3):
        publisher.sends(picture(sequence))
    publisher.sends(rtp(9, ssrc=CAMERA_RTX, payload_type=97, payload=b"\x00\x02" + VP8_DELTA))
    assert publisher.source().nack.recovered == 1


async def test_a_further_answer_may_add_a_screen(publisher: Person) -> None:
    publisher.publishes(sound(), camera(), screen())
    publisher.sends(rtp(1, ssrc=SCREEN))
    assert publisher.source("screen").state.packets == 1


async def test_a_further_answer_may_exchange_a_stream_for_another(publisher: Person) -> None:
    viewer = publisher.stage.person()
    down = viewer.watches(publisher.published("camera"))
    publisher.publishes(camera(ssrc=77))
    assert down.source is None
    publisher.sends(picture(1, VP8_KEY))
    publisher.sends(rtp(1, ssrc=77, payload=VP8_KEY))
    assert publisher.source().state.packets == 1
    assert [one.role for one in publisher.pump.intake.publications] == ["audio", "camera"]


async def test_the_ceiling_is_told_about_the_first_stream(publisher: Person) -> None:
    publisher.pump.intake.limit(300_000)
    (data,) = publisher.wire.heard()[1]
    assert list(feedback.parse(data)) == [feedback.BitrateEstimate(300_000)]
    assert struct.unpack_from("!I", data, 20) == (SOUND,)
