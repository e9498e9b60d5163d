"""Sessions at the door: whose cookie opens what."""

import pytest

from tests.server.api.world import World

STAFF = "__Host-bedside-staff"
PATIENT = "__Host-bedside-patient"


async def test_a_patients_session_does_not_pass_as_staff(world: World) -> None:
    patient = await world.opened((await world.booked(await world.signed_in(world.clinic.scheduler))).token)
    patient.cookies[STAFF] = patient.cookies[PATIENT]
    assert (await patient.get("/api/v1/me")).refusal == (403, "auth.step_up_required")


async def test_a_staff_session_does_not_pass_as_a_patients(world: World) -> None:
    desk = await world.signed_in(world.clinic.scheduler)
    desk.cookies[PATIENT] = desk.cookies[STAFF]
    assert (await desk.get("/api/v1/my-visit")).refusal == (401, "auth.required")


@pytest.mark.parametrize(("token", "code"), [("x" * 43, "auth.session_expired"), ("x" * 5_000, "auth.required")])
async def test_a_made_up_session_opens_nothing(world: World, token: str, code: str) -> None:
    browser = world.browser()
    browser.cookies[STAFF] = token
    assert (await browser.get("/api/v1/me")).refusal == (401, code)


async def test_one_browser_can_be_staff_and_patient_at_once(world: World) -> None:
    desk = await world.signed_in(world.clinic.scheduler)
    patient = await world.opened((await world.booked(desk)).token)
    patient.cookies |= desk.cookies
    assert (await patient.get("/api/v1/me")).status == 200
    assert (await patient.get("/api/v1/my-visit")).status == 200


async def test_a_session_cookie_is_read_from_the_cookie_alone(world: World) -> None:
    desk = await world.signed_in(world.clinic.scheduler)
    token = desk.cookies[STAFF]
    answer = await world.browser().get("/api/v1/me", authorization=f"Bearer {token}")
    assert answer.refusal == (401, "auth.required")
