import pytest
from hypothesis import given
from hypothesis import strategies as st

from media.forward.up import keyframe
from media.forward.up.history import CAPACITY
from media.forward.up.uptrack import ALIVE_S, FRESH_KEY_S, UpTrack
from tests.media.forward.packets import LEVEL, OPUS, RID, VP8_DELTA, VP8_KEY, numbered, rtp, writable


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
    assert track.reception.lost == 0


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
    assert track.reception.lost == 2


@pytest.mark.parametrize(("answers", "wanted"), [(False, []), (True, [2, 3])], ids=["does not", "does"])
def test_a_gap_in_sound_is_asked_for_only_when_its_publisher_answers(answers: bool, wanted: list[int]) -> None:
    track = audio()
    track.asks = answers
    receive(track, rtp(1, payload_type=111, payload=OPUS))
    receive(track, rtp(4, payload_type=111, payload=OPUS))
    assert track.gap
    assert track.nack.due(0.0) == wanted


def test_a_reordered_packet_is_forwarded_and_no_longer_missing() -> None:
    track = video()
    for sequence in (1, 3, 2):
        assert receive(track, rtp(sequence))
    assert not track.nack.due(0.0)
    assert track.reception.lost == 0


def test_a_packet_older_than_the_history_is_dropped() -> None:
    track = video()
    receive(track, rtp(2000))
    receive(track, rtp(2001 + CAPACITY))
    assert not receive(track, rtp(2001))


@pytest.mark.parametrize("packet", [b"", b"\x80", rtp(1)[:11], b"\x90" + rtp(1)[1:12] + b"\xbe\xde\xff\xff"])
def test_a_malformed_packet_is_no_packet(packet: bytes) -> None:
    track = video()
    assert not receive(track, packet)
    assert track.state.packets == 0


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


def test_a_layer_is_alive_while_its_packets_come() -> None:
    track = video()
    receive(track, rtp(1), now=10.0)
    assert [track.alive(10.0 + ALIVE_S / 2), track.alive(10.0 + ALIVE_S)] == [True, False]


def test_a_codec_tells_whether_its_key_frames_begin_late_and_its_pictures_are_numbered() -> None:
    track = UpTrack("video", 1, 90_000, {96: keyframe.vp8, 102: keyframe.h264})
    receive(track, rtp(1, payload_type=102, payload=b"\x65"))
    state = track.state
    assert (state.payload_type, state.looks_twice, state.numbers_pictures) == (102, True, False)
    receive(track, rtp(2, payload_type=96))
    assert (state.payload_type, state.looks_twice, state.numbers_pictures) == (96, False, True)


def test_the_layout_is_remembered_of_packets_that_have_a_number_and_no_name() -> None:
    track = video()
    receive(track, rtp(1, extension=numbered(7)))
    state = track.state
    assert (state.payload_at, state.send_time_at, state.transport_at) == (24, 17, 21)
    known = state.layout
    receive(track, rtp(2, extension=numbered(8, (RID, b"l"))))
    receive(track, rtp(3, extension=numbered(9, (LEVEL, b"x")), padding=4))
    receive(track, rtp(4))
    assert state.layout == known


def taken_by(track: UpTrack, start: int, order: list[int], lost: set[int], doubled: set[int]) -> list[int]:
    """Which steps of a stream the track took, in what order, when the network does this to it."""
    receive(track, rtp(start))
    taken: list[int] = []
    for step in order:
        copies = 0 if step in lost else 2 if step in doubled else 1
        news = [receive(track, rtp(start + 1 + step)) for _ in range(copies)]
        taken += [track.index - start - 1] * news.count(True)
    return taken


HARM = {
    "start": st.integers(0, 65_535),
    "order": st.permutations(range(60)),
    "lost": st.sets(st.integers(0, 59)),
    "doubled": st.sets(st.integers(0, 59)),
}


@given(**HARM)
def test_every_packet_is_taken_once_whatever_the_network_does(
    start: int, order: list[int], lost: set[int], doubled: set[int]
) -> None:
    track = video()
    taken = taken_by(track, start, order, lost, doubled)
    assert sorted(taken) == sorted(set(order) - lost)
    assert track.state.packets == len(taken) + 1


class Forgetful(UpTrack):
    """Takes whatever is late for new."""

    def _late_and_new(self, index: int) -> bool:
        return True


def test_the_checker_finds_a_track_that_takes_a_packet_twice() -> None:
    track = Forgetful("video", 1, 90_000, {})
    assert taken_by(track, 65_530, [1, 0, 2], {2}, {0}) == [1, 0, 0]


def test_a_stream_that_begins_anew_is_taken_from_wherever_it_begins() -> None:
    track = video()
    for sequence in (40, 41):
        receive(track, rtp(sequence, payload=VP8_KEY))
    track.restart()
    assert track.replay_from(0.0) is None
    assert receive(track, rtp(40_000))
    assert not receive(track, rtp(40_000))
    assert receive(track, rtp(39_999))
    assert track.history.get(40) is not None
    assert track.reception.lost == 0
    assert not track.nack.due(0.0)
