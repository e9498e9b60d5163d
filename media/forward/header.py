"""RTP headers, read and rewritten in place (RFC 3550 section 5.1, one-byte extensions of RFC 8285).

Every reader stays inside `size`: a malformed packet yields 0 or nothing, never an exception.
"""

from struct import Struct

Packet = memoryview | bytes

AUDIO_LEVEL = 1
ABS_SEND_TIME = 2
TRANSPORT_CC = 3
RID = 5
REPAIRED_RID = 6
"""Header extension ids: the same in every offer, so that packets travel between peers unrenumbered."""

FIXED_SIZE = 12
SEQUENCE_SPAN = 1 << 16
HALF_SPAN = SEQUENCE_SPAN >> 1
TIMESTAMP_MASK = 0xFFFFFFFF

NUMBERS = Struct("!HII")
"""Sequence number, timestamp, SSRC, at `NUMBERS_AT`."""
NUMBERS_AT = 2

HEADER = Struct("!HHIIIQ")
"""First two bytes, sequence number, timestamp, SSRC; then an extension block's first word and eight bytes more."""
HEADS_SIZE = 8
PLAIN = 0x9000
"""The first byte of most packets: version 2 and an extension block, no padding, no contributing sources."""
PLAIN_MASK = 0xFF00
TRANSPORT_CC_HEAD = TRANSPORT_CC << 4 | 1
SEND_TIME_HEAD = ABS_SEND_TIME << 4 | 2
SEND_TIME_TICKS = 1 << 18
"""abs-send-time counts seconds in 6.18 fixed point."""

_U16 = Struct("!H")
_VERSION_BITS = 0xC0
_VERSION_2 = 0x80
_PADDING_BIT = 0x20
_EXTENSION_BIT = 0x10
_ONE_BYTE_PROFILE = 0xBEDE
_STOP_ID = 15


def payload_start(packet: Packet, size: int) -> int:
    """Offset of the payload, 0 when this is no RTP packet."""
    if size < FIXED_SIZE or packet[0] & _VERSION_BITS != _VERSION_2:
        return 0
    start = FIXED_SIZE + 4 * (packet[0] & 0x0F)
    if packet[0] & _EXTENSION_BIT:
        if start + 4 > size:
            return 0
        start += 4 + 4 * (packet[start + 2] << 8 | packet[start + 3])
    return start if start <= size else 0


def payload_end(packet: Packet, start: int, size: int) -> int:
    """Offset behind the payload, before RTP padding (RFC 3550 section 5.1, bit P)."""
    return max(start, size - packet[size - 1]) if packet[0] & _PADDING_BIT else size


def element_heads(packet: Packet, end: int) -> tuple[int, int] | None:
    """Where in the extension block of a plain packet elements begin, and with what.

    A mask over its bytes and their values, as `HEADER` reads them; None when the block, which ends at `end`, is
    longer than that.
    """
    first = FIXED_SIZE + 4
    if end > first + HEADS_SIZE:
        return None
    mask = heads = 0
    at = first
    while at < end:
        shift = 8 * (first + HEADS_SIZE - 1 - at)
        mask |= 0xFF << shift
        heads |= packet[at] << shift
        at += 2 + (packet[at] & 0x0F) if packet[at] else 1
    return mask, heads


def drop_padding_bit(packet: memoryview) -> None:
    packet[0] &= ~_PADDING_BIT


def find_extension(packet: Packet, size: int, wanted: int) -> int:
    """Offset of the value of header extension `wanted`, 0 when the packet does not carry it whole."""
    block = _extension_block(packet, size)
    if not block:
        return 0
    end = block + 4 * (packet[block - 2] << 8 | packet[block - 1])
    while block < end:
        head = packet[block]
        if head == 0:  # padding between elements
            block += 1
            continue
        identifier, length = head >> 4, (head & 0x0F) + 1
        if identifier == _STOP_ID or block + 1 + length > end:
            return 0
        if identifier == wanted:
            return block + 1
        block += 1 + length
    return 0


def find_headed(packet: Packet, size: int, head: int) -> int:
    """The same for an element of just this head: its id, and a length that is known."""
    at = find_extension(packet, size, head >> 4)
    return at if at and packet[at - 1] == head else 0


def stamp_extensions(packet: memoryview, size: int, transport_number: int, now: float) -> bool:
    """Renew what counts hop by hop: our own transport-cc number and the time of sending; blank the layer's name.

    Whether there was a place for the number.
    """
    number_at = find_headed(packet, size, TRANSPORT_CC_HEAD)
    if number_at:
        _U16.pack_into(packet, number_at, transport_number)
    at = find_headed(packet, size, SEND_TIME_HEAD)
    if at:
        ticks = int(now * SEND_TIME_TICKS) & 0xFFFFFF
        packet[at], packet[at + 1], packet[at + 2] = ticks >> 16, ticks >> 8 & 0xFF, ticks & 0xFF
    for identifier in (RID, REPAIRED_RID):
        at = find_extension(packet, size, identifier)
        if at:  # it names a stream of another connection; zeros are padding (RFC 8285 section 4.2)
            length = 2 + (packet[at - 1] & 0x0F)
            packet[at - 1 : at - 1 + length] = bytes(length)
    return number_at > 0


def stream_name(packet: Packet, size: int, identifier: int) -> str:
    """The value of a RID or repaired RID extension (RFC 8852), empty when the packet has none."""
    at = find_extension(packet, size, identifier)
    return bytes(packet[at : at + 1 + (packet[at - 1] & 0x0F)]).decode("ascii", "replace") if at else ""


def unwrap(sequence: int, near: int) -> int:
    """The index with these low 16 bits that lies nearest to the index `near`."""
    return near + (sequence - near + HALF_SPAN) % SEQUENCE_SPAN - HALF_SPAN


def _extension_block(packet: Packet, size: int) -> int:
    start = FIXED_SIZE + 4 * (packet[0] & 0x0F)
    if not packet[0] & _EXTENSION_BIT or start + 4 > size:
        return 0
    if packet[start] << 8 | packet[start + 1] != _ONE_BYTE_PROFILE:
        return 0
    words = packet[start + 2] << 8 | packet[start + 3]
    return start + 4 if start + 4 + 4 * words <= size else 0
