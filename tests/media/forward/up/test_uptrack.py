import pytest
from hypothesis import given
from hypothesis import strategies as st

from media.forward import keyframe
from media.forward.feedback import SenderReport
from media.forward.history import CAPACITY
from media.forward.uptrack import FRESH_KEY_S, UpTrack
from tests.media.forward.packets import VP8_DELTA, VP8_KEY, rtp, writable


def video() -> UpTrack:
    return UpTrack("video", 1, 90_000, {96: keyframe.vp8})


def audio() -> UpTrack:
    return UpTrack("audio", 2, 48_000, {})


def receive(track: UpTrack, packet: bytes, now: float = 0.0) -> bool:
    return track.receive(writable(packet), len(packet), now)


def test_order_goes_on_past_the_sequence_wrap() -> None:
    track = video()
    indexes = []
    for sequence in (65_534, 65_535, 0, 1):
        assert receive(track, rtp(sequence))
        indexes.append(track.index)
    assert indexes == [65_534, 65_535, 65_536, 65_537]
    assert track.lost == 0


def test_a_duplicate_is_not_new() -> None:
    track = video()
    assert receive(track, rtp(10))
    assert not receive(track, rtp(10))


def test_a_gap_is_told_and_asked_for() -> None:
    track = video()
    receive(track, rtp(65_534))
    receive(track, rtp(1))
    assert track.gap
    assert track.nack.due(0.0) == [65_535, 65_536]
    assert track.lost == 2


def test_a_gap_in_sound_is_not_asked_for() -> None:
    track = audio()
    receive(track, rtp(1, payload_type=111))
    receive(track, rtp(9, payload_type=111))
    assert not track.gap
    assert not track.nack.due(0.0)


def test_a_reordered_packet_is_forwarded_and_no_longer_missing() -> None:
    track = video()
    for sequence in (1, 3, 2):
        assert receive(track, rtp(sequence))
    assert not track.nack.due(0.0)
    assert track.lost == 0


def test_a_packet_older_than_the_history_is_dropped() -> None:
    track = video()
    receive(track, rtp(2000))
    receive(track, rtp(2001 + CAPACITY))
    assert not receive(track, rtp(2001))


@pytest.mark.parametrize("packet", [b"", b"\x80", rtp(1)[:11], b"\x90" + rtp(1)[1:12] + b"\xbe\xde\xff\xff"])
def test_a_malformed_packet_is_no_packet(packet: bytes) -> None:
    track = video()
    assert not receive(track, packet)
    assert track.packets == 0


def test_a_key_frame_is_counted_once_per_picture() -> None:
    track = UpTrack("video", 1, 90_000, {102: keyframe.h264})
    receive(track, rtp(1, 5, payload_type=102, payload=b"\x67\x42"))
    receive(track, rtp(2, 5, payload_type=102, payload=b"\x65\x88"))
    assert track.key_frames == 1
    assert track.replay_from(0.0) == 1


def test_seeing_a_key_frame_ends_the_asking() -> None:
    track = video()
    track.key_requests.request()
    receive(track, rtp(1, payload=VP8_DELTA))
    assert track.key_requests.wanted
    receive(track, rtp(2, payload=VP8_KEY))
    assert not track.key_requests.wanted


def test_only_a_fresh_key_frame_is_replayed() -> None:
    track = video()
    assert track.replay_from(0.0) is None
    receive(track, rtp(7, payload=VP8_KEY), now=1.0)
    assert track.replay_from(1.0 + FRESH_KEY_S) == 7
    assert track.replay_from(1.1 + FRESH_KEY_S) is None


def test_a_key_frame_followed_by_too_much_is_not_replayed() -> None:
    track = video()
    receive(track, rtp(0, payload=VP8_KEY))
    for sequence in range(1, 500):
        receive(track, rtp(sequence))
    assert track.replay_from(0.1) is None


def test_the_report_tells_loss_since_the_last_one() -> None:
    track = video()
    for sequence in (0, 1, 2, 7):
        receive(track, rtp(sequence))
    first = track.report(1.0)
    assert first is not None
    assert (first.lost, first.fraction_lost, first.highest) == (4, 128, 7)
    receive(track, rtp(8))
    second = track.report(2.0)
    assert second is not None
    assert (second.lost, second.fraction_lost) == (4, 0)


def test_a_steady_stream_has_no_jitter_even_when_its_timestamp_wraps() -> None:
    track = audio()
    start = (1 << 32) - 960 * 3
    for step in range(10):
        receive(track, rtp(step, start + 960 * step, payload_type=111), now=step * 0.02)
    report = track.report(1.0)
    assert report is not None
    assert report.jitter == 0


def test_the_report_answers_the_last_sender_report() -> None:
    track = video()
    receive(track, rtp(0))
    track.sender_report(SenderReport(1, 0x1111222233334444, 0, 1, 1), now=1.0)
    report = track.report(1.5)
    assert report is not None
    assert (report.last_sender_report, report.delay) == (0x22223333, 32_768)


def test_nothing_received_means_nothing_to_report() -> None:
    assert video().report(1.0) is None


@given(
    start=st.integers(0, 65_535),
    order=st.permutations(range(60)),
    lost=st.sets(st.integers(0, 59)),
    doubled=st.sets(st.integers(0, 59)),
)
def test_every_packet_is_taken_once_whatever_the_network_does(
    start: int, order: list[int], lost: set[int], doubled: set[int]
) -> None:
    track = video()
    receive(track, rtp(start))
    taken: list[int] = []
    for step in order:
        copies = 0 if step in lost else 2 if step in doubled else 1
        news = [receive(track, rtp(start + 1 + step)) for _ in range(copies)]
        taken += [track.index - start - 1] * news.count(True)
    assert sorted(taken) == sorted(set(order) - lost)
    assert track.packets == len(taken) + 1
