"""Somebody with a UDP socket and perhaps a peer's credentials; as a program: one who floods a port."""

import asyncio
import re
import socket
import sys
import time
from random import Random
from typing import Self

from aioice import stun

WAIT_S = 5.0
_FIRST_BYTES = (0, 1, 3, 20, 22, 63, 64, 128, 144, 191, 200, 255)
_MOST_JUNK = 300
_STEP_S = 0.002


def credentials(offer: str) -> tuple[str, str]:
    ufrag, password = (re.search(rf"a=ice-{word}:(\S+)", offer) for word in ("ufrag", "pwd"))
    assert ufrag
    assert password
    return ufrag[1], password[1]


def check(ufrag: str, password: str | None, *, nominate: bool = False) -> stun.Message:
    """A connectivity check, signed unless `password` is None."""
    message = stun.Message(
        message_method=stun.Method.BINDING,
        message_class=stun.Class.REQUEST,
        attributes={"USERNAME": f"{ufrag}:them", "PRIORITY": 1, "ICE-CONTROLLING": 1},
    )
    if nominate:
        message.attributes["USE-CANDIDATE"] = None
    if password is None:
        message.add_fingerprint()
    else:
        message.add_message_integrity(password.encode())
    return message


class Stranger:
    """A socket on the loopback, of either family, that talks to the node."""

    def __init__(self, port: int, host: str = "127.0.0.1", *, at: str | None = None) -> None:
        """`at`: where it sends from, if that is not where the node is."""
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        self._socket = socket.socket(family, socket.SOCK_DGRAM)
        self._socket.setblocking(False)
        self._socket.bind((at or host, 0))
        self._node = (host, port)
        self.address: tuple[str | int, ...] = self._socket.getsockname()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self._socket.close()

    def send(self, data: bytes) -> None:
        self._socket.sendto(data, self._node)

    async def receive(self) -> bytes:
        async with asyncio.timeout(WAIT_S):
            return await asyncio.get_running_loop().sock_recv(self._socket, 4096)

    async def ask(self, message: stun.Message) -> stun.Message:
        """Send a check and return the next datagram, which must be its response."""
        self.send(bytes(message))
        response = stun.parse_message(await self.receive())
        assert response.transaction_id == message.transaction_id
        return response

    def heard(self) -> list[bytes]:
        """What has come and was not received yet."""
        found = []
        while True:
            try:
                found.append(self._socket.recv(4096))
            except BlockingIOError:
                return found


def flood(port: int, seconds: float, per_second: int, ufrag: str) -> int:
    """Send junk of every kind, forged checks for somebody among it; how much. What is late is not made up for."""
    random = Random(1)  # noqa: S311 -- the same junk every time
    junk = [b"", bytes(check(ufrag, "w" * 24))]
    junk += [bytes((first,)) + random.randbytes(random.randrange(_MOST_JUNK)) for first in _FIRST_BYTES * 8]
    sent, due = 0, time.monotonic()
    until = due + seconds
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        while (now := time.monotonic()) < until:
            for _ in range(round(per_second * _STEP_S)):
                sock.sendto(junk[sent % len(junk)], ("127.0.0.1", port))
                sent += 1
            due = max(due + _STEP_S, now)
            time.sleep(max(0.0, due - time.monotonic()))
    return sent


if __name__ == "__main__":
    sys.stdout.write(str(flood(int(sys.argv[1]), float(sys.argv[2]), int(sys.argv[3]), sys.argv[4])))
