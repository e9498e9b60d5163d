"""One visit's room on this node: who is in it, who sees whom. One event loop owns it, so there are no locks."""

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType

from media.errors import MediaError
from media.listener import PeerListener
from media.negotiation import shared_order
from media.peer import Door, Peer, RoomEvents


class Room:
    """Made by `MediaNode.room`; forgotten by the node when it is closed or its last peer leaves."""

    def __init__(
        self,
        visit: str,
        door: Door,
        *,
        max_seats: int,
        forget: Callable[["Room"], None],
        mirror: bool = False,
    ) -> None:
        self.visit = visit
        self.sharer: str | None = None
        """The seat whose screen is shown."""
        self._door = door
        self._max_seats = max_seats
        self._forget = forget
        self._mirror = mirror
        self._closed = False
        self._peers: dict[str, Peer] = {}
        self._events = RoomEvents(self._on_reached, self._on_answered, self._on_connected, self._on_closed)

    @property
    def peers(self) -> Mapping[str, Peer]:
        """By seat."""
        return MappingProxyType(self._peers)

    async def join(self, seat: str, listener: PeerListener, *, held: bool = False) -> Peer:
        """A new peer with its offer ready; an earlier peer of this seat is closed as "superseded".

        A held peer connects, and is shown nobody and shown to nobody until `release`.
        MediaError: room.full; peer.closed when this room was closed or left by everybody meanwhile.
        """
        earlier = self._peers.get(seat)
        if self._closed:
            raise MediaError("peer.closed", "This room is closed.")
        if earlier is None and len(self._peers) >= self._max_seats:
            raise MediaError("room.full", "Every seat of this room is taken.")
        others = [peer for peer in self._peers.values() if peer is not earlier]
        peer = Peer(
            seat,
            listener,
            self._events,
            self._door,
            codecs=shared_order(one.playable for one in others if one.playable),
            slot_count=max(1, len(others)),
            held=held,
        )
        self._peers[seat] = peer
        if earlier is not None:
            await earlier.close("superseded")
        self._grow()
        return peer

    def release(self, seat: str) -> None:
        """Let a held peer see the others and be seen. Without one, nothing happens."""
        self._set_held(seat, held=False)

    def hold(self, seat: str) -> None:
        """Take a peer out of the conversation without ending its connection."""
        self._set_held(seat, held=True)

    def share(self, seat: str, *, on: bool) -> None:
        """Show this seat's screen to the others, or no longer. MediaError("screen.taken") when another's is.

        Whoever is held or not here takes no place from those who are: nothing happens.
        """
        peer = self._peers.get(seat)
        if on and (peer is None or peer.held):
            return
        if on and self.sharer not in (None, seat):
            raise MediaError("screen.taken", "Somebody else is sharing their screen.")
        if on or self.sharer == seat:
            self.sharer = seat if on else None
            self._wire()

    async def close(self, reason: str) -> None:
        """Close every peer with this reason. Idempotent."""
        self._end()
        for peer in list(self._peers.values()):
            await peer.close(reason)

    def tick(self, now: float) -> None:
        for peer in list(self._peers.values()):
            peer.tick(now)

    def _set_held(self, seat: str, *, held: bool) -> None:
        peer = self._peers.get(seat)
        if peer is None or peer.held == held:
            return
        peer.held = held
        if held and self.sharer == seat:
            self.sharer = None
        self._agree()
        self._grow()
        self._wire()

    def _on_reached(self, arriving: Peer, now: float) -> None:
        # Its handshake takes a round trip or two: key frames asked for now are there to be replayed when it ends.
        for peer in self._seen():
            if peer is not arriving and not arriving.held:
                peer.ask_key_frames(now)

    def _on_answered(self, _: Peer, now: float) -> None:
        self._agree()
        self._wire(now)

    def _on_connected(self, _: Peer, now: float) -> None:
        self._wire(now)

    def _on_closed(self, peer: Peer) -> None:
        if self._peers.get(peer.seat) is peer:
            del self._peers[peer.seat]
            if self.sharer == peer.seat:
                self.sharer = None
        self._wire()
        if not self._peers:
            self._end()

    def _agree(self) -> None:
        """Everybody sends a codec that all can play, if there is one."""
        free = [peer for peer in self._peers.values() if not peer.held]
        codecs = shared_order(peer.playable for peer in free if peer.playable)
        for peer in free:
            peer.prefer(codecs)

    def _grow(self) -> None:
        """Everybody needs a slot for each of the others."""
        free = [peer for peer in self._peers.values() if not peer.held]
        for peer in free:
            peer.grow(len(free) - 1)

    def _wire(self, now: float | None = None) -> None:
        now = self._door.mux.now() if now is None else now
        seen = {peer.seat: peer for peer in self._seen()}
        for subscriber in self._peers.values():
            if subscriber.connected and self._mirror:
                subscriber.show({subscriber.seat: subscriber}, None, now)
            elif subscriber.connected:
                others = (
                    {} if subscriber.held else {seat: one for seat, one in seen.items() if one is not subscriber}
                )
                subscriber.show(others, self.sharer, now)

    def _seen(self) -> Iterator[Peer]:
        return (peer for peer in self._peers.values() if peer.connected and not peer.held)

    def _end(self) -> None:
        if not self._closed:
            self._closed = True
            self._forget(self)
