"""Security headers on every answer: pages run our own script only, answers of the API are kept nowhere."""

import re
from collections.abc import Mapping

from aiohttp import hdrs, web
from aiohttp.typedefs import Handler, Middleware

NONCE = web.RequestKey("csp_nonce", str)
"""The nonce of a page, set by the handler that writes it into the HTML."""

_HOST = re.compile(r"[A-Za-z0-9.\-]+(:\d{1,5})?|\[[0-9A-Fa-f:]+\](:\d{1,5})?")
ALWAYS = {
    hdrs.CACHE_CONTROL: "no-store",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(self), microphone=(self), geolocation=(), payment=(), usb=()",
}
_STRICT_TRANSPORT = {"Strict-Transport-Security": "max-age=31536000"}
_CLOSED_POLICY = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'"


def security_headers(*, https: bool) -> Middleware:
    """`https` says that the service is reached over TLS, so that browsers may insist on it from now on."""
    always = {**ALWAYS, **(_STRICT_TRANSPORT if https else {})}

    @web.middleware
    async def protect(request: web.Request, handler: Handler) -> web.StreamResponse:
        response = await handler(request)
        if not response.prepared:
            _set_default(response, {**always, "Content-Security-Policy": _policy(request)})
        return response

    return protect


def _set_default(response: web.StreamResponse, headers: Mapping[str, str]) -> None:
    for name, value in headers.items():
        response.headers.setdefault(name, value)


def _policy(request: web.Request) -> str:
    nonce = request.get(NONCE)
    return _CLOSED_POLICY if nonce is None else page_policy(nonce, request.host)


def page_policy(nonce: str, host: str) -> str:
    """The policy of a page. Older Safari does not count web sockets of the same host as 'self'."""
    sockets = f" ws://{host} wss://{host}" if _HOST.fullmatch(host) else ""
    return "; ".join(
        (
            "default-src 'self'",
            "script-src 'self'",
            f"style-src 'self' 'nonce-{nonce}'",
            "img-src 'self' data: blob:",
            "media-src 'self' blob:",
            f"connect-src 'self'{sockets}",
            "worker-src 'self' blob:",
            "object-src 'none'",
            "frame-ancestors 'none'",
            "base-uri 'none'",
            "form-action 'self'",
            "require-trusted-types-for 'script'",
        )
    )
