"""Every WebSocket of this process, who may open one, and when it must be gone.

python-engineio keeps a socket that never says who it is open for ever, aiohttp sends no closing handshake when
it stops, and neither gives up on a peer that does not read. Every socket here ends within a known time.
"""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

from aiohttp import WSCloseCode, web

from signaling.config import GatewayConfig
from signaling.sockets.budget import Budget

Serve = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Socket:
    """One WebSocket. `namespaces` counts the namespaces that let it in; `deaf` ones are not listened to."""

    def __init__(self, request: web.Request, budget: Budget) -> None:
        self.request = request
        self.budget = budget
        self.response: web.WebSocketResponse | None = None
        self.namespaces = 0
        self.overdrawn = False
        self.deaf = False
        self.gone = False
        self.deadline: asyncio.TimerHandle | None = None


SOCKET: web.RequestKey[Socket] = web.RequestKey("socket", Socket)


class Sockets:
    def __init__(self, config: GatewayConfig) -> None:
        self._config = config
        self._open: set[Socket] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._closing = False

    def __len__(self) -> int:
        return len(self._open)

    def attach(self, app: web.Application, serve: Serve) -> None:
        async def handle(request: web.Request) -> web.StreamResponse:
            return self._refusal(request) or await self._serve(request, serve)

        app.router.add_route("*", f"{self._config.path.rstrip('/')}/", handle)
        app.on_response_prepare.append(_remember_response)

    async def _serve(self, request: web.Request, serve: Serve) -> web.StreamResponse:
        config = self._config
        budget = Budget(config.events_per_s, config.events_burst, asyncio.get_running_loop().time())
        socket = request[SOCKET] = Socket(request, budget)
        self._open.add(socket)
        self.expire(socket, config.connect_s, WSCloseCode.POLICY_VIOLATION)
        try:
            return await serve(request)
        finally:
            socket.gone = True
            self._open.discard(socket)
            _disarm(socket)

    def _refusal(self, request: web.Request) -> web.Response | None:
        origin = request.headers.get("Origin")
        if origin is not None and origin not in self._config.origins:
            return _problem(403, "csrf.failed", "This page may not open a socket here.")
        if not _speaks_websocket(request):
            return _problem(400, "protocol.unsupported", "Engine.IO 4 over a WebSocket is spoken here.")
        unseated = sum(socket.namespaces == 0 for socket in self._open)
        if self._closing or unseated >= self._config.max_unseated:
            return _problem(503, "rate.limited", "No socket is free at the moment.")
        return None

    def seated(self, socket: Socket) -> None:
        """A namespace let it in: it may stay."""
        socket.namespaces += 1
        _disarm(socket)

    def unseated(self, socket: Socket) -> None:
        """A namespace let it go: without any, it is where it started."""
        socket.namespaces -= 1
        if socket.namespaces == 0:
            self.expire(socket, self._config.connect_s, WSCloseCode.POLICY_VIOLATION)

    def expire(self, socket: Socket, after_s: float, code: WSCloseCode) -> None:
        """Close it then, unless a namespace lets it in before."""
        _disarm(socket)
        if not socket.gone:
            loop = asyncio.get_running_loop()
            socket.deadline = loop.call_later(after_s, self.close_soon, socket, code)

    def close_soon(self, socket: Socket, code: WSCloseCode) -> None:
        socket.deaf = True
        self._spawn(self._close(socket, code))

    async def close(self) -> None:
        """Refuse new sockets and end every open one with 1001 (going away, RFC 6455 section 7.4.1)."""
        self._closing = True
        for socket in tuple(self._open):
            self.close_soon(socket, WSCloseCode.GOING_AWAY)
        while self._tasks:
            await asyncio.gather(*self._tasks)

    async def _close(self, socket: Socket, code: WSCloseCode) -> None:
        """The closing handshake, and the end of the connection whether or not the other side takes part."""
        transport = socket.request.transport
        try:
            if socket.response is not None:
                await asyncio.wait_for(socket.response.close(code=code), self._config.close_s)
        except (TimeoutError, ConnectionError):
            pass  # it had its time; what follows needs nobody's consent
        finally:
            if transport is not None:
                transport.abort()

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


def _disarm(socket: Socket) -> None:
    if socket.deadline is not None:
        socket.deadline.cancel()
        socket.deadline = None


def _speaks_websocket(request: web.Request) -> bool:
    query = request.query
    return (
        request.method == "GET"
        and request.headers.get("Upgrade", "").lower() == "websocket"
        and query.get("EIO") == "4"
        and query.get("transport") == "websocket"
        and "sid" not in query
    )


def _problem(status: int, code: str, detail: str) -> web.Response:
    body = {"type": "about:blank", "title": detail, "status": status, "code": code, "detail": detail}
    return web.json_response(body, status=status, content_type="application/problem+json")


async def _remember_response(request: web.Request, response: web.StreamResponse) -> None:
    socket = request.get(SOCKET)
    if socket is not None and isinstance(response, web.WebSocketResponse):
        socket.response = response
