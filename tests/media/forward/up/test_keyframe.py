from itertools import accumulate, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from media.forward.up import keyframe
from media.forward.up.keyframe import KeyFrameRequests

PAYLOADS = [
    (keyframe.vp8, "1000", True, "VP8 key frame, plain descriptor"),
    (keyframe.vp8, "1001", False, "VP8 delta frame"),
    (keyframe.vp8, "0000", False, "VP8 key frame, not its start"),
    (keyframe.vp8, "1100", False, "VP8 second partition"),
    (keyframe.vp8, "90e0810203a000", True, "VP8 key frame, 15-bit picture id, TL0PICIDX and TID"),
    (keyframe.vp8, "90e0810203a001", False, "VP8 delta frame with the same descriptor"),
    (keyframe.vp8, "90800500", True, "VP8 key frame, 7-bit picture id"),
    (keyframe.vp8, "90", False, "VP8 cut off"),
    (keyframe.vp9, "8801", True, "VP9 key frame, picture id"),
    (keyframe.vp9, "c801", False, "VP9 inter-predicted"),
    (keyframe.vp9, "8001", False, "VP9 not the start of the frame"),
    (keyframe.vp9, "a88101 00".replace(" ", ""), True, "VP9 key frame, lowest spatial layer"),
    (keyframe.vp9, "a8810102", False, "VP9 higher spatial layer of a key frame"),
    (keyframe.h264, "6742e01f", True, "H264 SPS"),
    (keyframe.h264, "6588", True, "H264 IDR slice"),
    (keyframe.h264, "419a", False, "H264 non-IDR slice"),
    (keyframe.h264, "78000467420000000268ce", True, "H264 STAP-A with SPS"),
    (keyframe.h264, "7800026809000241aa", False, "H264 STAP-A without"),
    (keyframe.h264, "7c85", True, "H264 FU-A start of IDR"),
    (keyframe.h264, "7c05", False, "H264 FU-A middle of IDR"),
    (keyframe.h264, "7c81", False, "H264 FU-A start of a delta slice"),
    (keyframe.av1, "18", True, "AV1 new coded video sequence"),
    (keyframe.av1, "10", False, "AV1 delta"),
    (keyframe.av1, "98", False, "AV1 continuation"),
]


@pytest.mark.parametrize(("detect", "payload", "expected", "_what"), PAYLOADS, ids=[row[3] for row in PAYLOADS])
def test_a_key_frame_is_recognised_where_it_begins(
    detect: keyframe.Detector, payload: str, expected: bool, _what: str
) -> None:
    packet = bytes(12) + bytes.fromhex(payload)
    assert detect(packet, 12, len(packet)) is expected


@given(st.sampled_from([keyframe.vp8, keyframe.vp9, keyframe.h264, keyframe.av1]), st.binary(max_size=40))
def test_no_payload_makes_a_detector_fail(detect: keyframe.Detector, payload: bytes) -> None:
    assert detect(payload, 0, len(payload)) in (True, False)


def test_nothing_is_asked_without_a_request() -> None:
    assert not KeyFrameRequests().due(1.0)


def test_a_request_is_repeated_until_a_key_frame_is_seen() -> None:
    requests = KeyFrameRequests()
    requests.request()
    assert [requests.due(at) for at in (1.0, 1.1, 1.26)] == [True, False, True]
    requests.seen()
    assert not requests.due(5.0)


def test_a_request_inside_the_interval_is_kept_for_later() -> None:
    requests = KeyFrameRequests()
    requests.request()
    assert requests.due(1.0)
    requests.seen()
    requests.request()
    assert [requests.due(1.2), requests.due(1.25)] == [False, True]


def sent_in_a_storm(requests: KeyFrameRequests, seconds: int) -> int:
    """How many requests go on when one comes every millisecond."""
    for step in range(1000 * seconds):
        requests.request()
        requests.due(step / 1000)
    return requests.sent


@pytest.mark.parametrize("per_second", [keyframe.PER_SECOND, keyframe.SUBSCRIBER_PER_SECOND])
def test_a_storm_of_requests_becomes_a_few_a_second(per_second: float) -> None:
    assert sent_in_a_storm(KeyFrameRequests(per_second), 10) <= 10 * per_second + keyframe.BURST


def test_the_checker_finds_requests_that_nothing_limits() -> None:
    assert sent_in_a_storm(KeyFrameRequests(1000.0), 10) > 10 * keyframe.PER_SECOND + keyframe.BURST


@given(st.lists(st.floats(0, 3), max_size=80))
def test_two_requests_never_go_on_within_the_interval(pauses: list[float]) -> None:
    requests = KeyFrameRequests()
    times = []
    for at in accumulate(pauses):
        requests.request()
        times += [at] if requests.due(at) else []
    assert all(later - earlier >= keyframe.MIN_INTERVAL_S for earlier, later in pairwise(times))
