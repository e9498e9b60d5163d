"""The call: who may join, what is pushed, what outlives a lost socket, and what ends it. With real media."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest

from media import MediaConfig, Peer, Room
from tests.signaling.caller import in_call, on_line
from tests.signaling.door import CALM, Door, open_door
from tests.signaling.guest import Guest, Heard, guest


@asynccontextmanager
async def _seated(door: Door, seat: str = "patient", *, call: bool = True) -> AsyncIterator[Guest]:
    async with guest(door.url, "/visit", door.seat_ticket(seat, call=call)) as one:
        yield one


def _in_call(*seats: str) -> Callable[[Heard], bool]:
    return lambda news: {one["seat"] for one in news["seats"] if one["in_call"]} == set(seats)


def _ufrag(sdp: str) -> str:
    return sdp.partition("a=ice-ufrag:")[2].split()[0]


async def _until(holds: Callable[[], bool]) -> None:
    async with asyncio.timeout(10):
        while not holds():  # noqa: ASYNC110 -- the media node tells nobody of a held connection
            await asyncio.sleep(0.02)


def _reconnecting(news: Heard) -> bool:
    return any(one["presence"] == "reconnecting" for one in news["seats"])


async def test_two_people_see_and_hear_each_other(door: Door) -> None:
    async with (
        _seated(door, "patient") as patient,
        _seated(door, "clinician") as clinician,
        in_call(patient) as one,
        in_call(clinician) as other,
    ):
        await one.sees_and_hears()
        await other.sees_and_hears()
        await patient.hears("seats", _in_call("patient", "clinician"))
        mine = await patient.hears("call:shows", lambda news: bool(news["slots"]))
    assert mine["peer"] == one.name
    assert [(slot["slot"], slot["seat"]) for slot in mine["slots"]] == [(0, "clinician")]


async def test_whoever_was_not_admitted_may_not_join(door: Door) -> None:
    async with _seated(door, call=False) as patient:
        assert await patient.say("call:join", {}) == {"ok": False, "code": "visit.not_admitted"}
    assert door.node.find("visit-1") is None


async def test_a_fresh_ticket_with_the_right_to_call_lets_a_waiting_patient_join(door: Door) -> None:
    async with _seated(door, call=False) as patient:
        assert await patient.say("call:join", {"ticket": door.seat_ticket(call=True)}) == {"ok": True}
        opened = await patient.say("call:open", {})
        assert opened["offer"].startswith("v=0")


async def test_a_connection_opened_while_waiting_shows_nobody_and_is_shown_to_nobody(door: Door) -> None:
    async with (
        _seated(door, "clinician") as clinician,
        in_call(clinician) as doctor,
        _seated(door, "patient", call=False) as patient,
        on_line(patient) as waiting,
    ):
        room = door.node.find("visit-1")
        assert room is not None
        await clinician.hears("seats", _in_call("clinician"))
        await _until(lambda: room.peers["patient"].connected)
        assert not doctor.arrived["audio"].is_set()
        assert not waiting.arrived["audio"].is_set()
        await door.gateway.seat_admitted("patient")
        await waiting.sees_and_hears()
        await doctor.sees_and_hears()
        await clinician.hears("seats", _in_call("clinician", "patient"))


async def test_a_visit_on_hold_keeps_its_connections_and_nobody_hears_anybody(door: Door) -> None:
    async with (
        _seated(door, "clinician") as clinician,
        in_call(clinician),
        _seated(door, "patient") as patient,
        in_call(patient) as call,
    ):
        await call.sees_and_hears()
        await patient.hears("seats", _in_call("clinician", "patient"))
        patient.heard.clear()
        await door.gateway.visit_held("visit-1")
        assert (await patient.hears("call:shows"))["slots"] == []
        await patient.hears("seats", _in_call())
        room = door.node.find("visit-1")
        assert room is not None
        assert room.peers["patient"].connected
        assert await patient.say("call:join", {}) == {"ok": False, "code": "visit.not_admitted"}


async def test_another_network_is_met_with_a_further_offer(door: Door) -> None:
    async with _seated(door) as patient, in_call(patient) as call:
        before = door.node.find("visit-1")
        assert before is not None
        old = before.peers["patient"].offer.sdp
        assert await patient.say("call:restart", {"peer": call.name}) == {"ok": True}
        told = await patient.hears("call:offer")
        assert (told["peer"], told["version"]) == (call.name, 2)
        assert _ufrag(told["offer"]) != _ufrag(old)


async def test_nobody_can_restart_the_connection_of_somebody_else(door: Door) -> None:
    async with (
        _seated(door, "patient") as patient,
        _seated(door, "clinician") as clinician,
        in_call(clinician) as call,
    ):
        assert await patient.say("call:restart", {"peer": call.name}) == {"ok": False, "code": "peer.unknown"}


async def test_one_screen_is_shared_at_a_time_and_everybody_is_told_whose(door: Door) -> None:
    async with (
        _seated(door, "clinician") as clinician,
        in_call(clinician),
        _seated(door, "patient") as patient,
        in_call(patient),
    ):
        await patient.hears("seats", _in_call("clinician", "patient"))
        assert await clinician.say("call:share", {"on": True}) == {"ok": True}
        assert await patient.say("call:share", {"on": True}) == {"ok": False, "code": "screen.taken"}
        told = await patient.hears("call:shows", lambda news: "screen" in news)
        assert told["screen"]["seat"] == "clinician"
        await patient.hears("seats", lambda news: any(one["sharing"] for one in news["seats"]))
        assert await clinician.say("call:share", {"on": False}) == {"ok": True}
        assert await patient.say("call:share", {"on": True}) == {"ok": True}


async def test_whoever_was_not_admitted_may_not_share(door: Door) -> None:
    async with _seated(door, call=False) as patient, on_line(patient):
        assert await patient.say("call:share", {"on": True}) == {"ok": False, "code": "visit.not_admitted"}


async def test_a_ticket_without_the_right_to_call_raises_nothing(door: Door) -> None:
    async with _seated(door, call=False) as patient:
        answer = await patient.say("call:join", {"ticket": door.seat_ticket(call=False)})
        assert answer == {"ok": False, "code": "visit.not_admitted"}


@pytest.mark.parametrize(("seat", "visit"), [("clinician", "visit-1"), ("patient", "visit-2")])
async def test_a_ticket_of_somebody_else_is_forbidden(door: Door, seat: str, visit: str) -> None:
    async with _seated(door, call=False) as patient:
        answer = await patient.say("call:join", {"ticket": door.seat_ticket(seat, visit, call=True)})
        assert answer == {"ok": False, "code": "visit.forbidden"}


async def test_a_ticket_raises_the_call_once(door: Door) -> None:
    ticket = door.seat_ticket(call=True)
    async with _seated(door, call=False) as patient:
        assert await patient.say("call:join", {"ticket": ticket}) == {"ok": True}
        await door.gateway.visit_held("visit-1")
        assert await patient.say("call:join", {"ticket": ticket}) == {"ok": False, "code": "ticket.used"}


async def test_a_worthless_ticket_is_refused(door: Door) -> None:
    async with _seated(door, call=False) as patient:
        assert await patient.say("call:join", {"ticket": "x"}) == {"ok": False, "code": "ticket.invalid"}


async def test_a_malformed_answer_is_refused_and_another_may_follow(door: Door) -> None:
    async with _seated(door) as patient:
        opened = await patient.say("call:open", {})
        for _ in range(2):
            answer = await patient.say("call:answer", {"peer": opened["peer"], "version": 1, "sdp": "nonsense"})
            assert answer == {"ok": False, "code": "sdp.invalid"}


async def test_an_answer_to_somebody_elses_peer_is_refused(door: Door) -> None:
    async with _seated(door, "patient") as patient, _seated(door, "clinician") as clinician:
        theirs = (await clinician.say("call:open", {}))["peer"]
        await patient.say("call:open", {})
        for peer in (theirs, "invented"):
            answer = await patient.say("call:answer", {"peer": peer, "version": 1, "sdp": "v=0"})
            assert answer == {"ok": False, "code": "peer.unknown"}


async def test_leaving_is_told_and_leaving_twice_is_leaving_once(door: Door) -> None:
    async with _seated(door) as patient, in_call(patient) as call:
        await patient.hears("seats", _in_call("patient"))
        patient.heard.clear()
        for _ in range(2):
            assert await patient.say("call:leave", {"peer": call.name}) == {"ok": True}
        assert await patient.hears("call:closed") == {"peer": call.name, "reason": "left"}
        await patient.hears("seats", _in_call())


async def test_nobody_can_make_somebody_else_leave(door: Door) -> None:
    async with (
        _seated(door, "patient") as patient,
        _seated(door, "clinician") as clinician,
        in_call(clinician) as call,
    ):
        await patient.hears("seats", _in_call("clinician"))
        await patient.say("call:leave", {"peer": call.name})
        room = door.node.find("visit-1")
        assert room is not None
        assert room.peers["clinician"].connected


async def test_joining_again_supersedes_the_earlier_peer(door: Door) -> None:
    async with _seated(door) as patient, in_call(patient) as earlier:
        await patient.hears("seats", _in_call("patient"))
        patient.heard.clear()
        async with in_call(patient) as later:
            assert await patient.hears("call:closed") == {"peer": earlier.name, "reason": "superseded"}
            await patient.hears("seats", _in_call("patient"))
            assert later.name != earlier.name


async def test_a_call_outlives_its_socket_and_is_told_again_to_the_next_one(door: Door) -> None:
    async with (
        _seated(door, "clinician") as clinician,
        in_call(clinician),
        _seated(door, "patient") as patient,
        in_call(patient) as call,
    ):
        await call.sees_and_hears()
        await patient.hangs_up()
        await clinician.hears("seats", _reconnecting)
        room = door.node.find("visit-1")
        assert room is not None
        assert room.peers["patient"].connected
        async with _seated(door, "patient") as back:
            told = await back.hears("call:shows")
            assert (told["peer"], told["slots"][0]["seat"]) == (call.name, "clinician")


async def test_a_visit_that_ends_closes_its_call_for_everybody(door: Door) -> None:
    async with (
        _seated(door, "patient") as patient,
        _seated(door, "clinician") as clinician,
        in_call(patient),
        in_call(clinician),
    ):
        await patient.hears("seats", _in_call("patient", "clinician"))
        await door.gateway.visit_ended("visit-1")
        for one in (patient, clinician):
            assert (await one.hears("call:closed"))["reason"] == "ended"
            assert await one.say("call:join", {}) == {"ok": False, "code": "visit.not_admitted"}
    assert door.node.find("visit-1") is None


async def test_after_a_hold_a_new_ticket_opens_the_call_again(door: Door) -> None:
    async with _seated(door) as patient:
        await door.gateway.visit_held("visit-1")
        assert await patient.say("call:join", {"ticket": door.seat_ticket(call=True)}) == {"ok": True}


async def test_a_visit_that_ends_leaves_other_calls_alone(door: Door) -> None:
    async with _seated(door) as patient, in_call(patient):
        await patient.hears("seats", _in_call("patient"))
        await door.gateway.visit_ended("visit-2")
        room = door.node.find("visit-1")
        assert room is not None
        assert room.peers["patient"].connected


async def test_a_revoked_session_loses_its_call(door: Door) -> None:
    async with _seated(door, "clinician") as clinician, in_call(clinician):
        await clinician.hears("seats", _in_call("clinician"))
        await door.gateway.revoke("session of clinician")
        assert door.node.find("visit-1") is None


async def test_a_full_node_says_so() -> None:
    async with open_door(CALM, MediaConfig(host="127.0.0.1", max_rooms=1)) as door, _seated(door) as patient:
        assert (await patient.say("call:open", {}))["ok"]
        other = door.seat_ticket("someone", "visit-2", call=True)
        async with guest(door.url, "/visit", other) as one:
            assert await one.say("call:open", {}) == {"ok": False, "code": "media.full"}


async def test_a_full_room_says_so() -> None:
    async with (
        open_door(CALM, MediaConfig(host="127.0.0.1", max_seats=1)) as door,
        _seated(door, "patient") as patient,
        _seated(door, "clinician") as clinician,
    ):
        assert (await patient.say("call:open", {}))["ok"]
        assert await clinician.say("call:open", {}) == {"ok": False, "code": "room.full"}


async def test_closing_the_door_leaves_the_media_alone(door: Door) -> None:
    async with _seated(door) as patient, in_call(patient):
        await patient.hears("seats", _in_call("patient"))
        await door.gateway.close()
        room = door.node.find("visit-1")
        assert room is not None
        assert room.peers["patient"].connected


@asynccontextmanager
async def _opening(monkeypatch: pytest.MonkeyPatch, patient: Guest) -> AsyncIterator[None]:
    """Within it the patient's connection is in the room, and the door has not heard of it yet."""
    joined, goes_on, join = asyncio.Event(), asyncio.Event(), Room.join

    async def slowly(room: Room, *who: Any, **how: Any) -> Peer:
        peer = await join(room, *who, **how)
        joined.set()
        await goes_on.wait()
        return peer

    monkeypatch.setattr(Room, "join", slowly)
    opening = asyncio.create_task(patient.say("call:open", {}))
    await joined.wait()
    yield
    goes_on.set()
    assert (await opening)["ok"]


async def test_an_admission_while_the_room_is_being_joined_lets_the_patient_in(
    door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with _seated(door, call=False) as patient:
        async with _opening(monkeypatch, patient):
            await door.gateway.seat_admitted("patient")
        room = door.node.find("visit-1")
        assert room is not None
        assert not room.peers["patient"].held


async def test_a_visit_held_while_the_room_is_being_joined_holds_the_patient(
    door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with _seated(door) as patient:
        async with _opening(monkeypatch, patient):
            await door.gateway.visit_held("visit-1")
        room = door.node.find("visit-1")
        assert room is not None
        assert room.peers["patient"].held
