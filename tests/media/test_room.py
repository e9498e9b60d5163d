import asyncio
import gc
from pathlib import Path

import pytest

from media import MediaError, MediaNode, Room
from tests.media.clients import Client, Listener
from tests.media.forward.mutation import MINUTES
from tests.media.forward.packets import VP8_KEY, numbered, rtp
from tests.media.negotiation.answers import layered, line
from tests.media.transport.callers import Caller
from tests.media.transport.strangers import Stranger

BLACK, GREY, WHITE = 40, 120, 200
MOST_GROWTH = 3_000_000
"""Bytes that the second half of all visits may add: allocators keep a little, and leaks add up."""


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


class Visit:
    """Somebody stays, and others come and go."""

    def __init__(self, node: MediaNode) -> None:
        self.node = node
        self.room: Room = node.room("visit")

    async def open(self) -> None:
        self.host = await Caller.call(await self.room.join("host", Listener()), Stranger(self.node.port))
        self._pictures = 0

    async def guest(self, number: int) -> None:
        """The whole of a visit: some send layers, some say goodbye, some are shown the door."""
        listener = Listener()
        peer = await self.room.join("guest", listener)
        lines = [line(0), layered(), line(2)] if number % 2 else ()
        guest = await Caller.call(peer, Stranger(self.node.port), lines)
        await listener.until(lambda told: told.connected == 1)
        self._pictures += 1
        await self.host.send(picture(self._pictures, ssrc=2))
        assert (await guest.hear()).endswith(VP8_KEY)
        name = ((5, b"l"),) if number % 2 else ()
        await guest.send(picture(1, *name, ssrc=300 if number % 2 else 2))
        assert (await self.host.hear()).endswith(VP8_KEY)
        if number % 3 == 0:
            await peer.close("ended")
        await guest.hang_up()
        await listener.until(lambda told: bool(told.closed))
        await peer.close()

    def held(self) -> dict[str, int]:
        """All that a guest could leave behind."""
        gc.collect()
        mux, pump = self.node._mux, self.host.peer._pump
        return {
            "tasks": len(asyncio.all_tasks()),
            "descriptors": len(list(Path("/proc/self/fd").iterdir())),
            "peers": self.node.stats()["peers"],
            "names": len(mux._by_ufrag),
            "addresses": len(mux.by_address),
            "legs": len(mux._by_number),
            "ways": len(self.node._tcp.ways) if self.node._tcp else 0,
            "feeds": len(list(pump.outlet.feeds())),
            "outlets": sum(len(source.outlets) for one in pump.intake.publications for source in one.sources),
            "sources": count("Source"),
            "connections": count("Connection"),
            "sessions": count("DtlsSession"),
        }


def picture(sequence: int, *names: tuple[int, bytes], ssrc: int) -> bytes:
    return rtp(sequence, 3000 * sequence, ssrc=ssrc, payload=VP8_KEY, extension=numbered(sequence, *names))


def count(kind: str) -> int:
    """Objects of a class of this name that are still in memory."""
    return sum(type(one).__name__ == kind for one in gc.get_objects())


def resident() -> int:
    """Bytes of memory in use by this process."""
    gc.collect()
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * 4096


@pytest.mark.parametrize("visits", [30, pytest.param(200, marks=MINUTES)])
async def test_joins_and_leaves_leave_nothing_behind(node: MediaNode, visits: int) -> None:
    visit = Visit(node)
    await visit.open()
    for number in range(3):  # what is made once is made now
        await visit.guest(number)
    before, sizes = visit.held(), list[int]()
    for _ in range(2):
        for number in range(visits // 2):
            await visit.guest(number)
        sizes.append(resident())
    assert {what: many - before[what] for what, many in visit.held().items() if many > before[what]} == {}
    assert sizes[1] - sizes[0] < MOST_GROWTH
    await visit.host.hang_up()


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
