from hypothesis import given
from hypothesis import strategies as st

from media.forward import keyframe
from media.forward.downtrack import RESENDS_PER_TICK, DownTrack
from media.forward.feedback import SenderReport
from media.forward.rewrite import Rewrite
from media.forward.uptrack import UpTrack
from tests.media.forward.packets import OPUS, VP8_DELTA, VP8_KEY, numbers, rtp, writable

SSRC, RTX_SSRC = 0xAAAA, 0xBBBB


class Path:
    """An up track that feeds one down track."""

    def __init__(self, *, rtx: int | None = 97, first: int = 100) -> None:
        self.up = UpTrack("video", 1, 90_000, {96: keyframe.vp8, 98: keyframe.vp9})
        self.down = DownTrack("video", SSRC, RTX_SSRC, {96: rtx}, Rewrite(90_000, first, 0))
        self.down.attach(self.up)

    def send(self, packet: bytes, now: float = 0.0) -> bytes | None:
        buffer = writable(packet)
        up = self.up
        if not up.receive(buffer, len(packet), now):
            return None
        if not self.down.forward(buffer, len(packet), up.index, up.timestamp, up.key, now):
            return None
        return bytes(buffer[: len(packet)])

    def resend(self, sequence: int) -> bytes | None:
        buffer = writable(b"")
        size = self.down.resend(buffer, sequence)
        return bytes(buffer[:size]) if size else None


def test_a_picture_starts_with_a_key_frame() -> None:
    path = Path()
    assert path.send(rtp(1, payload=VP8_DELTA)) is None
    assert path.send(rtp(2, payload=VP8_KEY)) is not None
    assert path.send(rtp(3, payload=VP8_DELTA)) is not None


def test_sound_starts_at_once() -> None:
    up = UpTrack("audio", 1, 48_000, {})
    down = DownTrack("audio", SSRC, 0, {111: None}, Rewrite(48_000, 5, 0))
    down.attach(up)
    packet = writable(rtp(9, payload_type=111, payload=OPUS))
    assert down.forward(packet, 15, 9, 0, key=False, now=0.0)
    assert numbers(packet) == (5, 0, SSRC)


def test_a_codec_the_subscriber_cannot_play_is_not_sent() -> None:
    path = Path()
    assert path.send(rtp(1, payload_type=98, payload=b"\x88\x01")) is None
    assert path.down.gated


def test_numbers_are_rewritten_and_the_payload_is_not() -> None:
    path = Path()
    sent = path.send(rtp(7, 1000, payload=VP8_KEY, marker=True))
    assert sent == rtp(100, 0, ssrc=SSRC, payload=VP8_KEY, marker=True)


def test_a_packet_from_before_the_first_key_frame_stays_behind() -> None:
    path = Path()
    path.send(rtp(4, payload=VP8_DELTA))
    path.send(rtp(6, payload=VP8_KEY))
    assert path.send(rtp(5, payload=VP8_DELTA)) is None


def test_a_new_publisher_continues_the_numbers_and_waits_for_its_key_frame() -> None:
    path = Path()
    path.send(rtp(7, 1000, payload=VP8_KEY), now=1.0)
    path.up = UpTrack("video", 2, 90_000, {96: keyframe.vp8})
    path.down.attach(path.up)
    assert path.send(rtp(60_000, 5, payload=VP8_DELTA), now=2.0) is None
    sent = path.send(rtp(60_001, 5, payload=VP8_KEY), now=2.0)
    assert sent is not None
    assert numbers(sent) == (101, 90_000, SSRC)


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


def test_without_rtx_the_packet_itself_is_repeated() -> None:
    path = Path(rtx=None)
    sent = path.send(rtp(7, 1000, payload=VP8_KEY))
    assert path.resend(100) == sent


def test_what_was_never_sent_cannot_be_resent() -> None:
    path = Path()
    assert path.resend(100) is None
    path.send(rtp(7, payload=VP8_KEY))
    assert path.resend(99) is None
    assert path.resend(101) is None


def test_resending_is_rationed_between_ticks() -> None:
    path = Path()
    path.send(rtp(7, payload=VP8_KEY))
    resent = [path.resend(100) is not None for _ in range(RESENDS_PER_TICK + 5)]
    assert resent.count(True) == RESENDS_PER_TICK
    path.down.tick()
    assert path.resend(100) is not None


def test_a_sender_report_speaks_in_our_timestamps() -> None:
    path = Path()
    assert path.down.sender_report(SenderReport(1, 99, 1000, 5, 5)) is None
    packet = rtp(7, 1000, payload=VP8_KEY)
    path.send(packet)
    assert path.down.sender_report(SenderReport(1, 99, 1900, 5, 5)) == SenderReport(SSRC, 99, 900, 1, len(packet))


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
