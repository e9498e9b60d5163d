from dataclasses import dataclass

import pytest
import pytest_asyncio

from media import MediaNode
from media.forward import feedback, keyframe
from media.forward.downtrack import DownTrack
from media.forward.rewrite import Rewrite
from media.forward.uptrack import UpTrack
from media.pump import Pump
from media.transport.connection import ConnectionEvents
from tests.media.forward.packets import VP8_DELTA, VP8_KEY, rtp

CAMERA, CAMERA_RTX, SCREEN, SCREEN_RTX = 11, 12, 21, 22
NOBODY = ConnectionEvents(
    reached=lambda _: None,
    secured=lambda _: None,
    rtp=lambda _, __: None,
    rtcp=lambda _, __: None,
    lost=lambda _: None,
)


@dataclass
class Wired:
    """A publisher's pump and a subscriber's, over connections that have no keys yet and so send nothing."""

    buffer: memoryview
    publisher: Pump
    subscriber: Pump
    camera: UpTrack
    screen: DownTrack

    def arrives(self, packet: bytes, now: float = 0.0) -> None:
        self.buffer[: len(packet)] = packet
        self.publisher.on_rtp(len(packet), now)

    def subscribe(self, now: float = 0.0) -> None:
        self.subscriber.subscribe(self.screen, self.publisher.published("video"), now)


@pytest_asyncio.fixture
async def wired(node: MediaNode) -> Wired:
    transport = node._transport
    publisher, subscriber = (Pump(transport.buffer.view, transport.connect(NOBODY), 1) for _ in range(2))
    camera = UpTrack("video", CAMERA, 90_000, {96: keyframe.vp8})
    publisher.publish(camera, CAMERA_RTX, {97: 96})
    screen = DownTrack("video", SCREEN, SCREEN_RTX, {96: 97}, Rewrite(90_000, 1, 0))
    subscriber.open(screen)
    return Wired(transport.buffer.view, publisher, subscriber, camera, screen)


async def test_a_packet_reaches_the_subscriber(wired: Wired) -> None:
    wired.subscribe()
    wired.arrives(rtp(1, ssrc=CAMERA, payload=VP8_KEY))
    assert wired.screen.packets == 1


async def test_a_new_subscriber_without_a_fresh_key_frame_asks_for_one(wired: Wired) -> None:
    wired.subscribe()
    assert wired.camera.key_requests.sent == 1


async def test_a_fresh_key_frame_is_replayed_to_a_new_subscriber(wired: Wired) -> None:
    wired.arrives(rtp(1, ssrc=CAMERA, payload=VP8_DELTA))
    for sequence, payload in ((2, VP8_KEY), (3, VP8_DELTA), (4, VP8_DELTA)):
        wired.arrives(rtp(sequence, ssrc=CAMERA, payload=payload))
    wired.subscribe(now=0.2)
    assert (wired.screen.packets, wired.screen.gated) == (3, False)
    assert wired.camera.key_requests.sent == 0


async def test_nothing_reaches_who_has_unsubscribed(wired: Wired) -> None:
    wired.subscribe()
    wired.arrives(rtp(1, ssrc=CAMERA, payload=VP8_KEY))
    wired.subscriber.unsubscribe_all()
    wired.arrives(rtp(2, ssrc=CAMERA))
    assert wired.screen.packets == 1


async def test_a_request_for_a_key_frame_goes_to_the_publisher_of_that_stream(wired: Wired) -> None:
    wired.subscribe(now=1.0)
    wired.arrives(rtp(1, ssrc=CAMERA, payload=VP8_KEY), now=1.1)
    wired.subscriber.on_rtcp(feedback.picture_loss(5, SCREEN), now=2.0)
    wired.subscriber.on_rtcp(feedback.picture_loss(5, CAMERA), now=3.0)  # not a stream of this subscriber
    assert wired.camera.key_requests.sent == 2


async def test_a_retransmission_that_was_asked_for_fills_the_gap(wired: Wired) -> None:
    for sequence in (1, 3):
        wired.arrives(rtp(sequence, ssrc=CAMERA, payload=VP8_KEY))
    wired.arrives(rtp(900, 77, ssrc=CAMERA_RTX, payload_type=97, payload=b"\x00\x02" + VP8_DELTA))
    assert wired.camera.nack.recovered == 1
    assert wired.camera.history.get(2) == rtp(2, 77, ssrc=CAMERA, payload=VP8_DELTA)


@pytest.mark.parametrize(
    "payload",
    [b"\x00\x01" + VP8_KEY, b"\x03\xe8" + VP8_DELTA, b"\x00", b""],
    ids=["had already arrived", "never missed", "cut", "nothing but a probe"],
)
async def test_a_retransmission_nobody_asked_for_is_dropped(wired: Wired, payload: bytes) -> None:
    wired.arrives(rtp(1, ssrc=CAMERA, payload=VP8_KEY))
    wired.arrives(rtp(900, ssrc=CAMERA_RTX, payload_type=97, payload=payload))
    assert wired.camera.packets == 1


async def test_feedback_about_a_stream_is_counted(wired: Wired) -> None:
    wired.subscribe()
    wired.arrives(rtp(1, ssrc=CAMERA, payload=VP8_KEY))
    report = feedback.ReceptionReport(SCREEN, 0, 3, 0, 0, 0, 0)
    wired.subscriber.on_rtcp(feedback.receiver_report(5, [report]) + feedback.nack(5, SCREEN, [1]), now=1.0)
    assert (wired.screen.lost, wired.screen.resent) == (3, 1)


async def test_junk_as_feedback_is_passed_over(wired: Wired) -> None:
    wired.subscriber.on_rtcp(b"\x81\xcd\x00\x02" + bytes(8) + b"\xff" * 9, now=1.0)
    wired.subscriber.on_rtcp(feedback.nack(5, 999, [1, 2]), now=1.0)
    assert list(wired.subscriber.stats()) == []
