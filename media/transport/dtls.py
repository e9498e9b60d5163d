"""DTLS for one peer: aiortc's transport, fed by our datagram path, its handshake allowed to run before the answer.

The peer's fingerprint comes with the answer; it is compared before a key leaves this file (RFC 8827 section 6.5).
"""

import asyncio
import contextlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, cast

from aiortc import RTCCertificate, RTCIceTransport
from aiortc.rtcdtlstransport import SRTP_PROFILES, RTCDtlsFingerprint, RTCDtlsParameters, RTCDtlsTransport, State
from OpenSSL import SSL

from media.transport.srtp import PacketKeys

MAX_ALERT = 1500
QUEUE_LIMIT = 32
"""Datagrams a peer may have waiting: a handshake flight is two or three."""

Role = Literal["server", "client"]


@dataclass(frozen=True, slots=True)
class PeerIdentity:
    """What the answer says: who shakes hands in which role, and the fingerprints of its certificate."""

    role: Role
    """Ours."""
    fingerprints: tuple[tuple[str, str], ...]
    """(algorithm, colon-separated hexadecimal digest)."""


class Certificate:
    """One per process, made at start; browsers know it by its fingerprint in our offer.

    `contexts` are what each handshake in a role starts from.
    """

    def __init__(self) -> None:
        self.aiortc = RTCCertificate.generateCertificate()
        digests = {one.algorithm: one.value for one in self.aiortc.getFingerprints()}
        self.fingerprint = digests["sha-256"]
        # A browser as server would choose SHA-1, at twice the cost, if we offered it as client.
        fast = [profile for profile in SRTP_PROFILES if b"GCM" in profile.openssl_profile]
        self.contexts = {
            role: self.aiortc._create_ssl_context(srtp_profiles=profiles)  # noqa: SLF001 -- as `start` does
            for role, profiles in (("server", SRTP_PROFILES), ("client", fast))
        }


class DatagramPath:
    """Stands where aiortc expects an ICE transport: a bounded queue in, a function out."""

    role = "controlled"

    def __init__(self, send: Callable[[bytes], None]) -> None:
        self.closed = False
        self._queue: asyncio.Queue[bytes] = asyncio.Queue(QUEUE_LIMIT)
        self._write = send

    def put(self, datagram: bytes) -> bool:
        """False when the peer sent more than can be waiting; DTLS repeats what was lost."""
        if self._queue.full():
            return False
        self._queue.put_nowait(datagram)
        return True

    def close(self) -> None:
        """Whoever waits for a datagram, now or later, hears ConnectionError.

        A cancellation alone may get lost: Python 3.11 can swallow it in `asyncio.wait_for`, as aiortc waits.
        """
        self.closed = True
        if self._queue.empty():
            self._queue.put_nowait(b"")

    async def _recv(self) -> bytes:
        if not self.closed:
            datagram = await self._queue.get()
        if self.closed:
            raise ConnectionError
        return datagram

    async def _send(self, data: bytes) -> None:
        self._write(data)


class DtlsSession(RTCDtlsTransport):
    """Runs from the first datagram to the peer's close_notify."""

    def __init__(self, path: DatagramPath, certificate: Certificate) -> None:
        super().__init__(cast("RTCIceTransport", path), [certificate.aiortc])
        self._contexts = certificate.contexts
        self._identity: asyncio.Future[PeerIdentity] = asyncio.get_running_loop().create_future()

    def expect(self, identity: PeerIdentity) -> bool:
        """Tell who must be at the other end, before or during the handshake; false when that was somebody else."""
        if not self._identity.done():
            self._identity.set_result(identity)
        return self._identity.result() == identity

    async def secure(self, role: Role) -> PacketKeys | None:
        """Shake hands, then wait for the answer and compare: packet keys, or None when anything is wrong."""
        self._begin(role)
        await self._do_handshake()
        if self._state is State.FAILED:
            return None
        identity = await self._identity
        expected = [RTCDtlsFingerprint(algorithm, value) for algorithm, value in identity.fingerprints]
        self._validate_peer_identity(RTCDtlsParameters(expected))
        if not self._failed():
            self._setup_srtp()
        if self._failed():
            return None
        self._set_state(State.CONNECTED)
        return PacketKeys(self._rx_srtp, self._tx_srtp)

    async def drain(self) -> None:
        """Serve late handshake retransmissions; returns when the peer says goodbye."""
        with contextlib.suppress(ConnectionError):
            while True:
                await self._recv_next()

    def abandon(self) -> None:
        """Nobody waits for the answer any more."""
        self._identity.cancel()

    def farewell(self) -> bytes:
        """The close_notify to send, empty before the handshake began."""
        if self._ssl is None:
            return b""
        try:
            self._ssl.shutdown()
            return self._ssl.bio_read(MAX_ALERT)
        except SSL.Error:
            return b""

    def _begin(self, role: Role) -> None:
        self._set_role(role)
        self._ssl = SSL.Connection(self._contexts[role])
        if role == "server":
            self._ssl.set_accept_state()
        else:
            self._ssl.set_connect_state()
        self._set_state(State.CONNECTING)

    def _failed(self) -> bool:
        return self._state is State.FAILED
