"""A publisher's packets, each the next one of its stream, wherever what became of the earlier ones has led."""

import struct
from collections.abc import Callable, Sequence
from random import Random

from tests.media.forward.packets import LEVEL, OPUS, REPAIRED_RID, RID, SEND_TIME, TRANSPORT, block, rtp, vp8
from tests.media.pump.stage import CAMERA, CAMERA_RTX, SCREEN, SOUND, Person

H264_KEY, H264_DELTA = b"\x67\x42\xe0\x1f", b"\x61\x9a\x00"
VP8, H264 = 96, 102
RTX = {VP8: 97, H264: 103}
LAYERS = {"l": 201, "m": 202, "h": 203}
LAYER_RTX = 204
NUMBER, TIME = (TRANSPORT, b"\0\7"), (SEND_TIME, b"\1\2\3")
EXTENSIONS: Sequence[bytes] = (
    block(TIME, NUMBER),
    block(TIME, NUMBER),
    block(NUMBER, TIME),
    block(NUMBER),
    block(TIME),
    block(TIME, NUMBER, (LEVEL, b"eight by")),
    block((LEVEL, b"x"), NUMBER),
    block(TIME, (TRANSPORT, b"\7")),
    block(NUMBER, (SEND_TIME, b"\1")),
    block((TRANSPORT, b"\0\0\0\7"), (SEND_TIME, b"sixteen bytes it")),
    b"",
)
"""As browsers lay them out, and as nobody does."""
MOST_BYTES = 1100


class Streams:
    """Needs a publisher of sound, a camera (in layers or as one stream) and a screen, if it sends that."""

    def __init__(self, publisher: Person, random: Random) -> None:
        self._publisher = publisher
        self._random = random
        self._frames = self._again_sent = 0
        self._codec, self._extension = VP8, EXTENSIONS[0]  # which mostly stay what they are
        layered = publisher.published("camera").layered
        self._makers: Sequence[Callable[[], bytes]] = (
            (self._layer, self._layer, self._layer, self._sound, self._layer_again)
            if layered
            else (self._camera, self._camera, self._camera, self._sound, self._screen, self._again)
        )

    def next(self) -> bytes:
        return self._random.choice(self._makers)()

    def _sound(self) -> bytes:
        sequence = self._sequence("audio", 0)
        extension = block((LEVEL, b"x"), NUMBER)
        return rtp(sequence, 960 * sequence, ssrc=SOUND, payload_type=111, payload=OPUS * 5, extension=extension)

    def _camera(self) -> bytes:
        if self._random.random() < 0.05:
            self._codec = self._random.choice((VP8, VP8, H264))
        return self._picture("camera", 0, CAMERA, self._codec)

    def _screen(self) -> bytes:
        return self._picture("screen", 0, SCREEN, VP8)

    def _layer(self) -> bytes:
        place = self._random.randrange(3)
        name, ssrc = list(LAYERS.items())[place]
        return self._picture("camera", place, ssrc, VP8, (RID, name.encode()))

    def _picture(self, role: str, place: int, ssrc: int, codec: int, *names: tuple[int, bytes]) -> bytes:
        random = self._random
        sequence = self._sequence(role, place)
        self._frames += random.random() < 0.5
        key = random.random() < 0.1
        body = bytes(random.randrange(MOST_BYTES) if random.random() < 0.2 else 20)
        if codec == VP8:
            payload = vp8(self._frames, self._frames, key=key, begins=random.random() < 0.7, body=body)
        else:
            payload = (H264_KEY if key else H264_DELTA) + body
        if random.random() < 0.1:
            self._extension = random.choice(EXTENSIONS)
        named = names and random.random() < 0.2
        return rtp(
            sequence,
            3000 * self._frames,
            ssrc=ssrc,
            payload_type=codec,
            payload=payload,
            extension=block(TIME, NUMBER, *names) if named else self._extension,
            padding=9 if random.random() < 0.05 else 0,
        )

    def _again(self) -> bytes:
        return self._retransmission("camera", 0, CAMERA_RTX, b"")

    def _layer_again(self) -> bytes:
        place = self._random.randrange(3)
        name = (REPAIRED_RID, list(LAYERS)[place].encode())
        return self._retransmission("camera", place, LAYER_RTX + place, block(TIME, NUMBER, name))

    def _retransmission(self, role: str, place: int, ssrc: int, extension: bytes) -> bytes:
        """Of a packet that is missing, or that nobody has asked for."""
        source = self._publisher.source(role, place)
        missing = list(source.nack._missing) or [source.state.highest]
        payload = struct.pack("!H", self._random.choice(missing) & 0xFFFF) + vp8(1, 1, body=b"again")
        self._again_sent += 1
        return rtp(self._again_sent, 0, ssrc=ssrc, payload_type=RTX[VP8], payload=payload, extension=extension)

    def _sequence(self, role: str, place: int) -> int:
        """Mostly the next one; now and then some are lost, or one is late."""
        highest = self._publisher.source(role, place).state.highest
        fate = self._random.random()
        if fate < 0.85:
            return highest + 1
        return highest + self._random.randrange(2, 8) if fate < 0.95 else highest - self._random.randrange(40)
