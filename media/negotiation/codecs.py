"""The codecs on offer, with the same payload types for every peer, so that packets are forwarded unrenumbered."""

from collections.abc import Iterable
from dataclasses import dataclass

from media.forward.up import keyframe
from media.forward.up.keyframe import Detector

OPUS = 111
CLOCK_RATES = {"audio": 48_000, "video": 90_000}

START_KBPS = 1500
"""Where a browser's encoder begins; its own default keeps the picture small for many seconds."""

LAYERS = ("l", "m", "h")
"""Simulcast layers (RFC 8853), lowest first as browsers expect: a quarter, half and all of the camera's size."""


@dataclass(frozen=True, slots=True)
class VideoCodec:
    name: str
    payload_type: int
    rtx_payload_type: int
    parameters: str
    starts_key_frame: Detector


VIDEO_CODECS = (
    VideoCodec("VP8", 96, 97, "", keyframe.vp8),
    VideoCodec("VP9", 98, 99, "profile-id=0", keyframe.vp9),
    VideoCodec(
        "H264",
        102,
        103,
        "level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42e01f",
        keyframe.h264,
    ),
    VideoCodec("AV1", 45, 46, "", keyframe.av1),
)
KEY_FRAME_DETECTORS = {codec.payload_type: codec.starts_key_frame for codec in VIDEO_CODECS}


def shared_order(accepted: Iterable[frozenset[int]]) -> tuple[VideoCodec, ...]:
    """The codecs in the order of the next offer: those that everybody in the room can play come first.

    A browser sends the first codec of the offer that it accepts. So all peers of a room send the first codec that
    all of them share, and nothing is ever transcoded. A peer that was offered another order is offered again.
    """
    sets = list(accepted)
    return tuple(sorted(VIDEO_CODECS, key=lambda codec: not all(codec.payload_type in one for one in sets)))
