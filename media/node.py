"""The media plane of this process: its sockets, its rooms, and the one timer that drives everything periodic."""

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass

from media.errors import MediaError
from media.peer import Door
from media.pump import TICK_S
from media.room import Room
from media.transport import native
from media.transport.addresses import host_addresses, is_loopback
from media.transport.mux import Mux
from media.transport.tcp import TcpListener
from media.transport.udp import UdpSocket, open_sockets

_log = logging.getLogger(__name__)

_PHASES = 5
"""Rooms take turns within a tick, so that their work does not come all at once in front of somebody's packet."""
_TRIES = 8
"""A port that is free for UDP may be taken for TCP."""


@dataclass(frozen=True, slots=True)
class MediaConfig:
    host: str = "::"
    """Address to bind: "::" is every address of both families (IPv4 alone where there is no IPv6)."""
    port: int = 0
    """One port for UDP and for TCP, 0 = any free one."""
    tcp: bool = True
    """Also listen on TCP (RFC 6544, passive), for networks that let no UDP through."""
    advertised: tuple[str, ...] = ()
    """Addresses put in offers as host candidates; empty = those under which the socket can be reached."""
    liveness_s: float = 30.0
    """RFC 7675 consent, measured from the last authenticated packet."""
    handshake_s: float = 20.0
    """A peer without DTLS by then is closed."""
    max_rooms: int = 200
    max_load: float = 0.7
    """Share of a core that may be in use when a new room is made."""
    max_seats: int = 6
    """People in one room."""
    native: bool = True
    """Forward in C what can be, where the library was built."""


class MediaNode:
    """Started once per process, inside its event loop."""

    def __init__(
        self, config: MediaConfig, mux: Mux, sockets: Sequence[UdpSocket], tcp: TcpListener | None
    ) -> None:
        self.port = sockets[0].port
        addresses = config.advertised or host_addresses(config.host)
        self._config = config
        self._mux = mux
        self._sockets = sockets
        self._tcp = tcp
        self._door = Door(mux, addresses, self.port, tcp is not None, all(map(is_loopback, addresses)))
        self._loop = asyncio.get_running_loop()
        self._rooms: dict[str, Room] = {}
        self._turns: list[list[Room]] = [[] for _ in range(_PHASES)]
        self._turn = 0
        self._closed = False
        self._timer = self._loop.call_later(TICK_S / _PHASES, self._tick)

    @classmethod
    async def start(cls, config: MediaConfig) -> "MediaNode":
        """Bind the sockets and make the certificate; OSError when the port is taken."""
        mux = Mux(config.liveness_s, config.handshake_s, native.load() if config.native else None)
        tries = 1 if config.port else _TRIES
        while True:
            sockets = [UdpSocket(sock, mux) for sock in open_sockets(config.host, config.port)]
            try:
                return cls(config, mux, sockets, await _listen(mux, sockets) if config.tcp else None)
            except OSError:
                for sock in sockets:
                    sock.close()
                tries -= 1
                if not tries:
                    raise

    def room(self, visit: str) -> Room:
        """The room of this visit, made when it does not exist; MediaError("media.full")."""
        return self._rooms.get(visit) or self._made(visit, self._config.max_seats)

    def mirror(self, name: str) -> Room:
        """A room of one, who sees and hears nobody but themselves; MediaError("media.full")."""
        return self._rooms.get(name) or self._made(name, 1, mirror=True)

    def find(self, visit: str) -> Room | None:
        return self._rooms.get(visit)

    async def close(self) -> None:
        """Close rooms and peers as "shutdown", then the sockets. Idempotent."""
        if self._closed:
            return
        self._closed = True
        self._timer.cancel()
        for room in list(self._rooms.values()):
            await room.close("shutdown")
        for sock in self._sockets:
            sock.close()
        if self._tcp is not None:
            await self._tcp.close()

    def stats(self) -> dict[str, int]:
        counters, lane = self._mux.counters, self._mux.lane
        received, sent, dropped = (0, 0, 0) if lane is None else lane.counted()
        return {
            "rooms": len(self._rooms),
            "peers": sum(len(room.peers) for room in self._rooms.values()),
            "packets_in": counters.packets_in + received,
            "packets_out": counters.packets_out + sent,
            "dropped": counters.dropped + dropped,
        }

    @property
    def native(self) -> bool:
        """Whether the native path is in use."""
        return self._mux.lane is not None

    def _made(self, name: str, seats: int, *, mirror: bool = False) -> Room:
        loaded = self._mux.load.share > self._config.max_load
        if self._closed or loaded or len(self._rooms) >= self._config.max_rooms:
            raise MediaError("media.full", "This node takes no further rooms.")
        room = Room(name, self._door, max_seats=seats, forget=self._forget, mirror=mirror)
        self._rooms[name] = room
        min(self._turns, key=len).append(room)
        return room

    def _forget(self, room: Room) -> None:
        self._rooms.pop(room.visit, None)
        for turn in self._turns:
            if room in turn:
                turn.remove(room)

    def _tick(self) -> None:
        self._timer = self._loop.call_later(TICK_S / _PHASES, self._tick)
        self._turn = (self._turn + 1) % _PHASES
        now = self._loop.time()
        self._mux.load.measure(now)
        for room in tuple(self._turns[self._turn]):
            try:
                room.tick(now)
            except Exception:  # noqa: BLE001 -- the fault of one visit is not to stop the clock of the others
                _log.exception("a room's tick broke")


async def _listen(mux: Mux, sockets: Sequence[UdpSocket]) -> TcpListener:
    listener = TcpListener(mux)
    await listener.open([sock.host for sock in sockets], sockets[0].port)
    return listener
