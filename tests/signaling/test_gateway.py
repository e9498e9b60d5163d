"""Coming in, being refused, being replaced, being sent away, and going."""

import asyncio
from contextlib import AsyncExitStack
from datetime import timedelta

import pytest

from tests.signaling.door import Door
from tests.signaling.guest import Refused, connected, guest

LATE = timedelta(seconds=61)


async def test_a_seat_ticket_opens_its_visit(door: Door) -> None:
    async with guest(door.url, "/visit", door.seat_ticket("patient")) as patient:
        told = await patient.hears("seats")
    assert told == {
        "seats": [
            {
                "seat": "patient",
                "role": "patient",
                "name": "Demo patient",
                "presence": "present",
                "in_call": False,
                "muted": False,
                "camera_off": False,
                "sharing": False,
            }
        ]
    }


async def test_a_desk_ticket_opens_the_desk(door: Door) -> None:
    async with guest(door.url, "/desk", door.desk_ticket()) as desk:
        assert not desk.gone.is_set()


async def test_a_ticket_is_used_once(door: Door) -> None:
    ticket = door.seat_ticket()
    async with guest(door.url, "/visit", ticket):
        with pytest.raises(Refused, match=r"ticket\.used"):
            async with guest(door.url, "/visit", ticket):
                pass


async def test_of_two_who_come_at_once_with_one_ticket_exactly_one_gets_in(door: Door) -> None:
    ticket = door.seat_ticket()

    async def come() -> str | None:
        try:
            async with guest(door.url, "/visit", ticket):
                return "in"
        except Refused as refused:
            return refused.code

    assert sorted(map(str, await asyncio.gather(come(), come()))) == ["in", "ticket.used"]


async def test_an_expired_ticket_is_refused(door: Door) -> None:
    ticket = door.seat_ticket()
    door.clock.advance(LATE)
    with pytest.raises(Refused, match=r"ticket\.expired"):
        async with guest(door.url, "/visit", ticket):
            pass


@pytest.mark.parametrize("namespace", ["/visit", "/desk"])
async def test_a_ticket_of_the_other_kind_is_refused(door: Door, namespace: str) -> None:
    ticket = door.desk_ticket() if namespace == "/visit" else door.seat_ticket()
    with pytest.raises(Refused, match=r"ticket\.invalid"):
        async with guest(door.url, namespace, ticket):
            pass


@pytest.mark.parametrize(
    "auth",
    [
        None,
        {},
        {"protocol": 2},
        {"protocol": 2, "ticket": "", "page": "p"},
        {"protocol": 2, "ticket": 7, "page": "p"},
        {"protocol": 2, "ticket": "no page"},
        [],
        "ticket",
    ],
    ids=str,
)
async def test_a_connect_without_a_ticket_is_refused(door: Door, auth: object) -> None:
    with pytest.raises(Refused) as refused:
        async with connected(door.url, "/visit", auth):
            pass
    assert refused.value.code in {"ticket.invalid", "protocol.unsupported"}


async def test_another_protocol_version_is_refused_before_the_ticket_is_used(door: Door) -> None:
    ticket = door.seat_ticket()
    with pytest.raises(Refused, match=r"protocol\.unsupported"):
        async with guest(door.url, "/visit", ticket, protocol=1):
            pass
    async with guest(door.url, "/visit", ticket) as patient:
        await patient.hears("seats")


async def test_an_unknown_namespace_is_refused(door: Door) -> None:
    with pytest.raises(Refused):
        async with guest(door.url, "/admin", door.seat_ticket()):
            pass


async def test_another_page_is_asked_before_it_takes_the_seat(door: Door) -> None:
    async with guest(door.url, "/visit", door.seat_ticket(), page="first") as sitting:
        ticket = door.seat_ticket()
        with pytest.raises(Refused, match=r"seat\.taken"):
            async with guest(door.url, "/visit", ticket, page="second"):
                pass
        assert not sitting.gone.is_set()
        async with guest(door.url, "/visit", ticket, page="second", takeover=True) as taking:
            await sitting.hears("session:replaced")
            await taking.hears("seats")


async def test_a_seat_that_nobody_sits_on_is_taken_without_asking(door: Door) -> None:
    async with guest(door.url, "/visit", door.seat_ticket(), page="first") as one:
        await one.hangs_up()
    async with guest(door.url, "/visit", door.seat_ticket(), page="second") as other:
        await other.hears("seats")


async def test_a_page_that_comes_back_takes_its_seat_and_its_older_socket_is_told(door: Door) -> None:
    async with (
        guest(door.url, "/visit", door.seat_ticket()) as older,
        guest(door.url, "/visit", door.seat_ticket()) as newer,
    ):
        await older.hears("session:replaced")
        await asyncio.wait_for(older.gone.wait(), 5)
        assert (await newer.say("seat:state", {"muted": True, "camera_off": False})) == {"ok": True}
        told = await newer.hears("seats", lambda news: news["seats"][0]["muted"])
    assert [seat["presence"] for seat in told["seats"]] == ["present"]


async def test_visits_do_not_hear_each_other(door: Door) -> None:
    async with (
        guest(door.url, "/visit", door.seat_ticket("patient", "visit-1")) as one,
        guest(door.url, "/visit", door.seat_ticket("someone", "visit-2")) as other,
    ):
        await other.say("seat:state", {"muted": True, "camera_off": True})
        await other.hears("seats", lambda news: news["seats"][0]["muted"])
        await one.say("seat:state", {"muted": False, "camera_off": True})
        await one.hears("seats", lambda news: news["seats"][0]["camera_off"])
    assert {seat["seat"] for event, news in one.heard if event == "seats" for seat in news["seats"]} == {"patient"}


async def test_one_person_watches_from_ten_desks_at_most(door: Door) -> None:
    async with AsyncExitStack() as open_desks:
        for _ in range(10):
            await open_desks.enter_async_context(guest(door.url, "/desk", door.desk_ticket("busy")))
        with pytest.raises(Refused, match=r"rate\.limited"):
            async with guest(door.url, "/desk", door.desk_ticket("busy")):
                pass
        async with guest(door.url, "/desk", door.desk_ticket("somebody else")):
            pass


async def test_a_revoked_session_loses_its_seat_and_its_desk(door: Door) -> None:
    seat, desk = door.seat_ticket("clinician", sid="over"), door.desk_ticket(sid="over")
    async with (
        guest(door.url, "/visit", seat) as seated,
        guest(door.url, "/desk", desk) as watching,
        guest(door.url, "/visit", door.seat_ticket("patient")) as patient,
    ):
        await door.gateway.revoke("over")
        await asyncio.wait_for(seated.gone.wait(), 5)
        await asyncio.wait_for(watching.gone.wait(), 5)
        assert not patient.gone.is_set()
