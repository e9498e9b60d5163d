"""The built pages. An HTML page gets a fresh nonce with each answer; assets are named by content and stay."""

import asyncio
import re
from http import HTTPStatus
from pathlib import Path

from aiohttp import hdrs, web
from aiohttp.typedefs import Handler

from server.api.contract.problem import HttpRefusal
from server.api.door.headers import NONCE
from server.kernel.ids import new_token

_PLACEHOLDER = "__CSP_NONCE__"
_ASSET = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.\-]*")
_FOR_EVER = "public, max-age=31536000, immutable"


def page_routes(folder: Path) -> list[web.RouteDef]:
    """`folder` holds index.html (staff), join.html (patient) and assets/."""
    staff, patient = _page(folder / "index.html"), _page(folder / "join.html")
    return [
        web.get("/", staff),
        web.get("/app", staff),
        web.get("/app/{tail:.*}", staff),
        web.get("/join", patient),
        web.get("/assets/{name}", _asset(folder / "assets")),
    ]


def _page(file: Path) -> Handler:
    async def show(request: web.Request) -> web.StreamResponse:
        try:
            html = await asyncio.to_thread(file.read_text, encoding="utf-8")
        except FileNotFoundError:
            return web.Response(
                status=HTTPStatus.SERVICE_UNAVAILABLE,
                text="The pages have not been built yet. Run `make`, then reload this page.\n",
            )
        nonce = request[NONCE] = new_token()
        return web.Response(text=html.replace(_PLACEHOLDER, nonce), content_type="text/html")

    return show


def _asset(folder: Path) -> Handler:
    async def show(request: web.Request) -> web.StreamResponse:
        name = request.match_info["name"]
        file = folder / name
        if _ASSET.fullmatch(name) is None or not await asyncio.to_thread(file.is_file):
            raise HttpRefusal(HTTPStatus.NOT_FOUND, "route.unknown", "There is nothing at this address.")
        return web.FileResponse(file, headers={hdrs.CACHE_CONTROL: _FOR_EVER})

    return show
