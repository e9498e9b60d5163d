"""The patient's own visit over HTTP: check-in, waiting room, ticket, and no way around them."""

from typing import Any

import pytest

from tests.server.api.browser import Browser
from tests.server.api.world import BookedVisit, World, revision

MINE = "/api/v1/my-visit"


async def _booked(world: World) -> BookedVisit:
    return await world.booked(await world.signed_in(world.clinic.scheduler))


async def _say(patient: Browser, birth_date: str) -> tuple[int, str | None]:
    return (await patient.post(MINE + "/identity", {"birth_date": birth_date})).refusal


async def test_the_right_date_of_birth_brings_the_name(world: World) -> None:
    patient = await world.opened((await _booked(world)).token)
    answer = await patient.post(MINE + "/identity", {"birth_date": "1980-04-12"})
    assert (answer.json["identity_confirmed"], answer.json["patient_given_name"]) == (True, "Paula")


async def test_the_wrong_date_of_birth_is_refused_five_times_and_then_locked(world: World) -> None:
    patient = await world.opened((await _booked(world)).token)
    assert [await _say(patient, "1980-04-13") for _ in range(5)] == [(422, "identity.mismatch")] * 5
    assert await _say(patient, "1980-04-12") == (429, "identity.locked")


async def test_consent_comes_after_the_date_of_birth(world: World) -> None:
    patient = await world.opened((await _booked(world)).token)
    consent = (await patient.get(MINE)).json["consent"]
    agreed = {"text_version": consent["text_version"], "language": consent["language"]}
    assert (await patient.post(MINE + "/consent", agreed)).refusal == (403, "visit.check_in_required")


async def test_consent_to_another_text_is_refused(world: World) -> None:
    patient = await world.opened((await _booked(world)).token)
    await _say(patient, "1980-04-12")
    answer = await patient.post(MINE + "/consent", {"text_version": "1999-01", "language": "en"})
    assert answer.refusal == (409, "consent.outdated")


async def test_nobody_waits_before_check_in(world: World) -> None:
    patient = await world.opened((await _booked(world)).token)
    assert (await patient.post(MINE + "/arrive", {})).refusal == (403, "visit.check_in_required")
    answer = await patient.post(MINE + "/ticket", {"call": False})
    assert answer.refusal == (403, "visit.check_in_required")


async def test_a_patient_cannot_skip_admission(world: World) -> None:
    patient = await world.arrived((await _booked(world)).token)
    assert (await patient.post(MINE + "/ticket", {"call": True})).refusal == (409, "visit.not_admitted")
    assert (await patient.post(MINE + "/ticket", {"call": False})).json["call"] is False


async def test_giving_up_leaves_the_visit_booked(world: World) -> None:
    patient = await world.arrived((await _booked(world)).token)
    assert (await patient.post(MINE + "/give-up", {})).json["state"] == "booked"


async def test_the_revision_of_the_own_visit_is_its_etag(world: World) -> None:
    patient = await world.arrived((await _booked(world)).token)
    answer = await patient.get(MINE)
    assert answer.headers["ETag"] == f'"{answer.json["rev"]}"'


async def test_an_ended_visit_gives_no_ticket(world: World) -> None:
    visit = await _booked(world)
    patient = await world.arrived(visit.token)
    clinician = await world.signed_in(world.clinic.clinician)
    await clinician.post(visit.path + "/admit", {}, if_match=await revision(clinician, visit))
    await clinician.post(visit.path + "/end", {"outcome": "by_phone"}, if_match=await revision(clinician, visit))
    assert (await patient.post(MINE + "/ticket", {"call": True})).refusal == (409, "visit.ended")


CHECKED: dict[str, Any] = {
    "path": "udp",
    "relay_reachable": None,
    "round_trip_ms": 61,
    "up": {"loss": 0.0, "jitter_ms": 4, "bps": 1_400_000},
    "down": {"loss": 0.01, "jitter_ms": 4, "bps": None},
    "camera": "ok",
    "microphone": "ok",
    "speaker": "untested",
}


async def test_a_device_check_is_graded_by_the_server(world: World) -> None:
    patient = await world.checked_in((await _booked(world)).token)
    assert (await patient.post(MINE + "/check", CHECKED)).json == {"grade": "green", "cause": None}
    mute = CHECKED | {"microphone": "denied", "camera": "busy"}
    assert (await patient.post(MINE + "/check", mute)).json == {"grade": "red", "cause": "microphone"}


async def test_the_desk_sees_what_the_latest_check_came_to(world: World) -> None:
    desk = await world.signed_in(world.clinic.scheduler)
    visit = await world.booked(desk)
    assert (await desk.get(visit.path)).json["readiness"] is None
    patient = await world.checked_in(visit.token)
    await patient.post(MINE + "/check", CHECKED)
    await patient.post(MINE + "/check", CHECKED | {"path": "tcp"})
    shown = (await desk.get(visit.path)).json["readiness"]
    assert shown == {"grade": "amber", "cause": "udp_blocked", "at": "2026-03-02T08:00:00Z"}


async def test_a_check_that_measured_nothing_is_a_check(world: World) -> None:
    patient = await world.checked_in((await _booked(world)).token)
    bare = {"path": "none", "camera": "none_found", "microphone": "ok", "speaker": "ok"}
    assert (await patient.post(MINE + "/check", bare)).json == {"grade": "red", "cause": "no_connection"}


@pytest.mark.parametrize(
    "wrong",
    [
        {"path": "carrier pigeon"},
        {"camera": "broken"},
        {"speaker": "loud"},
        {"round_trip_ms": -1},
        {"round_trip_ms": 1.5},
        {"up": {"loss": 1.01}},
        {"up": {"loss": "0.5"}},
        {"up": {"address": "203.0.113.7"}},
        {"grade": "green"},
    ],
)
async def test_a_check_says_what_it_may_and_nothing_else(world: World, wrong: dict[str, Any]) -> None:
    patient = await world.checked_in((await _booked(world)).token)
    answer = await patient.post(MINE + "/check", CHECKED | wrong)
    assert answer.status == 422
    assert answer.code in {"validation.invalid", "validation.unknown_field"}
    assert "visit.check" not in await world.actions()


async def test_a_patient_says_how_encrypted_the_visit_is_once_it_has_begun(world: World) -> None:
    visit = await _booked(world)
    patient = await world.arrived(visit.token)
    said = {"state": "server", "because": "browser"}
    assert (await patient.post(MINE + "/encryption", said)).refusal == (409, "visit.not_admitted")
    clinician = await world.signed_in(world.clinic.clinician)
    await clinician.post(visit.path + "/admit", {}, if_match=await revision(clinician, visit))
    assert (await patient.post(MINE + "/encryption", said)).status == 204
    assert (await patient.post(MINE + "/encryption", said)).status == 204
    assert (await world.actions()).count("visit.encryption") == 1


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"state": "end_to_end"}, "validation.invalid"),
        ({"state": "quantum", "because": None}, "validation.invalid"),
        ({"state": "server", "because": "weather"}, "validation.invalid"),
        ({"state": "server", "because": None}, "encryption.contradictory"),
        ({"state": "server", "because": "browser", "words": "a b c"}, "validation.unknown_field"),
    ],
)
async def test_what_is_said_of_encryption_is_one_of_few_words(
    world: World, said: dict[str, Any], code: str
) -> None:
    visit = await _booked(world)
    patient = await world.arrived(visit.token)
    clinician = await world.signed_in(world.clinic.clinician)
    await clinician.post(visit.path + "/admit", {}, if_match=await revision(clinician, visit))
    assert (await patient.post(MINE + "/encryption", said)).refusal == (422, code)


async def test_a_new_link_ends_the_session_of_the_old_one(world: World) -> None:
    desk = await world.signed_in(world.clinic.scheduler)
    visit = await world.booked(desk)
    patient = await world.opened(visit.token)
    await desk.post(visit.path + "/invitation", {})
    assert (await patient.get(MINE)).refusal == (401, "auth.session_expired")
