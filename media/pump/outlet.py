"""What one peer is sent: its down tracks, what feeds them, and what its feedback makes of that."""

from collections.abc import Iterator

from media.forward import feedback
from media.forward.down.downtrack import DownTrack
from media.forward.header import (
    NUMBERS,
    NUMBERS_AT,
    SEND_TIME_TICKS,
    SEQUENCE_SPAN,
    stamp_extensions,
)
from media.forward.rate import delivery
from media.forward.rate.layers import Choice
from media.forward.state import RING, UpState
from media.pump.source import Publication, Source
from media.pump.spending import Spending
from media.transport.connection import Connection

_NUMBER_MASK = SEQUENCE_SPAN - 1
_RING_MASK = RING - 1


class Outlet:
    def __init__(self, packet: memoryview, connection: Connection) -> None:
        self.spending = Spending(connection.leg)
        self._packet = packet
        self._connection = connection
        self.leg = self._leg = connection.leg
        self._downs: dict[int, DownTrack] = {}
        self._feeds: dict[DownTrack, Publication] = {}

    def open(self, down: DownTrack) -> None:
        """Make an outgoing stream known, so that feedback about it finds it."""
        self._downs[down.ssrc] = down

    def subscribe(self, down: DownTrack, publication: Publication | None, now: float) -> None:
        """Let `down` carry the publication (None: nothing), from a fresh key frame if there is one."""
        if self._feeds.get(down) is publication:
            return
        self.release(down)
        if publication is not None:
            self._feeds[down] = publication
            self._feed(down, publication.best_alive(now), now)

    def release(self, down: DownTrack) -> None:
        """Carry nothing any more on this one."""
        publication = self._feeds.pop(down, None)
        down.attach(None)
        down.resume()
        if publication is not None:
            self._tidy(down, publication)

    def release_all(self) -> None:
        for down in tuple(self._feeds):
            self.release(down)

    def choice(self, down: DownTrack) -> Choice | None:
        """What was last chosen for this picture."""
        return self.spending.choices.get(down)

    def carry(self, size: int, layout: UpState, now: float) -> None:
        """Send the packet in the buffer, whose extensions lie where `layout` says."""
        packet, leg, at = self._packet, self._leg, layout.transport_at
        leg.transport_number = number = (leg.transport_number + 1) & _NUMBER_MASK
        packet[at], packet[at + 1] = number >> 8, number & 0xFF
        at = layout.send_time_at
        if at:
            ticks = int(now * SEND_TIME_TICKS)
            packet[at], packet[at + 1], packet[at + 2] = ticks >> 16 & 0xFF, ticks >> 8 & 0xFF, ticks & 0xFF
        leg.sent_at[number & _RING_MASK] = now
        leg.sent_size[number & _RING_MASK] = size
        self._connection.send_rtp(size)

    def send(self, size: int, now: float) -> None:
        """Send the packet in the buffer, whatever is in it."""
        leg = self._leg
        number = (leg.transport_number + 1) & _NUMBER_MASK
        if stamp_extensions(self._packet, size, number, now):
            leg.transport_number = number
            leg.sent_at[number & _RING_MASK] = now
            leg.sent_size[number & _RING_MASK] = size
        self._connection.send_rtp(size)

    def translate(self, down: DownTrack, report: feedback.SenderReport, now: float) -> None:
        """Pass a publisher's sender report on."""
        translated = down.sender_report(report, now)
        if translated is not None:
            self._connection.send_rtcp(feedback.sender_report(translated))

    def on_nack(self, message: feedback.Nack, now: float) -> None:
        down = self._downs.get(message.ssrc)
        if down is None or self._connection.strained:
            return
        for sequence in message.sequences:
            if not down.resends_left:
                return
            size = down.resend(self._packet, sequence)
            if size:
                self.send(size, now)

    def on_key_frame_request(self, message: feedback.KeyFrameRequest, now: float) -> None:
        down = self._downs.get(message.ssrc)
        if down is not None:
            self.ask_key_frame(down, now)

    def ask_key_frame(self, down: DownTrack, now: float) -> None:
        """The subscriber needs one; it is asked for as often as its allowance of requests permits."""
        if down in self._feeds and down.kind == "video" and down.source is not None and down.plays(down.source):
            down.key_requests.request()
            self._ask_key_frame(down, now)

    def on_reception_report(self, report: feedback.ReceptionReport, now: float) -> None:
        down = self._downs.get(report.ssrc)
        if down is not None:
            down.reception_report(report, now)
            self.spending.heard(down, now)

    def on_transport_feedback(self, message: feedback.TransportFeedback, now: float) -> None:
        told = delivery.parse(message.body)
        if told is not None and self.spending.delivered(told, now):
            self.choose(now)

    def tick(self, now: float) -> None:
        """Every 50 ms: allowances, waiting key frames, probing."""
        for down, publication in self._feeds.items():
            down.tick()
            if down.kind == "video":
                self._ask_key_frame(down, now)
                if publication.layered:
                    self._tidy(down, publication)
        self._pad(self.spending.padding(now), now)

    def choose(self, now: float) -> None:
        """Spend the estimate anew; every 200 ms, and at once when it falls."""
        choices = self.spending.choose(self._feeds, now)
        for down, choice in choices.items():
            self._follow(down, choice, now)

    @property
    def round_trip_s(self) -> float:
        """To the peer and back, 0 while it is not known."""
        return min((down.round_trip_s for down in self._feeds if down.round_trip_s is not None), default=0.0)

    def feeds(self) -> Iterator[tuple[DownTrack, Publication]]:
        return iter(self._feeds.items())

    def _follow(self, down: DownTrack, choice: Choice, now: float) -> None:
        publication = self._feeds[down]
        if choice.layer is None:
            if not down.paused:
                down.pause()
                publication.settle()
            return
        source = publication.sources[choice.layer]
        if down.paused:
            down.resume()
            self._feed(down, source, now)
        elif source in (down.pending, down.source):
            if down.pending is not source:
                down.switch(source)
        elif down.source is not None and publication.sources.index(down.source) > choice.layer:
            self._feed(down, source, now)  # what does not fit must not go on until a key frame comes
        else:
            down.switch(source)
            self._enlist(down, source)
            publication.settle()

    def _feed(self, down: DownTrack, source: Source, now: float) -> None:
        down.attach(source)
        self._tidy(down, self._feeds[down])
        self._enlist(down, source)
        self._replay(down, source, now)
        self._feeds[down].settle()
        self._ask_key_frame(down, now)

    def _enlist(self, down: DownTrack, source: Source) -> None:
        if all(one is not down for one, _ in source.outlets):
            source.outlets.append((down, self))

    def _tidy(self, down: DownTrack, publication: Publication) -> None:
        """Only the layer that is carried and the one that is about to be need to reach us."""
        for source in publication.sources:
            if source not in (down.source, down.pending) or publication is not self._feeds.get(down):
                source.outlets = [(one, outlet) for one, outlet in source.outlets if one is not down]
                source.settle()

    def _replay(self, down: DownTrack, source: Source, now: float) -> None:
        first = source.replay_from(now) if down.gated else None
        if first is None:
            return
        for index, original in source.history.span(first, source.state.highest):
            size = len(original)
            self._packet[:size] = original
            timestamp = NUMBERS.unpack_from(original, NUMBERS_AT)[1]
            if down.forward(self._packet, size, source, index, timestamp, index == first, now):
                self.send(size, now)

    def _ask_key_frame(self, down: DownTrack, now: float) -> None:
        waiting = down.waits_for_key
        publication = self._feeds[down]
        if isinstance(waiting, Source):
            publication.owner.ask_key_frame(waiting, now)
        elif isinstance(down.source, Source) and down.key_requests.due(now):
            publication.owner.ask_key_frame(down.source, now)

    def _pad(self, wanted: int, now: float) -> None:
        down = next((one for one in self._feeds if one.retransmission.pads), None) if wanted else None
        while down is not None and wanted > 0:
            size = down.retransmission.pad(self._packet, down.state.last_timestamp)
            self.send(size, now)
            wanted -= size
