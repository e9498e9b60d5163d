"""ICE over TCP, passive (RFC 6544), in front of the same mux: for networks that let no UDP through.

A stranger's connection costs a socket and two kilobytes for ten seconds; only an authentic check makes it stay.
"""

import asyncio

from media.transport.ice import Address
from media.transport.mux import Mux
from media.transport.srtp import MAX_DATAGRAM

MAX_CONNECTIONS = 500
MAX_STRANGERS = 64
"""Connections from which no authentic check has come."""
PROOF_S = 10.0
MAX_UNSENT = 128 << 10
"""Bytes: media that waits longer is of no use to anybody."""


class TcpListener:
    """Listens until it is closed; every connection goes with it."""

    def __init__(self, mux: Mux) -> None:
        self.ways: set[TcpWay] = set()
        self._mux = mux
        self._server: asyncio.Server | None = None

    async def open(self, hosts: list[str], port: int) -> None:
        """OSError when the port is taken."""
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(lambda: TcpWay(self, self._mux), hosts, port)

    def admit(self, way: "TcpWay") -> bool:
        strangers = sum(not one.proven for one in self.ways)
        if len(self.ways) >= MAX_CONNECTIONS or strangers >= MAX_STRANGERS:
            return False
        self.ways.add(way)
        return True

    async def close(self) -> None:
        if self._server is not None:
            self._server.close()
        for way in tuple(self.ways):
            way.abort()
        if self._server is not None:
            await self._server.wait_closed()


class TcpWay(asyncio.Protocol):
    """One connection: frames of RFC 4571 in, and the `Way` on which datagrams to its address leave."""

    def __init__(self, listener: TcpListener, mux: Mux) -> None:
        self._listener = listener
        self._mux = mux
        self._loop = asyncio.get_running_loop()
        self._transport: asyncio.Transport | None = None
        self._address: Address = ("", 0, "tcp")
        self._received = bytearray()
        self._deadline: asyncio.TimerHandle | None = None

    @property
    def proven(self) -> bool:
        return self._address in self._mux.by_address

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)  # noqa: S101 -- what a server of asyncio hands over
        self._transport = transport
        host, port = transport.get_extra_info("peername")[:2]
        self._address = (host, port, "tcp")
        if self._listener.admit(self):
            self._require_proof()
        else:
            transport.abort()

    def data_received(self, data: bytes) -> None:
        received = self._received
        received += data
        now, view = self._loop.time(), self._mux.buffer.view
        while len(received) >= 2:  # noqa: PLR2004 -- the length of a length
            size = received[0] << 8 | received[1]
            if not 0 < size <= MAX_DATAGRAM:
                self.abort()
                return
            if len(received) < 2 + size:
                return
            view[:size] = received[2 : 2 + size]
            del received[: 2 + size]
            self._mux.take(size, self._address, self, now)

    def connection_lost(self, _: Exception | None) -> None:
        self._listener.ways.discard(self)
        if self._deadline is not None:
            self._deadline.cancel()

    def sendto(self, data: bytes | memoryview, _: Address, /) -> int:
        transport = self._transport
        if transport is None or transport.is_closing() or transport.get_write_buffer_size() > MAX_UNSENT:
            raise BlockingIOError
        size = len(data)
        transport.write(size.to_bytes(2, "big") + bytes(data))
        return size

    def abort(self) -> None:
        if self._transport is not None:
            self._transport.abort()

    def _require_proof(self) -> None:
        """Again and again: a connection whose peer has left is a stranger's too."""
        self._deadline = self._loop.call_later(PROOF_S, self._judge)

    def _judge(self) -> None:
        if self.proven:
            self._require_proof()
        else:
            self.abort()
