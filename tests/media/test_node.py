import asyncio

import pytest

from media import MediaConfig, MediaError, MediaNode
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
    assert f"192.0.2.1 {node.port} typ host" in peer.offer
    assert f"192.0.2.2 {node.port} typ host" in peer.offer
    await node.close()


async def test_a_node_on_the_loopback_offers_the_loopback(node: MediaNode) -> None:
    peer = await node.room("visit").join("a", Listener())
    assert f"127.0.0.1 {node.port} typ host" in peer.offer


async def test_each_seat_but_one_has_a_slot(node: MediaNode) -> None:
    peer = await node.room("visit").join("a", Listener())
    assert peer.offer.count("m=audio") == peer.offer.count("m=video") == 2
