"""The last packets of one stream as they arrived, for retransmission and for the replay of a key frame."""

from collections.abc import Iterator

CAPACITY = 1024
LIMIT_BYTES = 200_000
"""A second of a good picture. Forty visits have eighty such rings."""


class History:
    """A ring addressed by index: a slot forgets its packet for a newer one, the oldest go when it is too much."""

    def __init__(self) -> None:
        self.bytes = 0
        self._packets: list[bytes | None] = [None] * CAPACITY
        self._indexes: list[int] = [0] * CAPACITY
        self._oldest = 0

    def put(self, index: int, packet: bytes) -> None:
        slot = index % CAPACITY
        earlier = self._packets[slot]
        if earlier is not None:
            self.bytes -= len(earlier)
        self._packets[slot] = packet
        self._indexes[slot] = index
        self.bytes += len(packet)
        if self.bytes > LIMIT_BYTES:
            self._trim(index)

    def get(self, index: int) -> bytes | None:
        slot = index % CAPACITY
        return self._packets[slot] if self._indexes[slot] == index else None

    def span(self, first: int, last: int) -> Iterator[tuple[int, bytes]]:
        """The packets still held from `first` to `last`, in order."""
        for index in range(first, last + 1):
            packet = self.get(index)
            if packet is not None:
                yield index, packet

    def skip(self, first: int, stop: int) -> None:
        """Nothing has come under these indexes yet: their slots forget what is older."""
        for index in range(max(first, stop - CAPACITY), stop):
            slot = index % CAPACITY
            packet = self._packets[slot]
            if packet is not None:
                self._packets[slot] = None
                self.bytes -= len(packet)

    def _trim(self, newest: int) -> None:
        index = max(self._oldest, newest - CAPACITY + 1)
        while self.bytes > LIMIT_BYTES and index < newest:
            packet = self.get(index)
            if packet is not None:
                self._packets[index % CAPACITY] = None
                self.bytes -= len(packet)
            index += 1
        self._oldest = index
