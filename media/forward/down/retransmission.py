"""The retransmission stream beside an outgoing video stream (RFC 4588), which also carries padding."""

from collections.abc import Mapping
from struct import Struct

from media.forward.header import (
    NUMBERS,
    NUMBERS_AT,
    SEQUENCE_SPAN,
    TRANSPORT_CC_HEAD,
    drop_padding_bit,
    payload_end,
    payload_start,
)

MAX_PADDING = 255
_PADDING = Struct("!BBHIIHHBHB")
_PADDED = 0xB0
"""Version 2, padding, an extension block: one word with room for the transport-wide number."""
_BLOCK = (0xBEDE, 1, TRANSPORT_CC_HEAD, 0, 0)
_ZEROS = bytes(MAX_PADDING)
_U16 = Struct("!H")


class Retransmission:
    """`types` maps the payload types of originals to those of their retransmissions, None: not negotiated.

    They may change; the numbering runs on.
    """

    def __init__(self, ssrc: int, types: Mapping[int, int | None]) -> None:
        self.types = types
        self._ssrc = ssrc
        self._sequence = 0

    @property
    def pads(self) -> bool:
        """Whether packets that carry nothing can be sent: browsers expect those among the retransmissions."""
        return self._padding_type is not None

    @property
    def _padding_type(self) -> int | None:
        return next((rtx for rtx in self.types.values() if rtx is not None), None)

    def wrap(self, packet: memoryview, size: int) -> int:
        """Turn an outgoing packet, which bears our numbers, into its retransmission, in place; the new size.

        0 when none was negotiated for it.
        """
        rtx_type = self.types.get(packet[1] & 0x7F)
        if rtx_type is None:
            return 0
        start = payload_start(packet, size)
        end = payload_end(packet, start, size)
        sequence, timestamp, _ = NUMBERS.unpack_from(packet, NUMBERS_AT)
        packet[start + 2 : end + 2] = bytes(packet[start:end])
        _U16.pack_into(packet, start, sequence)
        drop_padding_bit(packet)
        packet[1] = packet[1] & 0x80 | rtx_type
        NUMBERS.pack_into(packet, NUMBERS_AT, self._next(), timestamp, self._ssrc)
        return end + 2

    def pad(self, packet: memoryview, timestamp: int) -> int:
        """Write a packet of padding alone into `packet` (RFC 3550 section 5.1, bit P); its size."""
        numbers = (self._next(), timestamp, self._ssrc)
        _PADDING.pack_into(packet, 0, _PADDED, self._padding_type or 0, *numbers, *_BLOCK)
        packet[_PADDING.size : _PADDING.size + MAX_PADDING] = _ZEROS
        packet[_PADDING.size + MAX_PADDING - 1] = MAX_PADDING
        return _PADDING.size + MAX_PADDING

    def _next(self) -> int:
        self._sequence = (self._sequence + 1) % SEQUENCE_SPAN
        return self._sequence
