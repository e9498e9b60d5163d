"""Who may open a socket, and that every socket ends: the silent, the half-open, the deaf, the last."""

import asyncio
from dataclasses import replace

import aiohttp
import pytest

from signaling import GatewayConfig
from tests.signaling.door import HASTY, ORIGIN, Door, open_door
from tests.signaling.guest import bare_socket, close_code, guest

GREETING = "?EIO=4&transport=websocket"
UPGRADE = {
    "Connection": "Upgrade",
    "Upgrade": "websocket",
    "Sec-WebSocket-Version": "13",
    "Sec-WebSocket-Key": "AAAAAAAAAAAAAAAAAAAAAA==",
}


async def test_a_page_of_this_origin_may_open_a_socket(door: Door) -> None:
    async with bare_socket(door.url, ORIGIN) as socket:
        assert not socket.closed


@pytest.mark.parametrize("origin", ["https://elsewhere.example", "null", "https://clinic.example.evil", ""])
async def test_a_page_of_another_origin_is_refused(door: Door, origin: str) -> None:
    async with (
        aiohttp.ClientSession(headers={"Origin": origin, **UPGRADE}) as http,
        http.get(f"{door.url}/socket.io/{GREETING}") as answer,
    ):
        told = await answer.json(content_type="application/problem+json")
    assert (answer.status, told["code"]) == (403, "csrf.failed")


def test_a_door_open_to_every_origin_is_not_built() -> None:
    with pytest.raises(ValueError, match="named origins"):
        GatewayConfig(origins=("*",))


@pytest.mark.parametrize(
    "query",
    ["", "?EIO=4", "?EIO=4&transport=polling", "?EIO=3&transport=websocket", f"{GREETING}&sid=somebody"],
)
@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_whoever_does_not_speak_websocket_is_refused(door: Door, method: str, query: str) -> None:
    async with (
        aiohttp.ClientSession(headers=UPGRADE) as http,
        http.request(method, f"{door.url}/socket.io/{query}") as answer,
    ):
        told = await answer.json(content_type="application/problem+json")
    assert (answer.status, told["code"]) == (400, "protocol.unsupported")


async def test_a_socket_that_never_connects_is_closed(hasty_door: Door) -> None:
    async with bare_socket(hasty_door.url) as socket:
        assert await close_code(socket) == aiohttp.WSCloseCode.POLICY_VIOLATION


async def test_a_socket_whose_connect_was_refused_is_closed(hasty_door: Door) -> None:
    async with bare_socket(hasty_door.url) as socket:
        await socket.send_str('40/visit,{"protocol":2,"page":"p","ticket":"worthless"}')
        told = await socket.receive_str()
        assert told == '44/visit,{"message":"ticket.invalid","data":{"code":"ticket.invalid"}}'
        assert await close_code(socket) == aiohttp.WSCloseCode.POLICY_VIOLATION


async def test_a_socket_that_left_its_only_namespace_is_closed(hasty_door: Door) -> None:
    async with bare_socket(hasty_door.url) as socket:
        await socket.send_str(f'40/desk,{{"protocol":2,"ticket":"{hasty_door.desk_ticket()}"}}')
        assert (await socket.receive_str()).startswith("40/desk,")
        await socket.send_str("41/desk,")
        assert await close_code(socket) == aiohttp.WSCloseCode.POLICY_VIOLATION


async def test_a_seated_socket_is_not_closed_by_the_connect_deadline(hasty_door: Door) -> None:
    """The deadline of a silent socket that was opened later serves as the clock."""
    async with guest(hasty_door.url, "/desk", hasty_door.desk_ticket()) as desk:
        async with bare_socket(hasty_door.url) as silent:
            await close_code(silent)
        assert not desk.gone.is_set()


async def test_a_peer_that_ignores_the_closing_handshake_is_cut_off(hasty_door: Door) -> None:
    host, port = hasty_door.url.removeprefix("http://").split(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    lines = [f"GET /socket.io/{GREETING} HTTP/1.1", f"Host: {host}", *(f"{k}: {v}" for k, v in UPGRADE.items())]
    writer.write(("\r\n".join(lines) + "\r\n\r\n").encode())
    try:
        async with asyncio.timeout(5):
            while await reader.read(1_000):
                pass
    finally:
        writer.close()
        await writer.wait_closed()


async def test_only_so_many_sockets_may_sit_in_no_namespace() -> None:
    async with (
        open_door(replace(HASTY, connect_s=30, max_unseated=2)) as door,
        guest(door.url, "/desk", door.desk_ticket()),
        bare_socket(door.url),
        bare_socket(door.url),
    ):
        with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
            async with bare_socket(door.url):
                pass
    assert refused.value.status == 503


async def test_a_closing_door_ends_every_socket_as_going_away(door: Door) -> None:
    async with bare_socket(door.url) as socket:
        await socket.send_str(f'40/desk,{{"protocol":2,"ticket":"{door.desk_ticket()}"}}')
        await socket.receive_str()
        closed, _ = await asyncio.gather(close_code(socket), door.gateway.close())
    assert closed == aiohttp.WSCloseCode.GOING_AWAY


async def test_a_closed_door_takes_no_new_socket(door: Door) -> None:
    await door.gateway.close()
    with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
        async with bare_socket(door.url):
            pass
    assert refused.value.status == 503
