"""What a peer may cost the others by saying much: its feedback is worked off up to a limit that it alone feels."""

import asyncio
import struct
from collections.abc import Callable
from time import thread_time
from typing import Any, NamedTuple

import pytest

from media import MediaNode
from media.forward import feedback
from media.forward.down.downtrack import RESENDS_PER_TICK, DownTrack
from media.forward.feedback import KeyFrameRequest, SenderReport
from media.forward.up.keyframe import BURST, SUBSCRIBER_PER_SECOND
from media.pump import TICK_S
from media.transport.connection import BYTES_PER_S
from tests.media.clients import Listener
from tests.media.forward.packets import VP8_KEY, numbered, rtp, vp8
from tests.media.pump.broadcast import Broadcast
from tests.media.pump.stage import CAMERA, Stage, camera
from tests.media.transport.callers import Caller
from tests.media.transport.strangers import Stranger

DATAGRAM = 1300
SECONDS = 1
LONGEST_RUN = 0x1FFF
TOO_MUCH = 4
"""Times what a peer is allowed."""


def no_arrivals(_: DownTrack) -> bytes:
    """Word of thousands of packets that have not come, in two bytes."""
    return feedback.transport_cc(1, 2, struct.pack("!HHIH", 5000, LONGEST_RUN, 0, LONGEST_RUN))


def losses(down: DownTrack, pairs: int = 1) -> bytes:
    """Word of seventeen lost packets in every four bytes."""
    head = struct.pack("!BBHII", 0x81, 205, 2 + pairs, 1, down.ssrc)
    return head + struct.pack("!HH", down.state.highest & 0xFFFF, 0xFFFF) * pairs


def intra_requests(down: DownTrack, streams: int = 150) -> bytes:
    head = struct.pack("!BBHII", 0x84, 206, 2 + 2 * streams, 1, 0)
    return head + struct.pack("!II", down.ssrc, 0) * streams


class Storm(NamedTuple):
    """`cost`: what each message takes of what a peer may send, in bytes."""

    message: Callable[[DownTrack], bytes]
    cost: int


STORMS = {
    "word of arrivals": Storm(no_arrivals, 4000),
    "losses": Storm(losses, 400 + 17 * 16),
    "all the losses that fit": Storm(lambda down: losses(down, 300), 400 + feedback.MAX_LOST * 16),
    "picture losses": Storm(lambda down: feedback.picture_loss(1, down.ssrc), 400),
    "intra requests": Storm(intra_requests, 400),
    "clocks": Storm(lambda _: feedback.sender_report(SenderReport(CAMERA, 5 << 32, 1, 1, 1)), 400),
}


class Counted:
    """Passes everything on, and counts what it is told."""

    def __init__(self, to: object) -> None:
        self.told = 0
        self._to = to

    def __getattr__(self, name: str) -> Any:
        self.told += name.startswith("on_")
        return getattr(self._to, name)


class Scene:
    """A camera with five viewers, and feedback from somebody who is both."""

    def __init__(self) -> None:
        self.stage = Stage()
        self.person = self.stage.person()
        self._sequence = 0
        publication = self.person.publishes(camera())
        self.down = self.person.watches(publication)
        for _ in range(4):
            self.stage.person().watches(publication)
        for _ in range(100):
            self.picture()
        self.intake, self.outlet = Counted(self.person.pump.intake), Counted(self.person.pump.outlet)
        self.person.pump.intake = self.intake  # type: ignore[assignment]  # counted
        self.person.pump.outlet = self.outlet  # type: ignore[assignment]  # counted

    def picture(self) -> bool:
        self._sequence += 1
        payload = vp8(self._sequence, self._sequence, key=self._sequence == 1, body=bytes(350))
        packet = rtp(self._sequence, 3000, ssrc=CAMERA, payload=payload, extension=numbered(self._sequence))
        return self.person.wire.sends(packet, self.stage.now)

    def rages(self, message: bytes) -> float:
        """Full datagrams of this, far more than are allowed; how much time was spent on them."""
        datagram = message * max(1, DATAGRAM // len(message))
        sealed = [
            [self.person.wire._theirs_out.protect_rtcp(datagram) for _ in range(_many(len(datagram)))]
            for _ in range(round(SECONDS / TICK_S))
        ]
        return self._worked_off(
            lambda tick: [self.person.wire.datagram(one, self.stage.now) for one in sealed[tick]]
        )

    def floods(self) -> float:
        """The time that small packets take which are no feedback at all."""
        return self._worked_off(lambda _: [self.picture() for _ in range(_many(400))])

    def _worked_off(self, send: Callable[[int], object]) -> float:
        spent = 0.0
        for tick in range(round(SECONDS / TICK_S)):
            before = thread_time()
            send(tick)
            spent += thread_time() - before
            self.stage.pass_time(TICK_S)
            for person in self.stage.people:
                person.wire.tape.taken()
        return spent


def _many(size: int) -> int:
    return round(TOO_MUCH * BYTES_PER_S * TICK_S / size)


@pytest.mark.parametrize("storm", STORMS.values(), ids=STORMS.keys())
async def test_no_more_is_made_of_feedback_than_a_peer_may_say(storm: Storm) -> None:
    scene = Scene()
    spent = scene.rages(storm.message(scene.down))
    allowed = BYTES_PER_S * (SECONDS + 0.5)
    assert 0 < scene.intake.told + scene.outlet.told <= allowed / storm.cost
    assert spent < 3 * Scene().floods()  # whatever it says, it takes no more time than packets might


async def test_what_is_lost_is_repeated_up_to_a_limit_however_often_it_is_asked_for() -> None:
    scene = Scene()
    scene.rages(losses(scene.down, 300))
    assert 0 < scene.down.resent <= RESENDS_PER_TICK * SECONDS / TICK_S


async def test_a_storm_uses_up_what_its_sender_may_send_and_nobody_elses() -> None:
    scene = Scene()
    other = scene.stage.people[1]
    for _ in range(_many(DATAGRAM)):
        scene.person.wire.sends_rtcp(losses(scene.down, 300), scene.stage.now)
    assert not scene.picture()
    assert other.wire.sends_rtcp(feedback.picture_loss(1, 1), scene.stage.now)


async def test_whoever_cannot_play_a_picture_costs_the_others_no_key_frames() -> None:
    stage = Stage()
    broadcast = Broadcast(stage.person(), {"": 100_000})
    viewer, deaf = stage.person(), stage.person()
    viewer.watches(broadcast.publisher.published("camera"))
    broadcast.run(1)
    broadcast.asked()
    down = deaf.watches(broadcast.publisher.published("camera"), {45: 46})
    for _ in range(200):
        deaf.says(feedback.picture_loss(1, down.ssrc), intra_requests(down, 9))
        broadcast.run(TICK_S)
    assert broadcast.asked() == []


async def test_thousands_of_requests_for_key_frames_come_to_a_few_at_their_publisher(node: MediaNode) -> None:
    room = node.room("visit")
    a = await Caller.call(await room.join("a", Listener()), Stranger(node.port))
    b = await Caller.call(await room.join("b", Listener()), Stranger(node.port))
    down, clock = b.peer._downs[1], asyncio.get_running_loop().time
    began, asked = clock(), 0
    for burst in range(1, 21):
        await a.send(rtp(burst, 3000 * burst, ssrc=2, payload=VP8_KEY, extension=numbered(burst)))
        for request in (feedback.picture_loss(1, down.ssrc), intra_requests(down, 9)) * 50:
            b.plug.send(bytes(b._dtls._tx_srtp.protect_rtcp(request)))
        for slot in (0, None):
            b.peer.refresh(slot)
        await a.ask()  # by now it has all been read
        asked += _asked(a)
    assert 0 < asked <= BURST + 1 + SUBSCRIBER_PER_SECOND * (clock() - began)
    await asyncio.gather(a.hang_up(), b.hang_up())


def _asked(caller: Caller) -> int:
    """How many key frames were asked of them since the last time."""
    told = [caller._dtls.feedback.get_nowait() for _ in range(caller._dtls.feedback.qsize())]
    return sum(isinstance(one, KeyFrameRequest) for data in told for one in feedback.parse(data))
