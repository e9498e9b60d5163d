import pytest
from hypothesis import given
from hypothesis import strategies as st

from media.forward.down.downtrack import REPORTS_REMEMBERED, RESENDS_PER_TICK, DownTrack
from media.forward.feedback import ReceptionReport, SenderReport
from media.forward.state import DownState
from media.forward.up.uptrack import UpTrack
from tests.media.forward.down.path import RTX_SSRC, SSRC, Path, camera
from tests.media.forward.packets import OPUS, VP8_DELTA, VP8_KEY, numbers, rtp, writable


def test_a_picture_starts_with_a_key_frame() -> None:
    path = Path()
    assert path.send(rtp(1, payload=VP8_DELTA)) is None
    assert path.send(rtp(2, payload=VP8_KEY)) is not None
    assert path.send(rtp(3, payload=VP8_DELTA)) is not None


def test_sound_starts_at_once() -> None:
    up = UpTrack("audio", 1, 48_000, {})
    down = DownTrack("audio", DownState(SSRC, 5, 0), 0, {111: None}, 48_000)
    down.attach(up)
    data = rtp(9, payload_type=111, payload=OPUS)
    packet = writable(data)
    assert up.receive(packet, len(data), 0.0)
    assert down.forward(packet, len(data), up, up.index, up.timestamp, up.key, 0.0)
    assert numbers(packet) == (5, 0, SSRC)


def test_a_codec_the_subscriber_cannot_play_is_not_sent() -> None:
    path = Path()
    assert path.send(rtp(1, payload_type=98, payload=b"\x88\x01")) is None
    assert path.down.gated


H264_KEY = b"\x67\x42"


def test_a_codec_that_a_further_answer_adds_is_sent_and_repeated() -> None:
    path = Path()
    assert path.send(rtp(1, payload_type=102, payload=H264_KEY)) is None
    path.down.accept({96: 97, 102: 103})
    assert path.send(rtp(2, 3000, payload_type=102, payload=H264_KEY)) is not None
    repeated = path.resend(100)
    assert repeated is not None
    assert repeated[1] == 103


def test_a_codec_that_a_further_answer_takes_away_is_not_sent_any_more() -> None:
    path = Path(also=(102,))
    for sequence, payload in ((1, VP8_KEY), (2, VP8_DELTA)):
        assert path.send(rtp(sequence, payload=payload)) is not None
    path.down.accept({102: None})
    assert not path.down.state.steady, "what passes untouched would still be passed on"
    assert path.send(rtp(3, payload=VP8_KEY)) is None
    sent = path.send(rtp(4, 3000, payload_type=102, payload=H264_KEY))
    assert sent is not None
    assert numbers(sent)[0] == 102


def test_a_further_answer_that_keeps_the_codec_leaves_no_seam() -> None:
    path = Path()
    path.send(rtp(1, payload=VP8_KEY))
    path.down.accept({96: 97, 102: 103})
    assert path.down.state.steady
    assert path.send(rtp(2, payload=VP8_DELTA)) is not None


def test_no_key_frame_is_waited_for_that_could_not_be_played() -> None:
    path = Path()
    waits = [path.down.waits_for_key]  # before the first packet any codec may come
    for packet in (rtp(1, payload_type=98, payload=b"\x88\x01"), rtp(2, payload=VP8_DELTA)):
        path.send(packet)
        waits.append(path.down.waits_for_key)
    assert waits == [path.up, None, path.up]


def test_numbers_are_rewritten_and_the_payload_is_not() -> None:
    path = Path()
    sent = path.send(rtp(7, 1000, payload=VP8_KEY, marker=True))
    assert sent == rtp(100, 0, ssrc=SSRC, payload=VP8_KEY, marker=True)


def test_a_packet_from_before_the_first_key_frame_stays_behind() -> None:
    path = Path()
    path.send(rtp(4, payload=VP8_DELTA))
    path.send(rtp(6, payload=VP8_KEY))
    assert path.send(rtp(5, payload=VP8_DELTA)) is None


def test_a_packet_of_another_stream_is_not_sent() -> None:
    path = Path()
    path.send(rtp(6, payload=VP8_KEY))
    assert path.send(rtp(7, payload=VP8_KEY), track=camera(2)) is None


def test_a_lost_packet_is_resent_as_rtx_with_its_number_in_front() -> None:
    path = Path()
    path.send(rtp(7, 1000, payload=VP8_KEY, marker=True))
    assert path.resend(100) == rtp(
        1, 0, ssrc=RTX_SSRC, payload_type=97, payload=b"\x00\x64" + VP8_KEY, marker=True
    )


def test_padding_is_not_part_of_a_retransmission() -> None:
    path = Path()
    path.send(rtp(7, payload=VP8_KEY, padding=20))
    assert path.resend(100) == rtp(1, 0, ssrc=RTX_SSRC, payload_type=97, payload=b"\x00\x64" + VP8_KEY)


def test_without_rtx_nothing_is_repeated() -> None:
    path = Path(rtx=None)
    path.send(rtp(7, 1000, payload=VP8_KEY))
    assert path.resend(100) is None
    assert path.down.resent == 0


def test_what_was_never_sent_cannot_be_resent() -> None:
    path = Path()
    assert path.resend(100) is None
    path.send(rtp(7, payload=VP8_KEY))
    assert path.resend(99) is None
    assert path.resend(101) is None


def test_what_was_sent_of_another_stream_cannot_be_resent() -> None:
    path = Path()
    path.send(rtp(7, payload=VP8_KEY))
    path.down.attach(camera(2))
    assert path.resend(100) is None


def test_resending_is_rationed_between_ticks() -> None:
    path = Path()
    path.send(rtp(7, payload=VP8_KEY))
    resent = [path.resend(100) is not None for _ in range(RESENDS_PER_TICK + 5)]
    assert resent.count(True) == RESENDS_PER_TICK
    path.down.tick()
    assert path.resend(100) is not None


def test_a_sender_report_speaks_in_our_timestamps() -> None:
    path = Path()
    assert path.down.sender_report(SenderReport(1, 99, 1000, 5, 5), 0.0) is None
    packet = rtp(7, 1000, payload=VP8_KEY)
    path.send(packet)
    told = path.down.sender_report(SenderReport(1, 99, 1900, 5, 5), 0.0)
    assert told == SenderReport(SSRC, 99, 900, 1, len(packet))


def test_a_seen_key_frame_ends_the_subscribers_asking() -> None:
    path = Path()
    path.down.key_requests.request()
    path.send(rtp(1, payload=VP8_KEY))
    assert not path.down.key_requests.wanted


def report(last_sender_report: int, delay: int, **others: int) -> ReceptionReport:
    told = {"fraction_lost": 64, "lost": 12, "highest": 0, "jitter": 900} | others
    return ReceptionReport(SSRC, last_sender_report=last_sender_report, delay=delay, **told)


def test_a_reception_report_tells_loss_and_jitter() -> None:
    down = Path().down
    down.reception_report(report(0, 0), 1.0)
    assert (down.lost, down.loss, down.jitter_s) == (12, 0.25, 0.01)


def test_the_round_trip_is_what_the_subscriber_did_not_wait() -> None:
    path = Path()
    path.send(rtp(7, payload=VP8_KEY), now=1.0)
    path.down.sender_report(SenderReport(1, 0x1111222233334444, 0, 1, 1), now=2.0)
    path.down.reception_report(report(0x22223333, 32_768), now=2.7)
    assert path.down.round_trip_s == pytest.approx(0.2)


@pytest.mark.parametrize(("told", "delay"), [(0x99999999, 32_768), (0x22223333, 0)], ids=["unknown", "no delay"])
def test_a_report_that_answers_nothing_of_ours_tells_no_round_trip(told: int, delay: int) -> None:
    path = Path()
    path.send(rtp(7, payload=VP8_KEY), now=1.0)
    path.down.sender_report(SenderReport(1, 0x1111222233334444, 0, 1, 1), now=2.0)
    path.down.reception_report(report(told, delay), now=2.7)
    assert path.down.round_trip_s is None


def test_only_the_latest_sender_reports_are_remembered() -> None:
    path = Path()
    path.send(rtp(7, payload=VP8_KEY), now=1.0)
    for second in range(100):
        path.down.sender_report(SenderReport(1, second << 32, 0, 1, 1), now=float(second))
    assert len(path.down._reports_sent) == REPORTS_REMEMBERED


@given(
    start=st.integers(65_400, 65_535),
    timestamp=st.integers((1 << 32) - 100_000, (1 << 32) - 1),
    order=st.permutations(range(40)),
    lost=st.sets(st.integers(0, 39)),
)
def test_gaps_and_order_reach_the_subscriber_unchanged(
    start: int, timestamp: int, order: list[int], lost: set[int]
) -> None:
    path = Path(first=65_520)
    path.send(rtp(start, timestamp, payload=VP8_KEY))
    for step in order:
        if step in lost:
            continue
        payload = VP8_DELTA + bytes((step,))
        sent = path.send(rtp(start + 1 + step, timestamp + 3000 * step, payload=payload))
        assert sent == rtp(65_521 + step, 3000 * step, ssrc=SSRC, payload=payload)
        path.down.tick()
        resent = path.resend((65_521 + step) & 0xFFFF)
        assert resent is not None
        assert resent.endswith(payload)
