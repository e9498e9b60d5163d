"""What participants send: synthetic VP8 and Opus that no decoder will ever see, but every relay believes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

VIDEO_PER_SECOND, AUDIO_PER_SECOND = 240, 50
VIDEO_CLOCK, AUDIO_CLOCK = 90_000, 48_000
PICTURE_ID_AT = 2

_FRAMES_PER_SECOND = 30
_PACKETS_PER_TURN = 3  # a browser's pacer lets video go every 5 ms or so, a few packets at once
_DELTA_FRAMES = 12
_AUDIO_BYTES, _VIDEO_BYTES = 120, 1050
_OPUS_20_MS = b"\x78"  # RFC 6716 section 3.1: full band, one frame, mono

# RFC 7741 section 4.2: extended, and with a picture number of 15 bits, which the engine renews.
_DESCRIPTOR_START, _DESCRIPTOR_GOES_ON = b"\x90\x80\x80\x00", b"\x80\x80\x80\x00"
# RFC 6386 section 9.1: shown, and key or not; a key frame tells its size, here 1280 x 720.
_KEY_FRAME = b"\x10\x02\x00\x9d\x01\x2a\x00\x05\xd0\x02"
_DELTA_FRAME = b"\x11\x02\x00"


@dataclass(frozen=True, slots=True, eq=False)
class Recording:
    """Payloads and which of them end a frame. The first frame is a key frame; after the last comes `loop_to`."""

    payloads: Sequence[bytes]
    frame_ends: Sequence[bool]
    ticks_per_frame: int
    per_second: int
    per_turn: int = 1
    loop_to: int = 0
    picture_id_at: int = -1
    stamped: bool = True
    """Whether the engine may write what it measures with into the end of each payload."""


Sends = Mapping[str, Recording]
"""What a client sends: kind of media -> its packets."""


@cache
def synthetic(video_per_second: int) -> Sends:
    """One key frame, then delta frames for ever, in payloads of 1,000 to 1,100 bytes; and 20 ms of Opus in 120."""
    return {"audio": _synthetic_audio(), "video": _synthetic_video(video_per_second)}


def video(frames: Sequence[Sequence[bytes]], per_second: int, *, loop_to: int, stamped: bool) -> Recording:
    """Packetised frames, paced as a browser paces them."""
    payloads = [payload for frame in frames for payload in frame]
    ends = [place == len(frame) - 1 for frame in frames for place in range(len(frame))]
    return Recording(
        payloads,
        ends,
        round(VIDEO_CLOCK * len(payloads) / len(frames) / per_second),
        per_second,
        _PACKETS_PER_TURN,
        loop_to,
        PICTURE_ID_AT,
        stamped,
    )


def packetized(frame: bytes) -> list[bytes]:
    """The payloads of an encoded VP8 frame."""
    starts = range(0, len(frame), _VIDEO_BYTES)
    return [
        (_DESCRIPTOR_GOES_ON if start else _DESCRIPTOR_START) + frame[start : start + _VIDEO_BYTES]
        for start in starts
    ]


def _synthetic_video(per_second: int) -> Recording:
    size = round(per_second / _FRAMES_PER_SECOND)
    frames = [_frame(size, number) for number in range(1 + _DELTA_FRAMES)]
    return video(frames, per_second, loop_to=size, stamped=True)


def _synthetic_audio() -> Recording:
    payload = _OPUS_20_MS.ljust(_AUDIO_BYTES, b"\xa5")
    return Recording([payload], [True], AUDIO_CLOCK // AUDIO_PER_SECOND, AUDIO_PER_SECOND)


def _frame(size: int, number: int) -> list[bytes]:
    tag = _DELTA_FRAME if number else _KEY_FRAME
    heads = [_DESCRIPTOR_START + tag] + [_DESCRIPTOR_GOES_ON] * (size - 1)
    return [head.ljust(1000 + (number * size + place) * 37 % 101, b"\xa5") for place, head in enumerate(heads)]
