"""One person's connection to the room: its offer and answer, its slots, its end."""

import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from media.errors import MediaError
from media.forward.downtrack import DownTrack
from media.forward.rewrite import Rewrite
from media.forward.uptrack import UpTrack
from media.negotiation import (
    CLOCK_RATES,
    KEY_FRAME_DETECTORS,
    AnsweredLine,
    Endpoint,
    Slot,
    VideoCodec,
    build_offer,
    parse_answer,
)
from media.pump import Pump
from media.slots import SlotPlan
from media.transport.connection import ConnectionEvents
from media.transport.udp import UdpTransport


class PeerListener(Protocol):
    """Called on the loop, never awaited; must not raise."""

    def peer_connected(self, peer: "Peer") -> None:
        """DTLS is up and the fingerprint is the answer's."""

    def peer_slots(self, peer: "Peer", slots: Mapping[int, str]) -> None:
        """Slot index -> seat of the publisher now wired to that slot of *this* peer; called when it changes."""

    def peer_closed(self, peer: "Peer", reason: str) -> None:
        """Exactly once: left, superseded, timeout, failed, ended or shutdown."""


@dataclass(frozen=True, slots=True)
class RoomEvents:
    """What the room hears of its peers."""

    reached: Callable[["Peer", float], None]
    connected: Callable[["Peer", float], None]
    closed: Callable[["Peer"], None]


class Peer:
    """From the offer to the close. Made by `Room.join`; signaling uses what is named before `tick`."""

    def __init__(
        self,
        seat: str,
        listener: PeerListener,
        room: RoomEvents,
        transport: UdpTransport,
        *,
        addresses: Sequence[str],
        codecs: Sequence[VideoCodec],
        slot_count: int,
    ) -> None:
        self.id = secrets.token_urlsafe(16)
        self.seat = seat
        self.connected = False
        self.playable: frozenset[int] | None = None
        """Payload types of the video codecs this peer can play; None before its answer."""
        self._listener = listener
        self._room = room
        self._closed = False
        self._plan = SlotPlan(slot_count)
        self._shown: dict[int, str] = {}
        self._downtracks: dict[int, list[DownTrack]] = {}
        self._slots = [Slot(_random_ssrc(), _random_ssrc(), _random_ssrc()) for _ in range(slot_count)]
        self._connection = transport.connect(
            ConnectionEvents(self._reached, self._secured, self._on_rtp, self._on_rtcp, self.shut)
        )
        self._pump = Pump(transport.buffer.view, self._connection, self._slots[0].video)
        endpoint = Endpoint(
            self._connection.credentials.ufrag,
            self._connection.credentials.password,
            transport.certificate.fingerprint,
            addresses,
            transport.port,
        )
        self.offer = build_offer(endpoint, self._slots, codecs, session=secrets.randbits(62))

    async def answer(self, sdp: str) -> None:
        """Take the answer, exactly once.

        MediaError: sdp.invalid (nothing happened, another answer may follow), peer.unexpected_answer, peer.closed.
        """
        if self._closed:
            raise MediaError("peer.closed", "This peer is closed.")
        if self.playable is not None:
            raise MediaError("peer.unexpected_answer", "This peer has answered already.")
        answer = parse_answer(sdp, 2 * len(self._slots))
        uplinks = [line for line in answer.lines if line.ssrc is not None]
        ssrcs = {ssrc for line in uplinks for ssrc in (line.ssrc, line.rtx_ssrc) if ssrc is not None}
        if not self._connection.expect(answer.identity, frozenset(ssrcs)):
            raise MediaError("sdp.invalid", "The answer contradicts the DTLS role already taken.")
        for line in uplinks:
            self._publish(line)
        for number, slot in enumerate(self._slots):
            self._open(number, slot, answer.lines[2 * number : 2 * number + 2])
        self.playable = frozenset(answer.lines[1].accepted)

    async def close(self, reason: str = "left") -> None:
        """Leave now; returns when nothing of this peer runs any more. Idempotent."""
        self.shut(reason)
        await self._connection.closed()

    def stats(self) -> dict[str, object]:
        """Counters without addresses: `streams` is a list of one flat dictionary per stream."""
        return {
            "connected": self.connected,
            "downlink_bps": self._pump.downlink_bps,
            "streams": list(self._pump.stats()),
        }

    def tick(self, now: float) -> None:
        """For the room, every 50 ms: timeouts and everything periodic."""
        if self._connection.overdue(now):
            self.shut("timeout")
        elif self.connected:
            self._pump.tick(now)

    def ask_key_frames(self, now: float) -> None:
        """For the room: somebody will soon need this peer's picture."""
        self._pump.ask_key_frames(now)

    def show(self, publishers: Mapping[str, "Peer"], now: float) -> None:
        """For the room: wire these publishers, by seat, to this peer's slots, and free the other slots."""
        plan = self._plan.assign(publishers)
        for number, downtracks in self._downtracks.items():
            publisher = publishers.get(plan.get(number, ""))
            for down in downtracks:
                publication = publisher._pump.published(down.kind) if publisher else None  # noqa: SLF001 -- own class
                self._pump.subscribe(down, publication, now)
        if plan != self._shown:
            self._shown = plan
            self._listener.peer_slots(self, dict(plan))

    def shut(self, reason: str) -> None:
        """The synchronous part of closing: off the socket, out of the room, listener told."""
        if self._closed:
            return
        self._closed = True
        self.connected = False
        self._pump.unsubscribe_all()
        self._connection.close()
        self._room.closed(self)
        self._listener.peer_closed(self, reason)

    def _publish(self, line: AnsweredLine) -> None:
        detectors = KEY_FRAME_DETECTORS if line.kind == "video" else {}
        track = UpTrack(line.kind, line.ssrc or 0, CLOCK_RATES[line.kind], detectors)
        rtx_types = {rtx: original for original, rtx in line.accepted.items() if rtx is not None}
        self._pump.publish(track, line.rtx_ssrc, rtx_types)

    def _open(self, number: int, slot: Slot, lines: Sequence[AnsweredLine]) -> None:
        self._downtracks[number] = []
        for line, ssrc in zip(lines, (slot.audio, slot.video), strict=True):
            if line.receives:
                rewrite = Rewrite(CLOCK_RATES[line.kind], secrets.randbits(15), secrets.randbits(31))
                down = DownTrack(line.kind, ssrc, slot.video_rtx, line.accepted, rewrite)
                self._downtracks[number].append(down)
                self._pump.open(down)

    def _reached(self, now: float) -> None:
        self._room.reached(self, now)

    def _secured(self, now: float) -> None:
        self.connected = True
        self._listener.peer_connected(self)
        self._room.connected(self, now)

    def _on_rtp(self, size: int, now: float) -> None:
        self._pump.on_rtp(size, now)

    def _on_rtcp(self, data: bytes, now: float) -> None:
        self._pump.on_rtcp(data, now)


def _random_ssrc() -> int:
    return secrets.randbelow((1 << 32) - 1) + 1
