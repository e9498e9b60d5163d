"""Offers after the first: more slots, another codec order. Nobody's picture stops for them."""

import asyncio
import re

from hypothesis import given, settings
from hypothesis import strategies as st

from media import MediaConfig, MediaError, MediaNode, Peer, Room
from tests.media.clients import Client, Listener
from tests.media.forward.packets import OPUS, VP8_KEY, rtp
from tests.media.negotiation.answers import answer, line
from tests.media.transport.callers import Caller
from tests.media.transport.strangers import Stranger

BLACK, GREY, WHITE, PALE = 40, 100, 160, 220
VP8, H264 = "96 97", "102 103"


async def test_a_third_person_joins_and_leaves_without_disturbing_the_others(node: MediaNode) -> None:
    room = node.room("visit")
    a = await Client.join(room, "a", BLACK)
    b = await Client.join(room, "b", WHITE)
    await asyncio.gather(a.listener.shows({0: "b"}), b.listener.shows({0: "a"}))
    c = await Client.join(room, "c", GREY)
    assert (a.listener.offers, b.listener.offers, c.listener.offers) == (1, 1, 0)
    await asyncio.gather(a.answer_again(), b.answer_again())
    await asyncio.gather(a.sees(GREY, slot=1), b.sees(GREY, slot=1), c.sees(BLACK, slot=0), c.sees(WHITE, slot=1))
    await asyncio.gather(a.hears(slot=1), c.hears(slot=1))
    await c.hang_up()
    await asyncio.gather(a.listener.shows({0: "b"}), b.listener.shows({0: "a"}))
    await asyncio.gather(a.sees(WHITE), b.sees(BLACK))
    assert c.listener.closed == ["left"]
    assert set(room.peers) == {"a", "b"}
    await asyncio.gather(a.hang_up(), b.hang_up())


async def test_a_fourth_is_seen_as_well_and_nobody_is_moved() -> None:
    node = await MediaNode.start(MediaConfig(host="127.0.0.1"))
    room = node.room("visit")
    levels = {"a": BLACK, "b": GREY, "c": WHITE, "d": PALE}
    clients: dict[str, Client] = {}
    for seat, level in levels.items():
        clients[seat] = await Client.join(room, seat, level)
        await clients[seat].connected()
        await asyncio.gather(*(one.answer_again() for one in clients.values() if one.peer.offer.version > 1))
    a, d = clients["a"], clients["d"]
    await asyncio.gather(a.sees(GREY, 0), a.sees(WHITE, 1), a.sees(PALE, 2))
    await asyncio.gather(d.sees(BLACK, 0), d.sees(GREY, 1), d.sees(WHITE, 2))
    assert a.listener.slots == [{0: "b"}, {0: "b", 1: "c"}, {0: "b", 1: "c", 2: "d"}]
    assert not any(one.listener.closed for one in clients.values())
    await asyncio.gather(*(one.hang_up() for one in clients.values()))
    await node.close()


async def test_the_others_are_seen_before_and_after_the_further_offer_is_answered(node: MediaNode) -> None:
    room = node.room("visit")
    a = await Client.join(room, "a", BLACK)
    b = await Client.join(room, "b", WHITE)
    await a.sees(WHITE)
    c = await Client.join(room, "c", GREY)
    await c.connected()
    await a.sees(WHITE)  # although a has not answered yet
    await a.answer_again()
    await asyncio.gather(a.sees(WHITE), a.sees(GREY, slot=1))
    await asyncio.gather(*(one.hang_up() for one in (a, b, c)))


async def test_a_slot_that_was_made_stays_and_needs_no_further_offer(node: MediaNode) -> None:
    room = node.room("visit")
    listener = Listener()
    peer = await room.join("a", listener)
    await room.join("b", Listener())
    for _ in range(3):
        guest = await room.join("c", Listener())
        await guest.close()
    assert listener.offers == 1
    assert sections(peer) == ["audio", "video", "video", "audio", "video"]


async def test_whoever_is_held_needs_no_slot_until_they_are_released(node: MediaNode) -> None:
    room = node.room("visit")
    listener = Listener()
    peer = await room.join("a", listener)
    await room.join("b", Listener())
    await room.join("held", Listener(), held=True)
    assert listener.offers == 0
    room.release("held")
    assert listener.offers == 1
    assert len(sections(peer)) == 5


def sections(peer: Peer) -> list[str]:
    return re.findall(r"^m=(\w+)", peer.offer.sdp, re.MULTILINE)


def first_codec(peer: Peer) -> str:
    """What the newest offer makes a browser send, if it can."""
    found = re.search(r"^m=video 9 UDP/TLS/RTP/SAVPF (\d+ \d+)", peer.offer.sdp, re.MULTILINE)
    assert found
    return found[1]


def plays(peer: Peer, *codecs: str) -> str:
    """The answer of somebody who can play only these."""
    lines = [line(mid, pts=" ".join(codecs) if kind == "video" else "") for mid, kind in enumerate(sections(peer))]
    return answer(*lines)


async def people(room: Room, count: int) -> tuple[list[Peer], list[Listener]]:
    listeners = [Listener() for _ in range(count)]
    return [await room.join(str(seat), listener) for seat, listener in enumerate(listeners)], listeners


async def test_when_somebody_cannot_play_the_first_codec_the_others_are_offered_another(node: MediaNode) -> None:
    (a, b), (told, _) = await people(node.room("visit"), 2)
    await a.answer(plays(a, VP8, H264))
    assert (first_codec(a), told.offers) == (VP8, 0)
    await b.answer(plays(b, H264))
    assert (first_codec(a), told.offers) == (H264, 1)


async def test_a_newcomer_is_offered_what_all_others_can_play(node: MediaNode) -> None:
    room = node.room("visit")
    (a,), _ = await people(room, 1)
    await a.answer(plays(a, H264))
    assert first_codec(await room.join("late", Listener())) == H264


async def test_when_nothing_is_shared_nobody_is_bothered(node: MediaNode) -> None:
    (a, b), (told, told_too) = await people(node.room("visit"), 2)
    await a.answer(plays(a, VP8))
    await b.answer(plays(b, H264))
    assert (told.offers, told_too.offers) == (0, 0)


async def test_whoever_is_held_has_no_say_in_the_codec_until_they_are_released(node: MediaNode) -> None:
    room = node.room("visit")
    (a,), (told,) = await people(room, 1)
    await a.answer(plays(a, VP8, H264))
    held = await room.join("held", Listener(), held=True)
    await held.answer(plays(held, H264))
    assert (first_codec(a), told.offers) == (VP8, 0)
    room.release("held")
    assert (first_codec(a), told.offers) == (H264, 1)


async def test_an_answer_to_an_offer_of_the_old_order_is_followed_by_an_offer_of_the_new(node: MediaNode) -> None:
    (slow, b, c), (told, _, _) = await people(node.room("visit"), 3)
    await b.answer(plays(b, VP8, H264))
    version = slow.offer.version
    late = plays(slow, VP8, H264)
    await c.answer(plays(c, H264))
    if slow.offer.version == version:  # it was not offered again meanwhile
        await slow.answer(late, version)
    assert first_codec(slow) == H264
    assert told.offers > 0


SCHEDULES = st.lists(st.tuples(st.sampled_from(["restart", "answer", "answer"]), st.integers(0, 3)), max_size=12)


async def played(room: Room, steps: list[tuple[str, int]], *, serially: bool) -> dict[str, object]:
    """The end of a peer that is offered again and again, and whose answers come late, doubled and out of order."""
    peer = await room.join("a", Listener())
    offered = [peer.offer.version]
    for what, back in steps:
        if what == "restart":
            offered.append(peer.restart().version)
            continue
        version = offered[max(0, len(offered) - 1 - back)]
        if serially and version != peer.offer.version:
            continue
        try:
            await peer.answer(answer(), version)
        except MediaError as refusal:
            assert refusal.code == "peer.stale_answer"  # noqa: PT017 -- taking it is right as well
    end: dict[str, object] = {
        "version": peer.offer.version,
        "settled": peer._rounds.settled,
        "publishes": [(one.role, one.sources[0].ssrc) for one in peer._pump.intake.publications],
        "plays": peer.playable,
        "open": sorted(peer._downs),
        "names": len(peer._door.mux._by_ufrag),
    }
    await peer.close()
    return end


@settings(max_examples=40)
@given(SCHEDULES)
async def test_however_answers_come_a_peer_ends_as_if_each_had_come_once_and_in_order(
    steps: list[tuple[str, int]],
) -> None:
    node = await MediaNode.start(MediaConfig(host="127.0.0.1"))
    late = await played(node.room("late"), steps, serially=False)
    serial = await played(node.room("serial"), steps, serially=True)
    await node.close()
    assert late == serial


async def test_a_codec_that_a_further_answer_adds_reaches_who_has_a_stream_open(node: MediaNode) -> None:
    a, b = await pair(node, H264)
    peer = a.peer
    peer.restart()
    await peer.answer(a.answer([line(0), line(1, pts=f"{VP8} {H264}"), line(2)]))
    await b.send(rtp(1, ssrc=2, payload=VP8_KEY))
    assert (await a.hear()).endswith(VP8_KEY)
    await asyncio.gather(a.hang_up(), b.hang_up())


async def test_whoever_answers_that_a_line_receives_no_longer_is_sent_nothing_there(node: MediaNode) -> None:
    a, b = await pair(node, VP8)
    await b.send(rtp(1, ssrc=2, payload=VP8_KEY))
    await a.hear()
    a.peer.restart()
    await a.peer.answer(a.answer([line(0), line(1, direction="sendonly"), line(2)]))
    await b.send(rtp(2, 3000, ssrc=2, payload=VP8_KEY))
    await b.send(rtp(1, ssrc=1, payload_type=111, payload=OPUS))
    assert [packet.endswith(OPUS) for packet in await a.all_heard(b)] == [True]
    await asyncio.gather(a.hang_up(), b.hang_up())


async def pair(node: MediaNode, codecs: str) -> tuple[Caller, Caller]:
    """One whose camera line is answered with these codecs, and one who plays everything."""
    room = node.room("visit")
    lines = [line(0), line(1, pts=codecs), line(2)]
    a = await Caller.call(await room.join("a", Listener()), Stranger(node.port), lines)
    return a, await Caller.call(await room.join("b", Listener()), Stranger(node.port))
