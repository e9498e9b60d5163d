import asyncio
import json
import socket
import sys
import tracemalloc
from dataclasses import replace

import pytest
from OpenSSL import SSL

from media import MediaConfig, MediaNode, Peer
from media.transport.dtls import MAX_ALERT, Certificate
from media.transport.mux import Mux
from media.transport.pace import Pace
from media.transport.udp import open_sockets
from tests.media.clients import Client, Listener
from tests.media.forward.mutation import MINUTES
from tests.media.forward.packets import OPUS, VP8_KEY, block, numbered, rtp
from tests.media.transport import strangers
from tests.media.transport.callers import Caller
from tests.media.transport.strangers import Stranger, check, credentials
from tests.media.transport.wires import NOBODY, take

CLIENT_HELLO = b"\x16\xfe\xff" + bytes(200)
SRTP = b"\x80\x60" + bytes(100)
HOSTILE = {
    "nothing": b"",
    "one byte": b"\x00",
    "more than a datagram of ours": b"\x16" * 2049,
    "media of more than a datagram of ours": b"\x80" * 2049,
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


PER_SECOND = 30_000
PACKETS_PER_S = 50
MOST_LOST = 0.25
"""Of a call's packets, on a machine that has other things to do."""
HELLOS = 100


async def joined(node: MediaNode) -> tuple[Peer, Listener]:
    listener = Listener()
    return await node.room("visit").join("a", listener), listener


@pytest.mark.parametrize("datagram", HOSTILE.values(), ids=HOSTILE.keys())
async def test_a_stranger_gets_no_response_and_harms_nothing_with(node: MediaNode, datagram: bytes) -> None:
    peer, _ = await joined(node)
    with Stranger(node.port) as stranger:
        stranger.send(datagram)
        # The next thing heard is the answer to an honest check, so the first was not answered.
        await stranger.ask(check(*credentials(peer.offer.sdp)))
    assert node.stats()["dropped"] == 1


@pytest.mark.parametrize("password", [None, "w" * 24], ids=["no integrity", "a wrong password"])
async def test_a_check_is_not_answered_that_has(node: MediaNode, password: str | None) -> None:
    peer, _ = await joined(node)
    ufrag, right = credentials(peer.offer.sdp)
    with Stranger(node.port) as stranger:
        stranger.send(bytes(check(ufrag, password)))
        await stranger.ask(check(ufrag, right))
    assert node.stats()["dropped"] == 1


async def test_the_response_tells_the_address_it_came_from(node: MediaNode) -> None:
    peer, _ = await joined(node)
    with Stranger(node.port) as stranger:
        response = await stranger.ask(check(*credentials(peer.offer.sdp)))
        assert response.attributes["XOR-MAPPED-ADDRESS"] == stranger.address


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


async def flooded(port: int, seconds: float, ufrag: str) -> int:
    """Let somebody else's process flood the port; how much was sent."""
    told = map(str, (port, seconds, PER_SECOND, ufrag))
    process = await asyncio.create_subprocess_exec(
        sys.executable, strangers.__file__, *told, stdout=asyncio.subprocess.PIPE
    )
    output, _ = await process.communicate()
    return int(output)


async def talks(caller: Caller, meanwhile: asyncio.Task[int]) -> int:
    """Send sound as long as something lasts; how many packets that were."""
    sent = 0
    while not meanwhile.done():
        sent += 1
        packet = rtp(sent, 960 * sent, ssrc=1, payload_type=111, payload=OPUS, extension=block((3, b"\0\1")))
        await caller.send(packet)
        await asyncio.wait([meanwhile], timeout=1 / PACKETS_PER_S)
    return sent


@pytest.mark.parametrize("seconds", [1, pytest.param(30, marks=MINUTES)])
async def test_a_call_goes_on_while_strangers_flood_its_port(node: MediaNode, seconds: int) -> None:
    room = node.room("visit")
    a, b = [await Caller.call(await room.join(seat, Listener()), Stranger(node.port)) for seat in ("a", "b")]
    tasks, addresses = len(asyncio.all_tasks()), set(node._mux.by_address)
    dropped = node.stats()["dropped"]
    ufrag, _ = credentials(a.peer.offer.sdp)
    flooding = asyncio.create_task(flooded(node.port, seconds, ufrag))
    sent = await talks(a, flooding)
    heard = len(await b.all_heard(a))
    junk = node.stats()["dropped"] - dropped
    assert flooding.result() > 1000
    assert junk > flooding.result() / 2, "most of it never came here"
    assert heard >= (1 - MOST_LOST) * sent
    assert (len(asyncio.all_tasks()), set(node._mux.by_address)) == (tasks, addresses)
    await asyncio.gather(a.hang_up(), b.hang_up())


def client_hello() -> bytes:
    """The first datagram of a handshake, as a browser sends it."""
    connection = SSL.Connection(Certificate().contexts["client"])
    connection.set_connect_state()
    with pytest.raises(SSL.WantReadError):
        connection.do_handshake()
    return connection.bio_read(MAX_ALERT)


async def test_a_handshake_is_begun_with_nobody_whose_address_is_not_proven(node: MediaNode) -> None:
    listener, plug = Listener(), Stranger(node.port)
    peer = await node.room("visit").join("a", listener)
    honest = Caller(peer, plug)
    await peer.answer(honest.answer())
    before, hello = node.stats(), client_hello()
    crowd = [Stranger(node.port, at=f"127.0.1.{number}") for number in range(1, 1 + HELLOS)]
    for stranger in crowd:
        stranger.send(hello)
    await honest.ask(nominate=True)
    assert [stranger.heard() for stranger in crowd] == [[]] * HELLOS
    assert node.stats()["dropped"] - before["dropped"] == HELLOS
    assert set(node._mux.by_address) == {plug.address}
    await honest.shake_hands()
    await listener.until(lambda told: told.connected == 1)
    await honest.hang_up()
    for stranger in crowd:
        stranger.close()


async def test_nothing_is_kept_of_those_who_greet_from_ever_other_addresses() -> None:
    mux, hello = Mux(liveness_s=30.0, handshake_s=20.0), client_hello()
    peer = mux.connect(NOBODY)
    kept = []
    tracemalloc.start()
    for half in range(2):
        for number in range(5_000):
            assert take(mux, hello, (f"10.{half}.{number >> 8}.{number & 0xFF}", 4000), 1.0) == []
        kept.append(tracemalloc.get_traced_memory()[0])
    tracemalloc.stop()
    assert kept[1] - kept[0] < 5_000
    assert (mux.by_address, peer._task, peer._dtls._ssl) == ({}, None, None)


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
    assert not [one for one in streams(honest.peer) if one["direction"] == "down"]
    assert not any(one["packets"] for one in streams(forger.peer))
    await asyncio.gather(honest.hang_up(), forger.hang_up())


async def test_numbers_about_a_call_contain_no_address(node: MediaNode) -> None:
    room = node.room("visit")
    a, b = await Client.join(room, "a"), await Client.join(room, "b")
    await a.hears()
    assert "127.0.0.1" not in json.dumps([a.peer.stats(), node.stats()])
    await asyncio.gather(a.hang_up(), b.hang_up())


async def test_a_datagram_that_breaks_something_does_not_deafen_a_busy_socket(node: MediaNode) -> None:
    (sock,) = node._sockets
    sock._pace.pauses, sock._pace._since = True, float("inf")  # from the first datagram on it is read by the clock
    peer, _ = await joined(node)
    faults: list[object] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, context: faults.append(context["exception"]))
    known = credentials(peer.offer.sdp)
    with Stranger(node.port) as before, Stranger(node.port) as after:
        await before.ask(check(*known))
        peer._connection._events = replace(peer._connection._events, moved=lambda: faults[0])  # type: ignore[arg-type]  # planted
        await after.ask(check(*known, nominate=True))  # which is answered before it breaks something
        await before.ask(check(*known))
    assert [type(fault) for fault in faults] == [IndexError]


async def test_two_people_talk_over_ipv6() -> None:
    node = await MediaNode.start(MediaConfig(host="::1"))
    room = node.room("visit")
    a, b = [
        await Caller.call(await room.join(seat, Listener()), Stranger(node.port, "::1")) for seat in ("a", "b")
    ]
    assert f"udp 2130706431 ::1 {node.port} typ host" in a.peer.offer.sdp
    packet = rtp(7, 1000, ssrc=2, payload=VP8_KEY, extension=numbered(5))
    await a.send(packet)
    assert (await b.hear()).endswith(VP8_KEY)
    await asyncio.gather(a.hang_up(), b.hang_up())
    await node.close()


async def test_a_check_over_ipv6_is_told_its_own_address() -> None:
    node = await MediaNode.start(MediaConfig(host="::1"))
    peer, _ = await joined(node)
    with Stranger(node.port, "::1") as stranger:
        response = await stranger.ask(check(*credentials(peer.offer.sdp)))
        assert response.attributes["XOR-MAPPED-ADDRESS"] == stranger.address[:2]
    await node.close()


def test_every_address_of_both_families_is_one_port() -> None:
    sockets = open_sockets("::", 0)
    try:
        assert {sock.family for sock in sockets} == {socket.AF_INET, socket.AF_INET6}
        assert len({sock.getsockname()[1] for sock in sockets}) == 1
    finally:
        for sock in sockets:
            sock.close()


def test_a_port_that_is_taken_in_one_family_is_taken() -> None:
    (holder,) = open_sockets("::1", 0)
    try:
        with pytest.raises(OSError, match="in use"):
            open_sockets("::", holder.getsockname()[1])
    finally:
        holder.close()


def streams(peer: Peer) -> list[dict[str, object]]:
    found = peer.stats()["streams"]
    assert isinstance(found, list)
    return found


def paused(*rates: int) -> list[bool]:
    """Whether a socket is read with pauses, after a second of each of these numbers of datagrams per second."""
    pace, now, found = Pace(0.0), 0.0, []
    for rate in rates:
        for _ in range(100):
            now += 0.01
            pace.count(rate // 100, now)
        found.append(pace.pauses)
    return found


@pytest.mark.parametrize(
    ("rates", "pauses"),
    [
        ((0, 1000, 7000), [False, False, False]),
        ((10_000, 6000, 4000, 6000), [True, True, False, False]),
        ((10_000, 40_000, 10_000), [True, False, True]),
    ],
    ids=["little", "much, then less and less", "far too much in between"],
)
def test_only_a_busy_socket_is_read_with_pauses(rates: tuple[int, ...], pauses: list[bool]) -> None:
    assert paused(*rates) == pauses
