import asyncio
import re
import socket

import pytest

from media import MediaConfig, MediaError, MediaNode
from media.transport.addresses import is_loopback
from media.transport.udp import open_sockets
from tests.media.clients import Client, Listener


async def test_a_visit_has_one_room(node: MediaNode) -> None:
    assert node.find("visit") is None
    room = node.room("visit")
    assert node.room("visit") is room
    assert node.find("visit") is room


async def test_a_full_node_takes_no_further_room(node: MediaNode) -> None:
    node.room("one")
    node.room("two")
    with pytest.raises(MediaError, match=r"media\.full"):
        node.room("three")
    assert node.room("one")


async def test_a_busy_node_takes_no_further_room_and_keeps_those_it_has() -> None:
    node = await MediaNode.start(MediaConfig(host="127.0.0.1", max_load=0.5))
    room = node.room("one")
    node._mux.load.share = 0.51
    with pytest.raises(MediaError, match=r"media\.full"):
        node.room("two")
    assert node.room("one") is room
    await node.close()


async def test_closing_the_node_ends_calls_and_leaves_no_task() -> None:
    before = asyncio.all_tasks()
    node = await MediaNode.start(MediaConfig(host="127.0.0.1", max_seats=2))
    client = await Client.join(node.room("visit"), "a")
    await client.connected()
    await node.close()
    await node.close()
    assert client.listener.closed == ["shutdown"]
    assert node.stats()["rooms"] == 0
    await client.hang_up()
    await asyncio.wait(asyncio.all_tasks() - before, timeout=5) if asyncio.all_tasks() - before else None
    assert asyncio.all_tasks() == before


async def test_a_closed_node_takes_no_room(node: MediaNode) -> None:
    await node.close()
    with pytest.raises(MediaError, match=r"media\.full"):
        node.room("visit")


async def test_a_port_in_use_is_an_error_at_start(node: MediaNode) -> None:
    with pytest.raises(OSError, match="in use"):
        await MediaNode.start(MediaConfig(host="127.0.0.1", port=node.port))


async def test_offers_name_the_advertised_addresses() -> None:
    node = await MediaNode.start(MediaConfig(host="127.0.0.1", advertised=("192.0.2.1", "192.0.2.2")))
    peer = await node.room("visit").join("a", Listener())
    assert f"192.0.2.1 {node.port} typ host" in peer.offer.sdp
    assert f"192.0.2.2 {node.port} typ host" in peer.offer.sdp
    await node.close()


async def test_a_node_on_the_loopback_offers_the_loopback(node: MediaNode) -> None:
    peer = await node.room("visit").join("a", Listener())
    assert f"127.0.0.1 {node.port} typ host" in peer.offer.sdp


async def test_a_node_on_every_address_offers_none_of_the_loopback_where_it_has_others() -> None:
    node = await MediaNode.start(MediaConfig())
    peer = await node.room("visit").join("a", Listener())
    addresses = re.findall(r"udp \d+ (\S+) \d+ typ host", peer.offer.sdp)
    assert addresses
    assert all(map(is_loopback, addresses)) or not any(map(is_loopback, addresses))
    await node.close()


async def test_without_tcp_nothing_listens_on_it() -> None:
    node = await MediaNode.start(MediaConfig(host="127.0.0.1", tcp=False))
    with pytest.raises(ConnectionRefusedError):
        await asyncio.open_connection("127.0.0.1", node.port)
    await node.close()


async def test_a_port_that_is_taken_on_tcp_leaves_no_socket_behind() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(OSError, match="in use"):
            await MediaNode.start(MediaConfig(host="127.0.0.1", port=port))
        (free,) = open_sockets("127.0.0.1", port)
        free.close()


async def test_whoever_tries_the_connection_sees_and_hears_themselves(node: MediaNode) -> None:
    room = node.mirror("try")
    assert node.mirror("try") is room
    client = await Client.join(room, "me", 200)
    await asyncio.gather(client.sees(200), client.hears())
    assert client.listener.slots == [{0: "me"}]
    with pytest.raises(MediaError, match=r"room\.full"):
        await room.join("you", Listener())
    await client.hang_up()


async def test_mirrors_are_rooms_of_the_node_too(node: MediaNode) -> None:
    node.mirror("one")
    node.room("two")
    with pytest.raises(MediaError, match=r"media\.full"):
        node.mirror("three")


async def test_a_room_that_breaks_does_not_stop_the_clock_of_another() -> None:
    node = await MediaNode.start(MediaConfig(host="127.0.0.1", handshake_s=0.1))
    broken, sound = node.room("broken"), node.room("sound")
    node._turns[:] = [[broken, sound]] * len(node._turns)
    listener = Listener()
    await sound.join("a", listener)
    broken._peers["planted"] = None  # type: ignore[assignment]  # whatever the fault is
    await listener.until(lambda told: told.closed == ["timeout"])
    del broken._peers["planted"]
    await node.close()


async def test_rooms_take_turns(node: MediaNode) -> None:
    for visit in ("one", "two"):
        await node.room(visit).join("a", Listener())
    assert sorted(len(turn) for turn in node._turns) == [0, 0, 0, 1, 1]
    for visit in ("one", "two"):
        await node.room(visit).close("ended")
    assert not any(node._turns)
