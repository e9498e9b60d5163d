"""The HTTP application: the layers every request passes, and every address that is served."""

import json
from functools import cache

from aiohttp import web

from server.api.contract.document import document_of
from server.api.door.connection import watched
from server.api.door.dispatch import handler_of
from server.api.door.headers import security_headers
from server.api.door.origin import same_origin_only
from server.api.door.problems import problems
from server.api.door.tracing import Requests, tracing
from server.api.health import health_routes
from server.api.pages import page_routes
from server.api.routes import ROUTES
from server.api.services import Services

BODY_LIMIT_BYTES = 256 * 1024
"""No body of any route is larger; most routes allow less."""


def create_application(services: Services) -> web.Application:
    settings = services.settings
    application = web.Application(
        client_max_size=BODY_LIMIT_BYTES,
        # The order of arrival. A refusal of any layer below `problems` leaves as a problem, with every header.
        middlewares=[
            watched,
            tracing(Requests(services.registry)),
            security_headers(https=settings.https),
            problems,
            same_origin_only(settings.allowed_origins),
        ],
    )
    for route in ROUTES:
        application.router.add_route(route.method, route.path, handler_of(route, services))
    application.router.add_get("/api/openapi.json", _show_document)
    application.add_routes(health_routes(services))
    application.add_routes(page_routes(settings.pages))
    return application


async def _show_document(_request: web.Request) -> web.Response:
    return web.Response(body=_document(), content_type="application/json")


@cache
def _document() -> bytes:
    """Made once, on the first request for it: it never changes while the process lives."""
    return json.dumps(document_of(ROUTES)).encode()
