"""A network between browsers and the service: delay, loss, a narrow way, another address, nothing at all.

Stands at an address of its own on the loopback, at the very port of what it leads to, because browsers are told
one port for all addresses.
"""

import asyncio
import contextlib
import random
from collections.abc import AsyncIterator, Callable, Coroutine
from dataclasses import dataclass, field
from functools import partial
from typing import cast

Address = tuple[str, int]

ADDRESS = "127.0.0.2"


@dataclass
class Way:
    """One direction; may be changed at any time. `rate_bps` 0: as wide as can be."""

    delay_s: float = 0.0
    loss: float = 0.0
    rate_bps: int = 0
    queue_s: float = 0.3
    """What would have to wait longer for a narrow way is dropped, as a full router does."""


@dataclass
class Conditions:
    """Of every browser's line: `up` is towards the service."""

    up: Way = field(default_factory=Way)
    down: Way = field(default_factory=Way)
    udp: bool = True

    def round_trip(self, seconds: float) -> None:
        self.up.delay_s = self.down.delay_s = seconds / 2


class _Pipe:
    """Sends what it is given after the way's delay, in order."""

    def __init__(self, way: Way, seed: int) -> None:
        self._way = way
        self._random = random.Random(seed)  # noqa: S311 (weather, not secrets)
        self._free_at = 0.0

    def departs_at(self, size: int, now: float) -> float | None:
        """When it arrives at the other end; None when it is lost."""
        way = self._way
        if way.loss and self._random.random() < way.loss:
            return None
        at = now
        if way.rate_bps:
            at = max(now, self._free_at)
            if at - now > way.queue_s:
                return None
            at = self._free_at = at + 8 * size / way.rate_bps
        return at + way.delay_s


class _Inside(asyncio.DatagramProtocol):
    """The side of the browsers: one outer socket for each of their addresses, as an address translator has."""

    def __init__(self, network: "Network") -> None:
        self.network = network
        self.transport: asyncio.DatagramTransport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast("asyncio.DatagramTransport", transport)

    def datagram_received(self, data: bytes, addr: Address) -> None:
        self.network.went_up(data, addr)

    def send(self, data: bytes, browser: Address) -> None:
        if self.transport is not None and not self.transport.is_closing():
            self.transport.sendto(data, browser)


class _Outside(asyncio.DatagramProtocol):
    def __init__(self, network: "Network", browser: Address) -> None:
        self.network = network
        self.browser = browser
        self.transport: asyncio.DatagramTransport | None = None
        self.early: list[bytes] = []
        conditions = network.conditions
        self.up, self.down = _Pipe(conditions.up, browser[1]), _Pipe(conditions.down, browser[1] + 1)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast("asyncio.DatagramTransport", transport)
        for data in self.early:
            self.transport.sendto(data)

    def datagram_received(self, data: bytes, _: Address) -> None:
        self.network.went_down(data, self)

    def send(self, data: bytes) -> None:
        if self.transport is None:
            self.early.append(data)
        elif not self.transport.is_closing():
            self.transport.sendto(data)


class Network:
    """Made by `network`."""

    def __init__(self, media: Address) -> None:
        self.conditions = Conditions()
        self.media = media
        self._loop = asyncio.get_running_loop()
        self._inside = _Inside(self)
        self._outside: dict[Address, _Outside] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._servers: list[asyncio.Server] = []

    async def open(self) -> None:
        await self._loop.create_datagram_endpoint(lambda: self._inside, local_addr=(ADDRESS, self.media[1]))
        await self.carry_streams(self.media)

    async def carry_streams(self, far: Address) -> None:
        """TCP connections to its port at `ADDRESS` lead there; they have the delay and nothing else."""
        pipe = partial(self._on_stream, far)
        self._servers.append(await asyncio.start_server(pipe, ADDRESS, far[1]))

    def close(self) -> None:
        self.rebind()
        for task in self._tasks:
            task.cancel()
        for server in self._servers:
            server.close()
        if self._inside.transport is not None:
            self._inside.transport.close()

    def rebind(self) -> None:
        """Everybody has another address from now on."""
        outside, self._outside = self._outside, {}
        for one in outside.values():
            if one.transport is not None:
                one.transport.close()

    def went_up(self, data: bytes, browser: Address) -> None:
        if not self.conditions.udp:
            return
        outside = self._outside.get(browser)
        if outside is None:
            outside = self._outside[browser] = _Outside(self, browser)
            self._spawn(self._open(outside))
        self._later(outside.up.departs_at(len(data), self._loop.time()), outside.send, data)

    def went_down(self, data: bytes, outside: _Outside) -> None:
        if self.conditions.udp:
            arrives_at = outside.down.departs_at(len(data), self._loop.time())
            self._later(arrives_at, self._inside.send, data, outside.browser)

    def _later(self, at: float | None, send: Callable[..., object], *arguments: object) -> None:
        if at is None:
            return
        if at <= self._loop.time():
            send(*arguments)
        else:
            self._loop.call_at(at, send, *arguments)

    async def _open(self, outside: _Outside) -> None:
        await self._loop.create_datagram_endpoint(
            lambda: outside, local_addr=("127.0.0.1", 0), remote_addr=self.media
        )

    async def _on_stream(self, far: Address, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """What is lost on the way is the business of TCP itself, at both its ends."""
        up, down = self.conditions.up, self.conditions.down
        await asyncio.sleep(
            up.delay_s + down.delay_s
        )  # its handshake, which the loopback made a matter of no time
        try:
            far_reader, far_writer = await asyncio.open_connection(*far)
        except OSError:
            writer.close()
            return
        ways = [self._pour(reader, far_writer, up), self._pour(far_reader, writer, down)]
        await asyncio.gather(*ways, return_exceptions=True)

    async def _pour(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, way: Way) -> None:
        try:
            while data := await reader.read(65_536):
                self._loop.call_later(way.delay_s, writer.write, data)
        finally:
            self._loop.call_later(way.delay_s, writer.close)

    def _spawn(self, work: Coroutine[object, object, None]) -> None:
        task = self._loop.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


@contextlib.asynccontextmanager
async def network(media_port: int, host: str = "127.0.0.1") -> AsyncIterator[Network]:
    """Leads from `ADDRESS` to the media door at this port of `host`."""
    one = Network((host, media_port))
    await one.open()
    try:
        yield one
    finally:
        one.close()
