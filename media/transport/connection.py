"""One peer's way through the sockets: reached (ICE), secured (DTLS), then clear packets, until closed or lost."""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass
from struct import Struct
from typing import TYPE_CHECKING

from media.transport.dtls import DatagramPath, DtlsSession, PeerIdentity, Role
from media.transport.ice import Address, Credentials, nominates, parse_check
from media.transport.srtp import PacketKeys, protect, protect_rtcp, unprotect, unprotect_rtcp

if TYPE_CHECKING:
    from media.transport.mux import Mux, Way

_log = logging.getLogger(__name__)

MAX_ADDRESSES = 16
MAX_RTCP_SENDERS = 64
MAX_LEARNED = 16
"""Streams that were not announced by number: simulcast layers and their retransmissions (RFC 8853)."""

BYTES_PER_S = 1_250_000
"""Twice what a page is told to send at most (see `negotiation.codecs`): more hurts nobody but its sender."""
_BURST_S = 0.5
_LEAST_COST = 400
_CHECK_COST = 8_000
"""What a small packet and a connectivity check cost of the allowance: both take time, not bytes."""
STRANGE_CHECKS_PER_S, _STRANGE_CHECKS = 50, 50
"""From addresses that are not proven yet; whoever has seen a ufrag could send them."""

QUIET_S = 6.0
"""A living peer sends a check at least every five seconds (RFC 7675 section 5.1)."""

_FIRST_RTCP_TYPE, _LAST_RTCP_TYPE = 192, 223  # RFC 5761 section 4
_MIN_SRTP = 12
_SSRC = Struct("!I")


@dataclass(frozen=True, slots=True)
class ConnectionEvents:
    """What the owner hears, on the loop; a packet lies in the mux's buffer and may be overwritten there."""

    reached: Callable[[float], None]
    """First authentic connectivity check."""
    secured: Callable[[float], None]
    """Handshake done, fingerprint right: packets may be sent."""
    rtp: Callable[[int, int, float], None]
    """(size, SSRC, now)."""
    rtcp: Callable[[bytes, float], None]
    moved: Callable[[], None]
    """The peer is reached on another way than before: what was learnt about the old one is void."""
    lost: Callable[[str], None]
    """The handshake failed ("failed") or the peer said goodbye ("left")."""


class Connection:
    """Owned by one peer, registered with the mux from creation until `close`."""

    def __init__(self, mux: "Mux", events: ConnectionEvents, now: float) -> None:
        self.credentials = Credentials()
        self.secure = False
        self.leg = mux.storage.leg(now)
        self.leg.allowance = int(BYTES_PER_S * _BURST_S)
        self._mux = mux
        self._events = events
        self._on_rtp = events.rtp
        self._view, self._memory, self._length = mux.buffer.view, mux.buffer.memory, mux.buffer.length
        self._earlier: Credentials | None = None  # until the first check after an ICE restart
        self._addresses: dict[Address, None] = {}  # validated, oldest first
        self._address: Address = ()  # where it is now; empty before the first check
        self._way: Way | None = None
        self._path = DatagramPath(self._send_datagram)
        self._dtls = DtlsSession(self._path, mux.certificate)
        self._role: Role | None = None
        self._task: asyncio.Task[None] | None = None
        self._keys: PacketKeys | None = None
        self._announced: frozenset[int] = frozenset()
        self._may_learn = False
        self._learned: set[int] = set()
        self._rtcp_ssrcs: set[int] = set()
        self._strange_checks = float(_STRANGE_CHECKS)
        self._created_at = now

    @property
    def strained(self) -> bool:
        """Whether this node has no time to repeat what was lost."""
        return self._mux.load.strained

    @property
    def over_tcp(self) -> bool:
        return self._address[-1:] == ("tcp",)

    def expect(self, identity: PeerIdentity, ssrcs: frozenset[int], *, learning: bool) -> bool:
        """Take the answer's identity and the streams it announced; false when we already act in another role.

        `learning`: further streams may come that name their layer instead (simulcast).
        """
        if self._role not in (None, identity.role):
            return False
        if not self._dtls.expect(identity):
            return False
        self._role = identity.role
        self._announced = ssrcs
        self._may_learn = learning
        self._begin_handshake()
        return True

    def restart(self) -> Credentials:
        """New credentials for an ICE restart (RFC 8445 section 9); the old ones hold until these are used."""
        if self._earlier is None:
            self._earlier = self.credentials
        else:
            self._mux.drop_ufrag(self.credentials.ufrag)
        self.credentials = Credentials()
        self._mux.listen_for(self.credentials.ufrag, self)
        return self.credentials

    def on_check(self, ufrag: str, data: bytes, source: Address, way: "Way", now: float) -> bool:
        """Answer an authentic connectivity check; a nominating one from elsewhere moves the peer there."""
        if not self._affords_check(source):
            return False
        credentials = self.credentials if ufrag == self.credentials.ufrag else self._earlier
        request = parse_check(data)
        response = credentials.respond(request, source) if credentials and request else None
        if request is None or response is None or not self._mux.assign(source, self, now):
            return False
        self._mux.send(response, way, source)
        self.leg.alive_at = now
        if credentials is self.credentials and self._earlier is not None:
            self._mux.drop_ufrag(self._earlier.ufrag)
            self._earlier = None
        first = not self._address
        if first or (source != self._address and nominates(request)):
            self._address, self._way = source, way
            self._mux.route(self, way, source)
            if not first:
                self._events.moved()
        self._remember(source)
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
        keys, leg, view = self._keys, self.leg, self._view
        if keys is None or size < _MIN_SRTP:
            return False
        allowance = leg.allowance - (max(_LEAST_COST, size))
        if allowance < 0:
            return False
        leg.allowance = allowance
        if _FIRST_RTCP_TYPE <= view[1] <= _LAST_RTCP_TYPE:
            return self._on_srtcp(keys, size, now)
        ssrc = _SSRC.unpack_from(view, 8)[0]
        known = ssrc in self._announced or ssrc in self._learned
        if not known and not (self._may_learn and len(self._learned) < MAX_LEARNED):
            return False
        length = self._length
        length[0] = size
        if unprotect(keys.inbound, self._memory, length):
            return False
        if not known:
            self._learned.add(ssrc)
        leg.alive_at = now
        self._on_rtp(length[0], ssrc, now)
        return True

    def on_clear(self, size: int, ssrc: int, now: float) -> None:
        """The same for a packet that the native path has opened already."""
        self._on_rtp(size, ssrc, now)

    def send_rtp(self, size: int) -> None:
        """Protect and send the packet that lies in the mux's buffer."""
        keys, way = self._keys, self._way
        if keys is None or way is None:
            return
        length = self._length
        length[0] = size
        if not protect(keys.outbound, self._memory, length):
            self._mux.send(self._view[: length[0]], way, self._address)

    def send_rtcp(self, data: bytes) -> None:
        keys, way = self._keys, self._way
        if keys is None or way is None:
            return
        length = self._length
        self._view[: len(data)] = data
        length[0] = len(data)
        if not protect_rtcp(keys.outbound, self._memory, length):
            self._mux.send(self._view[: length[0]], way, self._address)

    def affords(self, cost: int) -> bool:
        """Take this off what the peer may send; whether that much was left."""
        self.leg.allowance -= cost
        return self.leg.allowance >= 0

    def refill(self, elapsed_s: float) -> None:
        """What the peer may send grows with time, up to half a second's worth."""
        allowance = max(0, self.leg.allowance) + int(BYTES_PER_S * elapsed_s)
        self.leg.allowance = min(allowance, int(BYTES_PER_S * _BURST_S))
        strange_checks = max(0.0, self._strange_checks) + STRANGE_CHECKS_PER_S * elapsed_s
        self._strange_checks = min(_STRANGE_CHECKS, strange_checks)

    def overdue(self, now: float) -> bool:
        """Whether the handshake took too long or nothing authentic came for too long (RFC 7675 section 5.1)."""
        if self.secure:
            return now - self.leg.alive_at > self._mux.liveness_s
        return now - self._created_at > self._mux.handshake_s

    def quiet(self, now: float) -> bool:
        """Whether the peer's addresses may belong to somebody else by now."""
        return now - self.leg.alive_at > QUIET_S

    def lose_address(self, address: Address) -> None:
        """The mux has given it to another connection."""
        self._addresses.pop(address, None)
        if address == self._address:
            self._address, self._way = (), None
            self._mux.route(self, None, ())

    def close(self) -> None:
        """Say goodbye and leave the mux at once; `closed` awaits the last task."""
        self._send_datagram(self._dtls.farewell())
        self.secure = False
        self._keys = None
        self._mux.storage.secure(self.leg, None, None)
        ufrags = [one.ufrag for one in (self.credentials, self._earlier) if one]
        self._mux.forget(self, ufrags, self._addresses)
        self._path.close()
        self._dtls.abandon()
        if self._task is not None and self._task is not asyncio.current_task():
            self._task.cancel()

    async def closed(self) -> None:
        if self._task is not None and self._task is not asyncio.current_task():
            await asyncio.wait([self._task])

    def _on_srtcp(self, keys: PacketKeys, size: int, now: float) -> bool:
        view, length = self._view, self._length
        ssrc = _SSRC.unpack_from(view, 4)[0]
        if ssrc not in self._rtcp_ssrcs and len(self._rtcp_ssrcs) >= MAX_RTCP_SENDERS:
            return False
        length[0] = size
        if unprotect_rtcp(keys.inbound, self._memory, length):
            return False
        self._rtcp_ssrcs.add(ssrc)
        self.leg.alive_at = now
        self._events.rtcp(bytes(view[: length[0]]), now)
        return True

    def _affords_check(self, source: Address) -> bool:
        if source in self._addresses:
            return self.affords(_CHECK_COST)
        self._strange_checks -= 1
        return self._strange_checks >= 0

    def _remember(self, source: Address) -> None:
        self._addresses.setdefault(source)
        if len(self._addresses) > MAX_ADDRESSES:
            oldest = next(address for address in self._addresses if address not in (self._address, source))
            del self._addresses[oldest]
            self._mux.unassign(oldest)

    def _begin_handshake(self) -> None:
        if self._task is None and self._role is not None and self._address:
            self._task = asyncio.get_running_loop().create_task(self._run(self._role))

    async def _run(self, role: Role) -> None:
        try:
            keys = await self._dtls.secure(role)
        except Exception:  # noqa: BLE001 -- a hostile certificate makes the parsers below raise anything
            _log.exception("a DTLS handshake broke")
            keys = None
        if self._path.closed:
            return
        if keys is None:
            self._events.lost("failed")
            return
        self._keys = keys
        self._mux.storage.secure(self.leg, keys.inbound, keys.outbound)
        self.secure = True
        self._events.secured(asyncio.get_running_loop().time())
        await self._dtls.drain()
        if not self._path.closed:
            self._events.lost("left")

    def _send_datagram(self, data: bytes) -> None:
        if data and self._way is not None:
            self._mux.send(data, self._way, self._address)
