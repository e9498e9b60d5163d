"""One visit's room on this node: who is in it, who sees whom. One event loop owns it, so there are no locks."""

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType

from media.errors import MediaError
from media.negotiation import shared_order
from media.peer import Peer, PeerListener, RoomEvents
from media.transport.udp import UdpTransport


class Room:
    """Made by `MediaNode.room`; forgotten by the node when it is closed or its last peer leaves."""

    def __init__(
        self,
        visit: str,
        transport: UdpTransport,
        *,
        addresses: Sequence[str],
        max_seats: int,
        clock: Callable[[], float],
        forget: Callable[["Room"], None],
    ) -> None:
        self.visit = visit
        self._transport = transport
        self._addresses = addresses
        self._max_seats = max_seats
        self._clock = clock
        self._forget = forget
        self._closed = False
        self._peers: dict[str, Peer] = {}
        self._events = RoomEvents(self._on_reached, self._on_connected, self._on_closed)

    @property
    def peers(self) -> Mapping[str, Peer]:
        """By seat."""
        return MappingProxyType(self._peers)

    async def join(self, seat: str, listener: PeerListener) -> Peer:
        """A new peer with its offer ready; an earlier peer of this seat is closed as "superseded".

        MediaError: room.full; peer.closed when this room was closed or left by everybody meanwhile.
        """
        earlier = self._peers.get(seat)
        if self._closed:
            raise MediaError("peer.closed", "This room is closed.")
        if earlier is None and len(self._peers) >= self._max_seats:
            raise MediaError("room.full", "Every seat of this room is taken.")
        peer = Peer(
            seat,
            listener,
            self._events,
            self._transport,
            addresses=self._addresses,
            codecs=shared_order(one.playable for one in self._peers.values() if one.playable),
            slot_count=max(1, self._max_seats - 1),
        )
        self._peers[seat] = peer
        if earlier is not None:
            await earlier.close("superseded")
        return peer

    async def close(self, reason: str) -> None:
        """Close every peer with this reason. Idempotent."""
        self._end()
        for peer in list(self._peers.values()):
            await peer.close(reason)

    def tick(self, now: float) -> None:
        for peer in list(self._peers.values()):
            peer.tick(now)

    def _on_reached(self, arriving: Peer, now: float) -> None:
        # Its handshake takes a round trip or two: key frames asked for now are there to be replayed when it ends.
        for peer in self._peers.values():
            if peer is not arriving and peer.connected:
                peer.ask_key_frames(now)

    def _on_connected(self, _: Peer, now: float) -> None:
        self._wire(now)

    def _on_closed(self, peer: Peer) -> None:
        if self._peers.get(peer.seat) is peer:
            del self._peers[peer.seat]
        self._wire(self._clock())
        if not self._peers:
            self._end()

    def _wire(self, now: float) -> None:
        connected = {seat: peer for seat, peer in self._peers.items() if peer.connected}
        for subscriber in connected.values():
            others = {seat: peer for seat, peer in connected.items() if peer is not subscriber}
            subscriber.show(others, now)

    def _end(self) -> None:
        if not self._closed:
            self._closed = True
            self._forget(self)
