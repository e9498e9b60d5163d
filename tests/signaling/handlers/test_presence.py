"""Who is there, as the others in the visit are told."""

from collections.abc import Callable

from tests.signaling.door import Door
from tests.signaling.guest import Heard, bare_socket, close_code, guest


def _is(seat: str, presence: str) -> Callable[[Heard], bool]:
    return lambda news: (seat, presence) in {(one["seat"], one["presence"]) for one in news["seats"]}


async def test_everybody_is_told_who_arrives(door: Door) -> None:
    async with (
        guest(door.url, "/visit", door.seat_ticket("clinician")) as clinician,
        guest(door.url, "/visit", door.seat_ticket("patient")),
    ):
        await clinician.hears("seats", _is("patient", "present"))


async def test_whoever_arrives_is_told_who_is_there(door: Door) -> None:
    async with (
        guest(door.url, "/visit", door.seat_ticket("clinician")),
        guest(door.url, "/visit", door.seat_ticket("patient")) as patient,
    ):
        await patient.hears("seats", _is("clinician", "present"))


async def test_muting_and_the_camera_are_told(door: Door) -> None:
    async with (
        guest(door.url, "/visit", door.seat_ticket("clinician")) as clinician,
        guest(door.url, "/visit", door.seat_ticket("patient")) as patient,
    ):
        assert await patient.say("seat:state", {"muted": True, "camera_off": True}) == {"ok": True}
        told = await clinician.hears("seats", lambda news: any(one["muted"] for one in news["seats"]))
    assert [(one["seat"], one["camera_off"]) for one in told["seats"]] == [("clinician", False), ("patient", True)]


async def test_a_lost_socket_is_told_as_reconnecting_and_later_as_gone(hasty_door: Door) -> None:
    async with (
        guest(hasty_door.url, "/visit", hasty_door.seat_ticket("clinician")) as clinician,
        guest(hasty_door.url, "/visit", hasty_door.seat_ticket("patient")) as patient,
    ):
        await patient.hangs_up()
        await clinician.hears("seats", _is("patient", "reconnecting"))
        await clinician.hears("seats", _is("patient", "gone"))


async def test_whoever_comes_back_within_the_grace_was_never_gone(door: Door) -> None:
    async with guest(door.url, "/visit", door.seat_ticket("clinician")) as clinician:
        async with guest(door.url, "/visit", door.seat_ticket("patient")) as patient:
            await patient.hangs_up()
            await clinician.hears("seats", _is("patient", "reconnecting"))
        clinician.heard.clear()
        async with guest(door.url, "/visit", door.seat_ticket("patient")):
            await clinician.hears("seats", _is("patient", "present"))
    assert not [news for event, news in clinician.heard if event == "seats" and _is("patient", "gone")(news)]


async def test_a_present_seat_holds_an_expiring_claim(door: Door) -> None:
    async with guest(door.url, "/visit", door.seat_ticket("patient")):
        assert await door.ephemeral.get("presence:patient") == "patient"


async def test_a_claim_is_renewed_while_the_seat_is_taken_and_expires_after_it(hasty_door: Door) -> None:
    """The claim lives 0.3 s; a silent socket that is closed after 0.3 s measures the time."""
    async with guest(hasty_door.url, "/visit", hasty_door.seat_ticket("patient")):
        await _connect_deadline(hasty_door)
        await _connect_deadline(hasty_door)
        assert await hasty_door.ephemeral.get("presence:patient") == "patient"
    await _connect_deadline(hasty_door)
    await _connect_deadline(hasty_door)
    assert await hasty_door.ephemeral.get("presence:patient") is None


async def _connect_deadline(door: Door) -> None:
    async with bare_socket(door.url) as silent:
        await close_code(silent)
