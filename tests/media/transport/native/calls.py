"""A call in which anything may be sent: one who publishes, three who watch and can play different things."""

from collections.abc import Sequence

import pylibsrtp
import pytest

from media.forward import feedback
from media.forward.down.downtrack import DownTrack
from media.pump import Demand
from media.pump.source import Source
from media.transport.connection import MAX_LEARNED
from tests.media.forward.mutation import Mutator
from tests.media.forward.packets import numbered, rtp, vp8
from tests.media.pump.stage import (
    CAMERA,
    CAMERA_RTX,
    SCREEN,
    SCREEN_RTX,
    SOUND,
    Person,
    Stage,
    camera,
    screen,
    sound,
)
from tests.media.transport.native.streams import H264, LAYERS, VP8, Streams

PLAYS: Sequence[dict[int, int | None]] = ({VP8: 97, H264: 103}, {VP8: None, H264: None}, {H264: 103, VP8: None})
ROLES = ("audio", "camera", "screen")
ANNOUNCED = frozenset({SOUND, CAMERA, CAMERA_RTX, SCREEN, SCREEN_RTX})
FOREIGN = range(900, 900 + 2 * MAX_LEARNED)
"""SSRCs that nobody announced: more of them than are learnt."""
MOST_BYTES = 1300
cameras = pytest.mark.parametrize("layers", [(), tuple(LAYERS)], ids=["one stream", "layers"])
"""For tests that take `layers`."""
_HONEST = b"an honest picture"


class Call:
    def __init__(self, mutator: Mutator, *, layers: Sequence[str] = (), native: bool = False) -> None:
        self.stage = Stage(native=native)
        self.random = mutator.random
        self.publisher = self.stage.person()
        lines = [sound(), camera(*layers, accepted=dict(PLAYS[0]))]
        self.publisher.publishes(*lines, *([] if layers else [screen()]))
        self.streams = Streams(self.publisher, self.random)
        self.viewers = [self.stage.person() for _ in PLAYS]
        self.downs = [self._watched_by(viewer, plays) for viewer, plays in zip(self.viewers, PLAYS, strict=True)]
        self.heard: list[list[bytes]] = [[] for _ in self.viewers]

    def close(self) -> None:
        self.stage.close()
        assert not self.stage.mux.by_address
        assert not self.stage.mux._by_ufrag
        assert not self.publisher.pump.intake.publications

    def sends(self, packet: bytes) -> None:
        """The whole way if the sender's own library takes it, else the next in order from where it is clear."""
        self.stage.now += 0.002
        wire = self.publisher.wire
        wire.connection.refill(0.05)
        try:
            protected = wire.protected(packet)
        except pylibsrtp.Error:
            source = self.publisher.pump.intake._by_ssrc.get(int.from_bytes(packet[8:12], "big"))
            if source is not None:
                sequence = (source.state.highest + 1) & 0xFFFF
                self.publisher.sends(packet[:2] + sequence.to_bytes(2, "big") + packet[4:])
        else:
            wire.datagram(protected, self.stage.now)

    def sendable(self, packet: bytes) -> bytes:
        """The same in one piece, and of one of few streams: libsrtp looks through all that it has ever seen."""
        packet = packet[:MOST_BYTES]
        ssrc = int.from_bytes(packet[8:12], "big")
        if len(packet) < 12 or ssrc in ANNOUNCED or ssrc in LAYERS.values():
            return packet
        return packet[:8] + self.random.choice(FOREIGN).to_bytes(4, "big") + packet[12:]

    def something_happens(self) -> None:
        """What makes packets take another way for a while."""
        random, now = self.random, self.stage.now
        place = random.randrange(len(self.viewers))
        viewer, role = self.viewers[place], random.randrange(len(self.downs[place]))
        down = self.downs[place][role]
        match random.randrange(6):
            case 0:
                viewer.pump.outlet.release(down)
            case 1 | 2:
                viewer.pump.outlet.subscribe(down, self.publisher.published(ROLES[role]), now)
            case 3:
                viewer.says(feedback.nack(1, down.ssrc, [down.state.highest - n & 0xFFFF for n in range(9)]))
            case 4:
                viewer.says(feedback.picture_loss(1, down.ssrc))
            case 5:
                self.stage.pass_time(0.05)
                Demand.of(self.publisher.pump.intake.publications, now)
                viewer.pump.sampler.take(now)

    def listen(self) -> None:
        """Everything that has come: each number once, or libsrtp refuses it; of their streams, in their codecs."""
        for viewer, downs, plays, all_heard in zip(self.viewers, self.downs, PLAYS, self.heard, strict=True):
            allowed = {down.ssrc: {111} if down.kind == "audio" else set(plays) for down in downs}
            allowed |= {down.ssrc + 1: {rtx for rtx in plays.values() if rtx} for down in downs}
            fresh = viewer.heard()
            for packet in fresh:
                assert packet[0] >> 6 == 2
                assert packet[1] & 0x7F in allowed[int.from_bytes(packet[8:12], "big")]
            all_heard.extend(fresh)
            viewer.messages.clear()

    def assert_bounded(self) -> None:
        intake, connection = self.publisher.pump.intake, self.publisher.wire.connection
        assert len(connection._learned) <= MAX_LEARNED
        assert len(intake._by_ssrc) <= len(intake._owner_of)
        assert len(intake._by_rtx_ssrc) <= MAX_LEARNED + 2
        assert len(self.stage.mux.by_address) == len(self.stage.people)
        for source in intake._owner_of:
            assert len(source.nack) <= 256
            assert len(source.outlets) <= len(self.viewers)

    def seen(self) -> list[object]:
        """What has come since the last time, and what is remembered of everything."""
        seen: list[object] = [tuple(heard) for heard in self.heard]
        for source in self.publisher.pump.intake._owner_of:
            state = source.state
            seen.append((state.highest, state.packets, state.bytes, state.frame_timestamp, state.jitter))
            seen.append((source.key_frames, source.reception.lost, source.nack.requested, source.nack.recovered))
        for downs in self.downs:
            seen += [
                (one.gated, one.resent, one.state.highest, one.state.packets, one.state.bytes) for one in downs
            ]
        self.forget()
        return seen

    def forget(self) -> None:
        for heard in self.heard:
            heard.clear()

    def assert_alive(self) -> None:
        """Honest pictures reach everybody who has not said that none would fit, as if nothing had been."""
        self.listen()
        self.forget()
        for viewer, downs in zip(self.viewers, self.downs, strict=True):
            viewer.pump.outlet.subscribe(downs[1], self.publisher.published("camera"), self.stage.now)
        newcomer = self.stage.person()
        newcomer.watches(self.publisher.published("camera"))
        for source in self.publisher.published("camera").sources:
            for key in (True, False):
                self.sends(_honest(source, key=key))
        self.listen()
        paused = [downs[1].paused for downs in self.downs]
        for heard, is_paused in zip((*self.heard, newcomer.heard()), (*paused, False), strict=True):
            assert is_paused or sum(packet.endswith(_HONEST) for packet in heard) >= 2

    def _watched_by(self, viewer: Person, plays: dict[int, int | None]) -> list[DownTrack]:
        publications = self.publisher.pump.intake.publications
        return [viewer.watches(one, None if one.kind == "audio" else plays) for one in publications]


def _honest(source: Source, *, key: bool) -> bytes:
    index = source.state.highest + 1
    payload = vp8(index, index, key=key, body=_HONEST)
    return rtp(
        index,
        3000 * index,
        ssrc=source.ssrc or LAYERS[source.layer or ""],
        payload=payload,
        extension=numbered(index),
    )
