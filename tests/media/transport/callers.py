"""Somebody who goes the whole way into a call by hand, over a socket of any kind: checks, handshake, packets.

No codec is involved, so what is sent and what is heard can be compared byte by byte.
"""

import asyncio
import contextlib
import socket
import struct
from collections.abc import Sequence
from typing import Protocol, Self, cast

from aioice import stun
from aiortc import RTCCertificate, RTCIceTransport
from aiortc.rtcdtlstransport import RTCDtlsFingerprint, RTCDtlsParameters, RTCDtlsTransport

from media import Peer
from tests.media.negotiation.answers import answer, line
from tests.media.transport.strangers import WAIT_S, check, credentials

CHECK_AGAIN_S = 0.2


class Plug(Protocol):
    """Where datagrams leave and come in."""

    def send(self, data: bytes) -> None: ...

    async def receive(self) -> bytes: ...

    def close(self) -> None: ...


class Frames:
    """A TCP connection that carries datagrams, each behind its length (RFC 4571)."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader, self.writer = reader, writer
        # Closed at once and without a trace: a port that lingers is one that the next node may be given for UDP.
        writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

    @classmethod
    async def open(cls, port: int, host: str = "127.0.0.1") -> "Frames":
        return cls(*await asyncio.open_connection(host, port))

    def send(self, data: bytes) -> None:
        self.writer.write(len(data).to_bytes(2, "big") + data)

    async def receive(self) -> bytes:
        """The next datagram; EOFError (asyncio.IncompleteReadError) or OSError when the connection ended."""
        async with asyncio.timeout(WAIT_S):
            size = int.from_bytes(await self.reader.readexactly(2), "big")
            return await self.reader.readexactly(size)

    async def ended(self) -> None:
        """Return when the other side has closed the connection."""
        async with asyncio.timeout(WAIT_S):
            with contextlib.suppress(ConnectionError):
                while await self.reader.read(4096):
                    pass

    def close(self) -> None:
        self.writer.close()


class _Dtls(RTCDtlsTransport):
    """Hands clear packets out instead of decoding them."""

    def __init__(self, caller: "Caller", certificate: RTCCertificate) -> None:
        super().__init__(cast("RTCIceTransport", caller), [certificate])
        self.packets: asyncio.Queue[bytes] = asyncio.Queue()
        self.feedback: asyncio.Queue[bytes] = asyncio.Queue()

    async def _handle_rtp_data(self, data: bytes, arrival_time_ms: int) -> None:
        self.packets.put_nowait(data)

    async def _handle_rtcp_data(self, data: bytes) -> None:
        self.feedback.put_nowait(data)


class Caller:
    """One person, joined to a room and connected; `plug` may be exchanged for another one at any time."""

    role = "controlling"

    def __init__(self, peer: Peer, plug: Plug) -> None:
        self.peer = peer
        self._certificate = RTCCertificate.generateCertificate()
        self._dtls = _Dtls(self, self._certificate)
        self._responses: asyncio.Queue[stun.Message] = asyncio.Queue()
        self._datagrams: asyncio.Queue[bytes] = asyncio.Queue()
        self._busy = False
        self._listening: dict[Plug, asyncio.Task[None]] = {}
        self.move(plug)

    @classmethod
    async def call(cls, peer: Peer, plug: Plug, lines: Sequence[str] = ()) -> Self:
        """Answer the offer with these lines (else: those of `answers`) and connect."""
        caller = cls(peer, plug)
        await peer.answer(caller.answer(lines))
        await caller.ask(nominate=True)
        await caller.shake_hands()
        return caller

    def answer(self, lines: Sequence[str] = ()) -> str:
        digests = {one.algorithm: one.value for one in self._certificate.getFingerprints()}
        return answer(*(lines or map(line, range(3))), fingerprint=f"sha-256 {digests['sha-256']}")

    async def ask(self, *, nominate: bool = False, offer: str | None = None) -> stun.Message:
        """Send a check with the credentials of an offer (None: the newest) until it is answered."""
        async with asyncio.timeout(WAIT_S):
            while True:
                request = check(*credentials(offer or self.peer.offer.sdp), nominate=nominate)
                self.plug.send(bytes(request))
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(CHECK_AGAIN_S):
                        response = await self._responses.get()
                        if response.transaction_id == request.transaction_id:
                            return response

    async def shake_hands(self) -> None:
        """As the client of DTLS, whoever is at the other end."""
        self._dtls._set_role("client")
        digest = self._offered_fingerprint()
        async with asyncio.timeout(WAIT_S):
            await self._dtls.start(RTCDtlsParameters([RTCDtlsFingerprint("sha-256", digest)]))
        assert self._dtls.state == "connected"

    def move(self, plug: Plug) -> None:
        """Use another socket from now on; what was sent to the earlier one is still heard."""
        self.plug = plug
        self._listening[plug] = asyncio.create_task(self._listen(plug))

    async def send(self, packet: bytes) -> None:
        await self._dtls._send_rtp(packet)

    async def hear(self) -> bytes:
        """The next RTP packet."""
        async with asyncio.timeout(WAIT_S):
            return await self._dtls.packets.get()

    async def all_heard(self, *senders: "Caller") -> list[bytes]:
        """Every RTP packet that has come of what these have sent so far."""
        for caller in (*senders, self):  # whatever was there before a check is dealt with when its answer comes
            await caller.ask()
        await self._datagrams.join()
        packets = self._dtls.packets
        return [packets.get_nowait() for _ in range(packets.qsize())]

    async def hang_up(self) -> None:
        await self._dtls.stop()
        for plug, task in self._listening.items():
            task.cancel()
            plug.close()
        await asyncio.wait(self._listening.values())

    async def _listen(self, plug: Plug) -> None:
        with contextlib.suppress(OSError, EOFError):
            while True:
                try:
                    data = await plug.receive()
                except TimeoutError:
                    continue
                if data[0] < 4:
                    self._responses.put_nowait(stun.parse_message(data))
                else:
                    self._datagrams.put_nowait(data)

    def _offered_fingerprint(self) -> str:
        _, _, rest = self.peer.offer.sdp.partition("a=fingerprint:sha-256 ")
        return rest.splitlines()[0]

    async def _recv(self) -> bytes:
        if self._busy:
            self._busy = False
            self._datagrams.task_done()
        datagram = await self._datagrams.get()
        self._busy = True
        return datagram

    async def _send(self, data: bytes) -> None:
        self.plug.send(data)
