"""Stands between the Engine.IO server and the Socket.IO server: meters and guards every single frame.

It takes the places of the three handlers that socketio registers at its engine, and calls them.
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import WSCloseCode

from signaling.sockets.registry import SOCKET, Socket, Sockets

LINGER_S = 1.0
"""A socket that was shown the door may read why, but not longer than this."""

Dismiss = Callable[[str], Awaitable[None]]


class FrameGuard:
    """`dismiss` disconnects every namespace of the engine's socket of that id."""

    def __init__(self, engine: Any, sockets: Sockets, dismiss: Dismiss) -> None:  # noqa: ANN401 -- untyped
        self._sockets = sockets
        self._dismiss = dismiss
        self._by_engine: dict[str, Socket] = {}
        self._connect = engine.handlers["connect"]
        self._message = engine.handlers["message"]
        self._disconnect = engine.handlers["disconnect"]
        engine.on("connect", self._opened)
        engine.on("message", self._frame)
        engine.on("disconnect", self._closed)

    async def _opened(self, engine_sid: str, environ: dict[str, Any]) -> None:
        self._by_engine[engine_sid] = environ["aiohttp.request"][SOCKET]
        await self._connect(engine_sid, environ)

    async def _frame(self, engine_sid: str, data: str | bytes) -> None:
        """The frame that overdraws the budget is still handled, so that it is answered `rate.limited`."""
        socket = self._by_engine.get(engine_sid)
        if socket is None or socket.deaf:
            return
        socket.overdrawn = not socket.budget.take(asyncio.get_running_loop().time())
        try:
            await self._message(engine_sid, data)
        except Exception:  # noqa: BLE001 -- whatever a parser throws, no client of ours sends what made it
            self._sockets.close_soon(socket, WSCloseCode.PROTOCOL_ERROR)
        else:
            if socket.overdrawn:
                await self._kick(engine_sid, socket)

    async def _kick(self, engine_sid: str, socket: Socket) -> None:
        await self._dismiss(engine_sid)
        socket.deaf = True
        self._sockets.expire(socket, LINGER_S, WSCloseCode.POLICY_VIOLATION)

    async def _closed(self, engine_sid: str, reason: str) -> None:
        socket = self._by_engine.pop(engine_sid)
        socket.gone = True
        await self._disconnect(engine_sid, reason)
        self._sockets.close_soon(socket, WSCloseCode.OK)
