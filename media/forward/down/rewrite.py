"""Keeps one outgoing numbering continuous while the stream behind it changes: new publisher, layer, reload, gate.

Between two restarts the rewrite is a constant offset, so gaps and reordering reach the subscriber as they are
and its own loss recovery works.
"""

from media.forward.down import picture
from media.forward.header import (
    NUMBERS,
    NUMBERS_AT,
    SEQUENCE_SPAN,
    TIMESTAMP_MASK,
    Packet,
    payload_end,
    payload_start,
    unwrap,
)
from media.forward.state import DownState
from media.forward.up.uptrack import UpTrack


class Rewrite:
    """Offsets from the source's numbers to ours, kept in `state`."""

    def __init__(self, state: DownState, clock_rate: int) -> None:
        self.floor = state.highest + 1
        """Our first index since the restart: what belongs before it must not go out."""
        self._state = state
        self._clock_rate = clock_rate
        self._last_picture: picture.Numbers | None = None

    def leave(self, source: UpTrack) -> None:
        """The stream that was rewritten so far is rewritten no longer: keep where its pictures ended."""
        state = self._state
        last = source.history.get(state.highest - state.offset) if source.state.numbers_pictures else None
        numbers = _picture_of(last) if last is not None else None
        if numbers is not None:
            self._last_picture = picture.shifted(numbers, self._picture_offset)

    def restart(self, source: UpTrack, packet: Packet, size: int, now: float, elapsed_s: float | None) -> None:
        """Continue our numbering with this packet, the last that `source` took.

        Our clock moves on by `elapsed_s` since the last packet's capture, if that is known, else by what really
        passed; in any case it moves on, because frames of the same time would be taken for one.
        """
        state = self._state
        if elapsed_s is None:
            elapsed_s = now - state.last_at
        elapsed = max(1, round(elapsed_s * self._clock_rate)) if state.last_at else 0
        self.floor = state.highest + 1
        sequence, timestamp, _ = NUMBERS.unpack_from(packet, NUMBERS_AT)
        state.offset = self.floor - unwrap(sequence, source.state.highest)
        state.timestamp_offset = (state.last_timestamp + elapsed - timestamp) & TIMESTAMP_MASK
        first = _picture_of(packet, size) if source.state.numbers_pictures and self._last_picture else None
        by = picture.after(self._last_picture, first) if first and self._last_picture else picture.NONE
        state.picture_offset, state.level_offset = by

    def place(self, index: int, timestamp: int, now: float) -> int:
        """Our index for the source's packet."""
        state = self._state
        placed = index + state.offset
        if placed > state.highest:
            state.highest = placed
            state.last_timestamp = self.timestamp(timestamp)
            state.last_at = now
        return placed

    def write(self, packet: memoryview, size: int, placed: int) -> None:
        """Give a packet of the source our numbers."""
        state = self._state
        timestamp = self.timestamp(NUMBERS.unpack_from(packet, NUMBERS_AT)[1])
        NUMBERS.pack_into(packet, NUMBERS_AT, placed % SEQUENCE_SPAN, timestamp, state.ssrc)
        if state.picture_offset or state.level_offset:
            start = payload_start(packet, size)
            picture.shift(packet, start, payload_end(packet, start, size), self._picture_offset)

    def timestamp(self, timestamp: int) -> int:
        return (timestamp + self._state.timestamp_offset) & TIMESTAMP_MASK

    def origin(self, sequence: int) -> int | None:
        """The source's index behind one of our recent sequence numbers, if it was sent since the restart."""
        state = self._state
        placed = unwrap(sequence % SEQUENCE_SPAN, state.highest)
        return placed - state.offset if self.floor <= placed <= state.highest else None

    @property
    def _picture_offset(self) -> picture.Numbers:
        return picture.Numbers(self._state.picture_offset, self._state.level_offset)


def _picture_of(packet: Packet, size: int | None = None) -> picture.Numbers | None:
    size = len(packet) if size is None else size
    start = payload_start(packet, size)
    return picture.read(packet, start, payload_end(packet, start, size)) if start else None
