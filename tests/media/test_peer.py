import asyncio
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from media import MediaConfig, MediaError, MediaNode
from media.transport.connection import BYTES_PER_S
from tests.media.clients import Client, Listener
from tests.media.forward.packets import VP8_KEY, rtp
from tests.media.negotiation.answers import answer, layered, line
from tests.media.transport.callers import Caller, Frames
from tests.media.transport.strangers import Stranger, check, credentials

ANSWER = answer()


@pytest_asyncio.fixture
async def hurried() -> AsyncIterator[MediaNode]:
    """A node that waits for nobody."""
    node = await MediaNode.start(MediaConfig(host="127.0.0.1", max_seats=3, liveness_s=0.2, handshake_s=0.2))
    yield node
    await node.close()


async def test_the_same_answer_twice_is_one_answer(node: MediaNode) -> None:
    peer = await node.room("visit").join("a", Listener())
    for _ in range(2):
        await peer.answer(ANSWER)
    assert len(list(peer._pump.intake.publications)) == 2


async def test_a_second_different_answer_is_unexpected(node: MediaNode) -> None:
    peer = await node.room("visit").join("a", Listener())
    await peer.answer(ANSWER)
    with pytest.raises(MediaError, match=r"peer\.unexpected_answer"):
        await peer.answer(ANSWER + "a=x:y\r\n")


async def test_an_answer_to_an_earlier_offer_is_stale(node: MediaNode) -> None:
    peer = await node.room("visit").join("a", Listener())
    first = peer.offer.version
    peer.restart()
    with pytest.raises(MediaError, match=r"peer\.stale_answer"):
        await peer.answer(ANSWER, first)
    await peer.answer(ANSWER, first + 1)


async def test_a_refused_answer_may_be_followed_by_a_right_one(node: MediaNode) -> None:
    peer = await node.room("visit").join("a", Listener())
    with pytest.raises(MediaError, match=r"sdp\.invalid"):
        await peer.answer("v=0")
    await peer.answer(ANSWER)


async def test_a_closed_peer_takes_no_answer(node: MediaNode) -> None:
    peer = await node.room("visit").join("a", Listener())
    await peer.close()
    with pytest.raises(MediaError, match=r"peer\.closed"):
        await peer.answer(ANSWER)


async def test_an_answer_cannot_turn_a_running_handshake_around(node: MediaNode) -> None:
    peer = await node.room("visit").join("a", Listener())
    with Stranger(node.port) as stranger:
        known = credentials(peer.offer.sdp)
        await stranger.ask(check(*known))
        stranger.send(b"\x16\xfe\xff" + bytes(20))
        await stranger.ask(check(*known))
        with pytest.raises(MediaError, match=r"sdp\.invalid"):
            await peer.answer(ANSWER.replace("a=setup:active", "a=setup:passive"))


@pytest.mark.parametrize(
    "other",
    [answer(setup="passive"), answer(fingerprint="sha-256 " + ":".join(["CD"] * 32))],
    ids=["another role", "another certificate"],
)
async def test_a_further_answer_cannot_become_somebody_else(node: MediaNode, other: str) -> None:
    peer = await node.room("visit").join("a", Listener())
    await peer.answer(ANSWER)
    peer.restart()
    with pytest.raises(MediaError, match=r"sdp\.invalid"):
        await peer.answer(other)
    await peer.answer(ANSWER)


async def test_closing_twice_is_told_once(node: MediaNode) -> None:
    listener = Listener()
    peer = await node.room("visit").join("a", listener)
    await asyncio.gather(peer.close(), peer.close("ended"))
    assert listener.closed == ["left"]
    assert not peer.connected


async def test_peers_have_different_names(node: MediaNode) -> None:
    room = node.room("visit")
    a, b = await room.join("a", Listener()), await room.join("b", Listener())
    assert a.id != b.id
    assert len(a.id) >= 20


async def test_a_peer_that_never_shakes_hands_times_out(hurried: MediaNode) -> None:
    listener = Listener()
    await hurried.room("visit").join("a", listener)
    await listener.until(lambda told: told.closed == ["timeout"])
    assert hurried.stats()["peers"] == 0


async def test_what_a_peer_may_send_grows_even_before_its_handshake(node: MediaNode) -> None:
    peer = await node.room("visit").join("a", Listener())
    peer._connection.leg.allowance = 0
    for _ in range(4):
        peer.tick(node._mux.now())
    assert peer._connection.leg.allowance == BYTES_PER_S // 5


async def test_a_peer_that_falls_silent_times_out(node: MediaNode) -> None:
    client = await Client.join(node.room("visit"), "a")
    await client.connected()
    client.lose(up=lambda _: True)
    node._mux.liveness_s = 0.2
    await client.listener.until(lambda told: told.closed == ["timeout"])
    await client.hang_up()


async def test_a_peer_that_answers_passive_is_called_by_us(node: MediaNode) -> None:
    room = node.room("visit")
    a = await Client.join(room, "a", 40)
    listener = Listener()
    b = Client(await room.join("b", listener), listener, 200)
    answer_sdp = await b.make_answer(dtls_role="server")
    assert "a=setup:passive" in answer_sdp
    await b.peer.answer(answer_sdp)
    await asyncio.gather(a.sees(200), b.sees(40))
    await asyncio.gather(a.hang_up(), b.hang_up())


async def test_lost_packets_are_asked_for_and_sent_again_both_ways(node: MediaNode) -> None:
    room = node.room("visit")
    a, b = await Client.join(room, "a", 40), await Client.join(room, "b", 200)
    await asyncio.gather(a.sees(200), b.sees(40))
    a.lose(up=every(7), down=every(5))
    async with asyncio.timeout(15):
        while not (_count(a, "up", "recovered") and _count(a, "down", "resent")):
            await a.sees(200)
    await asyncio.gather(a.sees(200), b.sees(40))
    await asyncio.gather(a.hang_up(), b.hang_up())


class every:  # noqa: N801 -- read as a word
    """Says yes to each n-th video packet."""

    def __init__(self, nth: int) -> None:
        self._nth = nth
        self._seen = 0

    def __call__(self, datagram: bytes) -> bool:
        if len(datagram) < 2 or not 128 <= datagram[0] < 192 or datagram[1] & 0x7F != 96:
            return False
        self._seen += 1
        return self._seen % self._nth == 0


def _count(client: Client, direction: str, what: str) -> int:
    streams = client.peer.stats()["streams"]
    assert isinstance(streams, list)
    return sum(one[what] for one in streams if one["direction"] == direction and one["kind"] == "video")


async def pair(node: MediaNode, *lines: str) -> tuple[Caller, Caller]:
    """Two callers in one room."""
    room = node.room("visit")
    a, b = [
        await Caller.call(await room.join(seat, Listener()), Stranger(node.port), lines) for seat in ("a", "b")
    ]
    return a, b


async def test_a_layered_camera_is_seen_by_who_has_no_layers(node: MediaNode) -> None:
    room = node.room("visit")
    a = await Caller.call(await room.join("a", Listener()), Stranger(node.port), [line(0), layered(), line(2)])
    b = await Caller.call(await room.join("b", Listener()), Stranger(node.port))
    await a.send(rtp(1, ssrc=501, payload=VP8_KEY, extension=b"\x50l\0\0"))
    heard = await b.hear()
    assert heard.endswith(VP8_KEY)
    assert b"l" not in heard[12:20]
    await asyncio.gather(a.hang_up(), b.hang_up())


async def test_a_connection_is_sampled_both_ways(node: MediaNode) -> None:
    a, b = await pair(node)
    await a.send(rtp(1, ssrc=2, payload=VP8_KEY))
    await b.hear()
    assert (a.peer.sample().up.packets, b.peer.sample().down.packets) == (1, 1)
    assert (a.peer.sample().up.packets, b.peer.sample().down.packets) == (0, 0)
    await asyncio.gather(a.hang_up(), b.hang_up())


async def test_it_is_known_who_had_to_take_tcp(node: MediaNode) -> None:
    room = node.room("visit")
    a = await Caller.call(await room.join("a", Listener()), Stranger(node.port))
    b = await Caller.call(await room.join("b", Listener()), await Frames.open(node.port))
    assert (a.peer.over_tcp, b.peer.over_tcp) == (False, True)
    await asyncio.gather(a.hang_up(), b.hang_up())


async def test_a_page_may_ask_for_a_picture_that_it_can_decode(node: MediaNode) -> None:
    a, b = await pair(node)
    await a.send(rtp(1, ssrc=2, payload=VP8_KEY))
    await b.hear()
    asked = a.peer._pump.intake.publications[1].sources[0].key_requests
    before = asked.sent
    b.peer.refresh(0)
    assert asked.sent == before + 1
    for slot in (None, 1, 99, -1):
        b.peer.refresh(slot)
    assert asked.sent == before + 1
    await asyncio.gather(a.hang_up(), b.hang_up())


async def test_a_page_says_how_tall_each_picture_is(node: MediaNode) -> None:
    a, b = await pair(node)
    heights = b.peer._pump.outlet.spending.heights
    for slot, height in ((0, 360), (None, 1080), (0, 180), (5, 9)):
        b.peer.watch(slot, height)
    assert list(heights.values()) == [180, 1080]
    await asyncio.gather(a.hang_up(), b.hang_up())
