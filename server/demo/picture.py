"""A generated test picture and tone: what a visit without a camera sends, and how the other side recognises it."""

import fractions
import math
from typing import ClassVar

from aiortc import MediaStreamTrack, VideoStreamTrack
from aiortc.mediastreams import AudioStreamTrack
from av import AudioFrame, VideoFrame

WIDTH, HEIGHT = 640, 360
TONE_HZ = 440
_RATE = 48_000
_LOUD = 8_000
_SAMPLES = _RATE // 50


class Picture(VideoStreamTrack):
    """Moving vertical bars in three greys, 30 frames a second."""

    _bars: ClassVar[tuple[int, ...]] = (60, 130, 200)

    def __init__(self) -> None:
        super().__init__()
        self._count = 0

    async def recv(self) -> VideoFrame:
        pts, time_base = await self.next_timestamp()
        frame = VideoFrame(WIDTH, HEIGHT, "yuv420p")
        row = bytes(self._bars[(x + 4 * self._count) // 80 % 3] for x in range(WIDTH))
        for plane, fill in zip(frame.planes, (row, b"\x80" * WIDTH, b"\x80" * WIDTH), strict=True):
            line = fill[: plane.width] + bytes(plane.line_size - plane.width)
            plane.update(line * plane.height)
        self._count += 1
        frame.pts, frame.time_base = pts, time_base
        return frame


class Tone(AudioStreamTrack):
    """A steady sine, 20 ms a frame."""

    def __init__(self) -> None:
        super().__init__()
        self._silence_clock = AudioStreamTrack()
        self._at = 0

    async def recv(self) -> AudioFrame:
        paced = await self._silence_clock.recv()  # aiortc's silent track keeps the 20 ms beat
        frame = AudioFrame(format="s16", layout="mono", samples=_SAMPLES)
        samples = (self._at + i for i in range(_SAMPLES))
        wave = (int(_LOUD * math.sin(2 * math.pi * TONE_HZ * n / _RATE)) for n in samples)
        frame.planes[0].update(b"".join(value.to_bytes(2, "little", signed=True) for value in wave))
        self._at += _SAMPLES
        frame.pts, frame.sample_rate, frame.time_base = (paced.pts or 0) * 6, _RATE, fractions.Fraction(1, _RATE)
        return frame


async def first_picture(track: MediaStreamTrack) -> None:
    """Returns when a decoded frame shows more than one shade: the picture has really arrived."""
    while True:
        frame = await track.recv()
        if isinstance(frame, VideoFrame) and len(set(bytes(frame.reformat(format="gray").planes[0])[:WIDTH])) > 1:
            return


async def first_sound(track: MediaStreamTrack) -> None:
    """Returns when a decoded frame is louder than silence."""
    while True:
        frame = await track.recv()
        if isinstance(frame, AudioFrame) and any(bytes(frame.planes[0])):
            return
