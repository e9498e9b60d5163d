"""Keeps one outgoing numbering continuous while the stream behind it changes: new publisher, reload, gate.

Between two restarts the rewrite is a constant offset, so gaps and reordering reach the subscriber as they are
and its own loss recovery works.
"""

from media.forward.header import SEQUENCE_SPAN, TIMESTAMP_MASK, unwrap


class Rewrite:
    """Offsets from the source's index and timestamp to ours."""

    def __init__(self, clock_rate: int, first_sequence: int, first_timestamp: int) -> None:
        self._clock_rate = clock_rate
        self._offset = 0
        self._timestamp_offset = 0
        self._floor = first_sequence
        self._highest = first_sequence - 1
        self._last_timestamp = first_timestamp
        self._last_at: float | None = None

    def restart(self, index: int, timestamp: int, now: float) -> None:
        """Continue our numbering with this packet of a new source; time moves on by what really passed."""
        elapsed = 0 if self._last_at is None else max(1, round((now - self._last_at) * self._clock_rate))
        self._floor = self._highest + 1
        self._offset = self._floor - index
        self._timestamp_offset = self._last_timestamp + elapsed - timestamp

    def place(self, index: int, timestamp: int, now: float) -> int:
        """Our index for the source's packet; below `floor` it belongs before the restart and must not go out."""
        placed = index + self._offset
        if placed > self._highest:
            self._highest = placed
            self._last_timestamp = self.timestamp(timestamp)
            self._last_at = now
        return placed

    @property
    def floor(self) -> int:
        return self._floor

    def timestamp(self, timestamp: int) -> int:
        return (timestamp + self._timestamp_offset) & TIMESTAMP_MASK

    def origin(self, sequence: int) -> int | None:
        """The source's index behind one of our recent sequence numbers, if it was sent since the restart."""
        placed = unwrap(sequence % SEQUENCE_SPAN, self._highest)
        return placed - self._offset if self._floor <= placed <= self._highest else None
