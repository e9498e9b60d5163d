"""The wall against cross-site requests: what changes something must come from a page of ours.

A browser says where a request comes from in `Origin` or `Sec-Fetch-Site` (Fetch Metadata, W3C); a page of another
site can send neither falsely. Cookies are SameSite=Strict besides.
"""

from collections.abc import Collection
from http import HTTPStatus
from urllib.parse import urlsplit

from aiohttp import hdrs, web
from aiohttp.typedefs import Handler, Middleware

from server.api.contract.problem import HttpRefusal

_SAFE = frozenset({hdrs.METH_GET, hdrs.METH_HEAD, hdrs.METH_OPTIONS})
_FETCH_SITE = "Sec-Fetch-Site"


def same_origin_only(allowed: Collection[str]) -> Middleware:
    """`allowed` origins ("https://clinic.example") count as ours, besides the host that was asked itself."""

    @web.middleware
    async def check(request: web.Request, handler: Handler) -> web.StreamResponse:
        if request.method not in _SAFE and not _is_ours(request, allowed):
            raise HttpRefusal(HTTPStatus.FORBIDDEN, "csrf.failed", "The request did not come from our own page.")
        return await handler(request)

    return check


def _is_ours(request: web.Request, allowed: Collection[str]) -> bool:
    origin = request.headers.get(hdrs.ORIGIN)
    site = request.headers.get(_FETCH_SITE)
    if origin is None:
        return site == "same-origin"
    if site is not None and site != "same-origin" and origin not in allowed:
        return False
    return origin in allowed or _host_of(origin) == request.host


def _host_of(origin: str) -> str | None:
    """Host and port of a web origin; None for "null" and everything else."""
    try:
        parts = urlsplit(origin)
    except ValueError:
        return None
    return parts.netloc if parts.scheme in {"http", "https"} and not parts.path else None
