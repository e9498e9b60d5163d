"""The floor: datagrams handed from one socket of a pair to the other, without keys or any look inside."""

import contextlib
from collections.abc import AsyncIterator
from pathlib import Path

from bench.media.building import build
from bench.media.load import Client, Identity, Sends, offer, read_lines
from bench.media.processes import line_of, started

HOST = "127.0.0.1"
_SOURCE = Path(__file__).parent / "forward.c"


class RawForwarder:
    most_visits = None
    stamps_survive = True

    @contextlib.asynccontextmanager
    async def start(self, folder: Path) -> AsyncIterator["ClearPairs"]:
        program = build([_SOURCE], folder / "forward")
        async with started(program) as process:
            yield ClearPairs(process.pid, int(await line_of(process)))


class ClearPairs:
    """Seats pairs at a forwarder on this port. It knows whom it pairs by their first byte (see forward.c)."""

    def __init__(self, pid: int, port: int) -> None:
        self.pid = pid
        self._port = port
        self._identity = Identity()

    async def seat(self, visit: int, sends: Sends) -> list[Client]:
        return [self._join(visit, seat, sends) for seat in (2 * visit, 2 * visit + 1)]

    def _join(self, visit: int, seat: int, sends: Sends) -> Client:
        client = Client(visit, self._identity, HOST, sends)
        client.lines = read_lines(offer(client.local, "sendrecv"))
        client.socket.connect((HOST, self._port))
        client.socket.send(b"\x00" + seat.to_bytes(2, "big"))
        return client
