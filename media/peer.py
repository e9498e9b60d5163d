"""One person's connection to the room: its offers and answers, what it is shown, its end."""

import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from media.errors import MediaError
from media.forward.down.downtrack import DownTrack
from media.listener import PeerListener, PictureState, Showing, Shown
from media.negotiation import (
    CLOCK_RATES,
    AnsweredLine,
    Endpoint,
    Offer,
    Rounds,
    Session,
    Stream,
    VideoCodec,
    build_offer,
    lines_of,
    parse_answer,
)
from media.pump import TICK_S, Pump, Sample
from media.slots import SlotPlan
from media.transport.connection import Connection, ConnectionEvents
from media.transport.mux import Mux

_PICTURES: Mapping[str | None, PictureState] = {"l": "low", "m": "medium", "h": "high", None: "high"}


@dataclass(frozen=True, slots=True)
class Door:
    """How every peer of this node is reached."""

    mux: Mux
    addresses: Sequence[str]
    port: int
    tcp: bool
    loopback: bool


@dataclass(frozen=True, slots=True)
class RoomEvents:
    """What the room hears of its peers."""

    reached: Callable[["Peer", float], None]
    answered: Callable[["Peer", float], None]
    connected: Callable[["Peer", float], None]
    closed: Callable[["Peer"], None]


class Peer:
    """From the offer to the close. Made by `Room.join`; signaling uses what is named before `tick`."""

    def __init__(
        self,
        seat: str,
        listener: PeerListener,
        room: RoomEvents,
        door: Door,
        *,
        codecs: Sequence[VideoCodec],
        slot_count: int,
        held: bool,
    ) -> None:
        self.id = secrets.token_urlsafe(16)
        self.seat = seat
        self.held = held
        """Connected, but shown nobody and shown to nobody."""
        self.connected = False
        self.playable: frozenset[int] | None = None
        """Payload types of the video codecs this peer can play; None before its answer."""
        self._listener = listener
        self._room = room
        self._door = door
        self._closed = False
        self._codecs = self._offered = tuple(codecs)
        self._streams: list[Stream] = []
        self._downs: dict[int, DownTrack] = {}
        self._plan = SlotPlan(0)
        self._shown: dict[int, str] = {}
        self._sharer: str | None = None
        self._showing = Showing({})
        self._session_id = secrets.randbits(62)
        self._rounds = Rounds()
        self._connection: Connection = door.mux.connect(
            ConnectionEvents(
                self._reached, self._secured, self._on_rtp, self._on_rtcp, moved=self._moved, lost=self.shut
            )
        )
        self._extend(slot_count)
        mux = door.mux
        rtcp_ssrc = self._streams[1].ssrc
        self._pump = Pump(mux.buffer.view, self._connection, mux.storage, rtcp_ssrc=rtcp_ssrc, now=mux.now())
        self._propose()

    @property
    def offer(self) -> Offer:
        """The newest offer; only this one may be answered."""
        return self._rounds.offer

    @property
    def waits_for_answer(self) -> bool:
        return not self._rounds.settled

    async def answer(self, sdp: str, version: int | None = None) -> None:
        """Take the answer to the offer of this version (None: the newest). The same one again changes nothing.

        MediaError: sdp.invalid, sdp.candidate_rejected (nothing happened, another answer may follow),
        peer.stale_answer, peer.unexpected_answer, peer.closed.
        """
        if self._closed:
            raise MediaError("peer.closed", "This peer is closed.")
        if not self._rounds.admit(self.offer.version if version is None else version, sdp):
            return
        answer = parse_answer(sdp, lines_of(self.slot_count), loopback=self._door.loopback)
        uplinks = [line for line in answer.lines if line.ssrc is not None or line.layers]
        ssrcs = {ssrc for line in uplinks for ssrc in (line.ssrc, line.rtx_ssrc) if ssrc is not None}
        layered = any(line.layers for line in uplinks)
        if not self._connection.expect(answer.identity, frozenset(ssrcs), learning=layered):
            raise MediaError("sdp.invalid", "The answer contradicts what was agreed before.")
        self._rounds.settle(sdp)
        self._pump.intake.publish(uplinks)
        for line, stream in zip(answer.lines, self._streams, strict=True):
            self._open(line, stream)
        self.playable = frozenset(answer.lines[1].accepted)
        self._room.answered(self, self._door.mux.now())

    def restart(self) -> Offer:
        """A further offer with new ICE credentials (RFC 8445 section 9); the old ones hold until it is used."""
        self._connection.restart()
        return self._propose()

    def watch(self, slot: int | None, height: int) -> None:
        """How tall the picture of a slot (None: of the screen) is on this peer's page, in pixels."""
        down = self._picture_of(slot)
        if down is not None:
            self._pump.outlet.spending.heights[down] = height

    def refresh(self, slot: int | None) -> None:
        """The picture of a slot (None: of the screen) cannot be decoded without a key frame."""
        down = self._picture_of(slot)
        if down is not None:
            self._pump.outlet.ask_key_frame(down, self._door.mux.now())

    async def close(self, reason: str = "left") -> None:
        """Leave now; returns when nothing of this peer runs any more. Idempotent."""
        self.shut(reason)
        await self._connection.closed()

    def stats(self) -> dict[str, object]:
        """Counters without addresses: `streams` is a list of one flat dictionary per stream."""
        return {
            "connected": self.connected,
            "downlink_bps": self._pump.outlet.spending.bandwidth.bps,
            "streams": list(self._pump.stats()),
        }

    @property
    def over_tcp(self) -> bool:
        """Whether packets go over TCP because no UDP gets through."""
        return self._connection.over_tcp

    def sample(self) -> Sample:
        """How the connection was since the last time; to be asked every few seconds."""
        return self._pump.sampler.take(self._door.mux.now())

    @property
    def slot_count(self) -> int:
        return self._plan.count

    def tick(self, now: float) -> None:
        """For the room, every 50 ms: timeouts and everything periodic."""
        self._connection.refill(TICK_S)
        if self._connection.overdue(now):
            self.shut("timeout")
        elif self.connected and self._pump.tick(now):
            self._tell_showing()
            if self._pump.demand_changes(now):
                self._listener.peer_demands(self, self._pump.demand)

    def ask_key_frames(self, now: float) -> None:
        """For the room: somebody will soon need this peer's picture."""
        self._pump.intake.ask_key_frames(now)

    def grow(self, slot_count: int) -> None:
        """For the room: have at least so many slots, by a further offer."""
        if slot_count > self.slot_count:
            self._extend(slot_count)
            self._propose()
            self._listener.peer_offers(self)

    def prefer(self, codecs: Sequence[VideoCodec]) -> None:
        """For the room: send the first of these codecs that it can, by a further offer if that is a change."""
        self._codecs = tuple(codecs)
        if self.playable is not None and self._first_of(self._codecs) is not self._first_of(self._offered):
            self._propose()
            self._listener.peer_offers(self)

    def show(self, publishers: Mapping[str, "Peer"], sharer: str | None, now: float) -> None:
        """For the room: wire these publishers, by seat, to this peer's slots, and the sharer's screen."""
        self._shown = self._plan.assign(publishers)
        self._sharer = sharer if sharer in publishers else None
        for line in lines_of(self.slot_count):
            down = self._downs.get(line.place)
            seat = self._sharer if line.slot is None else self._shown.get(line.slot)
            publisher = publishers.get(seat or "")
            if down is not None:
                publication = publisher._pump.intake.published(line.role) if publisher else None  # noqa: SLF001 -- own class
                self._pump.outlet.subscribe(down, publication, now)
        self._tell_showing()

    def shut(self, reason: str) -> None:
        """The synchronous part of closing: off the mux, out of the room, listener told."""
        if self._closed:
            return
        self._closed = True
        self.connected = False
        self._pump.close()
        self._connection.close()
        self._room.closed(self)
        self._listener.peer_closed(self, reason)

    def _extend(self, slot_count: int) -> None:
        self._plan.count = slot_count
        for line in lines_of(slot_count)[len(self._streams) :]:
            self._streams.append(Stream(_random_ssrc(), _random_ssrc() if line.kind == "video" else 0))

    def _propose(self) -> Offer:
        credentials, door = self._connection.credentials, self._door
        endpoint = Endpoint(
            credentials.ufrag,
            credentials.password,
            door.mux.certificate.fingerprint,
            door.addresses,
            door.port,
            door.tcp,
        )
        session = Session(self._session_id, self.offer.version + 1)
        self._offered = self._codecs
        return self._rounds.propose(build_offer(endpoint, self._streams, self._codecs, session))

    def _first_of(self, codecs: Sequence[VideoCodec]) -> VideoCodec | None:
        """What this peer sends when it is offered these."""
        playable = self.playable or frozenset()
        return next((codec for codec in codecs if codec.payload_type in playable), None)

    def _open(self, line: AnsweredLine, stream: Stream) -> None:
        known = self._downs.get(line.line.place)
        if known is not None:
            known.accept(line.accepted if line.receives else {})
        if known is not None or not line.receives:
            return
        state = self._door.mux.storage.down(stream.ssrc, secrets.randbits(15), secrets.randbits(31))
        kind = line.line.kind
        down = DownTrack(kind, state, stream.rtx, line.accepted, CLOCK_RATES[kind])
        self._downs[line.line.place] = down
        self._pump.outlet.open(down)

    def _picture_of(self, slot: int | None) -> DownTrack | None:
        lines = (line for line in lines_of(self.slot_count) if line.kind == "video" and line.slot == slot)
        return next((self._downs.get(line.place) for line in lines), None)

    def _tell_showing(self) -> None:
        pictures = {
            line.slot: self._picture(line.place) for line in lines_of(self.slot_count) if line.kind == "video"
        }
        slots = {slot: Shown(seat, pictures[slot]) for slot, seat in self._shown.items()}
        screen = Shown(self._sharer, pictures[None]) if self._sharer else None
        showing = Showing(slots, screen)
        if showing != self._showing:
            self._showing = showing
            self._listener.peer_shows(self, showing)

    def _picture(self, place: int) -> PictureState:
        down = self._downs.get(place)
        if down is None or down.source is None:
            return "none"
        return "paused" if down.paused else _PICTURES[getattr(down.source, "layer", None)]

    def _reached(self, now: float) -> None:
        self._room.reached(self, now)

    def _secured(self, now: float) -> None:
        self.connected = True
        self._listener.peer_connected(self)
        self._room.connected(self, now)

    def _moved(self) -> None:
        self._pump.outlet.spending.moved()

    def _on_rtp(self, size: int, ssrc: int, now: float) -> None:
        self._pump.intake.on_rtp(size, ssrc, now)

    def _on_rtcp(self, data: bytes, now: float) -> None:
        self._pump.on_rtcp(data, now)


def _random_ssrc() -> int:
    return 1 + secrets.randbelow((1 << 32) - 2)
