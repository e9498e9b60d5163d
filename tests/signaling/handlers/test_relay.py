"""What pages tell each other: it reaches whom it is for, unread, and nobody outside the visit."""

import pytest

from tests.signaling.door import Door
from tests.signaling.guest import guest


async def test_keys_reach_the_seat_they_are_for_and_nobody_else(door: Door) -> None:
    async with (
        guest(door.url, "/visit", door.seat_ticket("clinician")) as clinician,
        guest(door.url, "/visit", door.seat_ticket("patient")) as patient,
        guest(door.url, "/visit", door.seat_ticket("guest")) as other,
    ):
        assert await clinician.say("keys:send", {"to": "patient", "body": "for you"}) == {"ok": True}
        assert await patient.hears("keys:message") == {"seat": "clinician", "body": "for you"}
        assert await clinician.say("keys:send", {"body": "for all"}) == {"ok": True}
        assert (await other.hears("keys:message"))["body"] == "for all"


async def test_keys_leave_no_visit(door: Door) -> None:
    async with (
        guest(door.url, "/visit", door.seat_ticket("patient")) as patient,
        guest(door.url, "/visit", door.seat_ticket("stranger", "visit-2")) as stranger,
    ):
        for to in ("stranger", "nobody"):
            answer = await patient.say("keys:send", {"to": to, "body": "x"})
            assert answer == {"ok": False, "code": "visit.forbidden"}
        await patient.say("keys:send", {"body": "within"})
        assert not [event for event, _ in stranger.heard if event == "keys:message"]


async def test_a_page_that_can_agree_on_keys_is_named_to_all(door: Door) -> None:
    async with (
        guest(door.url, "/visit", door.seat_ticket("clinician")) as clinician,
        guest(door.url, "/visit", door.seat_ticket("patient"), instance="first"),
    ):
        await clinician.hears("seats", lambda news: any(one.get("instance") == "first" for one in news["seats"]))
        told = [one for _, news in clinician.heard for one in news.get("seats", []) if one["seat"] == "clinician"]
        assert not any("instance" in one for one in told)


async def test_chat_is_for_those_in_the_call(door: Door) -> None:
    async with (
        guest(door.url, "/visit", door.seat_ticket("clinician", call=True)) as clinician,
        guest(door.url, "/visit", door.seat_ticket("patient")) as patient,
    ):
        assert await patient.say("chat:send", {"body": "x"}) == {"ok": False, "code": "visit.not_admitted"}
        assert await clinician.say("chat:send", {"body": "sealed"}) == {"ok": True}
        await door.gateway.seat_admitted("patient")
        await clinician.say("chat:send", {"body": "after"})
        assert await patient.hears("chat:message") == {"seat": "clinician", "body": "after"}
        assert not [event for event, _ in clinician.heard if event == "chat:message"], "nobody hears an echo"


@pytest.mark.parametrize("event", ["keys:send", "chat:send"])
async def test_a_message_has_a_greatest_length(door: Door, event: str) -> None:
    async with guest(door.url, "/visit", door.seat_ticket("clinician", call=True)) as clinician:
        assert await clinician.say(event, {"body": "x" * 8_001}) == {"ok": False, "code": "event.invalid"}
