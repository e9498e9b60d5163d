"""One peer connection of a participant: its socket, keys and numbers, until the engine takes over."""

import asyncio
import secrets
import socket
from collections.abc import Mapping

from bench.media.load import ice
from bench.media.load.description import Line, Local, Remote
from bench.media.load.dtls import Identity, Sessions, shake_hands
from bench.media.load.recording import Sends

_SOCKET_BUFFER = 1 << 20
_DATAGRAM = 2048
_CHECK_EVERY_S, _CHECKS = 0.1, 100


class Client:
    """Made with its socket bound; `secure` connects it; whoever made it closes it."""

    def __init__(self, visit: int, identity: Identity, host: str, sends: Sends) -> None:
        self.visit = visit
        self.sends = sends
        self.lines: Mapping[str, Line] = {}
        self.sessions: Sessions | None = None
        self.check: bytes | None = None
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.setblocking(False)
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _SOCKET_BUFFER)
        self.socket.bind((host, 0))
        self.local = Local(
            secrets.token_hex(4),
            secrets.token_hex(12),
            identity.fingerprint,
            self.socket.getsockname(),
            {kind: (secrets.randbits(31) | 1, secrets.randbits(31) | 1) for kind in ("audio", "video")},
        )
        self._identity = identity

    async def secure(self, remote: Remote, lines: Mapping[str, Line]) -> None:
        """Prove the way to the server (ICE), agree on keys (DTLS) and remember what was negotiated."""
        self.socket.connect(remote.address)
        self.lines = lines
        self.check = ice.check(self.local, remote)
        loop = asyncio.get_running_loop()
        reached, arrived = asyncio.Event(), asyncio.Queue[bytes]()
        loop.add_reader(self.socket, self._read, remote, self.check, reached, arrived)
        try:
            await self._reach(self.check, reached)
            self.sessions = await shake_hands(
                self._identity, remote.fingerprints, arrived.get, self._send, client=remote.role != "client"
            )
        finally:
            loop.remove_reader(self.socket)

    def close(self) -> None:
        self.socket.close()

    async def _reach(self, check: bytes, reached: asyncio.Event) -> None:
        for _ in range(_CHECKS):
            self._send(check)
            try:
                async with asyncio.timeout(_CHECK_EVERY_S):
                    await reached.wait()
            except TimeoutError:
                continue
            return
        raise ConnectionError("The server answers no connectivity check.")

    def _read(self, remote: Remote, check: bytes, reached: asyncio.Event, arrived: asyncio.Queue[bytes]) -> None:
        try:
            datagram = self.socket.recv(_DATAGRAM)
        except OSError:  # nothing there after all, or nobody listens yet
            return
        if 20 <= datagram[0] < 64:  # RFC 7983
            arrived.put_nowait(datagram)
        elif ice.is_answer(datagram, check):
            reached.set()
        elif response := ice.answer(datagram, self.local, remote):
            self._send(response)

    def _send(self, datagram: bytes) -> None:
        self.socket.send(datagram)
