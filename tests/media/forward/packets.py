"""RTP packets built independently of the code under test."""

import struct

VP8_KEY = b"\x10\x00\x9d\x01\x2a"
VP8_DELTA = b"\x10\x01\x00\x00"
OPUS = b"\xfc\xff\xfe"


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


def writable(packet: bytes, room: int = 2304) -> memoryview:
    """The packet in a buffer like the socket's."""
    return memoryview(bytearray(packet.ljust(room, b"\0")))


def numbers(packet: memoryview | bytes) -> tuple[int, int, int]:
    """Sequence number, timestamp, SSRC."""
    sequence, timestamp, ssrc = struct.unpack_from("!HII", packet, 2)
    return sequence, timestamp, ssrc
