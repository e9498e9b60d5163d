"""A way through the relay without a socket: incoming streams, and one outgoing stream that carries one of them."""

from media.forward.down.downtrack import DownTrack
from media.forward.state import DownState
from media.forward.up import keyframe
from media.forward.up.uptrack import UpTrack
from tests.media.forward.packets import writable

SSRC, RTX_SSRC = 0xAAAA, 0xBBBB
VIDEO_CLOCK = 90_000
DETECTORS = {96: keyframe.vp8, 98: keyframe.vp9, 102: keyframe.h264}


def camera(ssrc: int = 1) -> UpTrack:
    return UpTrack("video", ssrc, VIDEO_CLOCK, DETECTORS)


class Path:
    """`up` is the stream that is carried at first; `now` stands still unless it is told."""

    def __init__(self, *, rtx: int | None = 97, first: int = 100, also: tuple[int, ...] = ()) -> None:
        self.up = camera()
        accepted = {96: rtx} | dict.fromkeys(also)
        self.down = DownTrack("video", DownState(SSRC, first, 0), RTX_SSRC, accepted, VIDEO_CLOCK)
        self.down.attach(self.up)

    def send(self, packet: bytes, now: float = 0.0, track: UpTrack | None = None) -> bytes | None:
        """What goes out when this packet of a stream (else: of `up`) comes in."""
        buffer, size = writable(packet), len(packet)
        up = track or self.up
        if not up.receive(buffer, size, now):
            return None
        if not self.down.forward(buffer, size, up, up.index, up.timestamp, up.key, now):
            return None
        return bytes(buffer[:size])

    def resend(self, sequence: int) -> bytes | None:
        buffer = writable(b"")
        size = self.down.resend(buffer, sequence)
        return bytes(buffer[:size]) if size else None
