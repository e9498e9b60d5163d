"""TCP as strangers use it: slow, silent, malformed, many at once. Each is sent away; the others do not notice."""

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass

import pytest
from aiohttp import web

from server.api.door.connection import Limits, watched
from server.api.door.problems import problems
from server.api.listener import bind, listening

CANARY = "Zxqgeheimnis"
GOOD = b"GET / HTTP/1.1\r\nHost: clinic.example\r\n\r\n"
QUICK = Limits(headers_s=0.1, unread_s=0.1, per_address=3, shared=frozenset())


@dataclass(frozen=True, slots=True)
class Line:
    """One TCP connection."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    async def say(self, data: bytes) -> None:
        self.writer.write(data)
        await self.writer.drain()

    async def say_for_ever(self) -> None:
        while True:
            await self.say(b"x" * 65_536)

    async def answer(self) -> tuple[int, dict[str, str], bytes]:
        """Status, headers and body of the next answer."""
        head = (await self.reader.readuntil(b"\r\n\r\n")).decode()
        first, *lines = head.strip().split("\r\n")
        headers = dict(line.split(": ", 1) for line in lines)
        return int(first.split(" ")[1]), headers, await self.reader.readexactly(int(headers["Content-Length"]))

    async def ends(self) -> bool:
        """Whether the other side hangs up without another word."""
        try:
            return await self.reader.read(1) == b""
        except ConnectionError:
            return True


Dial = Callable[[], AbstractAsyncContextManager[Line]]


async def _hello(_request: web.Request) -> web.Response:
    return web.Response(text="hello")


async def _endless(request: web.Request) -> web.StreamResponse:
    response = web.StreamResponse()
    await response.prepare(request)
    while True:
        await response.write(b"x" * 65_536)


@pytest.fixture
async def dial() -> AsyncIterator[Dial]:
    app = web.Application(middlewares=[watched, problems])
    app.add_routes([web.get("/", _hello), web.get("/endless", _endless)])
    sock = bind("127.0.0.1", 0)
    host, port = sock.getsockname()

    @asynccontextmanager
    async def opened() -> AsyncIterator[Line]:
        reader, writer = await asyncio.open_connection(host, port)
        try:
            yield Line(reader, writer)
        finally:
            writer.close()

    async with listening(app, sock, QUICK):
        yield opened


async def test_a_connection_answers_one_request_after_the_other(dial: Dial) -> None:
    async with dial() as line:
        for _ in range(3):
            await line.say(GOOD)
            assert (await line.answer())[0] == 200


async def test_who_says_nothing_is_sent_away(dial: Dial) -> None:
    async with dial() as line:
        assert await line.ends()


async def test_who_never_ends_the_headers_is_sent_away(dial: Dial) -> None:
    async with dial() as line:
        await line.say(b"GET / HTTP/1.1\r\nHost: clinic.example\r\nX-Slow: ")
        assert await line.ends()


async def test_slow_headers_are_not_forgiven_for_an_earlier_request(dial: Dial) -> None:
    async with dial() as line:
        await line.say(GOOD)
        await line.answer()
        await line.say(b"GET / HT")
        assert await line.ends()


async def test_who_does_not_read_the_answer_is_sent_away(dial: Dial) -> None:
    async with dial() as line:
        line.writer.transport.pause_reading()  # type: ignore[attr-defined]  # a transport that also reads
        await line.say(b"GET /endless HTTP/1.1\r\nHost: clinic.example\r\n\r\n")
        with pytest.raises(ConnectionError):
            await line.say_for_ever()


async def test_one_address_holds_no_more_connections_than_its_share(dial: Dial) -> None:
    async with dial() as first, dial() as second, dial() as third, dial() as fourth:
        assert await fourth.ends()
        for line in (first, second, third):
            await line.say(GOOD)
            assert (await line.answer())[0] == 200


async def test_a_closed_connection_gives_its_place_back(dial: Dial) -> None:
    for _ in range(8):
        async with dial() as line:
            await line.say(b"GET / HTTP/1.1\r\nHost: clinic.example\r\nConnection: close\r\n\r\n")
            assert (await line.answer())[0] == 200
            assert await line.ends()


MALFORMED = {
    "no HTTP at all": b"\x16\x03\x01\x02\x00\x01\x00\r\n\r\n",
    "a header with a line break inside": f"GET / HTTP/1.1\r\nHost: a\r\nCookie {CANARY}\r\n\r\n".encode(),
    "two lengths": b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
    "a length and chunks": (
        b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
    ),
    "a length that is none": f"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: {CANARY}\r\n\r\n".encode(),
}


@pytest.mark.parametrize("data", MALFORMED.values(), ids=MALFORMED)
async def test_what_is_no_http_is_refused_without_being_quoted(
    dial: Dial, data: bytes, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    async with dial() as line:
        await line.say(data)
        status, headers, body = await line.answer()
        assert await line.ends()
    problem = json.loads(body)
    assert (status, problem["code"]) == (400, "http.malformed")
    assert headers["Content-Type"].startswith("application/problem+json")
    assert problem["trace_id"] == headers["X-Trace-Id"]
    told = body.decode() + caplog.text + "".join(capsys.readouterr())
    assert problem["trace_id"] in told
    assert CANARY not in told
    assert "127.0.0.1" not in told


@pytest.mark.parametrize(
    "data",
    [
        b"GET / HTTP/1.1\r\nHost: a\r\nX-Large: " + b"x" * 20_000 + b"\r\n\r\n",
        b"GET /" + b"x" * 20_000 + b" HTTP/1.1\r\nHost: a\r\n\r\n",
    ],
    ids=["a header", "an address"],
)
async def test_headers_beyond_measure_are_refused_by_their_name(dial: Dial, data: bytes) -> None:
    async with dial() as line:
        await line.say(data)
        status, _, body = await line.answer()
    assert (status, json.loads(body)["code"]) == (431, "headers.too_large")
