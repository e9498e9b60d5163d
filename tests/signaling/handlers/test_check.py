"""Trying the connection: on the real way, alone, for some seconds, and not by many at once."""

from dataclasses import replace

from tests.signaling.caller import Caller, answer
from tests.signaling.door import HASTY, Door, open_door
from tests.signaling.guest import Guest, guest


async def _checking(one: Guest) -> Caller:
    opened = await one.say("check:open", {})
    assert opened["ok"], opened
    caller, sdp = await answer(opened)
    told = {"peer": caller.name, "version": opened["version"], "sdp": sdp}
    assert await one.say("check:answer", told) == {"ok": True}
    return caller


async def test_a_waiting_person_gets_their_own_figures_back(hasty_door: Door) -> None:
    async with guest(hasty_door.url, "/visit", hasty_door.seat_ticket("patient")) as patient:
        caller = await _checking(patient)
        await caller.sees_and_hears()
        told = await patient.hears("check:report")
        assert (told["peer"], told["path"]) == (caller.name, "udp")
        assert told["up"]["loss"] == told["down"]["loss"] == 0
        assert told["up"]["bps"] > 0
        assert told["down"]["bps"] > 0
        assert hasty_door.node.stats()["rooms"] == 0, "nothing of it is left"
        await caller.close()


async def test_a_check_that_never_connects_says_so_and_ends(hasty_door: Door) -> None:
    async with guest(hasty_door.url, "/visit", hasty_door.seat_ticket("patient")) as patient:
        assert (await patient.say("check:open", {}))["ok"]
        told = await patient.hears("check:report")
        assert told["path"] == "none"
        assert "up" not in told
        assert hasty_door.node.stats()["rooms"] == 0


async def test_one_seat_checks_again_only_after_a_while(door: Door) -> None:
    async with guest(door.url, "/visit", door.seat_ticket("patient")) as patient:
        assert (await patient.say("check:open", {}))["ok"]
        refused = await patient.say("check:open", {})
        assert (refused["ok"], refused["code"]) == (False, "rate.limited")
        assert door.node.stats()["rooms"] == 0


async def test_a_node_carries_few_checks_at_once() -> None:
    async with (
        open_door(replace(HASTY, max_checks=1)) as door,
        guest(door.url, "/visit", door.seat_ticket("patient")) as one,
        guest(door.url, "/visit", door.seat_ticket("other", "visit-2")) as other,
    ):
        assert (await one.say("check:open", {}))["ok"]
        assert (await other.say("check:open", {}))["code"] == "media.full"


async def test_nobody_answers_for_somebody_elses_check(door: Door) -> None:
    async with (
        guest(door.url, "/visit", door.seat_ticket("patient")) as patient,
        guest(door.url, "/visit", door.seat_ticket("clinician")) as clinician,
    ):
        opened = await patient.say("check:open", {})
        told = {"peer": opened["peer"], "version": 1, "sdp": "v=0"}
        assert await clinician.say("check:answer", told) == {"ok": False, "code": "peer.unknown"}
