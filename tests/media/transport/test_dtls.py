import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest
import pytest_asyncio

from media.transport.dtls import QUEUE_LIMIT, Certificate, DatagramPath, DtlsSession, PeerIdentity, Role
from media.transport.srtp import PacketBuffer, PacketKeys, protect, unprotect
from tests.media.forward.packets import rtp

PACKET = rtp(1, payload=b"clear words")


@dataclass
class End:
    certificate: Certificate
    session: DtlsSession
    path: DatagramPath
    buffer: PacketBuffer


class Pair:
    """Two of our own sessions, wired to each other in memory; `lose` names datagrams that never arrive."""

    def __init__(self) -> None:
        self.lose: set[int] = set()
        self._count = 0
        self.server = self._end("client")
        self.client = self._end("server")

    def _end(self, other: Role) -> End:
        certificate = Certificate()
        path = DatagramPath(lambda data: self._carry(data, other))
        return End(certificate, DtlsSession(path, certificate), path, PacketBuffer())

    def _carry(self, data: bytes, to: Role) -> None:
        self._count += 1
        if self._count not in self.lose:
            (self.server if to == "server" else self.client).path.put(data)

    def tell(self, end: End, other: End, role: Role) -> None:
        end.session.expect(PeerIdentity(role, (("sha-256", other.certificate.fingerprint),)))

    async def secure(self) -> tuple[PacketKeys | None, PacketKeys | None]:
        async with asyncio.timeout(10):
            return await asyncio.gather(
                self.server.session.secure("server"),
                self.client.session.secure("client"),
            )


@pytest_asyncio.fixture
async def pair() -> AsyncIterator[Pair]:
    made = Pair()
    made.tell(made.client, made.server, "client")
    yield made


def sealed(end: End, keys: PacketKeys) -> bytes:
    """What this end sends."""
    buffer = end.buffer
    buffer.view[: len(PACKET)] = PACKET
    buffer.length[0] = len(PACKET)
    assert protect(keys.outbound, buffer.memory, buffer.length) == 0
    return bytes(buffer.view[: buffer.length[0]])


def opened(end: End, keys: PacketKeys, wire: bytes) -> bytes | None:
    """What this end makes of it; None when it refuses."""
    buffer = end.buffer
    buffer.view[: len(wire)] = wire
    buffer.length[0] = len(wire)
    return (
        None if unprotect(keys.inbound, buffer.memory, buffer.length) else bytes(buffer.view[: buffer.length[0]])
    )


async def test_packets_travel_both_ways_after_the_handshake(pair: Pair) -> None:
    pair.tell(pair.server, pair.client, "server")
    server, client = await pair.secure()
    assert server
    assert client
    for sender, outbound, receiver, inbound in (
        (pair.client, client, pair.server, server),
        (pair.server, server, pair.client, client),
    ):
        wire = sealed(sender, outbound)
        assert b"clear words" not in wire
        assert opened(receiver, inbound, wire) == PACKET


async def test_a_packet_is_accepted_once_and_only_unchanged(pair: Pair) -> None:
    pair.tell(pair.server, pair.client, "server")
    server, client = await pair.secure()
    assert server
    assert client
    wire = sealed(pair.client, client)
    forged = wire[:-1] + bytes((wire[-1] ^ 1,))
    assert [opened(pair.server, server, one) for one in (forged, wire, wire)] == [None, PACKET, None]


async def test_the_handshake_may_end_before_the_answer_arrives(pair: Pair) -> None:
    server = asyncio.ensure_future(pair.server.session.secure("server"))
    async with asyncio.timeout(10):
        assert await pair.client.session.secure("client")
    assert not server.done()
    pair.tell(pair.server, pair.client, "server")
    async with asyncio.timeout(10):
        assert await server


async def test_lost_flights_are_repeated(pair: Pair) -> None:
    pair.lose = {1, 3}
    pair.tell(pair.server, pair.client, "server")
    assert all(await pair.secure())


async def test_another_certificate_than_announced_gives_no_keys(pair: Pair) -> None:
    pair.tell(pair.server, pair.server, "server")
    server, _ = await pair.secure()
    assert server is None


async def test_only_one_certificate_can_be_expected(pair: Pair) -> None:
    session = pair.server.session
    first = PeerIdentity("server", (("sha-256", "AB:CD"),))
    assert session.expect(first)
    assert session.expect(PeerIdentity("server", (("sha-256", "AB:CD"),)))
    assert not session.expect(PeerIdentity("server", (("sha-256", "AB:CE"),)))


async def test_both_ends_choose_the_cheap_protection(pair: Pair) -> None:
    pair.tell(pair.server, pair.client, "server")
    await pair.secure()
    for end in (pair.server, pair.client):
        assert end.session._ssl is not None
        assert b"GCM" in end.session._ssl.get_selected_srtp_profile()


@pytest.mark.parametrize("fingerprints", [(), (("sha-1", "AB:CD"),)], ids=["none", "unknown algorithm"])
async def test_without_a_usable_fingerprint_there_are_no_keys(
    pair: Pair, fingerprints: tuple[tuple[str, str], ...]
) -> None:
    pair.server.session.expect(PeerIdentity("server", fingerprints))
    server, _ = await pair.secure()
    assert server is None


async def test_a_goodbye_ends_the_other_side(pair: Pair) -> None:
    pair.tell(pair.server, pair.client, "server")
    await pair.secure()
    pair.server.path.put(pair.client.session.farewell())
    async with asyncio.timeout(10):
        await pair.server.session.drain()


async def test_before_the_handshake_there_is_no_goodbye(pair: Pair) -> None:
    assert pair.server.session.farewell() == b""


async def test_a_peer_can_only_have_so_many_datagrams_waiting(pair: Pair) -> None:
    taken = [pair.server.path.put(b"\x16") for _ in range(QUEUE_LIMIT + 1)]
    assert taken == [True] * QUEUE_LIMIT + [False]


async def test_a_closed_path_tells_whoever_waits_for_a_datagram() -> None:
    path = DatagramPath(lambda _data: None)
    waiting = asyncio.create_task(path._recv())
    await asyncio.sleep(0)
    path.close()
    with pytest.raises(ConnectionError):
        await waiting
    with pytest.raises(ConnectionError):
        await path._recv()


async def test_a_handshake_ends_with_its_path_even_when_its_cancellation_was_swallowed() -> None:
    end = Pair().server
    handshake = asyncio.create_task(end.session.secure("server"))
    await asyncio.sleep(0)
    end.path.close()
    async with asyncio.timeout(5):
        assert await handshake is None
