"""RTP packets built independently of the code under test."""

import struct

VP8_KEY = b"\x10\x00\x9d\x01\x2a"
VP8_DELTA = b"\x10\x01\x00\x00"
OPUS = b"\xfc\xff\xfe"

LEVEL, SEND_TIME, TRANSPORT, RID, REPAIRED_RID = 1, 2, 3, 5, 6
"""The header extensions of our offers, by their ids."""


def rtp(
    sequence: int,
    timestamp: int = 0,
    *,
    ssrc: int = 1,
    payload_type: int = 96,
    payload: bytes = VP8_DELTA,
    extension: bytes = b"",
    padding: int = 0,
    marker: bool = False,
) -> bytes:
    """`extension` is the body of a one-byte header extension block, a multiple of four bytes."""
    first = 0x80 | (0x10 if extension else 0) | (0x20 if padding else 0)
    head = struct.pack(
        "!BBHII", first, marker << 7 | payload_type, sequence & 0xFFFF, timestamp & 0xFFFFFFFF, ssrc
    )
    if extension:
        head += struct.pack("!HH", 0xBEDE, len(extension) // 4) + extension
    return head + payload + (bytes(padding - 1) + bytes((padding,)) if padding else b"")


def block(*elements: tuple[int, bytes]) -> bytes:
    """The body of an extension block (RFC 8285 section 4.2) with these (id, value) in this order."""
    body = b"".join(bytes((identifier << 4 | len(value) - 1,)) + value for identifier, value in elements)
    return body + bytes(-len(body) % 4)


def numbered(number: int, *others: tuple[int, bytes]) -> bytes:
    """An extension block with a time of sending and this transport-wide number, as browsers send it."""
    return block((SEND_TIME, b"\0\0\0"), (TRANSPORT, struct.pack("!H", number & 0xFFFF)), *others)


def vp8(picture: int, level: int, *, key: bool = False, begins: bool = True, body: bytes = b"") -> bytes:
    """A VP8 payload with a PictureID of 15 bits and a TL0PICIDX (RFC 7741 section 4.2)."""
    head = struct.pack("!BBHB", 0x90 if begins else 0x80, 0xC0, 0x8000 | picture & 0x7FFF, level & 0xFF)
    return head + (bytes((not key,)) if begins else b"") + body


def pictures(packet: memoryview | bytes) -> tuple[int, int]:
    """PictureID and TL0PICIDX of a packet whose payload is `vp8`."""
    start = 12
    if packet[0] & 0x10:
        start += 4 + 4 * int.from_bytes(packet[14:16], "big")
    assert packet[start + 1] & 0xC0 == 0xC0
    return int.from_bytes(packet[start + 2 : start + 4], "big") & 0x7FFF, packet[start + 4]


def writable(packet: bytes, room: int = 2304) -> memoryview:
    """The packet in a buffer like the socket's."""
    return memoryview(bytearray(packet.ljust(room, b"\0")))


def numbers(packet: memoryview | bytes) -> tuple[int, int, int]:
    """Sequence number, timestamp, SSRC."""
    sequence, timestamp, ssrc = struct.unpack_from("!HII", packet, 2)
    return sequence, timestamp, ssrc
