"""What one peer sends: found by SSRC, put in order, passed on to the outlets of whoever subscribed."""

from collections.abc import Iterable
from struct import Struct

from media.forward import feedback
from media.forward.down import picture
from media.forward.header import (
    HEADER,
    NUMBERS,
    NUMBERS_AT,
    PLAIN,
    PLAIN_MASK,
    REPAIRED_RID,
    RID,
    SEQUENCE_SPAN,
    TIMESTAMP_MASK,
    TRANSPORT_CC_HEAD,
    drop_padding_bit,
    find_headed,
    payload_end,
    payload_start,
    stream_name,
    unwrap,
)
from media.forward.rate.arrivals import Arrivals
from media.forward.state import ARRIVALS
from media.forward.storage import Storage
from media.forward.up import reception
from media.negotiation import AnsweredLine
from media.pump.source import Publication, Source
from media.transport.connection import Connection

_U16 = Struct("!H")
_SEQUENCE_MASK = SEQUENCE_SPAN - 1
_TYPE_MASK = 0x7F


class Intake:
    """`round_trip_s` to the peer is learnt by its outlet."""

    def __init__(self, packet: memoryview, connection: Connection, storage: Storage, rtcp_ssrc: int) -> None:
        self.publications: list[Publication] = []
        self.round_trip_s = 0.0
        self._packet = packet
        self._connection = connection
        self._storage = storage
        self._leg = connection.leg
        self._by_ssrc: dict[int, Source] = {}
        self._by_rtx_ssrc: dict[int, Source] = {}
        self._owner_of: dict[Source, Publication] = {}
        self._layered: Publication | None = None
        self._rtcp_ssrc = rtcp_ssrc
        self._arrivals = Arrivals(self._leg)

    def publish(self, lines: Iterable[AnsweredLine]) -> None:
        """Take what an answer says is sent; a stream that was there before goes on."""
        for line in lines:
            known = self.published(line.line.role)
            if line.ssrc is None and not line.layers:
                continue
            if known and (line.ssrc or 0, line.layers) == _identity(known):
                known.agree(line)
                continue
            self._add(Publication.answered(self, line, self._storage), line)

    def close(self) -> None:
        """Nothing is sent any more."""
        for publication in tuple(self.publications):
            self._remove(publication)

    def published(self, role: str) -> Publication | None:
        return next((one for one in self.publications if one.role == role), None)

    def ask_key_frames(self, now: float) -> None:
        """Somebody is about to need a picture of this peer."""
        for source in self._by_ssrc.values():
            if source.kind == "video":
                self.ask_key_frame(source, now)

    def ask_key_frame(self, source: Source, now: float) -> None:
        source.key_requests.request()
        self._send_due_key_request(source, now)

    def on_rtp(self, size: int, ssrc: int, now: float) -> None:
        """The hot path: one clear packet lies in the buffer. Whatever is not as expected goes the long way."""
        source = self._by_ssrc.get(ssrc)
        if source is None:
            self._on_unknown(size, ssrc, now)
            return
        packet, state = self._packet, source.state
        head, sequence, timestamp, _, layout, elements = HEADER.unpack_from(packet, 0)
        index = state.highest + 1
        if (
            layout != state.layout
            or sequence != index & _SEQUENCE_MASK
            or head & PLAIN_MASK != PLAIN
            or head & _TYPE_MASK != state.payload_type
            or size <= state.payload_at
            or elements & state.heads_mask != state.heads
        ):
            self._note_arrival(size, now)
            self._on_irregular(source, size, now)
            return
        leg = self._leg
        count = leg.arrived
        if count < ARRIVALS:
            at = state.transport_at
            leg.arrived_number[count] = packet[at] << 8 | packet[at + 1]
            leg.arrived_at[count] = now
            leg.arrived = count + 1
        state.highest = index
        source.keep(packet, size, index, timestamp, now)
        key = False
        if timestamp != state.frame_timestamp:
            reception.measure_jitter(state, timestamp, now, source.clock_rate)
            state.frame_timestamp = timestamp
            key = source.starts_key_frame(packet, state.payload_at, size, now)
        elif state.looks_twice:
            key = source.starts_key_frame(packet, state.payload_at, size, now)
        self._pass_on(source, size, key, now)

    def tick(self, now: float) -> None:
        """Every 50 ms: what was lost is asked for again, and key frames that did not come."""
        for source in self._owner_of:
            self._ask_missing(source, now)
            self._send_due_key_request(source, now)

    def report_arrivals(self) -> None:
        """Transport-wide feedback, every 50 to 100 ms: the sender's estimate lives on it."""
        body = self._arrivals.take()
        if body is not None:
            media = next(iter(self._by_ssrc), 0)
            self._connection.send_rtcp(feedback.transport_cc(self._rtcp_ssrc, media, body))

    def report(self, now: float) -> None:
        """Receiver reports, every second."""
        reports = [source.report(now) for source in self._by_ssrc.values()]
        known = [report for report in reports if report is not None]
        if known:
            self._connection.send_rtcp(feedback.receiver_report(self._rtcp_ssrc, known))

    def limit(self, bps: int) -> None:
        """Tell the peer to send no more than this in all, by REMB."""
        media = next(iter(self._by_ssrc), 0)
        self._connection.send_rtcp(feedback.bitrate_ceiling(self._rtcp_ssrc, media, bps))

    def measure(self, now: float) -> None:
        for source in self._by_ssrc.values():
            source.measure(now)

    def on_sender_report(self, report: feedback.SenderReport, now: float) -> None:
        source = self._by_ssrc.get(report.ssrc)
        if source is None:
            return
        source.sender_report(report, now)
        for down, outlet in source.outlets:
            if down.source is source:
                outlet.translate(down, report, now)

    def _add(self, publication: Publication, line: AnsweredLine) -> None:
        known = self.published(publication.role)
        if known:
            self._remove(known)
        self.publications.append(publication)
        for source in publication.sources:
            self._owner_of[source] = publication
        if line.ssrc is not None:
            self._know(line.ssrc, publication.sources[0])
        if line.rtx_ssrc is not None:
            self._by_rtx_ssrc[line.rtx_ssrc] = publication.sources[0]
        if line.layers:
            self._layered = publication

    def _remove(self, publication: Publication) -> None:
        self.publications.remove(publication)
        if self._layered is publication:
            self._layered = None
        for source in publication.sources:
            del self._owner_of[source]
            for down, outlet in tuple(source.outlets):
                outlet.release(down)
        for ssrc in [ssrc for ssrc, source in self._by_rtx_ssrc.items() if source in publication.sources]:
            del self._by_rtx_ssrc[ssrc]
        for ssrc in [ssrc for ssrc, source in self._by_ssrc.items() if source in publication.sources]:
            del self._by_ssrc[ssrc]
            self._storage.learn(self._leg, ssrc, None)

    def _know(self, ssrc: int, source: Source) -> None:
        for earlier in [known for known, bound in self._by_ssrc.items() if bound is source]:
            del self._by_ssrc[earlier]
            self._storage.learn(self._leg, earlier, None)
            source.begin_anew()
        self._by_ssrc[ssrc] = source
        source.ssrc = ssrc
        self._storage.learn(self._leg, ssrc, source.state)

    def _pass_on(self, source: Source, size: int, key: bool, now: float) -> None:
        packet, index = self._packet, source.index
        overwritten = False
        for down, outlet in source.outlets:
            if overwritten:
                packet[:size] = source.latest
            overwritten = True
            state = down.state
            if state.steady and down.source is source and not key:
                placed = index + state.offset
                state.highest = placed
                state.last_timestamp = timestamp = (source.timestamp + state.timestamp_offset) & TIMESTAMP_MASK
                state.last_at = now
                state.packets += 1
                state.bytes += size
                NUMBERS.pack_into(packet, NUMBERS_AT, placed & _SEQUENCE_MASK, timestamp, state.ssrc)
                if state.picture_offset or state.level_offset:
                    by = picture.Numbers(state.picture_offset, state.level_offset)
                    picture.shift(packet, source.state.payload_at, size, by)
                outlet.carry(size, source.state, now)
            elif down.forward(packet, size, source, index, source.timestamp, key, now):
                outlet.send(size, now)
        if key:
            self._owner_of[source].settle()

    def _on_irregular(self, source: Source, size: int, now: float) -> None:
        """A packet that needs a look: the first, after a gap, late, laid out differently, of another codec."""
        packet = self._packet
        if not source.receive(packet, size, now):
            return
        overwritten = False
        for down, outlet in source.outlets:
            if overwritten:
                packet[:size] = source.latest
            overwritten = True
            if down.forward(packet, size, source, source.index, source.timestamp, source.key, now):
                outlet.send(size, now)
        self._owner_of[source].settle()
        if source.gap:
            self._ask_missing(source, now)

    def _on_unknown(self, size: int, ssrc: int, now: float) -> None:
        """A retransmission, or a layer that says its name (RFC 8852)."""
        self._note_arrival(size, now)
        repaired = self._by_rtx_ssrc.get(ssrc) or self._named(REPAIRED_RID, size)
        if repaired is not None:
            self._by_rtx_ssrc[ssrc] = repaired
            size = self._unwrap_rtx(repaired, size)
            if size:
                self._on_irregular(repaired, size, now)
            return
        source = self._named(RID, size)
        if source is not None:
            self._know(ssrc, source)
            self._on_irregular(source, size, now)

    def _named(self, identifier: int, size: int) -> Source | None:
        name = stream_name(self._packet, size, identifier) if self._layered else ""
        return self._layered.layer(name) if self._layered and name else None

    def _note_arrival(self, size: int, now: float) -> None:
        at = find_headed(self._packet, size, TRANSPORT_CC_HEAD)
        if at:
            self._arrivals.add(self._packet[at] << 8 | self._packet[at + 1], now)

    def _unwrap_rtx(self, source: Source, size: int) -> int:
        """Turn a retransmission we asked for back into the original, in place (RFC 4588 section 4); else 0.

        Browsers also probe for bandwidth with retransmissions nobody asked for.
        """
        packet = self._packet
        start = payload_start(packet, size)
        end = payload_end(packet, start, size) if start else 0
        original_type = self._owner_of[source].rtx_types.get(packet[1] & _TYPE_MASK)
        if end < start + 2 or original_type is None:
            return 0
        sequence: int = _U16.unpack_from(packet, start)[0]
        if unwrap(sequence, source.state.highest) not in source.nack:
            return 0
        timestamp = NUMBERS.unpack_from(packet, NUMBERS_AT)[1]
        packet[start : end - 2] = bytes(packet[start + 2 : end])
        drop_padding_bit(packet)
        packet[1] = packet[1] & 0x80 | original_type
        NUMBERS.pack_into(packet, NUMBERS_AT, sequence, timestamp, source.ssrc)
        return end - 2

    def _ask_missing(self, source: Source, now: float) -> None:
        if len(source.nack) and not self._connection.strained:
            due = source.nack.due(now, self.round_trip_s)
            if due:
                self._connection.send_rtcp(feedback.nack(self._rtcp_ssrc, source.ssrc, due))

    def _send_due_key_request(self, source: Source, now: float) -> None:
        if source.sends(now) and source.key_requests.due(now):
            self._connection.send_rtcp(feedback.picture_loss(self._rtcp_ssrc, source.ssrc))


def _identity(publication: Publication) -> tuple[int, tuple[str, ...]]:
    """What an answer would say of it."""
    layers = tuple(source.layer for source in publication.sources if source.layer)
    return (0, layers) if layers else (publication.sources[0].ssrc, ())
