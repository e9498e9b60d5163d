"""Real VP8 and Opus for a relay that decodes: a moving picture and a tone, encoded once, at the load's rates."""

from collections.abc import Iterator
from fractions import Fraction
from functools import cache
from math import pi, sin
from random import Random

from av import AudioFrame, CodecContext, VideoFrame

from bench.media.load import Recording, packetized, video
from bench.media.load.recording import AUDIO_CLOCK, AUDIO_PER_SECOND, VIDEO_PER_SECOND

_WIDTH, _HEIGHT = 1280, 720
_FRAMES, _FRAMES_PER_SECOND = 60, 30
_BIT_RATE = VIDEO_PER_SECOND * 1050 * 8
_NOISY_ROWS = 80  # noise costs bits: so much of it makes the encoder use up its rate
_TONE_HZ = 440
_TONES = 100
_SAMPLES = AUDIO_CLOCK // AUDIO_PER_SECOND


@cache
def encoded_video() -> Recording:
    """Two seconds at 1280 x 720."""
    frames = [packetized(frame) for frame in _frames()]
    return video(frames, VIDEO_PER_SECOND, loop_to=0, stamped=False)


@cache
def encoded_audio() -> Recording:
    """Two seconds of a tone."""
    codec = CodecContext.create("libopus", "w")
    codec.sample_rate, codec.format, codec.layout, codec.bit_rate = AUDIO_CLOCK, "s16", "mono", 48_000
    payloads = [bytes(packet) for place in range(_TONES) for packet in codec.encode(_tone(place))]
    return Recording(payloads, [True] * len(payloads), _SAMPLES, AUDIO_PER_SECOND, stamped=False)


def _frames() -> Iterator[bytes]:
    codec = CodecContext.create("libvpx", "w")
    codec.width, codec.height, codec.pix_fmt, codec.bit_rate = _WIDTH, _HEIGHT, "yuv420p", _BIT_RATE
    codec.framerate = Fraction(_FRAMES_PER_SECOND)
    codec.gop_size = _FRAMES
    codec.options = {"deadline": "realtime", "cpu-used": "8", "lag-in-frames": "0"}
    noise = Random(1)  # noqa: S311 (a picture, not a secret)
    for place in range(_FRAMES):
        yield b"".join(bytes(packet) for packet in codec.encode(_picture(place, noise)))


def _picture(place: int, noise: Random) -> VideoFrame:
    """A gradient that moves, below a band of noise."""
    frame = VideoFrame(_WIDTH, _HEIGHT, "yuv420p")
    frame.pts = place
    luma, *chroma = frame.planes
    row = bytes((16 + (x + 8 * place) // 8 % 200) for x in range(luma.line_size))
    luma.update(noise.randbytes(_NOISY_ROWS * luma.line_size) + row * (_HEIGHT - _NOISY_ROWS))
    for plane in chroma:
        plane.update(bytes([128]) * plane.buffer_size)
    return frame


def _tone(place: int) -> AudioFrame:
    frame = AudioFrame(format="s16", layout="mono", samples=_SAMPLES)
    frame.sample_rate, frame.pts = AUDIO_CLOCK, place * _SAMPLES
    times = range(place * _SAMPLES, (place + 1) * _SAMPLES)
    samples = (round(8000 * sin(2 * pi * _TONE_HZ * time / AUDIO_CLOCK)) for time in times)
    frame.planes[0].update(b"".join(sample.to_bytes(2, "little", signed=True) for sample in samples))
    return frame
