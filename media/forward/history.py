"""The last 1,024 packets of one stream as they arrived, for retransmission and for the replay of a key frame."""

from collections.abc import Iterator

CAPACITY = 1024


class History:
    """A ring addressed by index; a slot forgets its packet when a newer one takes its place."""

    def __init__(self) -> None:
        self._packets: list[bytes | None] = [None] * CAPACITY
        self._indexes: list[int] = [0] * CAPACITY

    def put(self, index: int, packet: bytes) -> None:
        slot = index % CAPACITY
        self._packets[slot] = packet
        self._indexes[slot] = index

    def get(self, index: int) -> bytes | None:
        slot = index % CAPACITY
        return self._packets[slot] if self._indexes[slot] == index else None

    def span(self, first: int, last: int) -> Iterator[tuple[int, bytes]]:
        """The packets still held from `first` to `last`, in order."""
        for index in range(first, last + 1):
            packet = self.get(index)
            if packet is not None:
                yield index, packet
