"""Only pages of ours change something."""

import pytest

from tests.server.api.world import PUBLIC_URL, World

PATH = "/api/v1/sign-out"

FOREIGN = {
    "another site": {"Origin": "https://evil.example"},
    "no word of where it comes from": {"Origin": ""},
    "a sandboxed frame": {"Origin": "null"},
    "another port of this host": {"Origin": "http://127.0.0.1:1"},
    "a host that begins like ours": {"Origin": PUBLIC_URL + ".evil.example"},
    "an origin that is no web address": {"Origin": "http://[::1"},
    "a neighbour by fetch metadata": {"Origin": "", "Sec-Fetch-Site": "same-site"},
    "a stranger by fetch metadata": {"Origin": "", "Sec-Fetch-Site": "cross-site"},
}
OWN = {
    "this host": {},
    "the public address": {"Origin": PUBLIC_URL},
    "the same origin by fetch metadata": {"Origin": "", "Sec-Fetch-Site": "same-origin"},
}


@pytest.mark.parametrize("headers", FOREIGN.values(), ids=FOREIGN)
async def test_a_foreign_page_changes_nothing(world: World, headers: dict[str, str]) -> None:
    desk = await world.signed_in(world.clinic.scheduler)
    before = await world.everything_stored()
    answer = await desk.send("POST", PATH, {}, headers=headers)
    assert answer.refusal == (403, "csrf.failed")
    assert await world.everything_stored() == before


async def test_contradicting_words_count_as_foreign(world: World) -> None:
    headers = {"Sec-Fetch-Site": "cross-site"}
    answer = await world.browser().send("POST", PATH, {}, headers=headers)
    assert answer.refusal == (403, "csrf.failed")


@pytest.mark.parametrize("headers", OWN.values(), ids=OWN)
async def test_a_page_of_ours_may_change_something(world: World, headers: dict[str, str]) -> None:
    desk = await world.signed_in(world.clinic.scheduler)
    assert (await desk.send("POST", PATH, {}, headers=headers)).status == 204


async def test_looking_is_free_from_anywhere(world: World) -> None:
    assert (await world.browser().send("GET", "/livez", headers={"Origin": "https://evil.example"})).status == 200
