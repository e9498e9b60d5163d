"""Whatever goes wrong leaves as a problem, and a problem quotes nothing."""

from collections.abc import AsyncIterator

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from prometheus_client import CollectorRegistry

from server.api.door.problems import problems
from server.api.door.tracing import Requests, tracing
from server.kernel.errors import DomainError, Kind, unavailable

SECRET = "Zxqgeheimnis"
Client = TestClient[web.Request, web.Application]

RAISED: dict[str, Exception] = {
    kind.value: DomainError(kind, f"test.{kind}", "A plain sentence.") for kind in Kind
}
RAISED |= {
    "busy": unavailable("test.busy", "Later.", retry_after_ms=2_100),
    "bug": ValueError(SECRET),
    "upgrade": web.HTTPUpgradeRequired(text=SECRET),
    "too-large": web.HTTPRequestEntityTooLarge(1, 2),
}


@pytest.fixture
async def client() -> AsyncIterator[Client]:
    async def fail(request: web.Request) -> web.Response:
        raise RAISED[request.match_info["what"]]

    app = web.Application(middlewares=[tracing(Requests(CollectorRegistry())), problems])
    app.router.add_get("/{what}", fail)
    async with TestClient(TestServer(app)) as opened:
        yield opened


@pytest.mark.parametrize(
    ("kind", "status"),
    [
        ("invalid", 422),
        ("unauthenticated", 401),
        ("forbidden", 403),
        ("missing", 404),
        ("gone", 410),
        ("conflict", 409),
        ("stale", 412),
        ("limited", 429),
        ("unavailable", 503),
    ],
)
async def test_a_kind_of_refusal_has_its_status(client: Client, kind: str, status: int) -> None:
    async with client.get(f"/{kind}") as answer:
        problem = await answer.json(content_type="application/problem+json")
        assert answer.status == problem["status"] == status
        assert problem["code"] == f"test.{kind}"
        assert problem["detail"] == "A plain sentence."


def test_every_kind_has_been_asked() -> None:
    assert {kind.value for kind in Kind} <= set(RAISED)


async def test_the_waiting_time_is_told_in_whole_seconds(client: Client) -> None:
    async with client.get("/busy") as answer:
        assert answer.headers["Retry-After"] == "3"


@pytest.mark.parametrize("kind", ["limited", "unavailable"])
async def test_who_has_to_wait_is_always_told_how_long(client: Client, kind: str) -> None:
    async with client.get(f"/{kind}") as answer:
        assert int(answer.headers["Retry-After"]) > 0


async def test_a_bug_is_internal_and_says_nothing_but_its_trace(
    client: Client, capsys: pytest.CaptureFixture[str]
) -> None:
    async with client.get("/bug") as answer:
        problem = await answer.json(content_type="application/problem+json")
    assert (answer.status, problem["code"]) == (500, "internal")
    assert problem["trace_id"] == answer.headers["X-Trace-Id"]
    logged = capsys.readouterr().out
    assert SECRET not in str(problem) + logged
    assert "ValueError" in logged
    assert "test_problems.py" in logged


@pytest.mark.parametrize(("what", "code"), [("upgrade", "http.426"), ("too-large", "body.too_large")])
async def test_what_aiohttp_refuses_is_a_problem_too(client: Client, what: str, code: str) -> None:
    async with client.get(f"/{what}") as answer:
        text = await answer.text()
    assert f'"code":"{code}"' in text
    assert SECRET not in text
