"""Alive, ready, measured."""

from server.api import Services
from tests.server.api.world import World


async def test_a_living_process_says_so(world: World) -> None:
    assert (await world.browser().get("/livez")).json == {"status": "live"}


async def test_a_process_with_its_database_is_ready(world: World) -> None:
    assert (await world.browser().get("/readyz")).json == {"status": "ready"}


async def test_a_stopping_process_lives_and_is_not_ready(world: World, services: Services) -> None:
    services.readiness.welcome = False
    answer = await world.browser().get("/readyz")
    assert answer.refusal == (503, "service.stopping")
    assert (await world.browser().get("/livez")).status == 200


async def test_requests_are_measured_by_route_and_status(world: World) -> None:
    await world.browser().get("/api/v1/me")
    metrics = (await world.browser().get("/metrics")).text
    assert 'bedside_http_request_seconds_count{method="GET",route="/api/v1/me",status="401"} 1.0' in metrics
