"""The last packets of one stream as they arrived, for retransmission and for the replay of a key frame."""

from collections.abc import Iterator

CAPACITY = 256
"""Packets of a picture: one to four seconds of a camera."""
SOUND_CAPACITY = 64
"""Sound is never asked for again; this many tell a late packet from a double."""


class History:
    """A ring addressed by index: a slot forgets its packet for a newer one."""

    def __init__(self, capacity: int = CAPACITY) -> None:
        self.capacity = capacity
        self._packets: list[bytes] = [b""] * capacity
        self._indexes: list[int] = [-1] * capacity

    def put(self, index: int, packet: bytes) -> None:
        slot = index % self.capacity
        self._packets[slot] = packet
        self._indexes[slot] = index

    def knows(self, index: int) -> bool:
        """Whether this packet has been here. It is no news even when its bytes are gone: it went out then."""
        return self._indexes[index % self.capacity] == index

    def get(self, index: int) -> bytes | None:
        slot = index % self.capacity
        return self._packets[slot] if self._indexes[slot] == index else None

    def span(self, first: int, last: int) -> Iterator[tuple[int, bytes]]:
        """The packets still held from `first` to `last`, in order."""
        for index in range(first, last + 1):
            packet = self.get(index)
            if packet is not None:
                yield index, packet
