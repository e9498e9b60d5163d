"""VP8 picture numbers (RFC 7741 section 4.2), read and shifted in place.

A browser puts frames in order by them. When the stream behind ours changes they must go on where they were, or the
browser waits for pictures that do not exist.
"""

from typing import NamedTuple

from media.forward.header import Packet

ID_SPAN = 1 << 15
LEVEL_SPAN = 1 << 8

_EXTENDED = 0x80
_HAS_ID, _HAS_LEVEL = 0x80, 0x40
_LONG_ID = 0x80


class Numbers(NamedTuple):
    """PictureID in 15 bits, and TL0PICIDX."""

    id: int
    level: int


NONE = Numbers(0, 0)


def read(packet: Packet, start: int, end: int) -> Numbers | None:
    """The numbers of the packet whose payload lies from `start` to `end`; None when it has not both."""
    if start + 5 > end or not packet[start] & _EXTENDED or not packet[start + 2] & _LONG_ID:
        return None
    if packet[start + 1] & (_HAS_ID | _HAS_LEVEL) != _HAS_ID | _HAS_LEVEL:
        return None
    return Numbers((packet[start + 2] & 0x7F) << 8 | packet[start + 3], packet[start + 4])


def shift(packet: memoryview, start: int, end: int, by: Numbers) -> None:
    """Add to both numbers of a packet that has them."""
    numbers = read(packet, start, end)
    if numbers is None:
        return
    identifier = (numbers.id + by.id) % ID_SPAN
    packet[start + 2] = _LONG_ID | identifier >> 8
    packet[start + 3] = identifier & 0xFF
    packet[start + 4] = (numbers.level + by.level) % LEVEL_SPAN


def after(last: Numbers, first: Numbers) -> Numbers:
    """What to add so that `first` follows upon `last`."""
    return Numbers((last.id + 1 - first.id) % ID_SPAN, (last.level + 1 - first.level) % LEVEL_SPAN)


def shifted(numbers: Numbers, by: Numbers) -> Numbers:
    return Numbers((numbers.id + by.id) % ID_SPAN, (numbers.level + by.level) % LEVEL_SPAN)
