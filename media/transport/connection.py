"""One peer's way through the socket: reached (ICE), secured (DTLS), then clear packets, until closed or lost."""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from media.transport.dtls import DatagramPath, DtlsSession, PeerIdentity, Role
from media.transport.ice import Address, Check, Credentials
from media.transport.srtp import PacketProtection

if TYPE_CHECKING:
    from media.transport.udp import UdpTransport

_log = logging.getLogger(__name__)

MAX_ADDRESSES = 16
MAX_RTCP_SENDERS = 64
_FIRST_RTCP_TYPE, _LAST_RTCP_TYPE = 192, 223  # RFC 5761 section 4
_MIN_SRTP = 12


@dataclass(frozen=True, slots=True)
class ConnectionEvents:
    """What the owner hears, on the loop; a packet lies in the transport's buffer and may be overwritten there."""

    reached: Callable[[float], None]
    """First authentic connectivity check."""
    secured: Callable[[float], None]
    """Handshake done, fingerprint right: packets may be sent."""
    rtp: Callable[[int, float], None]
    rtcp: Callable[[bytes, float], None]
    lost: Callable[[str], None]
    """The handshake failed ("failed") or the peer said goodbye ("left")."""


class Connection:
    """Owned by one peer, registered with the socket from creation until `close`."""

    def __init__(self, transport: "UdpTransport", events: ConnectionEvents, now: float) -> None:
        self.credentials = Credentials()
        self.secure = False
        self._transport = transport
        self._events = events
        self._addresses: dict[Address, None] = {}  # validated, oldest first
        self._address: Address | None = None
        self._path = DatagramPath(self._send_datagram)
        self._dtls = DtlsSession(self._path, transport.certificate)
        self._role: Role | None = None
        self._task: asyncio.Task[None] | None = None
        self._protection: PacketProtection | None = None
        self._media_ssrcs: frozenset[int] = frozenset()
        self._rtcp_ssrcs: set[int] = set()
        self._created_at = now
        self._alive_at = now

    def expect(self, identity: PeerIdentity, media_ssrcs: frozenset[int]) -> bool:
        """Take the answer's identity and the streams it announced; false when we already act in another role."""
        if self._role not in (None, identity.role):
            return False
        self._role = identity.role
        self._media_ssrcs = media_ssrcs
        self._dtls.expect(identity)
        self._begin_handshake()
        return True

    def on_check(self, check: Check, source: Address, now: float) -> bool:
        """Answer an authentic connectivity check; a nominating one from elsewhere moves the peer there."""
        response = self.credentials.respond(check, source)
        if response is None or not self._transport.assign(source, self):
            return False
        self._transport.send(response, source)
        self._alive_at = now
        self._remember(source)
        first = self._address is None
        if first or check.nominates:
            self._address = source
        if first:
            self._events.reached(now)
            self._begin_handshake()
        return True

    def on_dtls(self, datagram: bytes) -> bool:
        if self._role is None:  # the answer is still on its way, so the peer is the client
            self._role = "server"
            self._begin_handshake()
        return self._path.put(datagram)

    def on_srtp(self, size: int, now: float) -> bool:
        """Hand up an authentic packet; libsrtp keeps state per SSRC, so only known ones reach it."""
        protection = self._protection
        if protection is None or size < _MIN_SRTP:
            return False
        view = self._transport.buffer.view
        if _FIRST_RTCP_TYPE <= view[1] <= _LAST_RTCP_TYPE:
            return self._on_srtcp(protection, size, now)
        if int.from_bytes(view[8:12], "big") not in self._media_ssrcs:
            return False
        size = protection.unprotect(size)
        if not size:
            return False
        self._alive_at = now
        self._events.rtp(size, now)
        return True

    def send_rtp(self, size: int) -> None:
        """Protect and send the packet that lies in the transport's buffer."""
        if self._protection is not None and self._address is not None:
            size = self._protection.protect(size)
            if size:
                self._transport.send(self._transport.buffer.view[:size], self._address)

    def send_rtcp(self, data: bytes) -> None:
        if self._protection is None or self._address is None:
            return
        self._transport.buffer.view[: len(data)] = data
        size = self._protection.protect_rtcp(len(data))
        if size:
            self._transport.send(self._transport.buffer.view[:size], self._address)

    def overdue(self, now: float) -> bool:
        """Whether the handshake took too long or nothing authentic came for too long (RFC 7675 section 5.1)."""
        if self.secure:
            return now - self._alive_at > self._transport.liveness_s
        return now - self._created_at > self._transport.handshake_s

    def close(self) -> None:
        """Say goodbye and leave the socket at once; `closed` awaits the last task."""
        self._send_datagram(self._dtls.farewell())
        self.secure = False
        self._protection = None
        self._transport.forget(self, self._addresses)
        self._path.close()
        self._dtls.abandon()
        if self._task is not None and self._task is not asyncio.current_task():
            self._task.cancel()

    async def closed(self) -> None:
        if self._task is not None and self._task is not asyncio.current_task():
            await asyncio.wait([self._task])

    def _on_srtcp(self, protection: PacketProtection, size: int, now: float) -> bool:
        view = self._transport.buffer.view
        ssrc = int.from_bytes(view[4:8], "big")
        if ssrc not in self._rtcp_ssrcs and len(self._rtcp_ssrcs) >= MAX_RTCP_SENDERS:
            return False
        size = protection.unprotect_rtcp(size)
        if not size:
            return False
        self._rtcp_ssrcs.add(ssrc)
        self._alive_at = now
        self._events.rtcp(bytes(view[:size]), now)
        return True

    def _remember(self, source: Address) -> None:
        self._addresses.setdefault(source)
        if len(self._addresses) > MAX_ADDRESSES:
            oldest = next(address for address in self._addresses if address not in (self._address, source))
            del self._addresses[oldest]
            self._transport.unassign(oldest)

    def _begin_handshake(self) -> None:
        if self._task is None and self._role is not None and self._address is not None:
            self._task = asyncio.get_running_loop().create_task(self._run(self._role))

    async def _run(self, role: Role) -> None:
        try:
            protection = await self._dtls.secure(role, self._transport.buffer)
        except Exception:  # noqa: BLE001 -- a hostile certificate makes the parsers below raise anything
            _log.exception("a DTLS handshake broke")
            protection = None
        if self._path.closed:
            return
        if protection is None:
            self._events.lost("failed")
            return
        self._protection = protection
        self.secure = True
        self._events.secured(asyncio.get_running_loop().time())
        await self._dtls.drain()
        if not self._path.closed:
            self._events.lost("left")

    def _send_datagram(self, data: bytes) -> None:
        if data and self._address is not None:
            self._transport.send(data, self._address)
