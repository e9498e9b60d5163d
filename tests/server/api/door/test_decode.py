"""Bad input: each kind has its own stable code, changes nothing, and is not quoted back."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import pytest

from server.api.door import decode
from tests.server.api.world import World

CANARY = "Zxqvornamebjk"
SIGNED_IN = "/api/v1/patients"
PATIENT = {
    "given_name": CANARY,
    "family_name": "Probe",
    "birth_date": "1980-04-12",
    "email": None,
    "phone": None,
    "language": "en",
    "zone": "Europe/Vienna",
}


@dataclass(frozen=True)
class Bad:
    name: str
    refusal: tuple[int, str]
    method: str = "POST"
    path: str = SIGNED_IN
    body: Any = None
    data: bytes | None = None
    headers: dict[str, str] = field(default_factory=dict)
    errors: list[dict[str, str]] | None = None


def _patient(**fields: object) -> dict[str, object]:
    return PATIENT | fields


JSON = {"Content-Type": "application/json"}
KEY = {"Idempotency-Key": "intent-of-this-test"}

BAD = (
    Bad("an unknown route", (404, "route.unknown"), path=f"/api/v1/{CANARY}", body={}),
    Bad("a wrong method", (405, "method.not_allowed"), method="DELETE"),
    Bad("malformed JSON", (400, "json.malformed"), data=f'{{"given_name": "{CANARY}'.encode(), headers=JSON | KEY),
    Bad("JSON in another encoding", (400, "json.malformed"), data=b'{"given_name": "\xff"}', headers=JSON | KEY),
    Bad("half a surrogate", (400, "json.malformed"), data=b'{"given_name": "\\ud800"}', headers=JSON | KEY),
    Bad("a very deep body", (400, "json.malformed"), data=b"[" * 20_000, headers=JSON | KEY),
    Bad("an empty body", (400, "json.malformed"), data=b"", headers=JSON | KEY),
    Bad(
        "an unknown field",
        (422, "validation.unknown_field"),
        body=_patient(practice_id=CANARY),
        headers=KEY,
        errors=[{"path": "practice_id", "code": "unknown"}],
    ),
    Bad(
        "a missing field",
        (422, "validation.invalid"),
        body={name: value for name, value in PATIENT.items() if name != "zone"},
        headers=KEY,
        errors=[{"path": "zone", "code": "required"}],
    ),
    Bad(
        "a wrong type",
        (422, "validation.invalid"),
        body=_patient(given_name=7),
        headers=KEY,
        errors=[{"path": "given_name", "code": "wrong_type"}],
    ),
    Bad(
        "a list in place of the body",
        (422, "validation.invalid"),
        body=[CANARY],
        headers=KEY,
        errors=[{"path": "", "code": "wrong_type"}],
    ),
    Bad(
        "a day that does not exist",
        (422, "validation.invalid"),
        body=_patient(birth_date="1980-02-30"),
        headers=KEY,
        errors=[{"path": "birth_date", "code": "invalid"}],
    ),
    Bad(
        "a zone that is a folder of the zone database",
        (422, "validation.invalid"),
        body=_patient(zone="Europe"),
        headers=KEY,
        errors=[{"path": "zone", "code": "invalid"}],
    ),
    Bad(
        "a NUL in a name",
        (422, "validation.invalid"),
        body=_patient(given_name=CANARY + "\x00"),
        headers=KEY,
        errors=[{"path": "given_name", "code": "invalid"}],
    ),
    Bad("an oversized body", (413, "body.too_large"), data=b" " * 70_000, headers=JSON | KEY),
    Bad(
        "another content type",
        (415, "content_type.unsupported"),
        data=b"a=1",
        headers={"Content-Type": "text/plain"} | KEY,
    ),
    Bad("no content type", (415, "content_type.unsupported"), data=b"{}", headers=KEY),
    Bad(
        "a compressed body",
        (415, "content_type.unsupported"),
        data=b"\x1f\x8b",
        headers=JSON | KEY | {"Content-Encoding": "gzip"},
    ),
    Bad("no idempotency key", (400, "idempotency.required"), body=PATIENT),
    Bad("a short idempotency key", (400, "idempotency.required"), body=PATIENT, headers={"Idempotency-Key": "1"}),
    Bad("an id that is none", (404, "object.missing"), method="GET", path=f"/api/v1/visits/{CANARY}"),
    Bad("a query without its field", (422, "validation.invalid"), method="GET", path="/api/v1/visits"),
    Bad(
        "a query with a wrong day", (422, "validation.invalid"), method="GET", path=f"/api/v1/visits?day={CANARY}"
    ),
    Bad(
        "a query with an unknown field",
        (422, "validation.unknown_field"),
        method="GET",
        path=f"/api/v1/visits?day=2026-03-02&as={CANARY}",
    ),
    Bad(
        "a query that says it twice",
        (422, "validation.invalid"),
        method="GET",
        path="/api/v1/visits?day=2026-03-02&day=2026-03-03",
    ),
)


@pytest.mark.parametrize("bad", BAD, ids=lambda bad: bad.name)
async def test_bad_input_is_refused_by_its_name_and_changes_nothing(world: World, bad: Bad) -> None:
    desk = await world.signed_in(world.clinic.scheduler)
    before = await world.everything_stored()
    answer = await desk.send(bad.method, bad.path, bad.body, data=bad.data, headers=bad.headers)
    assert answer.refusal == bad.refusal
    assert CANARY not in answer.text
    if bad.errors is not None:
        assert answer.json["errors"] == bad.errors
    assert await world.everything_stored() == before


@pytest.mark.parametrize(
    ("if_match", "refusal"),
    [
        ("", (428, "precondition.required")),
        ('"7"', (412, "visit.stale")),
        ("1", (412, "visit.stale")),
        ('W/"1"', (412, "visit.stale")),
        ("*", (412, "visit.stale")),
    ],
)
async def test_a_change_of_what_was_not_seen_is_refused(
    world: World, if_match: str, refusal: tuple[int, str]
) -> None:
    desk = await world.signed_in(world.clinic.scheduler)
    visit = await world.booked(desk)
    before = await world.everything_stored()
    answer = await desk.post(visit.path + "/cancel", {}, if_match=if_match)
    assert answer.refusal == refusal
    assert await world.everything_stored() == before


async def test_a_wrong_method_is_told_the_right_ones(world: World) -> None:
    answer = await world.browser().send("DELETE", "/api/v1/visits")
    assert set(answer.headers["Allow"].split(",")) >= {"GET", "POST"}


async def test_a_body_without_an_announced_length_is_held_to_the_limit(world: World) -> None:
    async def endless() -> AsyncIterator[bytes]:
        for _ in range(100):
            yield b" " * 1_000

    desk = await world.signed_in(world.clinic.scheduler)
    answer = await desk.send("POST", SIGNED_IN, data=endless(), headers=JSON | KEY)
    assert answer.refusal == (413, "body.too_large")


async def test_a_body_that_never_ends_is_given_up(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(decode, "BODY_SECONDS", 0.05)
    desk = await world.signed_in(world.clinic.scheduler)
    answer = await desk.send("POST", SIGNED_IN, data=b"{", headers=JSON | KEY | {"Content-Length": "10"})
    assert answer.refusal == (408, "request.timeout")


async def test_an_action_without_input_needs_no_body(world: World) -> None:
    clinician = await world.signed_in(world.clinic.clinician)
    assert (await clinician.send("POST", "/api/v1/desk/ticket")).status == 200


async def test_an_action_without_input_takes_none(world: World) -> None:
    clinician = await world.signed_in(world.clinic.clinician)
    answer = await clinician.post("/api/v1/desk/ticket", {"staff": "somebody"})
    assert answer.refusal == (422, "validation.unknown_field")


async def test_a_long_note_passes_where_other_bodies_stop(world: World) -> None:
    clinician = await world.signed_in(world.clinic.clinician)
    visit = await world.booked(clinician)
    await world.arrived(visit.token)
    text = "ä" * 31_000
    saved = await clinician.put(visit.path + "/note", {"text": text, "based_on": 0})
    assert saved.status == 200
    assert (await clinician.get(visit.path + "/note")).json["text"] == text


async def test_the_service_goes_on_after_bad_input(world: World) -> None:
    desk = await world.signed_in(world.clinic.scheduler)
    for bad in BAD:
        await desk.send(bad.method, bad.path, bad.body, data=bad.data, headers=bad.headers)
    assert (await desk.get("/api/v1/me")).status == 200
