"""aiortc as it comes: its MediaRelay between two peer connections, decoding and encoding every frame."""

import contextlib
from asyncio import gather
from collections.abc import AsyncIterator
from pathlib import Path

from aiohttp import ClientSession
from aioice.ice import get_host_addresses

from bench.media.contestants.contestant import Unavailable
from bench.media.contestants.encoded import encoded_audio, encoded_video
from bench.media.load import Client, Identity, Sends, offer, read_lines, read_remote
from bench.media.processes import line_of, python, started


class StockRelay:
    most_visits = 1
    stamps_survive = False

    @contextlib.asynccontextmanager
    async def start(self, _folder: Path) -> AsyncIterator["_Running"]:
        addresses = get_host_addresses(use_ipv4=True, use_ipv6=False)
        if not addresses:
            raise Unavailable("needs an IPv4 address beside the loopback's")
        async with started(*python("bench.media.contestants.stock_server")) as process, ClientSession() as http:
            url = (await line_of(process)).decode().strip()
            yield _Running(process.pid, addresses[0], url, http)


class _Running:
    def __init__(self, pid: int, host: str, url: str, http: ClientSession) -> None:
        self.pid = pid
        self._host = host
        self._url = url
        self._http = http
        self._identity = Identity()

    async def seat(self, visit: int, _sends: Sends) -> list[Client]:
        """Both at once: each is answered when the other is there. What they send can be decoded."""
        return list(await gather(self._join(visit, "a"), self._join(visit, "b")))

    async def _join(self, visit: int, person: str) -> Client:
        client = Client(visit, self._identity, self._host, {"audio": encoded_audio(), "video": encoded_video()})
        told = {"me": person, "sdp": offer(client.local, "sendrecv")}
        async with self._http.post(f"{self._url}/offer", json=told) as response:
            answered = await response.text()
        await client.secure(read_remote(answered), read_lines(answered))
        return client
