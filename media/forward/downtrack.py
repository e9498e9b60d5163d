"""One outgoing RTP stream: a preannounced SSRC of a subscriber, fed by whichever publisher holds its slot."""

from collections.abc import Mapping
from struct import Struct

from media.forward.feedback import SenderReport
from media.forward.header import (
    NUMBERS,
    NUMBERS_AT,
    SEQUENCE_SPAN,
    drop_padding_bit,
    payload_end,
    payload_start,
)
from media.forward.rewrite import Rewrite
from media.forward.uptrack import UpTrack

RESENDS_PER_TICK = 64

_U16 = Struct("!H")


class DownTrack:
    """Gate until a key frame, then constant offsets; answers losses from the source's history.

    `accepted` maps the payload types this subscriber can play to the payload type of their retransmission (or
    None): packets keep their publisher's payload type, so anything else is not sent at all.
    """

    def __init__(
        self, kind: str, ssrc: int, rtx_ssrc: int, accepted: Mapping[int, int | None], rewrite: Rewrite
    ) -> None:
        self.kind = kind
        self.ssrc = ssrc
        self.packets = 0
        self.bytes = 0
        self.resent = 0
        self.lost = 0
        """Packets missing at the subscriber, by its own report."""
        self.source: UpTrack | None = None
        self.gated = True
        self._rtx_ssrc = rtx_ssrc
        self._rtx_sequence = 0
        self._accepted = accepted
        self._rewrite = rewrite
        self._synchronised = False
        self._resends_left = RESENDS_PER_TICK

    def attach(self, source: UpTrack | None) -> None:
        self.source = source
        self._synchronised = False
        self.gated = self.kind == "video"

    def forward(  # noqa: PLR0917 -- once per packet and subscriber: keywords would be paid there
        self, packet: memoryview, size: int, index: int, timestamp: int, key: bool, now: float
    ) -> bool:
        """Rewrite the source's packet in place for this subscriber; false when it must not be sent."""
        if packet[1] & 0x7F not in self._accepted:
            return False
        if self.gated:
            if not key:
                return False
            self.gated = False
        if not self._synchronised:
            self._rewrite.restart(index, timestamp, now)
            self._synchronised = True
        placed = self._rewrite.place(index, timestamp, now)
        if placed < self._rewrite.floor:
            return False
        NUMBERS.pack_into(
            packet, NUMBERS_AT, placed % SEQUENCE_SPAN, self._rewrite.timestamp(timestamp), self.ssrc
        )
        self.packets += 1
        self.bytes += size
        return True

    def resend(self, packet: memoryview, sequence: int) -> int:
        """Write the lost packet into `packet`, as RTX (RFC 4588) when negotiated; its size, 0 when gone."""
        if self.source is None or not self._synchronised or not self._resends_left:
            return 0
        index = self._rewrite.origin(sequence)
        original = None if index is None else self.source.history.get(index)
        if original is None:
            return 0
        self._resends_left -= 1
        self.resent += 1
        timestamp = self._rewrite.timestamp(NUMBERS.unpack_from(original, NUMBERS_AT)[1])
        rtx_type = self._accepted.get(original[1] & 0x7F)
        if rtx_type is None:
            packet[: len(original)] = original
            NUMBERS.pack_into(packet, NUMBERS_AT, sequence, timestamp, self.ssrc)
            return len(original)
        start = payload_start(original, len(original))
        end = payload_end(original, start, len(original))
        packet[:start] = original[:start]
        _U16.pack_into(packet, start, sequence)
        packet[start + 2 : end + 2] = original[start:end]
        drop_padding_bit(packet)
        packet[1] = original[1] & 0x80 | rtx_type
        self._rtx_sequence = (self._rtx_sequence + 1) % SEQUENCE_SPAN
        NUMBERS.pack_into(packet, NUMBERS_AT, self._rtx_sequence, timestamp, self._rtx_ssrc)
        return end + 2

    def sender_report(self, report: SenderReport) -> SenderReport | None:
        """The publisher's clock pair in our timestamps: audio and video of one publisher stay in step."""
        if not self._synchronised:
            return None
        timestamp = self._rewrite.timestamp(report.timestamp)
        return SenderReport(self.ssrc, report.ntp, timestamp, self.packets, self.bytes)

    def tick(self) -> None:
        self._resends_left = RESENDS_PER_TICK
