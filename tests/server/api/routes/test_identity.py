"""Signing in and out over HTTP."""

from datetime import timedelta

import pytest

from tests.server.api.browser import Browser
from tests.server.api.world import World
from tests.support.builders import PASSWORD

SIGN_IN = "/api/v1/sign-in"
WRONG = "wrong"


async def _try(browser: Browser, login: str, password: str = WRONG) -> tuple[int, str | None]:
    return (await browser.post(SIGN_IN, {"login": login, "password": password})).refusal


async def test_signing_in_sets_one_strict_cookie_of_this_host(world: World) -> None:
    answer = await world.browser().post(SIGN_IN, {"login": "linden.scheduler", "password": PASSWORD})
    name, _, attributes = answer.headers["Set-Cookie"].partition("=")
    assert name == "__Host-bedside-staff"
    assert {part.strip() for part in attributes.split(";")[1:]} == {
        "HttpOnly",
        "Path=/",
        "SameSite=Strict",
        "Secure",
    }
    assert answer.json["staff"]["roles"] == ["scheduler"]


async def test_who_is_signed_in_is_told_with_their_practice(world: World) -> None:
    desk = await world.signed_in(world.clinic.scheduler)
    answer = await desk.get("/api/v1/me")
    assert answer.json["staff"]["id"] == str(world.clinic.scheduler.id)
    assert answer.json["practice"]["zone"] == world.clinic.practice.zone


@pytest.mark.parametrize("login", ["linden.scheduler", "nobody.at.all"])
async def test_a_wrong_password_and_an_unknown_name_answer_alike(world: World, login: str) -> None:
    assert await _try(world.browser(), login) == (401, "auth.invalid")


async def test_after_signing_out_the_session_is_over_even_for_who_kept_the_cookie(world: World) -> None:
    desk = await world.signed_in(world.clinic.scheduler)
    kept = dict(desk.cookies)
    assert (await desk.post("/api/v1/sign-out", {})).status == 204
    assert desk.cookies["__Host-bedside-staff"] == ""
    desk.cookies = kept
    assert (await desk.get("/api/v1/me")).refusal == (401, "auth.session_expired")


async def test_a_session_ends_by_idling(world: World) -> None:
    desk = await world.signed_in(world.clinic.scheduler)
    world.clock.advance(timedelta(minutes=61))
    assert (await desk.get("/api/v1/me")).refusal == (401, "auth.session_expired")


async def test_who_tries_many_names_from_one_network_is_stopped(world: World) -> None:
    tries = [await _try(world.browser(), f"name.{number}") for number in range(21)]
    assert tries == [(401, "auth.invalid")] * 20 + [(429, "rate.limited")]
    assert await _try(world.browser(), "linden.scheduler", PASSWORD) == (429, "rate.limited")


async def test_a_stranger_is_asked_to_sign_in(world: World) -> None:
    assert (await world.browser().get("/api/v1/me")).refusal == (401, "auth.required")
