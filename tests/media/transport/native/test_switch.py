"""A layered camera on the whole way: what reaches a subscriber is one layer at a time."""

import asyncio
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from media import MediaNode
from media.forward.rate.layers import Choice
from tests.media.clients import Listener
from tests.media.forward.packets import RID, numbered, numbers, rtp, vp8
from tests.media.negotiation.answers import layered, line
from tests.media.transport.callers import Caller
from tests.media.transport.strangers import Stranger

LOW, HIGH = 501, 503
PLACE = {LOW: 0, HIGH: 2}
NAME, BODY = {LOW: b"l", HIGH: b"h"}, {LOW: b"low picture", HIGH: b"high picture"}
START = {LOW: 300, HIGH: 100}
FRAMES = 5


class Sender:
    """Sends frames of two layers by hand; what a frame contains tells whose it is."""

    def __init__(self, caller: Caller) -> None:
        self.caller = caller
        self._frames = {LOW: 0, HIGH: 0}
        self._number = 0

    async def frame(self, ssrc: int, *, key: bool = False) -> None:
        self._frames[ssrc] += 1
        self._number += 1
        frame = self._frames[ssrc]
        name = ((RID, NAME[ssrc]),) if frame == 1 else ()
        packet = rtp(
            START[ssrc] + frame,
            3000 * frame,
            ssrc=ssrc,
            payload=vp8(frame, frame, key=key, body=BODY[ssrc]),
            extension=numbered(self._number, *name),
        )
        await self.caller.send(packet)

    async def frames(self, *ssrcs: int) -> None:
        """Some ordinary ones of each in turn."""
        for _ in range(FRAMES):
            for ssrc in ssrcs:
                await self.frame(ssrc)


def follow(viewer: Caller, layer: int) -> None:
    """What the chooser does when this layer has become the right one."""
    outlet = viewer.peer._pump.outlet
    down = viewer.peer._downs[1]
    outlet._follow(down, Choice(layer, layer, None, None), viewer.peer._door.mux.now())


@pytest_asyncio.fixture
async def pair(node: MediaNode) -> AsyncIterator[tuple[Caller, Caller]]:
    """Somebody with a layered camera, and somebody who watches."""
    room = node.room("visit")
    a = await Caller.call(await room.join("a", Listener()), Stranger(node.port), [line(0), layered(), line(2)])
    b = await Caller.call(await room.join("b", Listener()), Stranger(node.port))
    yield a, b
    await asyncio.gather(a.hang_up(), b.hang_up())


@pytest.mark.parametrize(("first", "second"), [(LOW, HIGH), (HIGH, LOW)], ids=["up", "down"])
async def test_after_a_switch_nothing_of_the_other_layer_comes(
    pair: tuple[Caller, Caller], first: int, second: int
) -> None:
    a, b = pair
    sender = Sender(a)
    for ssrc in (first, second):
        await sender.frame(ssrc, key=True)
    await a.ask()
    follow(b, PLACE[first])
    await sender.frames(first, second)
    await b.all_heard(a)
    follow(b, PLACE[second])
    await sender.frame(second, key=True)
    assert BODY[second] in (await b.all_heard(a))[-1]
    await sender.frames(first, second)
    assert_goes_on(await b.all_heard(a), second)


def assert_goes_on(packets: list[bytes], ssrc: int) -> None:
    """All of one layer and, numbered one by one, of one stream."""
    assert [BODY[ssrc] in packet for packet in packets] == [True] * FRAMES
    sequences = [numbers(packet)[0] for packet in packets]
    assert [(after - sequences[0]) % 65_536 for after in sequences] == list(range(FRAMES))
