"""Security headers: on every answer, whatever it is."""

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from server.api.door.headers import page_policy, security_headers
from tests.server.api.world import World

ADDRESSES = ("/", "/join", "/livez", "/metrics", "/api/openapi.json", "/api/v1/me", "/nowhere", "/assets/none.js")


@pytest.mark.parametrize("path", ADDRESSES)
async def test_an_answer_is_kept_nowhere_and_framed_by_nobody(world: World, path: str) -> None:
    headers = (await world.browser().get(path)).headers
    assert headers["Cache-Control"] == "no-store"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Permissions-Policy"].startswith("camera=(self), microphone=(self)")
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]


async def test_a_service_behind_tls_insists_on_it(world: World) -> None:
    assert "max-age=" in (await world.browser().get("/livez")).headers["Strict-Transport-Security"]


async def test_a_service_without_tls_does_not_ask_for_it() -> None:
    async def hello(_request: web.Request) -> web.Response:
        return web.Response()

    app = web.Application(middlewares=[security_headers(https=False)])
    app.router.add_get("/", hello)
    async with TestClient(TestServer(app)) as client, client.get("/") as answer:
        assert "Strict-Transport-Security" not in answer.headers


def test_a_page_runs_our_own_script_only() -> None:
    policy = page_policy("n0nce", "clinic.example:8443").split("; ")
    assert "default-src 'self'" in policy
    assert "script-src 'self'" in policy
    assert "style-src 'self' 'nonce-n0nce'" in policy
    assert "connect-src 'self' ws://clinic.example:8443 wss://clinic.example:8443" in policy
    assert "require-trusted-types-for 'script'" in policy
    assert not any("unsafe" in directive or "*" in directive for directive in policy)


@pytest.mark.parametrize("host", ["evil.example; script-src *", "a b", "", "x" * 10 + "'"])
def test_a_crafted_host_adds_nothing_to_the_policy(host: str) -> None:
    assert "connect-src 'self'" in page_policy("n0nce", host).split("; ")
