"""What is written down about requests: enough to find a fault, and nothing about anybody."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import structlog

from server.adapters.logs import configure_logs
from tests.server.api.world import World

CANARIES = (
    "Zxqvornamebjk",
    "Zxqnachnamebjk",
    "1971-07-23",
    "Zxqnotenwortbjk",
    "zxq@example.org",
    "+43 1 555 0123",
)
PERSON = {
    "given_name": CANARIES[0],
    "family_name": CANARIES[1],
    "birth_date": CANARIES[2],
    "email": CANARIES[4],
    "phone": CANARIES[5],
    "language": "en",
    "zone": "Europe/Vienna",
}


def found_in(text: str, *more: str) -> list[str]:
    return [canary for canary in (*CANARIES, *more) if canary in text]


@contextmanager
def loudest_logs() -> Iterator[None]:
    """The product's own logging at DEBUG, written to where the test reads it."""
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    configure_logs("DEBUG")
    try:
        yield
    finally:
        structlog.reset_defaults()
        root.handlers[:] = handlers
        root.setLevel(level)


async def test_no_log_line_of_a_whole_visit_names_anybody(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    with loudest_logs():
        tokens, ids = await _whole_visit(world)
    logged = "".join(capsys.readouterr())
    assert logged.count('"event": "http.request"') > 15
    assert found_in(logged, *tokens, *ids, "127.0.0.1") == []


def test_a_planted_leak_would_be_found(capsys: pytest.CaptureFixture[str]) -> None:
    with loudest_logs():
        structlog.get_logger().debug("planted", name=CANARIES[0])
        logging.getLogger("library").warning("planted %s", CANARIES[1])
    assert found_in("".join(capsys.readouterr())) == list(CANARIES[:2])


async def test_a_line_and_its_answer_share_the_trace(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    with loudest_logs():
        answer = await world.browser().get("/api/v1/me")
    assert answer.json["trace_id"] == answer.headers["X-Trace-Id"]
    assert answer.headers["X-Trace-Id"] in capsys.readouterr().err


async def test_no_metric_names_an_address_that_was_asked_for(world: World) -> None:
    await world.browser().get("/api/v1/visits/Zxqvornamebjk")
    await world.browser().get("/Zxqvornamebjk")
    await world.browser().send("ZXQVORNAMEBJK", "/")
    metrics = (await world.browser().get("/metrics")).text
    assert "zxqvornamebjk" not in metrics.lower()
    assert 'route="/api/v1/visits/{visit}",status="401"' in metrics
    assert 'route="unmatched",status="404"' in metrics


async def _whole_visit(world: World) -> tuple[list[str], list[str]]:
    """Tokens and ids that were in use, good requests and bad ones."""
    desk = await world.signed_in(world.clinic.scheduler)
    clinician = await world.signed_in(world.clinic.clinician)
    added = await desk.post("/api/v1/patients", PERSON, idempotency_key=world.key())
    await desk.post("/api/v1/patients/search", {"query": CANARIES[0]})
    body = world.booking() | {"patient_id": added.json["id"]}
    booked = (await desk.post("/api/v1/visits", body, idempotency_key=world.key())).json
    token = booked["invitation"]["url"].partition("#")[2]
    path = f"/api/v1/visits/{booked['visit']['id']}"
    patient = await world.opened(token)
    await world.browser().post("/api/v1/invitations/exchange", {"token": token})
    mine = (await patient.post("/api/v1/my-visit/identity", {"birth_date": CANARIES[2]})).json
    agreed = {name: mine["consent"][name] for name in ("text_version", "language")}
    await patient.post("/api/v1/my-visit/consent", agreed)
    await patient.post("/api/v1/my-visit/arrive", {})
    etag = (await clinician.get(path)).headers["ETag"]
    ticket = (await clinician.post(path + "/admit", {}, if_match=etag)).json["ticket"]["ticket"]
    await clinician.put(path + "/note", {"text": CANARIES[3], "based_on": 0})
    await clinician.get(path + "/note")
    await clinician.put(path + "/note", {"text": CANARIES[3], "surprise": CANARIES[3]})
    await clinician.post(path + f"/{CANARIES[0]}", {})
    await clinician.post(path + "/end", {"outcome": "completed"}, if_match='"3"')
    cookies = [*desk.cookies.values(), *clinician.cookies.values(), *patient.cookies.values()]
    return [token, ticket, *cookies], [booked["visit"]["id"], added.json["id"]]
