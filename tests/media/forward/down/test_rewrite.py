import pytest
from hypothesis import given
from hypothesis import strategies as st

from media.forward.down.rewrite import Rewrite
from media.forward.state import DownState
from media.forward.up.uptrack import UpTrack
from tests.media.forward.down.path import SSRC, VIDEO_CLOCK, camera
from tests.media.forward.packets import numbers, rtp, writable


class Numbering:
    """A rewrite, begun anew with a packet of a stream."""

    def __init__(self, first: int = 50, first_timestamp: int = 7) -> None:
        self.state = DownState(SSRC, first, first_timestamp)
        self.rewrite = Rewrite(self.state, VIDEO_CLOCK)

    def restart(
        self,
        sequence: int,
        timestamp: int,
        now: float,
        elapsed_s: float | None = None,
        source: UpTrack | None = None,
    ) -> None:
        source = source or camera()
        packet = rtp(sequence, timestamp)
        source.receive(writable(packet), len(packet), now)
        self.rewrite.restart(source, packet, len(packet), now, elapsed_s)


def restarted(
    sequence: int = 1000, timestamp: int = 90_000, first: int = 50, first_timestamp: int = 7
) -> Numbering:
    numbering = Numbering(first, first_timestamp)
    numbering.restart(sequence, timestamp, now=1.0)
    return numbering


def test_the_first_packet_gets_the_first_numbers() -> None:
    rewrite = restarted().rewrite
    assert rewrite.place(1000, 90_000, 1.0) == 50
    assert rewrite.timestamp(90_000) == 7


def test_a_new_source_continues_where_the_old_one_stopped() -> None:
    numbering = restarted()
    numbering.rewrite.place(1009, 93_000, 2.0)
    numbering.restart(40_000, 5, now=3.5)
    assert numbering.rewrite.place(40_000, 5, 3.5) == 60
    assert numbering.rewrite.timestamp(5) == 7 + 3000 + 135_000  # 1.5 s of a 90 kHz clock have passed


def test_the_clock_of_the_capture_counts_where_it_is_known() -> None:
    numbering = restarted()
    numbering.rewrite.place(1009, 93_000, 2.0)
    numbering.restart(40_000, 5, now=3.5, elapsed_s=0.04)
    assert numbering.rewrite.timestamp(5) == 7 + 3000 + 3600


@pytest.mark.parametrize(("now", "elapsed_s"), [(2.0, None), (2.0, 0.0), (3.0, 0.0)])
def test_time_always_moves_on(now: float, elapsed_s: float | None) -> None:
    numbering = restarted()
    numbering.rewrite.place(1009, 93_000, 2.0)
    numbering.restart(40_000, 5, now, elapsed_s)
    assert numbering.rewrite.timestamp(5) == 7 + 3000 + 1


def test_a_packet_from_before_the_restart_falls_below_the_floor() -> None:
    rewrite = restarted().rewrite
    assert rewrite.place(999, 90_000, 1.0) < rewrite.floor


def test_a_restart_may_begin_with_a_packet_that_came_late() -> None:
    source = camera()
    newest = rtp(1005, 93_000)
    source.receive(writable(newest), len(newest), 1.0)
    numbering = Numbering()
    numbering.restart(1003, 90_000, 1.0, source=source)
    assert numbering.rewrite.place(1006, 96_000, 1.0) == 53


def test_a_written_packet_bears_our_numbers() -> None:
    numbering = restarted()
    packet = writable(rtp(1003, 93_000))
    numbering.rewrite.write(packet, 16, numbering.rewrite.place(1003, 93_000, 1.0))
    assert packet[:16] == rtp(53, 3007, ssrc=SSRC)
    assert numbers(packet) == (53, 3007, SSRC)


def test_a_lost_number_leads_back_to_its_origin() -> None:
    rewrite = restarted(first=65_530).rewrite
    for index in range(1000, 1020):
        rewrite.place(index, 90_000, 1.0)
    assert rewrite.origin(65_535) == 1005
    assert rewrite.origin(0) == 1006


def test_numbers_not_sent_since_the_restart_have_no_origin() -> None:
    rewrite = restarted().rewrite
    rewrite.place(1000, 90_000, 1.0)
    assert rewrite.origin(49) is None
    assert rewrite.origin(51) is None


@given(st.integers(0, 65_535), st.integers(0, (1 << 32) - 1), st.lists(st.integers(-40, 200), max_size=50))
def test_between_restarts_distances_are_kept(sequence: int, timestamp: int, steps: list[int]) -> None:
    rewrite = restarted(sequence, timestamp).rewrite
    for step in steps:
        assert rewrite.place(sequence + step, timestamp, 1.0) == 50 + step
        assert rewrite.timestamp((timestamp + step) & 0xFFFFFFFF) == (7 + step) & 0xFFFFFFFF
