import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from media.forward.down.retransmission import MAX_PADDING, Retransmission
from media.forward.header import find_extension, payload_end, payload_start, stamp_extensions
from tests.media.forward.packets import TRANSPORT, numbered, numbers, rtp, writable

RTX_SSRC = 0xBBBB
TYPES = {96: 97, 102: 103, 111: None}


def wrapped(retransmission: Retransmission, packet: bytes) -> bytes:
    buffer = writable(packet)
    size = retransmission.wrap(buffer, len(packet))
    return bytes(buffer[:size])


@given(st.integers(0, 65_535), st.integers(0, (1 << 32) - 1), st.binary(min_size=1, max_size=50), st.booleans())
def test_the_number_of_the_original_stands_in_front_of_its_payload(
    sequence: int, timestamp: int, payload: bytes, marker: bool
) -> None:
    packet = rtp(sequence, timestamp, payload=payload, marker=marker, extension=numbered(5))
    expected = rtp(
        1,
        timestamp,
        ssrc=RTX_SSRC,
        payload_type=97,
        payload=struct.pack("!H", sequence) + payload,
        marker=marker,
        extension=numbered(5),
    )
    assert wrapped(Retransmission(RTX_SSRC, TYPES), packet) == expected


def test_padding_is_not_repeated() -> None:
    again = wrapped(Retransmission(RTX_SSRC, TYPES), rtp(7, payload=b"frame", padding=20))
    assert again == rtp(1, ssrc=RTX_SSRC, payload_type=97, payload=b"\x00\x07frame")


def test_a_type_without_retransmission_is_not_repeated() -> None:
    assert wrapped(Retransmission(RTX_SSRC, TYPES), rtp(7, payload_type=111, payload=b"sound")) == b""


def test_the_stream_has_numbers_of_its_own_whatever_it_carries() -> None:
    retransmission = Retransmission(RTX_SSRC, TYPES)
    padding = writable(b"")
    sequences = []
    for step in range(65_540):
        if step % 3:
            retransmission.pad(padding, 0)
            sequences.append(numbers(padding)[0])
        else:
            sequences.append(numbers(wrapped(retransmission, rtp(9)))[0])
    assert sequences == [(step + 1) % 65_536 for step in range(65_540)]


def test_padding_is_a_packet_without_payload_and_with_room_for_our_number() -> None:
    buffer = writable(b"\xff" * 400)
    size = Retransmission(RTX_SSRC, TYPES).pad(buffer, 90_000)
    packet = bytes(buffer[:size])
    start = payload_start(packet, size)
    assert size == start + MAX_PADDING
    assert payload_end(packet, start, size) == start
    assert (packet[1], numbers(packet)) == (97, (1, 90_000, RTX_SSRC))
    assert packet[start:] == bytes(MAX_PADDING - 1) + bytes((MAX_PADDING,))
    assert stamp_extensions(buffer, size, 0xABCD, now=1.0)
    at = find_extension(buffer, size, TRANSPORT)
    assert bytes(buffer[at : at + 2]) == b"\xab\xcd"


@pytest.mark.parametrize(("types", "pads"), [(TYPES, True), ({111: None}, False), ({}, False)])
def test_only_a_stream_with_retransmissions_can_be_padded(types: dict[int, int | None], pads: bool) -> None:
    assert Retransmission(RTX_SSRC, types).pads is pads
