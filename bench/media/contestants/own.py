"""Our media plane, with or without its native path."""

import asyncio
import contextlib
import json
from asyncio.subprocess import Process
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

from bench.media.contestants.contestant import Unavailable
from bench.media.load import Client, Identity, Sends, answer, read_lines, read_remote
from bench.media.processes import line_of, python, started

_HOST = "127.0.0.1"
_SEATS = ("one", "other")
_CONNECTED_S = 5.0


class OwnMedia:
    most_visits = None
    stamps_survive = True

    def __init__(self, *, native: bool) -> None:
        self._flags = ("--native",) if native else ()

    @contextlib.asynccontextmanager
    async def start(self, _folder: Path) -> AsyncIterator["_Running"]:
        async with started(*python("bench.media.contestants.own_server", *self._flags)) as process:
            hello = json.loads(await line_of(process))
            if "unavailable" in hello:
                raise Unavailable(hello["unavailable"])
            yield _Running(process)


class _Running:
    def __init__(self, process: Process) -> None:
        self.pid = process.pid
        self._process = process
        self._identity = Identity()

    async def seat(self, visit: int, sends: Sends) -> list[Client]:
        return [await self._join(visit, seat, sends) for seat in _SEATS]

    async def _join(self, visit: int, seat: str, sends: Sends) -> Client:
        place = {"visit": f"visit-{visit}", "seat": seat}
        client = Client(visit, self._identity, _HOST, sends)
        offer = (await self._order("join", **place))["offer"]
        ours = answer(offer, client.local, sends=True)
        await self._order("answer", **place, sdp=ours)
        await client.secure(read_remote(offer), read_lines(ours))
        async with asyncio.timeout(_CONNECTED_S):
            if not (await self._order("connected", **place))["connected"]:
                raise ConnectionError("The media plane has closed a peer.")
        return client

    async def _order(self, verb: str, **what: str) -> dict[str, Any]:
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps({"do": verb, **what}).encode() + b"\n")
        told: dict[str, Any] = json.loads(await line_of(self._process))
        return told
