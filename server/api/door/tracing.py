"""The outermost layer: a trace id for each request, one log line and one measurement, none of them personal.

A line names the route's template, never the address that was asked for: addresses hold ids, and may hold anything.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

import structlog
from aiohttp import hdrs, web
from aiohttp.typedefs import Handler, Middleware
from prometheus_client import CollectorRegistry, Histogram

from server.kernel.ids import new_id

log = structlog.get_logger(__name__)

TRACE_HEADER = "X-Trace-Id"
UNMATCHED = "unmatched"
_trace: ContextVar[str] = ContextVar("trace_id", default="")
_BUCKETS_S = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)


def current_trace() -> str:
    """The trace id of the request being handled."""
    return _trace.get()


@contextmanager
def traced() -> Iterator[str]:
    """A new trace id, which every log line and problem inside the block carries."""
    trace_id = new_id().hex
    token = _trace.set(trace_id)
    try:
        with structlog.contextvars.bound_contextvars(trace_id=trace_id):
            yield trace_id
    finally:
        _trace.reset(token)


class Requests:
    """Counts and durations by method, route template and status: labels that name nobody."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._seconds = Histogram(
            "bedside_http_request_seconds",
            "Duration of HTTP requests.",
            ("method", "route", "status"),
            buckets=_BUCKETS_S,
            registry=registry,
        )

    def observe(self, method: str, route: str, status: int, seconds: float) -> None:
        self._seconds.labels(method, route, str(status)).observe(seconds)


def tracing(requests: Requests) -> Middleware:
    @web.middleware
    async def trace(request: web.Request, handler: Handler) -> web.StreamResponse:
        with traced() as trace_id:
            return await _measured(request, handler, requests, trace_id)

    return trace


async def _measured(
    request: web.Request, handler: Handler, requests: Requests, trace_id: str
) -> web.StreamResponse:
    began = time.perf_counter()
    response = await handler(request)
    seconds = time.perf_counter() - began
    if not response.prepared:
        response.headers[TRACE_HEADER] = trace_id
    method, route = _known_method(request), route_template(request)
    if hdrs.UPGRADE not in request.headers:  # a socket lives for hours, and has its own measurements
        requests.observe(method, route, response.status, seconds)
    log.info("http.request", method=method, route=route, status=response.status, ms=round(seconds * 1_000, 1))
    return response


def route_template(request: web.Request) -> str:
    resource = request.match_info.route.resource
    return UNMATCHED if resource is None else resource.canonical


def _known_method(request: web.Request) -> str:
    """A method is any word its sender likes; only the standard ones become labels."""
    return request.method if request.method in hdrs.METH_ALL else "OTHER"
