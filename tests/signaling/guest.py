"""Somebody at the door: a real Socket.IO client that remembers what it hears; a bare WebSocket for the rude."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import socketio

from signaling.protocol import VERSION, VISIT

_WITHIN_S = 10.0

Heard = dict[str, Any]


class Refused(Exception):
    """The CONNECT was refused; `code` is the one that the page would see."""

    def __init__(self, told: Heard) -> None:
        super().__init__(told)
        self.code = told.get("code")
        self.told = told


class Guest:
    def __init__(self, client: socketio.AsyncClient, namespace: str) -> None:
        self._client = client
        self._namespace = namespace
        self._news = asyncio.Condition()
        self.heard: list[tuple[str, Heard]] = []
        self.gone = asyncio.Event()
        client.on("*", self._on_event, namespace=namespace)
        client.on("disconnect", self._on_disconnect, namespace=namespace)

    async def _on_event(self, event: str, *data: Any) -> None:
        async with self._news:
            self.heard.append((event, data[0] if data else {}))
            self._news.notify_all()

    async def _on_disconnect(self, *_: object) -> None:
        self.gone.set()

    async def say(self, event: str, *payload: object) -> Heard:
        """The acknowledgement."""
        data = payload[0] if len(payload) == 1 else payload or None
        answer: Heard = await self._client.call(event, data, namespace=self._namespace, timeout=_WITHIN_S)
        return answer

    def say_without_waiting(self, event: str, payload: object) -> "asyncio.Task[None]":
        return asyncio.ensure_future(self._client.emit(event, payload, namespace=self._namespace))

    async def hears(self, event: str, when: Callable[[Heard], bool] = lambda _: True) -> Heard:
        """The first message of this name, heard already or yet to come, for which `when` holds."""

        def found() -> list[Heard]:
            return [data for name, data in self.heard if name == event and when(data)]

        async with asyncio.timeout(_WITHIN_S), self._news:
            await self._news.wait_for(lambda: bool(found()))
            return found()[0]

    async def hangs_up(self) -> None:
        """As a lost network does: no word to the server but the end of the connection."""
        await self._client.eio.disconnect()
        await asyncio.wait_for(self.gone.wait(), _WITHIN_S)


@asynccontextmanager
async def guest(
    url: str, namespace: str, ticket: object, *, protocol: object = VERSION, page: str = "page", **more: object
) -> AsyncIterator[Guest]:
    """Connected to one namespace. Raises Refused."""
    auth = {"protocol": protocol, "ticket": ticket, **more}
    if namespace == VISIT.path:
        auth["page"] = page
    async with connected(url, namespace, auth) as one:
        yield one


@asynccontextmanager
async def connected(url: str, namespace: str, auth: object) -> AsyncIterator[Guest]:
    refusals: list[Heard] = []
    async with aiohttp.ClientSession() as http:
        client = socketio.AsyncClient(reconnection=False, http_session=http)
        one = Guest(client, namespace)

        async def on_error(told: Any) -> None:
            refusals.append(told.get("data", told) if isinstance(told, dict) else {"code": told})

        client.on("connect_error", on_error, namespace=namespace)
        try:
            await client.connect(url, namespaces=[namespace], auth=auth, transports=["websocket"])
        except socketio.exceptions.ConnectionError:
            raise Refused(refusals[0] if refusals else {}) from None
        try:
            yield one
        finally:
            await client.disconnect()


@asynccontextmanager
async def bare_socket(url: str, origin: str | None = None) -> AsyncIterator[aiohttp.ClientWebSocketResponse]:
    """A WebSocket that has read Engine.IO's greeting and said nothing yet."""
    headers = {} if origin is None else {"Origin": origin}
    address = f"{url}/socket.io/?EIO=4&transport=websocket"
    async with aiohttp.ClientSession() as http, http.ws_connect(address, headers=headers) as socket:
        await socket.receive(_WITHIN_S)
        yield socket


async def close_code(socket: aiohttp.ClientWebSocketResponse) -> int | None:
    """Reads until the server ends the socket; answers with which code."""
    while not socket.closed:
        await socket.receive(_WITHIN_S)
    return socket.close_code
