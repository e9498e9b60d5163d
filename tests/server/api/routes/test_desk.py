"""The desk's ticket over HTTP."""

from server.crypto.tokens import DESK
from tests.server.api.world import World


async def test_a_desk_ticket_names_the_practice_and_the_session_and_lives_a_minute(world: World) -> None:
    desk = await world.signed_in(world.clinic.scheduler)
    answer = await desk.post("/api/v1/desk/ticket", {})
    claims = world.services.tickets.verifier().verify(DESK, answer.json["ticket"], world.clock.now())
    assert claims["practice"] == str(world.clinic.practice.id)
    assert claims["staff"] == str(world.clinic.scheduler.id)
    assert claims["sid"]
    assert answer.json["expires_in_ms"] == 60_000


async def test_two_desk_tickets_are_two(world: World) -> None:
    desk = await world.signed_in(world.clinic.scheduler)
    tickets = {(await desk.post("/api/v1/desk/ticket", {})).json["ticket"] for _ in range(2)}
    assert len(tickets) == 2
