"""The media plane of this process: one socket, its rooms, and the one timer that drives everything periodic."""

import asyncio
from dataclasses import dataclass

from media.errors import MediaError
from media.room import Room
from media.transport.udp import UdpTransport, host_addresses

TICK_S = 0.05
"""Transport-wide feedback to every sender goes out at this pace."""


@dataclass(frozen=True)
class MediaConfig:
    host: str = "0.0.0.0"  # noqa: S104 -- peers come from anywhere; what they may do is guarded in transport
    """UDP bind address."""
    port: int = 0
    """UDP port, 0 = any free."""
    advertised: tuple[str, ...] = ()
    """Addresses put in offers as host candidates; empty = those under which the socket can be reached."""
    liveness_s: float = 30.0
    """RFC 7675 consent, measured from the last authenticated packet."""
    max_rooms: int = 40
    max_seats: int = 6
    handshake_s: float = 20.0
    """A peer without DTLS by then is closed."""


class MediaNode:
    """Started once per process, inside its event loop."""

    def __init__(self, config: MediaConfig, transport: UdpTransport) -> None:
        self.port = transport.port
        self._config = config
        self._transport = transport
        self._addresses = config.advertised or host_addresses(config.host)
        self._loop = asyncio.get_running_loop()
        self._rooms: dict[str, Room] = {}
        self._closed = False
        self._timer = self._loop.call_later(TICK_S, self._tick)

    @classmethod
    async def start(cls, config: MediaConfig) -> "MediaNode":
        """Bind the socket and make the certificate; OSError when the port is taken."""
        transport = UdpTransport.open(config.host, config.port, config.liveness_s, config.handshake_s)
        return cls(config, transport)

    def room(self, visit: str) -> Room:
        """The room of this visit, made when it does not exist; MediaError("media.full")."""
        room = self._rooms.get(visit)
        if room is not None:
            return room
        if self._closed or len(self._rooms) >= self._config.max_rooms:
            raise MediaError("media.full", "This node takes no further rooms.")
        room = Room(
            visit,
            self._transport,
            addresses=self._addresses,
            max_seats=self._config.max_seats,
            clock=self._loop.time,
            forget=self._forget,
        )
        self._rooms[visit] = room
        return room

    def find(self, visit: str) -> Room | None:
        return self._rooms.get(visit)

    async def close(self) -> None:
        """Close rooms and peers as "shutdown", then the socket. Idempotent."""
        if self._closed:
            return
        self._closed = True
        self._timer.cancel()
        for room in list(self._rooms.values()):
            await room.close("shutdown")
        self._transport.close()

    def stats(self) -> dict[str, int]:
        counters = self._transport.counters
        return {
            "rooms": len(self._rooms),
            "peers": sum(len(room.peers) for room in self._rooms.values()),
            "packets_in": counters.packets_in,
            "packets_out": counters.packets_out,
            "dropped": counters.dropped,
        }

    def _forget(self, room: Room) -> None:
        self._rooms.pop(room.visit, None)

    def _tick(self) -> None:
        self._timer = self._loop.call_later(TICK_S, self._tick)
        now = self._loop.time()
        for room in list(self._rooms.values()):
            room.tick(now)
