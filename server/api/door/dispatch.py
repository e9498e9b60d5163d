"""From a row of the table to an aiohttp handler: authenticate, decode, call, encode. The only place that does."""

from http import HTTPStatus
from typing import Any

from aiohttp import hdrs, web
from aiohttp.typedefs import Handler

from server.api.contract import Call, Request, Route, View
from server.api.door.decode import body_of, ids_of, key_of, query_of, revision_of
from server.api.door.limits import network_of
from server.api.door.sessions import actor_of, change_sessions
from server.api.services import Services


def handler_of(route: Route, services: Services) -> Handler:
    async def handle(request: web.Request) -> web.StreamResponse:
        call = await _decoded(request, route, services)
        return _encoded(route, call, await route.handler(call))

    return handle


async def _decoded(request: web.Request, route: Route, services: Services) -> Call[Any]:
    """Who asks comes first: a stranger learns nothing about what would have been wrong besides."""
    now = services.clock.now()
    who = await actor_of(request, services, now, route.auth)
    ids = ids_of(request)
    if_rev = revision_of(request) if route.if_match else 0
    key = key_of(request) if route.idempotent else ""
    return Call(
        services=services,
        now=now,
        wanted=await _wanted(request, route),
        ids=ids,
        network=network_of(request, services.settings.trusted_proxies),
        who=who,
        if_rev=if_rev,
        key=key,
        operation=route.name,
    )


async def _wanted(request: web.Request, route: Route) -> Request:
    if route.safe:
        return query_of(request, route.takes)
    return await body_of(request, route.takes, route.body_limit)


def _encoded(route: Route, call: Call[Any], answer: View) -> web.Response:
    response = web.Response(status=route.status)
    if route.status is not HTTPStatus.NO_CONTENT:
        response.body = answer.model_dump_json().encode()
        response.content_type = "application/json"
    rev = answer.revision()
    if rev is not None:
        response.headers[hdrs.ETAG] = f'"{rev}"'
    change_sessions(response, call.sessions)
    return response
