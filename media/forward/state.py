"""The numbers that change with every packet, apart from the machines that read them.

The machines of this package work on these objects; the native path has structures with the same field names and
works on those, so that there is one truth for both. All times are monotonic seconds.
"""

from array import array

from media.forward.header import SEQUENCE_SPAN

RING = 1024
"""Transport-wide numbers remembered in each direction."""
ARRIVALS = 400
"""Arrivals that may wait for the next report, so that it fits in one datagram."""
LAYOUT_UNKNOWN = -1


class LegState:
    """One peer's connection, both directions."""

    __slots__ = (
        "alive_at",
        "allowance",
        "arrived",
        "arrived_at",
        "arrived_number",
        "number",
        "sent_at",
        "sent_size",
        "transport_number",
    )

    def __init__(self, now: float) -> None:
        self.number = 0
        """The native path's name for it."""
        self.alive_at = now
        """Last authentic packet."""
        self.allowance = 0
        """Bytes this peer may still send before the next tick."""
        self.arrived = 0
        """How many of the two lists below are filled: transport-wide numbers as they came, and when."""
        self.arrived_number = array("l", bytes(8 * ARRIVALS))
        self.arrived_at = array("d", bytes(8 * ARRIVALS))
        self.transport_number = 0
        """Of the last packet sent; the two lists below are rings addressed by it."""
        self.sent_at = array("d", bytes(8 * RING))
        self.sent_size = array("l", bytes(8 * RING))


class UpState:
    """One incoming stream. `layout` and what follows cache where things lie in its packets."""

    __slots__ = (
        "bytes",
        "frame_timestamp",
        "heads",
        "heads_mask",
        "heard_at",
        "highest",
        "jitter",
        "layout",
        "looks_twice",
        "numbers_pictures",
        "packets",
        "payload_at",
        "payload_type",
        "send_time_at",
        "started",
        "transit",
        "transport_at",
    )

    def __init__(self) -> None:
        self.started = False
        self.highest = 0
        """Index of the newest packet."""
        self.packets = 0
        self.bytes = 0
        self.heard_at = 0.0
        self.frame_timestamp = -1
        """RTP timestamp of the newest packet."""
        self.jitter = 0.0
        """In timestamp units, RFC 3550 appendix A.8."""
        self.transit = 0.0
        self.payload_type = 0
        self.looks_twice = False
        """A key frame may begin behind the first packet of a picture (H.264: delimiters come first)."""
        self.numbers_pictures = False
        """Packets carry picture numbers that must go on when the stream behind an outgoing one changes (VP8)."""
        self.layout = LAYOUT_UNKNOWN
        """The extension block's profile and length; packets with another one are looked at from the start."""
        self.heads_mask = self.heads = 0
        """As `header.element_heads` tells them; with others, too."""
        self.payload_at = 0
        self.transport_at = 0
        """Offset of the transport-wide number in packets of this layout, 0 = none."""
        self.send_time_at = 0


class DownState:
    """One outgoing stream. While `steady`, the packets of `source` need constant offsets and nothing else."""

    __slots__ = (
        "bytes",
        "highest",
        "last_at",
        "last_timestamp",
        "level_offset",
        "offset",
        "packets",
        "picture_offset",
        "ssrc",
        "steady",
        "timestamp_offset",
    )

    def __init__(self, ssrc: int, first_sequence: int, first_timestamp: int) -> None:
        self.ssrc = ssrc
        self.steady = False
        self.offset = 0
        self.timestamp_offset = 0
        self.picture_offset = self.level_offset = 0
        """Of VP8's picture numbers."""
        self.highest = first_sequence % SEQUENCE_SPAN - 1
        self.last_timestamp = first_timestamp
        self.last_at = 0.0
        """When the newest packet left, 0 = none yet."""
        self.packets = 0
        self.bytes = 0
