"""One screen at a time is shown to everybody else, beside their cameras."""

import asyncio
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from media import MediaError, MediaNode, Room, Shown
from tests.media.clients import Client, Listener
from tests.media.forward.packets import VP8_DELTA, VP8_KEY, rtp
from tests.media.negotiation.answers import line
from tests.media.transport.callers import Caller
from tests.media.transport.strangers import Stranger

BLACK, WHITE, PAGE = 40, 200, 120
SHARING = [line(0), line(1), line(2, direction="sendrecv")]


class Visit:
    """Two people who can share their screens, by hand."""

    def __init__(self, room: Room, listeners: dict[str, Listener], callers: dict[str, Caller]) -> None:
        self.room = room
        self.listeners = listeners
        self.callers = callers

    def seen(self, seat: str) -> Shown | None:
        """Whose screen this seat is shown."""
        showings = self.listeners[seat].showings
        return showings[-1].screen if showings else None


@pytest_asyncio.fixture
async def visit(node: MediaNode) -> AsyncIterator[Visit]:
    room = node.room("visit")
    listeners = {seat: Listener() for seat in "ab"}
    callers = {
        seat: await Caller.call(await room.join(seat, listener), Stranger(node.port), SHARING)
        for seat, listener in listeners.items()
    }
    yield Visit(room, listeners, callers)
    await asyncio.gather(*(caller.hang_up() for caller in callers.values()))


async def test_a_screen_is_seen_beside_the_camera(node: MediaNode) -> None:
    room = node.room("visit")
    a = await Client.join(room, "a", BLACK, screen=PAGE)
    b = await Client.join(room, "b", WHITE)
    await asyncio.gather(a.sees(WHITE), b.sees(BLACK))
    room.share("a", on=True)
    await asyncio.gather(b.sees_screen(PAGE), b.sees(BLACK), a.sees(WHITE))
    assert b.listener.showings[-1].screen == Shown("a", "high")
    await asyncio.gather(a.hang_up(), b.hang_up())


async def test_a_screen_is_shown_to_the_others_only_while_it_is_shared(visit: Visit) -> None:
    a, b = visit.callers["a"], visit.callers["b"]
    await a.send(rtp(1, ssrc=3, payload=VP8_KEY + b"secret"))
    visit.room.share("a", on=True)
    await a.send(rtp(2, 3000, ssrc=3, payload=VP8_KEY + b"shared"))
    await a.send(rtp(1, ssrc=2, payload=VP8_KEY + b"camera"))
    heard = [await b.hear(), await b.hear()]
    if heard[0].endswith(b"secret"):  # a key frame this fresh is replayed to whoever begins to look
        heard = [heard[1], await b.hear()]
    assert [packet[-6:] for packet in heard] == [b"shared", b"camera"]
    visit.room.share("a", on=False)
    await a.send(rtp(3, 6000, ssrc=3, payload=VP8_DELTA + b"hidden"))
    await a.send(rtp(2, 6000, ssrc=2, payload=VP8_DELTA + b"camera"))
    assert (await b.hear()).endswith(b"camera")


async def test_everybody_but_the_sharer_is_told_whose_screen_it_is(visit: Visit) -> None:
    visit.room.share("a", on=True)
    assert (visit.seen("a"), visit.seen("b")) == (None, Shown("a", "high"))
    visit.room.share("a", on=False)
    assert (visit.seen("a"), visit.seen("b")) == (None, None)
    assert visit.room.sharer is None


async def test_a_second_screen_is_refused_while_another_is_shared(visit: Visit) -> None:
    visit.room.share("a", on=True)
    visit.room.share("a", on=True)
    with pytest.raises(MediaError, match=r"screen\.taken"):
        visit.room.share("b", on=True)
    assert visit.seen("b") == Shown("a", "high")


async def test_whoever_does_not_share_cannot_end_the_sharing_of_another(visit: Visit) -> None:
    visit.room.share("a", on=True)
    visit.room.share("b", on=False)
    assert visit.room.sharer == "a"


async def test_the_next_may_share_when_the_first_has_stopped(visit: Visit) -> None:
    visit.room.share("a", on=True)
    visit.room.share("a", on=False)
    visit.room.share("b", on=True)
    assert (visit.seen("a"), visit.seen("b")) == (Shown("b", "high"), None)


async def test_a_screen_ends_with_its_sharer(visit: Visit) -> None:
    visit.room.share("a", on=True)
    await visit.callers["a"].peer.close()
    assert (visit.room.sharer, visit.seen("b")) == (None, None)
    visit.room.share("b", on=True)


async def test_a_screen_ends_when_its_sharer_is_held(visit: Visit) -> None:
    visit.room.share("a", on=True)
    visit.room.hold("a")
    assert (visit.room.sharer, visit.seen("b")) == (None, None)
    visit.room.release("a")
    assert visit.room.sharer is None


async def test_who_comes_later_sees_the_screen_that_is_shared(visit: Visit, node: MediaNode) -> None:
    visit.room.share("a", on=True)
    listener = Listener()
    late = await Caller.call(
        await visit.room.join("c", listener), Stranger(node.port), [*SHARING, line(3), line(4)]
    )
    assert listener.showings[-1].screen == Shown("a", "high")
    await late.hang_up()


async def test_a_reload_of_the_sharer_keeps_the_place_and_shows_the_screen_again(
    visit: Visit, node: MediaNode
) -> None:
    visit.room.share("a", on=True)
    again = await Caller.call(await visit.room.join("a", Listener()), Stranger(node.port), SHARING)
    assert visit.seen("b") == Shown("a", "high")
    assert visit.room.sharer == "a"
    await again.hang_up()


async def test_whoever_is_held_or_not_there_takes_no_place_for_a_screen(visit: Visit) -> None:
    visit.room.hold("a")
    for seat in ("a", "nobody"):
        visit.room.share(seat, on=True)
        assert visit.room.sharer is None
    visit.room.share("b", on=True)
    visit.room.release("a")
    assert (visit.room.sharer, visit.seen("a")) == ("b", Shown("b", "high"))
