import asyncio
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from media import MediaConfig, MediaNode, Peer
from media.transport.ice import Address
from media.transport.mux import Mux
from media.transport.tcp import MAX_CONNECTIONS, MAX_STRANGERS, MAX_UNSENT, PROOF_S, TcpListener, TcpWay
from tests.media.clients import Listener
from tests.media.forward.packets import VP8_KEY, numbered, rtp
from tests.media.transport.callers import Caller, Frames
from tests.media.transport.strangers import Stranger, check, credentials
from tests.media.transport.wires import NOBODY


def listener_of(node: MediaNode) -> TcpListener:
    assert node._tcp is not None
    return node._tcp


def let_pass(seconds: float) -> None:
    """Move the clock of the loop on: whatever is due by then happens at its next turn."""
    loop = asyncio.get_running_loop()
    was = loop.time
    loop.time = lambda: was() + seconds  # type: ignore[method-assign]  # the clock, nothing else


async def joined(node: MediaNode, seat: str = "a") -> Peer:
    return await node.room("visit").join(seat, Listener())


async def proven(node: MediaNode, peer: Peer) -> Frames:
    """A connection from which an authentic check has come."""
    frames = await Frames.open(node.port)
    frames.send(bytes(check(*credentials(peer.offer.sdp))))
    await frames.receive()
    return frames


async def test_one_over_tcp_and_one_over_udp_talk(node: MediaNode) -> None:
    tcp = await Caller.call(await joined(node, "a"), await Frames.open(node.port))
    udp = await Caller.call(await joined(node, "b"), Stranger(node.port))
    for number, (sender, hearer) in enumerate(((tcp, udp), (udp, tcp))):
        payload = VP8_KEY + bytes((number,))
        await sender.send(rtp(1, ssrc=2, payload=payload, extension=numbered(1)))
        assert (await hearer.hear()).endswith(payload)
    await asyncio.gather(tcp.hang_up(), udp.hang_up())


async def test_a_call_moves_from_udp_to_tcp_and_back(node: MediaNode) -> None:
    a = await Caller.call(await joined(node, "a"), Stranger(node.port))
    b = await Caller.call(await joined(node, "b"), Stranger(node.port))
    for number in range(3):
        a.move(await Frames.open(node.port) if number % 2 == 0 else Stranger(node.port))
        await a.ask(nominate=True)
        assert a.peer._connection.over_tcp is (number % 2 == 0)
        await b.send(rtp(number, 3000 * number, ssrc=2, payload=VP8_KEY + bytes((number,))))
        assert (await a.hear()).endswith(VP8_KEY + bytes((number,)))
    await asyncio.gather(a.hang_up(), b.hang_up())


async def test_a_check_over_tcp_is_told_its_own_address() -> None:
    for host in ("127.0.0.1", "::1"):
        node = await MediaNode.start(MediaConfig(host=host))
        frames = await Frames.open(node.port, host)
        caller = Caller(await joined(node), frames)
        response = await caller.ask()
        assert response.attributes["XOR-MAPPED-ADDRESS"] == frames.writer.get_extra_info("sockname")[:2]
        await caller.hang_up()
        await node.close()


async def test_the_offer_names_tcp_only_where_there_is_some() -> None:
    for tcp in (True, False):
        node = await MediaNode.start(MediaConfig(host="127.0.0.1", tcp=tcp))
        offer = (await joined(node)).offer.sdp
        assert bool(re.search(rf" tcp \d+ 127\.0\.0\.1 {node.port} typ host tcptype passive", offer)) is tcp
        await node.close()


@pytest.mark.parametrize(
    "sent",
    [b"", bytes(check("nobodyhere", "p" * 24)), b"\x16\xfe\xff" + bytes(50)],
    ids=["nothing", "a check for nobody", "a ClientHello"],
)
async def test_a_stranger_is_not_answered_and_dropped_in_time(node: MediaNode, sent: bytes) -> None:
    frames = await Frames.open(node.port)
    if sent:
        frames.send(sent)
    (way,) = await ways(node, 1)
    let_pass(PROOF_S - 1)
    await asyncio.sleep(0)
    assert way in listener_of(node).ways
    let_pass(1.1)
    await frames.ended()
    frames.close()


async def test_who_has_proven_to_be_a_peer_stays(node: MediaNode) -> None:
    peer = await joined(node)
    frames = await proven(node, peer)
    for _ in range(2):
        let_pass(PROOF_S / 2 + 0.1)
        frames.send(bytes(check(*credentials(peer.offer.sdp))))
        await frames.receive()
    frames.close()


async def test_the_connection_of_a_peer_that_has_left_is_a_strangers(node: MediaNode) -> None:
    peer = await joined(node)
    await joined(node, "b")
    frames = await proven(node, peer)
    await peer.close()
    let_pass(PROOF_S + 0.1)
    await frames.ended()
    frames.close()


@pytest.mark.parametrize(
    "head",
    [b"\x00\x00", b"\x08\x01", b"\xff\xff", b"GET / HTTP/1.1"],
    ids=["empty", "2049", "65535", "a web page"],
)
async def test_a_frame_of_no_size_of_ours_ends_the_connection(node: MediaNode, head: bytes) -> None:
    frames = await proven(node, await joined(node))
    frames.writer.write(head)
    await frames.ended()
    assert not listener_of(node).ways
    frames.close()


class Deaf(asyncio.Transport):
    """A connection whose other end reads nothing of what is written."""

    def __init__(self) -> None:
        super().__init__({"peername": ("192.0.2.1", 4000)})
        self.unsent = bytearray()

    def write(self, data: bytes | bytearray | memoryview) -> None:
        self.unsent += data

    def get_write_buffer_size(self) -> int:
        return len(self.unsent)

    def is_closing(self) -> bool:
        return False

    def abort(self) -> None:
        pass


def connected(mux: Mux) -> tuple[TcpWay, Deaf]:
    way, transport = TcpWay(TcpListener(mux), mux), Deaf()
    way.connection_made(transport)
    return way, transport


async def test_frames_are_found_however_the_stream_is_cut() -> None:
    mux = Mux(30.0, 20.0)

    @given(st.lists(st.integers(0, 300), max_size=12))
    def holds(cuts: list[int]) -> None:
        peer = mux.connect(NOBODY)
        ours = peer.credentials
        one = bytes(check(ours.ufrag, ours.password))
        stream = (len(one).to_bytes(2, "big") + one) * 3
        way, transport = connected(mux)
        for start, end in zip([0, *sorted(cuts)], [*sorted(cuts), len(stream)], strict=True):
            way.data_received(stream[start:end])
        way.connection_lost(None)
        peer.close()
        assert bytes(transport.unsent).count(b"\x21\x12\xa4\x42") == 3

    holds()


async def test_what_the_other_end_does_not_read_is_dropped_and_not_kept() -> None:
    mux = Mux(30.0, 20.0)
    way, transport = connected(mux)
    for _ in range(1000):
        mux.send(bytes(1000), way, ("192.0.2.1", 4000, "tcp"))
    assert MAX_UNSENT < len(transport.unsent) <= MAX_UNSENT + 1002
    assert mux.counters.packets_out + mux.counters.dropped == 1000
    way.connection_lost(None)


async def test_only_so_many_strangers_are_let_in(node: MediaNode) -> None:
    peer = await joined(node)
    inside = [await Frames.open(node.port) for _ in range(MAX_STRANGERS)]
    await ways(node, MAX_STRANGERS)
    refused = await Frames.open(node.port)
    await refused.ended()
    inside[0].send(bytes(check(*credentials(peer.offer.sdp))))
    await inside[0].receive()
    admitted = await proven(node, peer)
    for frames in (*inside, refused, admitted):
        frames.close()


async def test_only_so_many_connections_are_let_in_whoever_they_are() -> None:
    mux = Mux(30.0, 20.0)
    peer, listener = mux.connect(NOBODY), TcpListener(mux)
    for number in range(MAX_CONNECTIONS + 1):
        way = TcpWay(listener, mux)
        way._address = address_of(number)
        mux.by_address[way._address] = peer
        assert listener.admit(way) is (number < MAX_CONNECTIONS)


def address_of(number: int) -> Address:
    return ("192.0.2.1", number, "tcp")


async def test_closing_the_node_closes_every_connection() -> None:
    node = await MediaNode.start(MediaConfig(host="127.0.0.1"))
    known, stranger = await proven(node, await joined(node)), await Frames.open(node.port)
    await ways(node, 2)
    await node.close()
    await asyncio.gather(known.ended(), stranger.ended())
    with pytest.raises(ConnectionRefusedError):
        await Frames.open(node.port)
    for frames in (known, stranger):
        frames.close()


async def ways(node: MediaNode, count: int) -> list[TcpWay]:
    """The node's connections, once it has accepted so many."""
    async with asyncio.timeout(5):
        while len(listener_of(node).ways) != count:  # noqa: ASYNC110 (nothing tells of an accepted connection)
            await asyncio.sleep(0)
    return list(listener_of(node).ways)
