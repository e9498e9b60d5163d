"""Idempotency keys, on both databases: one effect, the same answer, and no token kept."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import select

from server.db.idempotency import KEPT, idempotency
from tests.server.api.world import World
from tests.support.databases import database_url

__all__ = ["database_url"]  # the fixture that runs each test on both databases

VISITS = "/api/v1/visits"
KEY = "one-intent-of-one-person"


async def _visits(world: World) -> int:
    return (await world.actions()).count("visit.book")


async def test_a_repeated_booking_answers_with_the_same_visit(world: World) -> None:
    desk = await world.signed_in(world.clinic.scheduler)
    first = await desk.post(VISITS, world.booking(), idempotency_key=KEY)
    second = await desk.post(VISITS, world.booking(), idempotency_key=KEY)
    assert (first.status, second.status) == (201, 201)
    assert first.json["visit"] == second.json["visit"]
    assert await _visits(world) == 1


async def test_a_repeated_booking_brings_a_working_link_and_ends_the_lost_one(world: World) -> None:
    desk = await world.signed_in(world.clinic.scheduler)
    links = [
        (await desk.post(VISITS, world.booking(), idempotency_key=KEY)).json["invitation"]["url"].partition("#")[2]
        for _ in range(2)
    ]
    lost = await world.browser().post("/api/v1/invitations/view", {"token": links[0]})
    assert lost.refusal == (410, "link.invalid")
    await world.opened(links[1])


async def test_a_key_with_another_body_is_refused(world: World) -> None:
    desk = await world.signed_in(world.clinic.scheduler)
    await desk.post(VISITS, world.booking(), idempotency_key=KEY)
    other = await desk.post(VISITS, world.booking(hours=2), idempotency_key=KEY)
    assert other.refusal == (422, "idempotency.mismatch")
    assert await _visits(world) == 1


async def test_a_key_of_another_operation_is_refused(world: World) -> None:
    desk = await world.signed_in(world.clinic.scheduler)
    await desk.post(VISITS, world.booking(), idempotency_key=KEY)
    person = {
        "given_name": "Nora",
        "family_name": "Probe",
        "birth_date": "1990-01-01",
        "email": None,
        "phone": None,
        "language": "en",
        "zone": "Europe/Vienna",
    }
    other = await desk.post("/api/v1/patients", person, idempotency_key=KEY)
    assert other.refusal == (422, "idempotency.mismatch")


async def test_keys_of_two_people_do_not_meet(world: World) -> None:
    desk = await world.signed_in(world.clinic.scheduler)
    clinician = await world.signed_in(world.clinic.clinician)
    answers = [
        await desk.post(VISITS, world.booking(1), idempotency_key=KEY),
        await clinician.post(VISITS, world.booking(2), idempotency_key=KEY),
    ]
    assert [answer.status for answer in answers] == [201, 201]


async def test_many_requests_at_once_book_one_visit(world: World) -> None:
    desk = await world.signed_in(world.clinic.scheduler)
    answers = await asyncio.gather(*(desk.post(VISITS, world.booking(), idempotency_key=KEY) for _ in range(8)))
    assert {answer.status for answer in answers} == {201}
    assert len({answer.json["visit"]["id"] for answer in answers}) == 1
    assert await _visits(world) == 1


async def test_a_refused_booking_leaves_its_key_free(world: World) -> None:
    desk = await world.signed_in(world.clinic.scheduler)
    await desk.post(VISITS, world.booking(), idempotency_key=world.key())
    assert (await desk.post(VISITS, world.booking(), idempotency_key=KEY)).refusal == (409, "slot.taken")
    assert (await desk.post(VISITS, world.booking(hours=2), idempotency_key=KEY)).status == 201


async def test_a_key_is_forgotten_after_its_time(world: World) -> None:
    desk = await world.signed_in(world.clinic.scheduler)
    await desk.post(VISITS, world.booking(), idempotency_key=KEY)
    world.clock.advance(KEPT + timedelta(seconds=1))
    desk = await world.signed_in(world.clinic.scheduler)
    assert (await desk.post(VISITS, world.booking(), idempotency_key=KEY)).status == 201
    assert await _visits(world) == 2


@pytest.mark.parametrize("times", [1, 2])
async def test_no_token_is_kept_for_a_later_answer(world: World, times: int) -> None:
    desk = await world.signed_in(world.clinic.scheduler)
    for _ in range(times):
        answer = await desk.post(VISITS, world.booking(), idempotency_key=KEY)
    token = answer.json["invitation"]["url"].partition("#")[2]
    assert token not in repr(await world.everything_stored())
    async with world.services.database.read() as tx:
        (row,) = (await tx.execute(select(idempotency))).all()
    assert str(row.object_id) == answer.json["visit"]["id"]
