"""The patient's own visit over HTTP: check-in, waiting room, ticket, and no way around them."""

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


async def test_a_new_link_ends_the_session_of_the_old_one(world: World) -> None:
    desk = await world.signed_in(world.clinic.scheduler)
    visit = await world.booked(desk)
    patient = await world.opened(visit.token)
    await desk.post(visit.path + "/invitation", {})
    assert (await patient.get(MINE)).refusal == (401, "auth.session_expired")
