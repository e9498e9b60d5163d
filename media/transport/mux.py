"""Whose datagram is this: tells STUN, DTLS and SRTP apart (RFC 7983) and finds the connection it belongs to.

Nothing here trusts a datagram: empty, oversized and unknown ones are counted and dropped, STUN without our
credentials is never answered, everything else is heard only from addresses that such a check has proven.
"""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from media.forward.storage import PlainStorage, Storage
from media.transport.connection import Connection, ConnectionEvents
from media.transport.dtls import Certificate
from media.transport.ice import Address, asked_for
from media.transport.load import Load
from media.transport.native import NativeLane
from media.transport.srtp import MAX_DATAGRAM, PacketBuffer

_STUN_END, _DTLS_START, _DTLS_END = 4, 20, 64
SRTP_START, SRTP_END = 128, 192


class Way(Protocol):
    """Where datagrams to some addresses leave: a UDP socket, or one TCP connection."""

    def sendto(self, data: bytes | memoryview, address: Address, /) -> int:
        """Send or raise OSError; never wait."""


@dataclass
class Counters:
    packets_in: int = 0
    packets_out: int = 0
    dropped: int = 0


class Mux:
    """One per node; every connection lives on it, whatever socket it came through."""

    def __init__(self, liveness_s: float, handshake_s: float, lane: NativeLane | None = None) -> None:
        self.storage: Storage = lane or PlainStorage()
        self.lane = lane
        self.buffer = PacketBuffer()
        self.certificate = Certificate()
        self.counters = Counters()
        self.liveness_s = liveness_s
        self.handshake_s = handshake_s
        self.by_address: dict[Address, Connection] = {}
        self._by_ufrag: dict[str, Connection] = {}
        self._by_number: dict[int, Connection] = {}  # for the native path, which knows legs by number
        self._loop = asyncio.get_running_loop()
        self.load = Load(self._loop.time())

    def now(self) -> float:
        """The loop's clock, in which all of media counts."""
        return self._loop.time()

    def connect(self, events: ConnectionEvents) -> Connection:
        connection = Connection(self, events, self._loop.time())
        if self.lane is not None:
            self._by_number[connection.leg.number] = connection
        self.listen_for(connection.credentials.ufrag, connection)
        return connection

    def listen_for(self, ufrag: str, connection: Connection) -> None:
        self._by_ufrag[ufrag] = connection

    def assign(self, address: Address, connection: Connection, now: float) -> bool:
        """Bind a proven address to a connection. One that another living connection uses stays with it."""
        holder = self.by_address.get(address)
        if holder is connection:
            return True
        if holder is not None:
            if not holder.quiet(now):
                return False
            holder.lose_address(address)
        self.by_address[address] = connection
        if self.lane is not None:
            self.lane.bind(address, connection.leg)
        return True

    def unassign(self, address: Address) -> None:
        if self.by_address.pop(address, None) is not None and self.lane is not None:
            self.lane.bind(address, None)

    def route(self, connection: Connection, way: Way | None, address: Address) -> None:
        """Packets to this connection leave this way now, or by none."""
        if self.lane is not None:
            self.lane.route(connection.leg, way, address)

    def drop_ufrag(self, ufrag: str) -> None:
        self._by_ufrag.pop(ufrag, None)

    def forget(self, connection: Connection, ufrags: Iterable[str], addresses: Iterable[Address]) -> None:
        for ufrag in ufrags:
            self.drop_ufrag(ufrag)
        for address in addresses:
            self.unassign(address)
        if self.lane is not None:
            self._by_number.pop(connection.leg.number, None)

    def take(self, size: int, source: Address, way: Way, now: float) -> None:
        """A datagram that lies in the buffer."""
        self.counters.packets_in += 1
        self.handle(size, source, way, now)

    def handle(self, size: int, source: Address, way: Way, now: float) -> None:
        """The same for one that is counted already."""
        if not (0 < size <= MAX_DATAGRAM and self._take(size, source, way, now)):
            self.counters.dropped += 1

    def take_clear(self, number: int, size: int, ssrc: int, now: float) -> None:
        """A packet of this leg that is clear already lies in the buffer."""
        connection = self._by_number.get(number)
        if connection is not None:
            connection.on_clear(size, ssrc, now)

    def _take(self, size: int, source: Address, way: Way, now: float) -> bool:
        first = self.buffer.view[0]
        if SRTP_START <= first < SRTP_END:
            connection = self.by_address.get(source)
            return connection is not None and connection.on_srtp(size, now)
        return self.take_control(bytes(self.buffer.view[:size]), source, way, now)

    def send(self, data: bytes | memoryview, way: Way, address: Address) -> None:
        """Send or drop: a full socket buffer is a loss like any other on the way."""
        try:
            way.sendto(data, address)
        except OSError:
            self.counters.dropped += 1
        else:
            self.counters.packets_out += 1

    def take_control(self, data: bytes, source: Address, way: Way, now: float) -> bool:
        """STUN or DTLS; false when it is neither or nobody's."""
        if data[0] < _STUN_END:
            ufrag = asked_for(data)
            connection = self._by_ufrag.get(ufrag) if ufrag else None
            return connection is not None and connection.on_check(ufrag or "", data, source, way, now)
        if _DTLS_START <= data[0] < _DTLS_END:
            connection = self.by_address.get(source)
            return connection is not None and connection.on_dtls(data)
        return False
