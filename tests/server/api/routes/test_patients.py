"""Patients over HTTP."""

from tests.server.api.world import World

PERSON = {
    "given_name": " Nora ",
    "family_name": "Probe-Beispiel",
    "birth_date": "1990-01-31",
    "email": "nora@example.org",
    "phone": "+43 (1) 555-0177",
    "language": "de-AT",
    "zone": "Europe/Vienna",
}


async def test_an_added_patient_is_found_by_a_part_of_the_name(world: World) -> None:
    desk = await world.signed_in(world.clinic.scheduler)
    added = await desk.post("/api/v1/patients", PERSON, idempotency_key=world.key())
    assert added.status == 201
    assert added.json["given_name"] == "Nora"
    found = await desk.post("/api/v1/patients/search", {"query": "beispiel"})
    assert found.json["items"] == [added.json]


async def test_adding_a_patient_twice_with_one_key_adds_one(world: World) -> None:
    desk = await world.signed_in(world.clinic.scheduler)
    answers = [await desk.post("/api/v1/patients", PERSON, idempotency_key="the-same-intent-1") for _ in range(2)]
    assert answers[0].json == answers[1].json
    assert (await world.actions()).count("patient.add") == 2  # the clinic's own first patient, and this one


async def test_a_date_of_birth_in_the_future_is_refused_by_the_domain(world: World) -> None:
    desk = await world.signed_in(world.clinic.scheduler)
    answer = await desk.post(
        "/api/v1/patients", PERSON | {"birth_date": "2990-01-31"}, idempotency_key=world.key()
    )
    assert answer.refusal == (422, "patient.birth_date")


async def test_every_look_at_patients_is_in_the_ledger(world: World) -> None:
    desk = await world.signed_in(world.clinic.scheduler)
    await desk.post("/api/v1/patients/search", {"query": "paula"})
    assert (await world.actions())[-1] == "patient.search"
