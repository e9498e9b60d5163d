"""Participants for tests: plain aiortc clients that answer our offers, and a listener that can be awaited."""

import asyncio
from collections.abc import Callable
from fractions import Fraction

from aiortc import RTCBundlePolicy, RTCConfiguration, RTCPeerConnection, RTCSessionDescription
from aiortc.mediastreams import AudioStreamTrack, MediaStreamTrack, VideoStreamTrack
from aiortc.sdp import SessionDescription
from av import AudioFrame, VideoFrame

from media import Demand, Peer, Room, Showing

WAIT_S = 15.0
TOLERANCE = 12
"""Of a grey level, after a codec and a slow start of the encoder."""


Lossy = Callable[[bytes], bool]


class Listener:
    """Remembers what it is told; `until` wakes up whenever it is told something."""

    def __init__(self) -> None:
        self.connected = 0
        self.slots: list[dict[int, str]] = []
        self.showings: list[Showing] = []
        self.demands: list[Demand] = []
        self.offers = 0
        self.closed: list[str] = []
        self._told = asyncio.Event()

    def peer_connected(self, peer: Peer) -> None:
        self.connected += 1
        self._told.set()

    def peer_offers(self, peer: Peer) -> None:
        self.offers += 1
        self._told.set()

    def peer_shows(self, peer: Peer, showing: Showing) -> None:
        slots = {slot: shown.seat for slot, shown in showing.slots.items()}
        if not self.slots or self.slots[-1] != slots:
            self.slots.append(slots)
        self.showings.append(showing)
        self._told.set()

    def peer_demands(self, peer: Peer, demand: Demand) -> None:
        self.demands.append(demand)
        self._told.set()

    def peer_closed(self, peer: Peer, reason: str) -> None:
        self.closed.append(reason)
        self._told.set()

    async def until(self, holds: Callable[["Listener"], bool]) -> None:
        async with asyncio.timeout(WAIT_S):
            while not holds(self):
                self._told.clear()
                await self._told.wait()

    async def shows(self, slots: dict[int, str]) -> None:
        await self.until(lambda listener: bool(listener.slots) and listener.slots[-1] == slots)


class GreyTrack(VideoStreamTrack):
    """A picture of one grey level, so that who is seen can be told from the picture."""

    def __init__(self, level: int) -> None:
        super().__init__()
        self._level = level

    async def recv(self) -> VideoFrame:
        pts, time_base = await self.next_timestamp()
        frame = VideoFrame(width=160, height=120, format="yuv420p")
        for plane, level in zip(frame.planes, (self._level, 128, 128), strict=True):
            plane.update(bytes((level,)) * plane.buffer_size)
        frame.pts, frame.time_base = pts, Fraction(time_base)
        return frame


def mids(slot: int) -> tuple[str, str]:
    """The sound and the camera line of a slot; the screen is in between."""
    return ("0", "1") if slot == 0 else (str(2 * slot + 1), str(2 * slot + 2))


class Client:
    """One participant, joined to a room; one that has a `screen` (its grey level) can share it."""

    def __init__(self, peer: Peer, listener: Listener, level: int, *, screen: int | None = None) -> None:
        self.peer = peer
        self.listener = listener
        self.tracks: list[MediaStreamTrack] = [AudioStreamTrack(), GreyTrack(level)]
        if screen is not None:
            self.tracks.append(GreyTrack(screen))
        # aiortc's default policy leaves a second video line on a transport that it never starts, and its default
        # servers are on the internet.
        self.connection = RTCPeerConnection(
            RTCConfiguration(iceServers=[], bundlePolicy=RTCBundlePolicy.MAX_BUNDLE)
        )

    @classmethod
    async def join(
        cls, room: Room, seat: str, level: int = 128, *, screen: int | None = None, held: bool = False
    ) -> "Client":
        listener = Listener()
        client = cls(await room.join(seat, listener, held=held), listener, level, screen=screen)
        await client.peer.answer(await client.make_answer())
        return client

    async def make_answer(self, dtls_role: str = "client") -> str:
        await self.connection.setRemoteDescription(RTCSessionDescription(self.peer.offer.sdp, "offer"))
        self.connection.getTransceivers()[0].receiver.transport._set_role(dtls_role)
        for track in self.tracks:  # the lines of an offer are taken in their order
            self.connection.addTrack(track)
        return await self._answer()

    async def answer_again(self) -> None:
        """Answer a further offer, on the same connection."""
        offer = self.peer.offer
        await self.connection.setRemoteDescription(RTCSessionDescription(offer.sdp, "offer"))
        await self.peer.answer(await self._answer(), offer.version)

    async def sees(self, level: int, slot: int = 0) -> None:
        """Return when a decoded picture of this grey level came through this slot."""
        await self._sees(level, mids(slot)[1])

    async def sees_screen(self, level: int) -> None:
        await self._sees(level, "2")

    async def hears(self, slot: int = 0) -> None:
        async with asyncio.timeout(WAIT_S):
            frame = await self._track(mids(slot)[0]).recv()
        assert isinstance(frame, AudioFrame)
        assert frame.samples > 0

    async def connected(self) -> None:
        """Return when both ends have finished the handshake."""
        async with asyncio.timeout(WAIT_S):
            changed = asyncio.Event()
            self.connection.on("connectionstatechange", changed.set)
            while self.connection.connectionState != "connected":
                changed.clear()
                await changed.wait()
        await self.listener.until(lambda listener: listener.connected == 1)

    def lose(self, up: Lossy = lambda _: False, down: Lossy = lambda _: False) -> None:
        """From now on the network loses what these say yes to."""
        self._know_retransmissions()
        transport = self.connection.getTransceivers()[0].receiver.transport.transport
        send, receive = transport._send, transport._recv

        async def lossy_send(data: bytes) -> None:
            if not up(data):
                await send(data)

        async def lossy_receive() -> bytes:
            while True:
                data: bytes = await receive()
                if not down(data):
                    return data

        transport._send, transport._recv = lossy_send, lossy_receive

    async def hang_up(self) -> None:
        """What a closed tab does."""
        await self.connection.close()

    async def _answer(self) -> str:
        await self.connection.setLocalDescription(await self.connection.createAnswer())
        return str(self.connection.localDescription.sdp)

    async def _sees(self, level: int, mid: str) -> None:
        async with asyncio.timeout(WAIT_S):
            while True:
                frame = await self._track(mid).recv()
                assert isinstance(frame, VideoFrame)
                first_row = bytes(frame.planes[0])[: frame.width]  # what follows in memory may be padding
                if abs(sum(first_row) / len(first_row) - level) < TOLERANCE:
                    return

    def _track(self, mid: str) -> MediaStreamTrack:
        return next(one.receiver.track for one in self.connection.getTransceivers() if one.mid == mid)

    def _know_retransmissions(self) -> None:
        """aiortc finds whose a retransmission is by its payload type, which several lines have in common."""
        receivers = {one.mid: one.receiver for one in self.connection.getTransceivers()}
        for media in SessionDescription.parse(self.peer.offer.sdp).media:
            receiver = receivers[media.rtp.muxId]
            for group in media.ssrc_group:
                receiver.transport._rtp_router.ssrc_table[int(group.items[1])] = receiver
