import pytest
from hypothesis import given
from hypothesis import strategies as st

from media.forward.feedback import ReceptionReport, SenderReport
from media.forward.up.uptrack import UpTrack
from tests.media.forward.packets import OPUS, rtp, writable

FRAME = 960  # 20 ms of a 48 kHz clock


def track() -> UpTrack:
    return UpTrack("audio", 2, 48_000, {})


def receive(sound: UpTrack, sequence: int, timestamp: int = 0, now: float = 0.0) -> None:
    packet = rtp(sequence, timestamp, payload_type=111, payload=OPUS)
    sound.receive(writable(packet), len(packet), now)


def reported(sound: UpTrack, now: float) -> ReceptionReport:
    report = sound.report(now)
    assert report is not None
    return report


def test_nothing_received_means_nothing_to_report() -> None:
    assert track().report(1.0) is None


def test_the_report_tells_loss_since_the_last_one() -> None:
    sound = track()
    for sequence in (0, 1, 2, 7):
        receive(sound, sequence)
    first = reported(sound, 1.0)
    assert (first.lost, first.fraction_lost, first.highest) == (4, 128, 7)
    receive(sound, 8)
    second = reported(sound, 2.0)
    assert (second.lost, second.fraction_lost) == (4, 0)


def test_what_comes_late_after_all_is_no_negative_loss() -> None:
    sound = track()
    for sequence in (0, 3):
        receive(sound, sequence)
    assert reported(sound, 1.0).fraction_lost == 128
    for sequence in (1, 2, 4):
        receive(sound, sequence)
    late = reported(sound, 2.0)
    assert (late.lost, late.fraction_lost) == (0, 0)


def test_the_highest_number_counts_its_wraps() -> None:
    sound = track()
    for sequence in (65_534, 65_535, 0):
        receive(sound, sequence)
    assert reported(sound, 1.0).highest == 1 << 16


def test_the_report_answers_the_last_sender_report() -> None:
    sound = track()
    receive(sound, 0)
    sound.sender_report(SenderReport(1, 0x1111222233334444, 0, 1, 1), now=1.0)
    report = reported(sound, 1.5)
    assert (report.last_sender_report, report.delay) == (0x22223333, 32_768)


def test_a_steady_stream_has_no_jitter_even_when_its_timestamp_wraps() -> None:
    sound = track()
    start = (1 << 32) - FRAME * 3
    for step in range(10):
        receive(sound, step, start + FRAME * step, now=step * 0.02)
    assert reported(sound, 1.0).jitter == 0


def test_jitter_is_a_sixteenth_of_each_change_of_transit() -> None:
    sound = track()
    for step, late_s in enumerate((0.0, 0.01, 0.01)):
        receive(sound, step, FRAME * step, now=step * 0.02 + late_s)
    assert reported(sound, 1.0).jitter == int(480 / 16 * 15 / 16)


def test_only_the_first_packet_of_a_frame_counts_for_jitter() -> None:
    sound = track()
    for step, now in enumerate((0.0, 0.005, 0.013)):
        receive(sound, step, 7, now)
    assert reported(sound, 1.0).jitter == 0


@given(st.integers(0, 65_535), st.integers(1, 400), st.sets(st.integers(0, 399)))
def test_the_fraction_lost_is_what_was_lost(start: int, count: int, lost: set[int]) -> None:
    sound = track()
    receive(sound, start)
    arrived = [step for step in range(count) if step not in lost]
    for step in arrived:
        receive(sound, start + 1 + step)
    expected = max(arrived, default=-1) + 2
    missing = expected - len(arrived) - 1
    report = reported(sound, 1.0)
    assert report.lost == missing
    assert report.fraction_lost == pytest.approx(256 * missing / expected, abs=1)
