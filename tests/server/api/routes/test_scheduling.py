"""Clinicians and free times over HTTP."""

from tests.server.api.world import World


async def test_the_clinicians_of_the_practice_are_listed(world: World) -> None:
    desk = await world.signed_in(world.clinic.scheduler)
    items = (await desk.get("/api/v1/clinicians")).json["items"]
    assert [item["id"] for item in items] == [str(world.clinic.clinician.id)]


async def test_a_booked_time_is_no_longer_free(world: World) -> None:
    desk = await world.signed_in(world.clinic.scheduler)
    path = f"/api/v1/clinicians/{world.clinic.clinician.id}/slots?day=2026-03-02"
    before = (await desk.get(path)).json
    await world.booked(desk)
    after = (await desk.get(path)).json
    taken = {"starts_at": "2026-03-02T09:00:00Z", "ends_at": "2026-03-02T09:30:00Z"}
    assert before["zone"] == "Europe/Vienna"
    assert [item for item in before["items"] if item not in after["items"]] == [taken]
