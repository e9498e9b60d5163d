"""The media plane under test, in a process of its own: one JSON object a line in, one out, until its input ends.

This is the only place of the benchmark that knows the media plane's API.
"""

import asyncio
import json
import sys
from collections.abc import Callable
from dataclasses import fields
from typing import Any

from media import MediaConfig, MediaNode, Peer

_LINE_LIMIT = 1 << 20
_ROOMS = 1000


class Listener:
    """Knows when a connection is up or has failed. Other news of a peer changes nothing between two people."""

    def __init__(self) -> None:
        self.settled = asyncio.Event()

    def peer_connected(self, _peer: Peer) -> None:
        self.settled.set()

    def peer_closed(self, _peer: Peer, _reason: str) -> None:
        self.settled.set()

    def __getattr__(self, news: str) -> Callable[..., None]:
        return lambda *_: None


class Desk:
    """Does what a line says."""

    def __init__(self, node: MediaNode) -> None:
        self._node = node
        self._seated: dict[tuple[str, str], tuple[Peer, Listener]] = {}

    async def join(self, visit: str, seat: str) -> dict[str, object]:
        listener = Listener()
        peer = await self._node.room(visit).join(seat, listener)
        self._seated[visit, seat] = (peer, listener)
        return {"offer": peer.offer.sdp}

    async def answer(self, visit: str, seat: str, sdp: str) -> dict[str, object]:
        await self._seated[visit, seat][0].answer(sdp)
        return {}

    async def connected(self, visit: str, seat: str) -> dict[str, object]:
        """Answers when it is, or never will be."""
        peer, listener = self._seated[visit, seat]
        await listener.settled.wait()
        return {"connected": peer.connected}


async def main(*, native: bool) -> None:
    known = {field.name for field in fields(MediaConfig)}
    wanted: dict[str, Any] = {"host": "127.0.0.1", "max_rooms": _ROOMS, "native": native}
    node = await MediaNode.start(MediaConfig(**{name: value for name, value in wanted.items() if name in known}))
    try:
        if getattr(node, "native", False) != native:  # it falls back to Python in silence
            _tell({"unavailable": "not built"})
            return
        desk, lines = Desk(node), await _standard_input()
        _tell({"port": node.port})
        while line := await lines.readline():
            order = json.loads(line)
            _tell(await getattr(desk, order.pop("do"))(**order))
    finally:
        await node.close()


async def _standard_input() -> asyncio.StreamReader:
    reader = asyncio.StreamReader(_LINE_LIMIT)
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    return reader


def _tell(answer: dict[str, object]) -> None:
    print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    asyncio.run(main(native="--native" in sys.argv[1:]))
