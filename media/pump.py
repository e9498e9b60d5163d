"""Performs for one peer what `forward` decided: fans packets out, answers feedback, asks for key frames."""

from collections.abc import Iterator, Mapping
from struct import Struct

from media.forward import feedback
from media.forward.arrivals import Arrivals
from media.forward.downtrack import DownTrack
from media.forward.header import (
    NUMBERS,
    NUMBERS_AT,
    SEQUENCE_SPAN,
    TRANSPORT_CC,
    drop_padding_bit,
    find_extension,
    payload_end,
    payload_start,
    stamp_extensions,
    unwrap,
)
from media.forward.uptrack import UpTrack
from media.transport.connection import Connection

REPORT_INTERVAL_S = 1.0

_U16 = Struct("!H")


class Publication:
    """One stream that a peer sends, and where it goes."""

    def __init__(self, owner: "Pump", track: UpTrack, rtx_types: Mapping[int, int]) -> None:
        self.owner = owner
        self.track = track
        self.rtx_types = rtx_types
        """Payload type of a retransmission -> of the original."""
        self.outlets: list[tuple[DownTrack, Pump]] = []


class Pump:
    """The packets of one peer, both ways. All methods run on the loop and return at once."""

    def __init__(self, packet: memoryview, connection: Connection, rtcp_ssrc: int) -> None:
        self.publications: list[Publication] = []
        self.downlink_bps: int | None = None
        """The peer's own estimate of what it can receive (REMB)."""
        self._packet = packet
        self._connection = connection
        self._by_ssrc: dict[int, Publication] = {}
        self._by_rtx_ssrc: dict[int, Publication] = {}
        self._downtracks: dict[int, DownTrack] = {}
        self._sources: dict[DownTrack, Publication] = {}
        self._rtcp_ssrc = rtcp_ssrc
        self._arrivals = Arrivals()
        self._transport_sequence = 0
        self._report_at = 0.0

    def publish(self, track: UpTrack, rtx_ssrc: int | None, rtx_types: Mapping[int, int]) -> None:
        publication = Publication(self, track, rtx_types)
        self.publications.append(publication)
        self._by_ssrc[track.ssrc] = publication
        if rtx_ssrc is not None:
            self._by_rtx_ssrc[rtx_ssrc] = publication

    def published(self, kind: str) -> Publication | None:
        return next((one for one in self.publications if one.track.kind == kind), None)

    def open(self, down: DownTrack) -> None:
        """Make an outgoing stream known, so that feedback about it finds it."""
        self._downtracks[down.ssrc] = down

    def subscribe(self, down: DownTrack, publication: Publication | None, now: float) -> None:
        """Let this peer's `down` carry the publication (None: nothing), from a fresh key frame if there is one."""
        current = self._sources.get(down)
        if current is publication:
            return
        if current is not None:
            current.outlets.remove((down, self))
            del self._sources[down]
        down.attach(publication.track if publication else None)
        if publication is not None:
            publication.outlets.append((down, self))
            self._sources[down] = publication
            self._replay(down, publication.track, now)
            if down.gated:
                publication.owner.ask_key_frame(publication.track, now)

    def unsubscribe_all(self) -> None:
        """Receive nothing any more."""
        for down, publication in self._sources.items():
            publication.outlets.remove((down, self))
            down.attach(None)
        self._sources.clear()

    def ask_key_frames(self, now: float) -> None:
        """Somebody is about to need a picture of this peer."""
        for publication in self.publications:
            if publication.track.kind == "video":
                self.ask_key_frame(publication.track, now)

    def ask_key_frame(self, track: UpTrack, now: float) -> None:
        track.key_requests.request()
        self._send_due_key_request(track, now)

    def on_rtp(self, size: int, now: float) -> None:
        """The hot path: one clear packet lies in the buffer."""
        packet = self._packet
        at = find_extension(packet, size, TRANSPORT_CC)
        if at:
            self._arrivals.add(packet[at] << 8 | packet[at + 1], now)
        ssrc = NUMBERS.unpack_from(packet, NUMBERS_AT)[2]
        publication = self._by_ssrc.get(ssrc)
        if publication is None:
            publication = self._by_rtx_ssrc.get(ssrc)
            size = self._unwrap_rtx(publication, size) if publication else 0
        if publication is None or not size:
            return
        track = publication.track
        if not track.receive(packet, size, now):
            return
        overwritten = False
        for down, pump in publication.outlets:
            if overwritten:
                packet[:size] = track.latest
            overwritten = True
            if down.forward(packet, size, track.index, track.timestamp, track.key, now):
                pump.send(size, now)
        if track.gap:
            self._ask_missing(track, now)

    def send(self, size: int, now: float) -> None:
        """Send the packet in the buffer to this peer."""
        self._transport_sequence = (self._transport_sequence + 1) % SEQUENCE_SPAN
        stamp_extensions(self._packet, size, self._transport_sequence, now)
        self._connection.send_rtp(size)

    def send_rtcp(self, data: bytes) -> None:
        self._connection.send_rtcp(data)

    def on_rtcp(self, data: bytes, now: float) -> None:
        for message in feedback.parse(data):
            match message:
                case feedback.SenderReport():
                    self._on_sender_report(message, now)
                case feedback.Nack():
                    self._on_nack(message, now)
                case feedback.KeyFrameRequest():
                    self._on_key_frame_request(message, now)
                case feedback.ReceptionReport():
                    self._on_reception_report(message)
                case feedback.BitrateEstimate():
                    self.downlink_bps = message.bps

    def tick(self, now: float) -> None:
        """Every 50 ms: everything that is due."""
        body = self._arrivals.take()
        if body is not None:
            media = self.publications[-1].track.ssrc if self.publications else 0
            self._connection.send_rtcp(feedback.transport_cc(self._rtcp_ssrc, media, body))
        for publication in self.publications:
            self._ask_missing(publication.track, now)
            self._send_due_key_request(publication.track, now)
        for down in self._downtracks.values():
            down.tick()
        if now >= self._report_at:
            self._report_at = now + REPORT_INTERVAL_S
            self._send_reports(now)

    def stats(self) -> Iterator[dict[str, object]]:
        """Counters per stream; no address, no SSRC."""
        for publication in self.publications:
            track = publication.track
            yield {
                "direction": "up",
                "kind": track.kind,
                "payload_type": track.payload_type,
                "packets": track.packets,
                "bytes": track.bytes,
                "lost": track.lost,
                "key_frames": track.key_frames,
                "nacks": track.nack.requested,
                "recovered": track.nack.recovered,
                "plis": track.key_requests.sent,
            }
        for down in self._downtracks.values():
            if down.packets:
                yield {
                    "direction": "down",
                    "kind": down.kind,
                    "packets": down.packets,
                    "bytes": down.bytes,
                    "lost": down.lost,
                    "resent": down.resent,
                }

    def _replay(self, down: DownTrack, track: UpTrack, now: float) -> None:
        first = track.replay_from(now) if down.gated else None
        if first is None:
            return
        for index, original in track.history.span(first, track.highest):
            size = len(original)
            self._packet[:size] = original
            timestamp = NUMBERS.unpack_from(original, NUMBERS_AT)[1]
            if down.forward(self._packet, size, index, timestamp, index == first, now):
                self.send(size, now)

    def _unwrap_rtx(self, publication: Publication, size: int) -> int:
        """Turn a retransmission we asked for back into the original, in place (RFC 4588 section 4); else 0.

        Browsers also probe for bandwidth with retransmissions nobody asked for.
        """
        packet, track = self._packet, publication.track
        start = payload_start(packet, size)
        end = payload_end(packet, start, size) if start else 0
        original_type = publication.rtx_types.get(packet[1] & 0x7F)
        if end < start + 2 or original_type is None:
            return 0
        sequence: int = _U16.unpack_from(packet, start)[0]
        if unwrap(sequence, track.highest) not in track.nack:
            return 0
        timestamp = NUMBERS.unpack_from(packet, NUMBERS_AT)[1]
        packet[start : end - 2] = bytes(packet[start + 2 : end])
        drop_padding_bit(packet)
        packet[1] = packet[1] & 0x80 | original_type
        NUMBERS.pack_into(packet, NUMBERS_AT, sequence, timestamp, track.ssrc)
        return end - 2

    def _on_sender_report(self, report: feedback.SenderReport, now: float) -> None:
        publication = self._by_ssrc.get(report.ssrc)
        if publication is None:
            return
        publication.track.sender_report(report, now)
        for down, pump in publication.outlets:
            translated = down.sender_report(report)
            if translated is not None:
                pump.send_rtcp(feedback.sender_report(translated))

    def _on_nack(self, message: feedback.Nack, now: float) -> None:
        down = self._downtracks.get(message.ssrc)
        if down is None:
            return
        for sequence in message.sequences:
            size = down.resend(self._packet, sequence)
            if size:
                self.send(size, now)

    def _on_key_frame_request(self, message: feedback.KeyFrameRequest, now: float) -> None:
        down = self._downtracks.get(message.ssrc)
        publication = self._sources.get(down) if down else None
        if publication is not None and publication.track.kind == "video":
            publication.owner.ask_key_frame(publication.track, now)

    def _on_reception_report(self, message: feedback.ReceptionReport) -> None:
        down = self._downtracks.get(message.ssrc)
        if down is not None:
            down.lost = message.lost

    def _ask_missing(self, track: UpTrack, now: float) -> None:
        if len(track.nack):
            due = track.nack.due(now)
            if due:
                self._connection.send_rtcp(feedback.nack(self._rtcp_ssrc, track.ssrc, due))

    def _send_due_key_request(self, track: UpTrack, now: float) -> None:
        if track.key_requests.due(now):
            self._connection.send_rtcp(feedback.picture_loss(self._rtcp_ssrc, track.ssrc))

    def _send_reports(self, now: float) -> None:
        reports = [publication.track.report(now) for publication in self.publications]
        known = [report for report in reports if report is not None]
        if known:
            self._connection.send_rtcp(feedback.receiver_report(self._rtcp_ssrc, known))
