"""When the stream behind a picture changes, time goes on as the publisher's own clock says, if that is known."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from media.forward.feedback import SenderReport
from media.forward.up.uptrack import UpTrack
from tests.media.forward.down.path import VIDEO_CLOCK, Path, camera
from tests.media.forward.packets import numbers, rtp, vp8

ORIGIN_NTP = 3_900_000_000 << 32


def told(track: UpTrack, timestamp: int, captured_s: float) -> None:
    """The publisher says when it captured what bears this timestamp."""
    track.sender_report(SenderReport(track.ssrc, ORIGIN_NTP + round(captured_s * (1 << 32)), timestamp, 0, 0), 1.0)


def apart_s(
    low_start: int, high_start: int, captured_s: tuple[float, float], delays: tuple[float, float], *, clocks: bool
) -> float:
    """Seconds between the timestamps of two frames, of two layers, that reach a subscriber."""
    path = Path()
    low, high = path.up, camera(2)
    if clocks:
        told(low, low_start & 0xFFFFFFFF, 0.0)
        told(high, high_start & 0xFFFFFFFF, 0.0)
    stamps = []
    for track, start, captured, delay in zip(
        (low, high), (low_start, high_start), captured_s, delays, strict=True
    ):
        path.down.switch(track)
        packet = rtp(1, start + round(captured * VIDEO_CLOCK), payload=vp8(1, 1, key=True))
        out = path.send(packet, 10.0 + captured + delay, track)
        assert out is not None
        stamps.append(numbers(out)[1])
    return ((stamps[1] - stamps[0]) % (1 << 32)) / VIDEO_CLOCK


CAPTURES = st.tuples(st.floats(0, 5), st.floats(0.02, 5)).map(lambda two: (two[0], two[0] + two[1]))
DELAYS = st.tuples(st.floats(0, 0.4), st.floats(0.4, 0.9))
TIMESTAMPS = st.integers(0, (1 << 32) - 1)


@given(TIMESTAMPS, TIMESTAMPS, CAPTURES, DELAYS)
def test_two_layers_line_up_by_the_clock_of_their_capture(
    low: int, high: int, captured_s: tuple[float, float], delays: tuple[float, float]
) -> None:
    passed = apart_s(low, high, captured_s, delays, clocks=True)
    assert passed == pytest.approx(captured_s[1] - captured_s[0], abs=2 / VIDEO_CLOCK)


def test_the_checker_finds_layers_that_line_up_by_their_arrival() -> None:
    passed = apart_s(0, 0, (0.0, 1.0), (0.0, 0.5), clocks=False)
    assert passed == pytest.approx(1.5)


def test_clocks_that_cannot_belong_together_are_not_believed() -> None:
    path = Path()
    high = camera(2)
    told(path.up, 0, 0.0)
    told(high, 0, 60.0)
    path.send(rtp(1, 0, payload=vp8(1, 1, key=True)), 10.0)
    path.down.switch(high)
    out = path.send(rtp(1, 0, payload=vp8(1, 1, key=True)), 10.5, high)
    assert out is not None
    assert numbers(out)[1] == VIDEO_CLOCK // 2
