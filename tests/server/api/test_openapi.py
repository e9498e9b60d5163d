"""The document tells of every address of the API that the application serves, and of nothing else."""

from aiohttp import web

from server.api import Services, create_application
from server.api.openapi import openapi_document
from tests.server.api.world import World


def test_every_served_operation_is_documented_and_the_other_way_round(services: Services) -> None:
    served = {
        (route.method, route.resource.canonical)
        for route in create_application(services).router.routes()
        if route.resource is not None
        and route.resource.canonical.startswith("/api/v1/")
        and route.method != "HEAD"
    }
    documented = {
        (method.upper(), path) for path, methods in openapi_document()["paths"].items() for method in methods
    }
    assert served == documented
    assert len(served) > 25


async def test_the_served_document_is_the_written_one(world: World) -> None:
    assert (await world.browser().get("/api/openapi.json")).json == openapi_document()


def test_a_foreign_route_would_be_noticed(services: Services) -> None:
    application = create_application(services)
    application.router.add_get("/api/v1/undocumented", _nothing)
    paths = {resource.canonical for resource in application.router.resources()}
    assert "/api/v1/undocumented" in paths - set(openapi_document()["paths"])


async def _nothing(_request: web.Request) -> web.Response:
    return web.Response()
