import asyncio
import gc
from pathlib import Path

import pytest

from media import MediaError, MediaNode
from tests.media.clients import Client, Listener
from tests.media.transport.callers import Caller
from tests.media.transport.strangers import Stranger

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
    mux = node._mux
    return {
        "tasks": len(asyncio.all_tasks()),
        "descriptors": len(list(Path("/proc/self/fd").iterdir())),
        "peers": node.stats()["peers"],
        "ufrags": len(mux._by_ufrag),
        "addresses": len(mux.by_address),
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


async def test_a_held_peer_sees_and_shows_nobody_until_it_is_released(node: MediaNode) -> None:
    room = node.room("visit")
    a = await Client.join(room, "a", BLACK)
    b = await Client.join(room, "b", WHITE)
    held = await Client.join(room, "held", GREY, held=True)
    await asyncio.gather(a.sees(WHITE), b.sees(BLACK), held.connected())
    assert (a.listener.slots, b.listener.slots, held.listener.slots) == ([{0: "b"}], [{0: "a"}], [])
    assert _down(held) == 0
    room.release("held")
    await asyncio.gather(*(one.answer_again() for one in (a, b) if one.listener.offers))
    await asyncio.gather(a.sees(GREY, slot=1), held.sees(BLACK, slot=0))
    await asyncio.gather(*(one.hang_up() for one in (a, b, held)))


async def test_who_is_held_again_disappears_and_keeps_the_connection(node: MediaNode) -> None:
    room = node.room("visit")
    a = await Client.join(room, "a", BLACK)
    b = await Client.join(room, "b", WHITE)
    await asyncio.gather(a.sees(WHITE), b.sees(BLACK))
    room.hold("b")
    assert (a.listener.slots[-1], b.listener.slots[-1]) == ({}, {})
    assert b.peer.connected
    room.release("b")
    await asyncio.gather(a.sees(WHITE), b.sees(BLACK), a.hears(), b.hears())
    assert (a.listener.closed, b.listener.closed) == ([], [])
    await asyncio.gather(a.hang_up(), b.hang_up())


async def test_two_who_are_held_do_not_see_each_other_either(node: MediaNode) -> None:
    room = node.room("visit")
    listeners = [Listener(), Listener()]
    callers = [
        await Caller.call(await room.join(seat, listener, held=True), Stranger(node.port))
        for seat, listener in zip("ab", listeners, strict=True)
    ]
    assert [listener.slots for listener in listeners] == [[], []]
    room.release("a")
    assert [listener.slots for listener in listeners] == [[], []]
    room.release("b")
    assert [listener.slots for listener in listeners] == [[{0: "b"}], [{0: "a"}]]
    await asyncio.gather(*(caller.hang_up() for caller in callers))


async def test_holding_and_releasing_nobody_or_twice_changes_nothing(node: MediaNode) -> None:
    room = node.room("visit")
    listener = Listener()
    await room.join("a", listener)
    for _ in range(2):
        room.hold("nobody")
        room.release("nobody")
        room.release("a")
    assert (listener.offers, listener.slots, room.peers["a"].held) == (0, [], False)


async def test_whoever_waits_counts_as_a_seat(node: MediaNode) -> None:
    room = node.room("visit")
    for seat in "abc":
        await room.join(seat, Listener(), held=True)
    with pytest.raises(MediaError, match=r"room\.full"):
        await room.join("d", Listener(), held=True)


def _down(client: Client) -> int:
    streams = client.peer.stats()["streams"]
    assert isinstance(streams, list)
    return sum(one["packets"] for one in streams if one["direction"] == "down")
