"""The process's one media socket: reads into one buffer and tells STUN, DTLS and SRTP apart (RFC 7983).

Nothing here trusts a datagram: empty, oversized and unknown ones are counted and dropped, STUN without our
credentials is never answered, everything else is heard only from addresses that such a check has proven.
"""

import asyncio
import socket
from collections.abc import Iterable
from dataclasses import dataclass

from aioice.ice import get_host_addresses

from media.transport.connection import Connection, ConnectionEvents
from media.transport.dtls import Certificate
from media.transport.ice import Address, parse_check
from media.transport.srtp import MAX_DATAGRAM, PacketBuffer

BATCH = 64
"""Datagrams per wake-up: a flood cannot keep the loop from its timers."""
SOCKET_BUFFER = 4 << 20

_STUN_END, _DTLS_START, _DTLS_END, _SRTP_START, _SRTP_END = 4, 20, 64, 128, 192
_ANY = "0.0.0.0"  # noqa: S104 -- compared with, not bound to
_LOOPBACK = "127.0.0.1"


@dataclass
class Counters:
    packets_in: int = 0
    packets_out: int = 0
    dropped: int = 0


class UdpTransport:
    """Opened once per node; every connection lives on it."""

    def __init__(self, sock: socket.socket, liveness_s: float, handshake_s: float) -> None:
        self.buffer = PacketBuffer()
        self.certificate = Certificate()
        self.counters = Counters()
        self.liveness_s = liveness_s
        self.handshake_s = handshake_s
        self.port: int = sock.getsockname()[1]
        self._socket = sock
        self._loop = asyncio.get_running_loop()
        self._by_ufrag: dict[str, Connection] = {}
        self._by_address: dict[Address, Connection] = {}
        self._loop.add_reader(sock.fileno(), self._on_readable)

    @classmethod
    def open(cls, host: str, port: int, liveness_s: float, handshake_s: float) -> "UdpTransport":
        """Bind; OSError when the port is taken."""
        sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        try:
            sock.setblocking(False)
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, SOCKET_BUFFER)
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SOCKET_BUFFER)
            sock.bind((host, port))
        except OSError:
            sock.close()
            raise
        return cls(sock, liveness_s, handshake_s)

    def connect(self, events: ConnectionEvents) -> Connection:
        connection = Connection(self, events, self._loop.time())
        self._by_ufrag[connection.credentials.ufrag] = connection
        return connection

    def assign(self, address: Address, connection: Connection) -> bool:
        """Bind a proven address to a connection; one that another live connection holds cannot be taken over."""
        return self._by_address.setdefault(address, connection) is connection

    def unassign(self, address: Address) -> None:
        self._by_address.pop(address, None)

    def forget(self, connection: Connection, addresses: Iterable[Address]) -> None:
        self._by_ufrag.pop(connection.credentials.ufrag, None)
        for address in addresses:
            self.unassign(address)

    def send(self, data: bytes | memoryview, address: Address) -> None:
        """Send or drop: a full socket buffer is a loss like any other on the way."""
        try:
            self._socket.sendto(data, address)
        except OSError:
            self.counters.dropped += 1
        else:
            self.counters.packets_out += 1

    def close(self) -> None:
        self._loop.remove_reader(self._socket.fileno())
        self._socket.close()

    def _on_readable(self) -> None:
        receive, view = self._socket.recvfrom_into, self.buffer.view
        counters, by_address, now = self.counters, self._by_address, self._loop.time()
        for _ in range(BATCH):
            try:
                size, source = receive(view)
            except BlockingIOError:
                return
            except OSError:  # an ICMP error of an earlier send is no reason to stop reading
                continue
            counters.packets_in += 1
            if not 0 < size <= MAX_DATAGRAM:
                counters.dropped += 1
                continue
            first = view[0]
            if _SRTP_START <= first < _SRTP_END:
                connection = by_address.get(source)
                taken = connection is not None and connection.on_srtp(size, now)
            else:
                taken = self._on_control(bytes(view[:size]), source, now)
            if not taken:
                counters.dropped += 1

    def _on_control(self, data: bytes, source: Address, now: float) -> bool:
        if data[0] < _STUN_END:
            check = parse_check(data)
            connection = self._by_ufrag.get(check.ufrag) if check else None
            return check is not None and connection is not None and connection.on_check(check, source, now)
        if _DTLS_START <= data[0] < _DTLS_END:
            connection = self._by_address.get(source)
            return connection is not None and connection.on_dtls(data)
        return False


def host_addresses(bound_to: str) -> tuple[str, ...]:
    """IPv4 addresses under which a socket bound to `bound_to` can be reached."""
    if bound_to != _ANY:
        return (bound_to,)
    return tuple(get_host_addresses(use_ipv4=True, use_ipv6=False)) or (_LOOPBACK,)
