import pytest
from hypothesis import given
from hypothesis import strategies as st

from media.forward import header
from tests.media.forward.packets import REPAIRED_RID, RID, SEND_TIME, TRANSPORT, block, rtp, writable

AUDIO_LEVEL_AND_TRANSPORT_CC = b"\x10\x7f\x31\x12\x34\x00\x00\x00"
SEND_TIME_AND_TRANSPORT_CC = b"\x22\x00\x00\x00\x31\x00\x00\x00"


@pytest.mark.parametrize(
    ("packet", "start"),
    [
        (rtp(1), 12),
        (rtp(1, extension=AUDIO_LEVEL_AND_TRANSPORT_CC), 24),
        (b"\x82" + rtp(1)[1:12] + bytes(8) + b"payload", 20),
        (rtp(1)[:11], 0),
        (b"\x40" + rtp(1)[1:], 0),
        (b"\x90" + rtp(1)[1:12] + b"\xbe\xde\xff\xff", 0),
        (b"\x90" + rtp(1)[1:12], 0),
        (b"\x8f" + rtp(1)[1:12], 0),
    ],
    ids=["plain", "extension", "csrc", "short", "version", "long extension", "cut extension", "cut csrc"],
)
def test_the_payload_starts_behind_header_csrcs_and_extensions(packet: bytes, start: int) -> None:
    assert header.payload_start(packet, len(packet)) == start


def test_padding_is_not_payload() -> None:
    packet = rtp(1, payload=b"four", padding=8)
    assert header.payload_end(packet, 12, len(packet)) == 16


def test_a_padding_count_beyond_the_packet_leaves_no_payload() -> None:
    packet = b"\xa0" + rtp(1)[1:-1] + b"\xff"
    assert header.payload_end(packet, 12, len(packet)) == 12


@pytest.mark.parametrize(("wanted", "at"), [(1, 17), (3, 19), (2, 0)])
def test_an_extension_is_found_by_its_id(wanted: int, at: int) -> None:
    packet = rtp(1, extension=AUDIO_LEVEL_AND_TRANSPORT_CC)
    assert header.find_extension(packet, len(packet), wanted) == at


def test_an_element_that_runs_out_of_its_block_is_not_found() -> None:
    packet = rtp(1, extension=b"\x00\x00\x00\x31")
    assert header.find_extension(packet, len(packet), 3) == 0


def test_id_fifteen_ends_the_extensions() -> None:
    packet = rtp(1, extension=b"\xf0\x00\x31\x12\x34\x00\x00\x00")
    assert header.find_extension(packet, len(packet), 3) == 0


def test_stamping_renews_the_hop_by_hop_extensions_and_nothing_else() -> None:
    packet = rtp(1, extension=SEND_TIME_AND_TRANSPORT_CC)
    stamped = writable(packet)
    assert header.stamp_extensions(stamped, len(packet), 0xABCD, now=1.5)
    expected = packet.replace(SEND_TIME_AND_TRANSPORT_CC, b"\x22\x06\x00\x00\x31\xab\xcd\x00")
    assert stamped[: len(packet)] == expected


@pytest.mark.parametrize(
    "extension",
    [b"", block((SEND_TIME, b"\0\0\0")), block((TRANSPORT, b"\0\0\0\0"))],
    ids=["no extension", "no number", "a number of another length"],
)
def test_a_packet_without_room_for_a_number_is_not_numbered(extension: bytes) -> None:
    packet = rtp(1, extension=extension)
    assert not header.stamp_extensions(writable(packet), len(packet), 0xABCD, now=1.5)


@pytest.mark.parametrize("identifier", [RID, REPAIRED_RID])
def test_the_name_of_a_layer_stays_here(identifier: int) -> None:
    packet = rtp(1, extension=block((TRANSPORT, b"\x12\x34"), (identifier, b"high")))
    stamped = writable(packet)
    header.stamp_extensions(stamped, len(packet), 7, now=1.0)
    assert stamped[: len(packet)] == rtp(1, extension=b"\x31\x00\x07" + bytes(5))


def test_the_name_of_a_stream_is_read_from_its_extension() -> None:
    packet = rtp(1, extension=block((RID, b"m"), (REPAIRED_RID, b"\xff")))
    assert header.stream_name(packet, len(packet), RID) == "m"
    assert header.stream_name(packet, len(packet), REPAIRED_RID) == "\ufffd"
    assert header.stream_name(packet, len(packet), TRANSPORT) == ""


@given(st.integers(-(1 << 20), 1 << 20), st.integers(-0x7FFF, 0x7FFF))
def test_unwrapping_finds_the_index_nearest_to_the_last_one(near: int, distance: int) -> None:
    assert header.unwrap((near + distance) & 0xFFFF, near) == near + distance


@given(st.binary(max_size=80))
def test_no_bytes_make_the_header_readers_fail_or_leave_the_packet(data: bytes) -> None:
    packet, size = writable(data), len(data)
    start = header.payload_start(packet, size)
    assert 0 <= start <= size
    if size:
        assert header.find_extension(packet, size, 3) <= size
        header.stamp_extensions(packet, size, 1, now=2.0)
        header.stream_name(packet, size, RID)
        assert not any(packet[size:])
