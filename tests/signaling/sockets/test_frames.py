"""What is not one of our messages: too many, too large, binary, malformed, or pretending to be the library."""

import logging

import aiohttp
import pytest

from tests.signaling.door import Door
from tests.signaling.guest import bare_socket, close_code, guest

FLOOD = 200
"""Above the burst, however slowly the machine takes them in."""


async def _seat(door: Door, socket: aiohttp.ClientWebSocketResponse) -> None:
    await socket.send_str(f'40/visit,{{"protocol":2,"page":"p","ticket":"{door.seat_ticket()}"}}')
    assert (await socket.receive_str()).startswith("40/visit,")
    assert (await socket.receive_str()).startswith('42/visit,["seats"')


async def test_a_flood_is_answered_rate_limited_and_then_sent_away(door: Door) -> None:
    async with bare_socket(door.url) as socket:
        await _seat(door, socket)
        for number in range(FLOOD):
            await socket.send_str(f'42/visit,{number}["seat:state",{{"muted":false,"camera_off":false}}]')
        heard = [message.data async for message in socket]
    answers = [text for text in heard if text.startswith("43/visit,")]
    assert answers[-1].endswith('[{"ok":false,"code":"rate.limited","retry_after_ms":2000}]')
    assert heard[-1] == "41/visit,"
    assert socket.close_code == aiohttp.WSCloseCode.POLICY_VIOLATION


async def test_a_flood_costs_only_the_one_who_sends_it(door: Door) -> None:
    async with guest(door.url, "/visit", door.seat_ticket("clinician")) as clinician:
        async with bare_socket(door.url) as socket:
            await _seat(door, socket)
            for _ in range(FLOOD):
                await socket.send_str('42/visit,["seat:state",{}]')
            await close_code(socket)
        assert await clinician.say("seat:state", {"muted": True, "camera_off": True}) == {"ok": True}


async def test_guessing_tickets_is_a_flood_too(door: Door) -> None:
    async with bare_socket(door.url) as socket:
        for _ in range(FLOOD):
            await socket.send_str('40/visit,{"protocol":2,"page":"p","ticket":"guess"}')
        heard = [message.data async for message in socket]
    assert '"code":"rate.limited"' in heard[-1]
    assert len(heard) < FLOOD


async def test_a_message_above_64_kb_closes_the_socket(door: Door) -> None:
    async with bare_socket(door.url) as socket:
        await _seat(door, socket)
        await socket.send_str('42/visit,1["call:answer",{"peer":"x","sdp":"' + "x" * 65_536 + '"}]')
        assert await close_code(socket) == aiohttp.WSCloseCode.MESSAGE_TOO_BIG


@pytest.mark.parametrize(
    "frame",
    [
        '42/visit,["connect",{},{"protocol":2,"page":"p","ticket":"x"}]',
        '42/visit,1["disconnect","left"]',
        '42/visit,1["*"]',
        '42/visit,1[["seat:state"]]',
        "42/visit,1[]",
        '42/visit,1{"event":"seat:state"}',
        "42/visit,1[" + "[" * 30_000,
        '451-/visit,["seat:state",{"_placeholder":true,"num":0}]',
        "43/visit,1[]",
        '44/visit,"no"',
        "4",
        "49",
        "4x",
        "42/visit," + "1" * 200 + "[]",
    ],
    ids=lambda frame: frame[:40],
)
async def test_a_frame_that_is_no_message_of_ours_closes_the_socket(door: Door, frame: str) -> None:
    async with bare_socket(door.url) as socket:
        await _seat(door, socket)
        await socket.send_str(frame)
        assert await close_code(socket) == aiohttp.WSCloseCode.PROTOCOL_ERROR


async def test_a_binary_frame_closes_the_socket(door: Door) -> None:
    async with bare_socket(door.url) as socket:
        await _seat(door, socket)
        await socket.send_bytes(b"\x00\x01\x02")
        assert await close_code(socket) == aiohttp.WSCloseCode.PROTOCOL_ERROR


async def test_nothing_that_was_sent_reaches_a_log(door: Door, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    async with guest(door.url, "/visit", door.seat_ticket(name="CANARY-name")) as patient:
        await patient.say("call:answer", {"peer": "CANARY-peer", "sdp": "CANARY-sdp"})
        await patient.say("CANARY-event", {"CANARY": 1})
    async with bare_socket(door.url) as socket:
        await socket.send_str('42/visit,["CANARY-frame"')
        await close_code(socket)
    said_by_us = [record.getMessage() for record in caplog.records if "client" not in record.name]
    assert not [line for line in said_by_us if "CANARY" in line]
