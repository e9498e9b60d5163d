"""What operators and load balancers ask: is the process alive, is it ready, and how is it doing."""

from aiohttp import hdrs, web
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from server.api.services import Services
from server.kernel.errors import unavailable


def health_routes(services: Services) -> list[web.RouteDef]:
    async def live(_request: web.Request) -> web.Response:
        return web.json_response({"status": "live"})

    async def ready(_request: web.Request) -> web.Response:
        """Ready is who can do a deed: the database answers, and the ledger's head can be read."""
        if not services.readiness.welcome:
            raise unavailable("service.stopping", "This process is about to stop.")
        async with services.database.read() as tx:
            await services.audit.practices(tx)
        return web.json_response({"status": "ready"})

    async def metrics(_request: web.Request) -> web.Response:
        body = generate_latest(services.registry)
        return web.Response(body=body, headers={hdrs.CONTENT_TYPE: CONTENT_TYPE_LATEST})

    return [web.get("/livez", live), web.get("/readyz", ready), web.get("/metrics", metrics)]
