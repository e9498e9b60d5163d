import asyncio
import gc
from pathlib import Path

import pytest

from media import MediaError, MediaNode
from tests.media.clients import Client, Listener

BLACK, GREY, WHITE = 40, 120, 200
ROUNDS = 50


async def test_two_people_see_and_hear_each_other(node: MediaNode) -> None:
    room = node.room("visit")
    a = await Client.join(room, "a", BLACK)
    b = await Client.join(room, "b", WHITE)
    await asyncio.gather(a.sees(WHITE), b.sees(BLACK), a.hears(), b.hears())
    assert a.listener.slots == [{0: "b"}]
    assert b.listener.slots == [{0: "a"}]
    assert a.peer.connected
    await asyncio.gather(a.hang_up(), b.hang_up())


async def test_a_third_person_joins_and_leaves_without_disturbing_the_others(node: MediaNode) -> None:
    room = node.room("visit")
    a = await Client.join(room, "a", BLACK)
    b = await Client.join(room, "b", WHITE)
    await asyncio.gather(a.listener.shows({0: "b"}), b.listener.shows({0: "a"}))
    c = await Client.join(room, "c", GREY)
    await asyncio.gather(a.sees(GREY, slot=1), b.sees(GREY, slot=1), c.sees(BLACK, slot=0), c.sees(WHITE, slot=1))
    await c.hang_up()
    await asyncio.gather(a.listener.shows({0: "b"}), b.listener.shows({0: "a"}))
    await asyncio.gather(a.sees(WHITE), b.sees(BLACK))
    assert c.listener.closed == ["left"]
    assert set(room.peers) == {"a", "b"}
    await asyncio.gather(a.hang_up(), b.hang_up())


async def test_a_seat_that_joins_again_supersedes_itself_and_keeps_its_slot(node: MediaNode) -> None:
    room = node.room("visit")
    a = await Client.join(room, "a", BLACK)
    b = await Client.join(room, "b", WHITE)
    await a.sees(WHITE)
    again = await Client.join(room, "b", GREY)
    await asyncio.gather(a.sees(GREY), again.sees(BLACK))
    assert b.listener.closed == ["superseded"]
    assert a.listener.slots == [{0: "b"}, {}, {0: "b"}]
    assert room.peers["b"] is again.peer
    await asyncio.gather(a.hang_up(), b.hang_up(), again.hang_up())


async def test_a_full_room_refuses_a_new_seat_but_not_a_known_one(node: MediaNode) -> None:
    room = node.room("visit")
    for seat in "abc":
        await room.join(seat, Listener())
    with pytest.raises(MediaError, match=r"room\.full"):
        await room.join("d", Listener())
    await room.join("c", Listener())


async def test_closing_a_room_tells_everybody_once_and_forgets_it(node: MediaNode) -> None:
    room = node.room("visit")
    listeners = [Listener(), Listener()]
    for seat, listener in zip("ab", listeners, strict=True):
        await room.join(seat, listener)
    await room.close("ended")
    await room.close("ended")
    assert [listener.closed for listener in listeners] == [["ended"], ["ended"]]
    assert node.find("visit") is None


async def test_a_closed_room_takes_nobody(node: MediaNode) -> None:
    room = node.room("visit")
    await room.close("ended")
    with pytest.raises(MediaError, match=r"peer\.closed"):
        await room.join("a", Listener())


async def test_the_last_to_leave_closes_the_room(node: MediaNode) -> None:
    room = node.room("visit")
    peer = await room.join("a", Listener())
    await peer.close()
    assert node.find("visit") is None
    assert node.room("visit") is not room


async def test_fifty_joins_and_leaves_leave_nothing_behind(node: MediaNode) -> None:
    room = node.room("visit")
    await room.join("watcher", Listener())
    before = _held(node)
    for _ in range(ROUNDS):
        client = await Client.join(room, "guest")
        await client.connected()
        await client.hang_up()
        await client.listener.until(lambda listener: listener.closed == ["left"])
        await client.peer.close()
    await _quiet()
    assert _held(node) == before


def _held(node: MediaNode) -> dict[str, int]:
    gc.collect()
    transport = node._transport
    return {
        "tasks": len(asyncio.all_tasks()),
        "descriptors": len(list(Path("/proc/self/fd").iterdir())),
        "peers": node.stats()["peers"],
        "ufrags": len(transport._by_ufrag),
        "addresses": len(transport._by_address),
    }


async def _quiet() -> None:
    """Until every other task has ended: aiortc's clients end theirs after `close` returns."""
    others = asyncio.all_tasks() - {asyncio.current_task()}
    if others:
        await asyncio.wait(others, timeout=5)


async def test_peers_that_are_closed_in_the_middle_of_their_handshake_do_not_linger(node: MediaNode) -> None:
    async with asyncio.timeout(60):
        for pause in range(30):
            room = node.room("visit")
            client = await Client.join(room, "patient")
            await asyncio.sleep(pause / 500)  # each time a little further into the handshake
            await room.close("ended")
            await client.hang_up()
            assert client.listener.closed == ["ended"]
