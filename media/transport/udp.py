"""A node's UDP sockets: all on one port, one for each address family, read in batches into one buffer."""

import asyncio
import errno
import socket

from media.transport.addresses import EVERY
from media.transport.ice import Address
from media.transport.mux import SRTP_END, SRTP_START, Mux
from media.transport.pace import PAUSE_S, Pace
from media.transport.srtp import MAX_DATAGRAM

BATCH = 64
"""Datagrams per wake-up: a flood cannot keep the loop from its timers."""

SOCKET_BUFFER = 4 << 20

_EVERY_IPV4 = "0.0.0.0"  # noqa: S104 -- browsers come from anywhere; what they may do is guarded in the mux
_NO_IPV6 = (errno.EAFNOSUPPORT, errno.EADDRNOTAVAIL)
_BATCHES = 4
"""After a pause."""
_TRIES = 8
"""A free port of one family may be taken in the other."""


class UdpSocket:
    """Reads until it is closed."""

    def __init__(self, sock: socket.socket, mux: Mux) -> None:
        self.host: str = sock.getsockname()[0]
        self.port: int = sock.getsockname()[1]
        self._socket = sock
        self._mux = mux
        self._loop = asyncio.get_running_loop()
        self._pace = Pace(self._loop.time())
        self._timer: asyncio.TimerHandle | None = None
        self._read = self._read_here if mux.lane is None else self._read_natively
        self._loop.add_reader(sock.fileno(), self._on_readable)

    def close(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._loop.remove_reader(self._socket.fileno())
        self._socket.close()

    def _on_readable(self) -> None:
        now = self._loop.time()
        self._pace.count(self._read(now), now)
        if self._pace.pauses:
            self._loop.remove_reader(self._socket.fileno())
            self._timer = self._loop.call_later(PAUSE_S, self._on_time)

    def _on_time(self) -> None:
        now = self._loop.time()
        try:
            for _ in range(_BATCHES):
                came = self._read(now)
                self._pace.count(came, now)
                if came < BATCH:
                    break
        finally:  # whatever a datagram did, the next one is read
            self._go_on()

    def _go_on(self) -> None:
        if self._pace.pauses:
            self._timer = self._loop.call_later(PAUSE_S, self._on_time)
        else:
            self._timer = None
            self._loop.add_reader(self._socket.fileno(), self._on_readable)

    def _read_here(self, now: float) -> int:
        """At most a batch; how many datagrams came."""
        mux, sock = self._mux, self._socket
        receive, view, by_address, counters = sock.recvfrom_into, mux.buffer.view, mux.by_address, mux.counters
        for came in range(BATCH):
            try:
                size, source = receive(view)
            except BlockingIOError:
                return came
            except OSError:  # an ICMP error of an earlier send is no reason to stop reading
                continue
            # What comes by the hundred is told apart here; the mux repeats it for everything else.
            if size <= MAX_DATAGRAM and size and SRTP_START <= view[0] < SRTP_END:
                counters.packets_in += 1
                connection = by_address.get(source)
                if connection is None or not connection.on_srtp(size, now):
                    counters.dropped += 1
            else:
                mux.take(size, source, sock, now)
        return BATCH

    def _read_natively(self, now: float) -> int:
        lane, mux = self._mux.lane, self._mux
        if lane is None:
            return 0
        return lane.read(self._socket.fileno(), now, self._handle, mux.take_clear, mux.buffer.view)

    def _handle(self, size: int, source: Address, now: float) -> None:
        self._mux.handle(size, source, self._socket, now)


def open_sockets(host: str, port: int) -> list[socket.socket]:
    """Bound, all on one port; OSError when it is taken. `host` "::" is both families where there are both."""
    if host != EVERY:
        return [_bound(host, port)]
    for _ in range(_TRIES):
        first = _bound(_EVERY_IPV4, port)
        try:
            return [first, _bound(EVERY, first.getsockname()[1])]
        except OSError as error:
            if error.errno in _NO_IPV6:
                return [first]
            first.close()
            if port or error.errno != errno.EADDRINUSE:
                raise
    raise OSError(errno.EADDRINUSE, "no port is free in both address families")


def _bound(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    sock = socket.socket(family, socket.SOCK_DGRAM)
    try:
        sock.setblocking(False)
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, SOCKET_BUFFER)
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SOCKET_BUFFER)
        if family == socket.AF_INET6:
            sock.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        sock.bind((host, port))
    except OSError:
        sock.close()
        raise
    return sock
