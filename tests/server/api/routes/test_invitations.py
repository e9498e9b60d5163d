"""The link over HTTP: looking consumes nothing, one browser wins, and whatever is wrong with it looks the same."""

import asyncio
from datetime import timedelta

from tests.server.api.browser import Answer
from tests.server.api.world import World

VIEW = "/api/v1/invitations/view"
EXCHANGE = "/api/v1/invitations/exchange"


def _without_trace(answer: Answer) -> tuple[int, dict[str, object]]:
    return answer.status, {name: value for name, value in answer.json.items() if name != "trace_id"}


async def test_looking_at_a_link_tells_who_and_when_and_consumes_nothing(world: World) -> None:
    visit = await world.booked(await world.signed_in(world.clinic.scheduler))
    before = await world.everything_stored()
    for _ in range(3):
        answer = await world.browser().post(VIEW, {"token": visit.token})
    assert answer.json["practice_name"] == world.clinic.practice.name
    assert answer.json["practice_phone"] == world.clinic.practice.phone
    assert answer.json["clinician_name"] == world.clinic.clinician.display_name
    assert await world.everything_stored() == before


async def test_looking_at_a_link_says_nothing_about_the_patient(world: World) -> None:
    visit = await world.booked(await world.signed_in(world.clinic.scheduler))
    answer = await world.browser().post(VIEW, {"token": visit.token})
    assert "Paula" not in answer.text
    assert "1980" not in answer.text


async def test_fetching_the_page_of_a_link_consumes_nothing(world: World) -> None:
    visit = await world.booked(await world.signed_in(world.clinic.scheduler))
    before = await world.everything_stored()
    for method in ("GET", "HEAD"):
        await world.browser().send(method, "/join")
    assert await world.everything_stored() == before
    await world.opened(visit.token)


async def test_the_first_browser_gets_the_session_and_another_one_nothing(world: World) -> None:
    visit = await world.booked(await world.signed_in(world.clinic.scheduler))
    patient = await world.opened(visit.token)
    assert (await patient.get("/api/v1/my-visit")).json["id"] == visit.id
    late = world.browser()
    assert (await late.post(EXCHANGE, {"token": visit.token})).refusal == (410, "link.invalid")
    assert late.cookies == {}
    assert "link.replay" in await world.actions()


async def test_of_many_browsers_at_once_one_opens_the_link(world: World) -> None:
    visit = await world.booked(await world.signed_in(world.clinic.scheduler))
    answers = await asyncio.gather(*(world.browser().post(EXCHANGE, {"token": visit.token}) for _ in range(6)))
    assert sorted(answer.status for answer in answers) == [200, 410, 410, 410, 410, 410]


async def test_an_opened_link_shows_no_name_before_the_date_of_birth(world: World) -> None:
    visit = await world.booked(await world.signed_in(world.clinic.scheduler))
    answer = await world.browser().post(EXCHANGE, {"token": visit.token})
    assert answer.json["patient_given_name"] is None
    assert "Paula" not in answer.text


async def test_unknown_expired_used_and_revoked_links_answer_alike(world: World) -> None:
    desk = await world.signed_in(world.clinic.scheduler)
    used, revoked, expired = [await world.booked(desk, hours) for hours in (1, 2, 3)]
    await world.opened(used.token)
    await desk.post(revoked.path + "/invitation", {})
    dead = {"unknown": "x" * 43, "empty": "", "used": used.token, "revoked": revoked.token}
    answers = [
        await world.browser().post(path, {"token": token}) for token in dead.values() for path in (VIEW, EXCHANGE)
    ]
    world.clock.advance(timedelta(days=1))
    answers += [await world.browser().post(path, {"token": expired.token}) for path in (VIEW, EXCHANGE)]
    first = _without_trace(answers[0])
    assert first[0] == 410
    assert [_without_trace(answer) for answer in answers] == [first] * 10


async def test_who_guesses_links_is_stopped_and_others_are_not_asked_to_wait_for_ever(world: World) -> None:
    visit = await world.booked(await world.signed_in(world.clinic.scheduler))
    guesses = [await world.browser().post(VIEW, {"token": f"{number:043}"}) for number in range(11)]
    assert [guess.status for guess in guesses] == [410] * 10 + [429]
    stopped = await world.browser().post(VIEW, {"token": visit.token})
    assert stopped.refusal == (429, "rate.limited")
    assert stopped.headers["Retry-After"] == "60"
    world.clock.advance(timedelta(seconds=61))
    assert (await world.browser().post(VIEW, {"token": visit.token})).status == 200
