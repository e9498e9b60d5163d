"""One client's TCP connection: aiohttp's own, with the time limits it lacks and without its habit of quoting.

Headers arrive within ten seconds, an answer that nobody reads is given up after fifteen, one address holds a
hundred connections at most. What cannot be read as HTTP is refused like everything else, and logged without a word
of it: aiohttp's own line would hold the client's address and its headers.
"""

import asyncio
from collections import Counter
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

import structlog
from aiohttp import web
from aiohttp.http_exceptions import LineTooLong
from aiohttp.typedefs import Handler

from server.api.contract.problem import HttpRefusal
from server.api.door.headers import ALWAYS
from server.api.door.problems import problem_response
from server.api.door.tracing import TRACE_HEADER, traced

log = structlog.get_logger(__name__)

_KEEPALIVE_S = 75.0


@dataclass(frozen=True, slots=True)
class Limits:
    headers_s: float = 10.0
    unread_s: float = 15.0
    per_address: int = 100
    shared: frozenset[str] = frozenset({"127.0.0.1", "::1"})
    """Addresses from which many people come: those of proxies, such as one on this machine."""


@dataclass(slots=True)
class Connections:
    """Makes a `Connection` for each client; `server` is the one of an `AppRunner`."""

    server: web.Server
    limits: Limits
    open: Counter[str] = field(default_factory=Counter)

    def __call__(self) -> asyncio.Protocol:
        return Connection(self)


class Connection(web.RequestHandler):
    def __init__(self, connections: Connections) -> None:
        super().__init__(
            connections.server,
            loop=asyncio.get_running_loop(),
            access_log=None,  # type: ignore[arg-type]  # None is aiohttp's word for none
            keepalive_timeout=_KEEPALIVE_S,
        )
        self._limits = connections.limits
        self._open = connections.open
        self._address = ""
        self._busy = False
        self._headers_due: asyncio.TimerHandle | None = None
        self._reading_due: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        peer = transport.get_extra_info("peername")
        self._address = peer[0] if isinstance(peer, tuple) else ""
        self._open[self._address] += 1
        if self._has_too_many():
            log.warning("http.too_many_connections")
            self._give_up()
        else:
            self._await_headers()

    def connection_lost(self, exc: BaseException | None) -> None:
        self._open[self._address] -= 1
        if self._open[self._address] <= 0:
            del self._open[self._address]
        for due in (self._headers_due, self._reading_due):
            if due is not None:
                due.cancel()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        if data and not self._busy and self._headers_due is None:
            self._await_headers()
        super().data_received(data)

    def pause_writing(self) -> None:
        super().pause_writing()
        self._reading_due = asyncio.get_running_loop().call_later(self._limits.unread_s, self._give_up)

    def resume_writing(self) -> None:
        if self._reading_due is not None:
            self._reading_due.cancel()
        super().resume_writing()

    def begin(self) -> None:
        """The headers of a request are complete."""
        self._busy = True
        if self._headers_due is not None:
            self._headers_due.cancel()
            self._headers_due = None

    def end(self) -> None:
        """The request is answered: the next byte begins another one."""
        self._busy = False

    def handle_error(
        self,
        request: web.BaseRequest,
        status: int = HTTPStatus.INTERNAL_SERVER_ERROR,
        exc: BaseException | None = None,
        message: str | None = None,  # noqa: ARG002 (aiohttp's words, which quote the request)
    ) -> web.StreamResponse:
        """Answers what is no HTTP, and what broke outside of our layers."""
        self.begin()
        with traced() as trace_id:
            log.warning("http.unreadable", status=status, error=type(exc).__qualname__)
            if request.writer.output_size > 0:
                raise ConnectionError("half of an answer is sent already")
            response = problem_response(_refusal(status, exc))
            response.headers.update({**ALWAYS, TRACE_HEADER: trace_id})
            response.force_close()
            return response

    def log_exception(self, *args: Any, **kw: Any) -> None:  # noqa: ANN401, ARG002 (aiohttp's signature, and its quotes)
        log.error("http.connection_failed", error=type(kw.get("exc_info")).__qualname__)

    def _has_too_many(self) -> bool:
        limits = self._limits
        return self._address not in limits.shared and self._open[self._address] > limits.per_address

    def _await_headers(self) -> None:
        self._headers_due = asyncio.get_running_loop().call_later(self._limits.headers_s, self._give_up)

    def _give_up(self) -> None:
        if self.transport is not None:
            self.transport.abort()


@web.middleware
async def watched(request: web.Request, handler: Handler) -> web.StreamResponse:
    """The outermost layer: tells the connection when a request begins and ends."""
    connection = request.protocol
    if not isinstance(connection, Connection):
        return await handler(request)
    connection.begin()
    try:
        return await handler(request)
    finally:
        connection.end()


def _refusal(status: int, exc: BaseException | None) -> HttpRefusal:
    if isinstance(exc, LineTooLong):
        return HttpRefusal(
            HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE, "headers.too_large", "The request's headers are too large."
        )
    if status < HTTPStatus.INTERNAL_SERVER_ERROR:
        return HttpRefusal(HTTPStatus.BAD_REQUEST, "http.malformed", "The request is not HTTP.")
    return HttpRefusal(HTTPStatus.INTERNAL_SERVER_ERROR, "internal", "Something went wrong on our side.")
