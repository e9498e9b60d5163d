import asyncio
import json

import pytest

from media import MediaNode, Peer
from media.transport.connection import MAX_ADDRESSES
from media.transport.udp import host_addresses
from tests.media.clients import Client, Listener
from tests.media.transport.strangers import Stranger, check, credentials

CLIENT_HELLO = b"\x16\xfe\xff" + bytes(200)
SRTP = b"\x80\x60" + bytes(100)
HOSTILE = {
    "nothing": b"",
    "one byte": b"\x00",
    "more than a datagram of ours": b"\x16" * 2049,
    "far more": b"\x80" * 9000,
    "a ClientHello": CLIENT_HELLO,
    "an SRTP packet": SRTP,
    "a TURN channel": b"\x40" + bytes(30),
    "a reserved first byte": b"\xff" * 30,
    "a STUN header": b"\x00\x01\x00\x00\x21\x12\xa4\x42" + bytes(12),
    "a STUN header that promises more": b"\x00\x01\xff\xff\x21\x12\xa4\x42" + bytes(12),
    "STUN with a broken username": b"\x00\x01\x00\x08\x21\x12\xa4\x42"
    + bytes(12)
    + b"\x00\x06\x00\x02\xff\xfe\x00\x00",
    "a check for nobody": bytes(check("nobodyhere", "p" * 24)),
}


async def joined(node: MediaNode) -> tuple[Peer, Listener]:
    listener = Listener()
    return await node.room("visit").join("a", listener), listener


@pytest.mark.parametrize("datagram", HOSTILE.values(), ids=HOSTILE.keys())
async def test_a_stranger_gets_no_response_and_harms_nothing_with(node: MediaNode, datagram: bytes) -> None:
    peer, _ = await joined(node)
    with Stranger(node.port) as stranger:
        stranger.send(datagram)
        # The next thing heard is the answer to an honest check, so the first was not answered.
        await stranger.ask(check(*credentials(peer.offer)))
    assert node.stats()["dropped"] == 1


@pytest.mark.parametrize("password", [None, "w" * 24], ids=["no integrity", "a wrong password"])
async def test_a_check_is_not_answered_that_has(node: MediaNode, password: str | None) -> None:
    peer, _ = await joined(node)
    ufrag, right = credentials(peer.offer)
    with Stranger(node.port) as stranger:
        stranger.send(bytes(check(ufrag, password)))
        await stranger.ask(check(ufrag, right))
    assert node.stats()["dropped"] == 1


async def test_the_response_tells_the_address_it_came_from(node: MediaNode) -> None:
    peer, _ = await joined(node)
    with Stranger(node.port) as stranger:
        response = await stranger.ask(check(*credentials(peer.offer)))
        assert response.attributes["XOR-MAPPED-ADDRESS"] == stranger.address


async def test_a_nominating_check_from_elsewhere_moves_the_peer(node: MediaNode) -> None:
    peer, _ = await joined(node)
    known = credentials(peer.offer)
    with Stranger(node.port) as wifi, Stranger(node.port) as cellular:
        await wifi.ask(check(*known, nominate=True))
        await cellular.ask(check(*known))
        assert peer._connection._address == wifi.address
        await cellular.ask(check(*known, nominate=True))
        assert peer._connection._address == cellular.address


async def test_an_address_that_another_peer_holds_cannot_be_taken_over(node: MediaNode) -> None:
    room = node.room("visit")
    honest, thief = await room.join("a", Listener()), await room.join("b", Listener())
    with Stranger(node.port) as stranger:
        await stranger.ask(check(*credentials(honest.offer)))
        stranger.send(bytes(check(*credentials(thief.offer), nominate=True)))
        await stranger.ask(check(*credentials(honest.offer)))
        assert thief._connection._address is None


async def test_a_peer_keeps_only_its_latest_addresses(node: MediaNode) -> None:
    peer, _ = await joined(node)
    known = credentials(peer.offer)
    for _ in range(MAX_ADDRESSES + 4):
        with Stranger(node.port) as stranger:
            await stranger.ask(check(*known, nominate=True))
    assert len(node._transport._by_address) <= MAX_ADDRESSES


async def test_a_call_goes_on_while_strangers_send_junk(node: MediaNode) -> None:
    room = node.room("visit")
    a, b = await Client.join(room, "a", 40), await Client.join(room, "b", 200)
    with Stranger(node.port) as stranger:
        for _ in range(20):
            for datagram in HOSTILE.values():
                stranger.send(datagram)
        await asyncio.gather(a.sees(200), b.sees(40))
    assert (a.listener.closed, b.listener.closed) == ([], [])
    await asyncio.gather(a.hang_up(), b.hang_up())


async def test_a_certificate_that_the_answer_does_not_name_fails_and_nothing_is_forwarded(node: MediaNode) -> None:
    room = node.room("visit")
    honest = await Client.join(room, "honest", 40)
    await honest.connected()
    listener = Listener()
    forger = Client(await room.join("forger", listener), listener, 200)
    answer = await forger.make_answer()
    right = next(one for one in answer.splitlines() if one.startswith("a=fingerprint:sha-256"))
    await forger.peer.answer(answer.replace(right, right[:-2] + ("00" if right[-2:] != "00" else "11")))
    await listener.until(lambda told: told.closed == ["failed"])
    assert listener.connected == 0
    assert honest.listener.slots == []
    assert not [one for one in _streams(honest.peer) if one["direction"] == "down"]
    assert not _streams(forger.peer)[0]["packets"]
    await asyncio.gather(honest.hang_up(), forger.hang_up())


async def test_numbers_about_a_call_contain_no_address(node: MediaNode) -> None:
    room = node.room("visit")
    a, b = await Client.join(room, "a"), await Client.join(room, "b")
    await a.hears()
    assert "127.0.0.1" not in json.dumps([a.peer.stats(), node.stats()])
    await asyncio.gather(a.hang_up(), b.hang_up())


def test_a_socket_on_one_address_is_reached_there_alone() -> None:
    assert host_addresses("192.0.2.9") == ("192.0.2.9",)


def test_a_socket_on_every_address_has_at_least_one() -> None:
    assert host_addresses("0.0.0.0")  # noqa: S104 -- nothing is bound


def _streams(peer: Peer) -> list[dict[str, object]]:
    streams = peer.stats()["streams"]
    assert isinstance(streams, list)
    return streams
