import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from media.forward import feedback
from media.forward.feedback import (
    BitrateEstimate,
    KeyFrameRequest,
    Nack,
    ReceptionReport,
    SenderReport,
    TransportFeedback,
)

REPORT = ReceptionReport(7, 128, 12, 65_600, 90, 0x22223333, 32_768)
SENDER = SenderReport(9, 0x1111222233334444, 5, 6, 7)


def test_a_picture_loss_indication_is_understood_as_sent() -> None:
    assert list(feedback.parse(feedback.picture_loss(1, 2))) == [KeyFrameRequest(2)]


def test_a_full_intra_request_asks_for_each_stream_it_names() -> None:
    packet = struct.pack("!BBHIIIIII", 0x84, 206, 6, 1, 0, 11, 0x01000000, 12, 0x02000000)
    assert list(feedback.parse(packet)) == [KeyFrameRequest(11), KeyFrameRequest(12)]


def test_a_sender_report_is_understood_as_sent() -> None:
    assert list(feedback.parse(feedback.sender_report(SENDER))) == [SENDER]


def test_receiver_reports_are_understood_as_sent() -> None:
    negative = ReceptionReport(8, 0, -3, 1, 2, 3, 4)
    assert list(feedback.parse(feedback.receiver_report(1, [REPORT, negative]))) == [REPORT, negative]


def test_a_compound_packet_yields_each_message() -> None:
    packet = feedback.sender_report(SENDER) + feedback.picture_loss(1, 2) + feedback.nack(1, 2, [5])
    assert list(feedback.parse(packet)) == [SENDER, KeyFrameRequest(2), Nack(2, (5,))]


def test_a_bitrate_estimate_is_exponent_and_mantissa() -> None:
    packet = struct.pack("!BBHII4sBBHI", 0x8F, 206, 5, 1, 0, b"REMB", 1, 3 << 2 | 1, 0x0002, 9)
    assert list(feedback.parse(packet)) == [BitrateEstimate((1 << 16 | 2) << 3)]


@given(st.integers(0, 1 << 40))
def test_a_ceiling_is_understood_as_no_more_than_it_was(bps: int) -> None:
    (told,) = feedback.parse(feedback.bitrate_ceiling(1, 2, bps))
    assert isinstance(told, BitrateEstimate)
    assert bps * (1 - 2**-17) <= told.bps <= bps


@pytest.mark.parametrize("body", [b"eight by", b"nine byte", b""])
def test_transport_wide_feedback_is_handed_on_in_whole_words(body: bytes) -> None:
    (told,) = feedback.parse(feedback.transport_cc(1, 2, body))
    assert told == TransportFeedback(body + bytes(-len(body) % 4))


def test_a_sender_report_hands_on_the_reports_behind_it() -> None:
    packet = bytearray(feedback.sender_report(SENDER))
    packet += feedback.receiver_report(9, [REPORT])[8:]
    packet[0] |= 1
    packet[2:4] = struct.pack("!H", len(packet) // 4 - 1)
    assert list(feedback.parse(bytes(packet))) == [SENDER, REPORT]


def test_neighbours_share_one_pair_across_the_wrap() -> None:
    packet = feedback.nack(1, 2, [65_534, 65_535, 65_536, 65_550])
    assert len(packet) == 16
    assert list(feedback.parse(packet)) == [Nack(2, (65_534, 65_535, 0, 14))]


@given(st.sets(st.integers(0, 70_000), min_size=1, max_size=60))
def test_a_nack_names_exactly_the_missing_packets(indexes: set[int]) -> None:
    (message,) = feedback.parse(feedback.nack(1, 2, sorted(indexes)))
    assert message == Nack(2, tuple(index & 0xFFFF for index in sorted(indexes)))


@pytest.mark.parametrize(
    "packet",
    [
        b"",
        b"\x80",
        b"\x81\xce\x00\x05" + bytes(8),
        b"\x41\xce\x00\x02" + bytes(8),
        b"\x81\xce\x00\x00",
        b"\x9f\xc9\x00\x01" + bytes(4),
        b"\x80\xc8\x00\x01" + bytes(4),
    ],
    ids=["empty", "byte", "longer than it is", "version 1", "no body", "31 reports absent", "cut sender report"],
)
def test_what_is_malformed_is_passed_over(packet: bytes) -> None:
    assert not list(feedback.parse(packet))


@given(st.binary(max_size=200))
def test_no_bytes_make_the_parser_fail(data: bytes) -> None:
    list(feedback.parse(data))


@given(st.sampled_from([200, 201, 205, 206]), st.integers(0, 31), st.binary(max_size=60))
def test_no_body_makes_the_parser_fail(kind: int, count: int, body: bytes) -> None:
    body += bytes(-len(body) % 4)
    list(feedback.parse(struct.pack("!BBH", 0x80 | count, kind, len(body) // 4) + body))


def test_a_nack_names_no_more_packets_than_somebody_could_miss() -> None:
    (message,) = feedback.parse(feedback.nack(1, 2, range(2 * feedback.MAX_LOST)))
    assert message == Nack(2, tuple(range(feedback.MAX_LOST)))
