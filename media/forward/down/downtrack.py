"""One outgoing RTP stream: a preannounced SSRC of a subscriber, fed by whichever publisher holds its slot."""

from collections.abc import Mapping

from media.forward.down.retransmission import Retransmission
from media.forward.down.rewrite import Rewrite
from media.forward.feedback import ReceptionReport, SenderReport
from media.forward.header import TIMESTAMP_MASK
from media.forward.state import DownState
from media.forward.up.keyframe import SUBSCRIBER_PER_SECOND, KeyFrameRequests
from media.forward.up.uptrack import Kind, UpTrack

RESENDS_PER_TICK = 64
REPORTS_REMEMBERED = 8
_LONGEST_STEP_S = 10.0
"""Clocks that are further apart do not belong to one publisher."""


class DownTrack:
    """Gate until a key frame, then constant offsets; answers losses from the source's history.

    `accepted` maps the payload types this subscriber can play to the payload type of their retransmission (or
    None): packets keep their publisher's payload type, so anything else is not sent at all. `state.steady` says
    that the next packet in order needs its numbers changed and nothing else.
    """

    def __init__(
        self, kind: Kind, state: DownState, rtx_ssrc: int, accepted: Mapping[int, int | None], clock_rate: int
    ) -> None:
        self.kind = kind
        self.ssrc = state.ssrc
        self.state = state
        self.resent = 0
        self.lost = 0
        """Packets missing at the subscriber, by its own report."""
        self.loss = 0.0
        """Share of them in the last reporting interval, 0 to 1."""
        self.jitter_s = 0.0
        self.round_trip_s: float | None = None
        self.source: UpTrack | None = None
        self.pending: UpTrack | None = None
        """The layer that takes over with its next key frame."""
        self.gated = True
        self.paused = False
        self.resends_left = RESENDS_PER_TICK
        self.key_requests = KeyFrameRequests(SUBSCRIBER_PER_SECOND)
        self.clock_rate = clock_rate
        self.retransmission = Retransmission(rtx_ssrc, accepted)
        self._accepted = accepted
        self._rewrite = Rewrite(state, clock_rate)
        self._reports_sent: dict[int, float] = {}
        self._payload_type = -1

    @property
    def waits_for_key(self) -> UpTrack | None:
        """The track of which only a key frame can be sent."""
        track = self.pending or (self.source if self.gated and not self.paused else None)
        return track if track is not None and self.plays(track) else None

    def plays(self, track: UpTrack) -> bool:
        """Whether its key frames are of any use: nobody is asked for one in a codec that cannot be played."""
        return not track.state.started or track.state.payload_type in self._accepted

    def accept(self, accepted: Mapping[int, int | None]) -> None:
        """The subscriber has answered again, and this is what it can play now."""
        self._accepted = accepted
        self.retransmission.types = accepted
        if self.source is not None and self._payload_type not in accepted:
            self.restarted(self.source)

    def attach(self, source: UpTrack | None) -> None:
        """Carry this source and nothing else, from its next key frame on; None: nothing."""
        self._leave()
        self.source, self.pending = source, None
        self.gated = self.kind == "video"

    def switch(self, layer: UpTrack) -> None:
        """Move over to another layer of the same publication as soon as it has a key frame."""
        if self.source is None or self.gated:
            self.attach(layer)
        else:
            self.pending = None if layer is self.source else layer

    def restarted(self, source: UpTrack) -> None:
        """The source is numbered from elsewhere now; if we carry it, its next key frame continues ours."""
        if source is self.source:
            self._leave()
            self.gated = self.kind == "video"

    def pause(self) -> None:
        """Send nothing until `resume`, whatever the source sends."""
        self.paused = True
        self.attach(self.source)

    def resume(self) -> None:
        """Go on with the next key frame."""
        self.paused = False

    def forward(  # noqa: PLR0917 -- once per packet and subscriber: keywords would be paid there
        self, packet: memoryview, size: int, track: UpTrack, index: int, timestamp: int, key: bool, now: float
    ) -> bool:
        """Rewrite the track's packet in place for this subscriber; false when it must not be sent."""
        if self.paused:
            return False
        payload_type = packet[1] & 0x7F
        if track is self.source and payload_type != self._payload_type:
            self.restarted(track)  # a decoder starts anew, and what is shifted in one codec must not be in another
        if payload_type not in self._accepted:
            return False
        elapsed_s = None
        if track is self.pending and key:
            elapsed_s = self._step_to(track, timestamp)
            self._leave()
            self.source, self.pending = track, None
        if track is not self.source or (self.gated and not key):
            return False
        self.gated, self._payload_type = False, payload_type
        if key:
            self.key_requests.seen()
        state, rewrite = self.state, self._rewrite
        if not state.steady:
            rewrite.restart(track, packet, size, now, elapsed_s)
            state.steady = True
        placed = rewrite.place(index, timestamp, now)
        if placed < rewrite.floor:
            return False
        rewrite.write(packet, size, placed)
        state.packets += 1
        state.bytes += size
        return True

    def resend(self, packet: memoryview, sequence: int) -> int:
        """Write the lost packet into `packet` as RTX (RFC 4588); its size, 0 when gone or not negotiated.

        Without RTX it would have to be repeated under its own number, stamped anew: two packets of one number
        under one key give AES-GCM's authentication away (RFC 7714 section 8.1).
        """
        if self.source is None or not self.state.steady or not self.resends_left:
            return 0
        index = self._rewrite.origin(sequence)
        original = None if index is None else self.source.history.get(index)
        if original is None:
            return 0
        self.resends_left -= 1
        size = len(original)
        packet[:size] = original
        self._rewrite.write(packet, size, sequence)
        size = self.retransmission.wrap(packet, size)
        self.resent += size > 0
        return size

    def sender_report(self, report: SenderReport, now: float) -> SenderReport | None:
        """The publisher's clock pair in our timestamps: audio and video of one publisher stay in step."""
        if not self.state.steady:
            return None
        self._reports_sent[report.ntp >> 16 & 0xFFFFFFFF] = now
        while len(self._reports_sent) > REPORTS_REMEMBERED:
            del self._reports_sent[next(iter(self._reports_sent))]
        timestamp = self._rewrite.timestamp(report.timestamp)
        return SenderReport(self.ssrc, report.ntp, timestamp, self.state.packets, self.state.bytes)

    def reception_report(self, report: ReceptionReport, now: float) -> None:
        """What the subscriber says about this stream (RFC 3550 section 6.4.1)."""
        self.lost, self.loss = report.lost, report.fraction_lost / 256
        self.jitter_s = report.jitter / self.clock_rate
        sent_at = self._reports_sent.get(report.last_sender_report)
        if sent_at is not None and report.delay:
            self.round_trip_s = max(0.0, now - sent_at - report.delay / 65536)

    def tick(self) -> None:
        self.resends_left = RESENDS_PER_TICK

    def _leave(self) -> None:
        """What has been sent so far cannot be continued: the next packet starts anew."""
        if self.source is not None and self.state.steady:
            self._rewrite.leave(self.source)
        self.state.steady = False

    def _step_to(self, track: UpTrack, timestamp: int) -> float | None:
        """Seconds from the capture of the last frame sent to that of this one, when both clocks are known."""
        if self.source is None or self.source.clock is None or track.clock is None:
            return None
        state = self.state
        last = state.last_timestamp - state.timestamp_offset & TIMESTAMP_MASK
        step = _captured(track.clock, timestamp, self.clock_rate)
        step -= _captured(self.source.clock, last, self.clock_rate)
        return max(0.0, step) if abs(step) < _LONGEST_STEP_S else None


def _captured(clock: SenderReport, timestamp: int, clock_rate: int) -> float:
    """The publisher's wall clock at this timestamp, in seconds."""
    apart = timestamp - clock.timestamp & TIMESTAMP_MASK
    signed = apart - (TIMESTAMP_MASK + 1) if apart > TIMESTAMP_MASK >> 1 else apart
    return clock.ntp / (1 << 32) + signed / clock_rate
