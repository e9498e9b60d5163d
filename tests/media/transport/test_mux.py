import struct
from collections.abc import Iterator
from dataclasses import replace
from itertools import count as numbers_from

import pytest
import pytest_asyncio
from aioice import stun

from media.transport.connection import MAX_ADDRESSES, QUIET_S, Connection
from media.transport.ice import Address
from media.transport.mux import Mux
from tests.media.forward.mutation import Mutator, blamed, inputs
from tests.media.transport.strangers import check
from tests.media.transport.wires import NOBODY, Tape, Wire, take

WIFI, CELLULAR = ("192.0.2.1", 4000), ("198.51.100.9", 5000)


@pytest_asyncio.fixture
async def mux() -> Mux:
    return Mux(liveness_s=30.0, handshake_s=20.0)


def checks(mux: Mux, connection: Connection, source: Address, now: float, *, nominate: bool = False) -> bool:
    """Whether a check of this peer's, from there, is answered."""
    ours = connection.credentials
    return bool(take(mux, bytes(check(ours.ufrag, ours.password, nominate=nominate)), source, now))


async def test_the_first_check_reaches_the_peer_wherever_it_comes_from(mux: Mux) -> None:
    reached: list[float] = []
    events = replace(NOBODY, reached=reached.append)
    connection = mux.connect(events)
    checks(mux, connection, WIFI, 1.0)
    checks(mux, connection, CELLULAR, 2.0)
    assert (connection._address, reached) == (WIFI, [1.0])


async def test_a_nominating_check_from_elsewhere_moves_the_peer(mux: Mux) -> None:
    moves: list[str] = []
    connection = mux.connect(replace(NOBODY, moved=lambda: moves.append("moved")))
    checks(mux, connection, WIFI, 1.0, nominate=True)
    checks(mux, connection, CELLULAR, 2.0)
    assert (connection._address, moves) == (WIFI, [])
    for at in (3.0, 4.0):
        checks(mux, connection, CELLULAR, at, nominate=True)
    assert (connection._address, moves) == (CELLULAR, ["moved"])


async def test_what_is_sent_follows_the_peer_to_its_way(mux: Mux) -> None:
    wire = Wire(mux, NOBODY, frozenset(), 4000)
    ours, tcp = wire.connection.credentials, Tape()
    take(mux, bytes(check(ours.ufrag, ours.password, nominate=True)), ("192.0.2.1", 9, "tcp"), 1.0, tcp)
    wire.connection.send_rtcp(b"\x80\xc9\x00\x01" + bytes(4))
    assert (len(wire.tape.sent), len(tcp.sent)) == (0, 1)
    assert wire.connection.over_tcp


@pytest.mark.parametrize(
    ("silence_s", "taken"), [(0.0, False), (QUIET_S, False), (QUIET_S + 0.1, True)], ids=["now", "soon", "later"]
)
async def test_an_address_is_taken_over_only_from_one_that_fell_silent(
    mux: Mux, silence_s: float, taken: bool
) -> None:
    holder, other = mux.connect(NOBODY), mux.connect(NOBODY)
    checks(mux, holder, WIFI, 100.0)
    assert checks(mux, other, WIFI, 100.0 + silence_s, nominate=True) is taken
    assert (holder._address, other._address) == (((), WIFI) if taken else (WIFI, ()))


async def test_who_lost_its_address_comes_back_from_another(mux: Mux) -> None:
    holder, other = mux.connect(NOBODY), mux.connect(NOBODY)
    checks(mux, holder, WIFI, 100.0)
    checks(mux, other, WIFI, 110.0)
    assert checks(mux, holder, CELLULAR, 111.0)
    assert (mux.by_address[WIFI], mux.by_address[CELLULAR]) == (other, holder)
    assert holder._address == CELLULAR


async def test_leaving_does_not_take_away_an_address_that_another_has_now(mux: Mux) -> None:
    holder, other = mux.connect(NOBODY), mux.connect(NOBODY)
    checks(mux, holder, WIFI, 100.0)
    checks(mux, other, WIFI, 110.0)
    holder.close()
    assert mux.by_address == {WIFI: other}


async def test_a_peer_keeps_only_its_latest_addresses(mux: Mux) -> None:
    connection = mux.connect(NOBODY)
    for port in range(1, MAX_ADDRESSES + 5):
        assert checks(mux, connection, ("192.0.2.1", port), 1.0 + port / 10, nominate=True)
    assert sorted(port for _, port in mux.by_address) == list(range(5, MAX_ADDRESSES + 5))


async def test_the_address_in_use_is_kept_however_many_others_are_tried(mux: Mux) -> None:
    connection = mux.connect(NOBODY)
    checks(mux, connection, WIFI, 1.0, nominate=True)
    for port in range(1, MAX_ADDRESSES + 5):
        checks(mux, connection, ("203.0.113.5", port), 1.0)
    assert mux.by_address[WIFI] is connection


async def test_a_closed_connection_is_forgotten(mux: Mux) -> None:
    connection = mux.connect(NOBODY)
    checks(mux, connection, WIFI, 1.0)
    connection.restart()
    connection.close()
    assert not mux.by_address
    assert not mux._by_ufrag


async def test_a_way_that_is_full_loses_packets_and_counts_them(mux: Mux) -> None:
    wire = Wire(mux, NOBODY, frozenset(), 4000)
    wire.tape.full = True
    wire.connection.send_rtcp(b"\x80\xc9\x00\x01" + bytes(4))
    assert (mux.counters.packets_out, mux.counters.dropped) == (0, 1)


@pytest.mark.parametrize("size", [0, 2049, 2304], ids=["empty", "too large", "cut by the socket"])
async def test_a_datagram_of_no_size_of_ours_is_dropped(mux: Mux, size: int) -> None:
    mux.take(size, WIFI, Tape(), 1.0)
    assert (mux.counters.packets_in, mux.counters.dropped) == (1, 1)


async def test_a_datagram_that_ends_before_its_kind_is_told_is_dropped_whatever_was_there_before(mux: Mux) -> None:
    connection = mux.connect(NOBODY)
    ours = connection.credentials
    data = bytes(check(ours.ufrag, ours.password))
    take(mux, data, WIFI, 1.0)
    assert not take(mux, data[:20], CELLULAR, 1.0)
    assert CELLULAR not in mux.by_address


HEADER, INTEGRITY = 20, 24
LARGEST = 2100
"""A little more than what is looked at."""


class Witness(Tape):
    """What leaves here goes to where the last datagram came from, or the test fails."""

    address: Address = ()

    def sendto(self, data: bytes | memoryview, address: Address, /) -> int:
        assert address == self.address
        return super().sendto(data, address)


class Crowd:
    """Two peers at a mux, one of them restarted, and whoever else sends something."""

    def __init__(self) -> None:
        self.mux = Mux(liveness_s=30.0, handshake_s=20.0)
        self.peers = [self.mux.connect(NOBODY) for _ in range(2)]
        self.peers[1].restart()
        self.names = set(self.mux._by_ufrag)
        self.specimens = [specimen for peer in self.peers for specimen in _specimens(peer.credentials.ufrag)]
        self.answered = 0
        self._way = Witness()
        self._addresses = numbers_from()
        self._now = 1000.0

    def passwords(self) -> Iterator[str]:
        return (peer.credentials.password for peer in self.peers)

    def hears(self, data: bytes) -> None:
        """From an address that was never heard of: its sender's own if that is proven, else nobody's."""
        for peer in self.peers:
            peer.refill(1.0)
        self._now += 0.001
        source = self._way.address = (_host(next(self._addresses)), 40_000)
        answers = take(self.mux, data, source, self._now, self._way)
        assert (source in self.mux.by_address) == bool(answers)
        assert [stun.parse_message(answer).transaction_id for answer in answers] == [data[8:20]] * len(answers)
        self.answered += len(answers)

    def assert_bounded(self) -> None:
        assert self.names >= set(self.mux._by_ufrag)
        assert len(self.mux.by_address) <= MAX_ADDRESSES * len(self.peers)

    def assert_alive_and_leaving_nothing(self) -> None:
        before = self.answered
        for peer in self.peers:
            self.hears(bytes(check(peer.credentials.ufrag, peer.credentials.password)))
        assert self.answered == before + len(self.peers)
        for peer in self.peers:
            peer.close()
        assert not self.mux.by_address
        assert not self.mux._by_ufrag


@pytest_asyncio.fixture
async def crowd() -> Crowd:
    return Crowd()


def _specimens(ufrag: str) -> Iterator[bytes]:
    """Checks as browsers send them and with every attribute that a parser knows, not signed."""
    message = check(ufrag, None)
    del message.attributes["FINGERPRINT"]
    yield bytes(message)
    message.attributes |= {"USE-CANDIDATE": None, "SOFTWARE": "browser", "REALM": "r\u00e9alm", "NONCE": b"nonce"}
    yield bytes(message)
    message.attributes |= {"ERROR-CODE": (487, "Role Conflict"), "CHANNEL-NUMBER": 1, "ICE-CONTROLLED": 1}
    message.attributes |= {"MAPPED-ADDRESS": ("192.0.2.1", 1), "XOR-MAPPED-ADDRESS": ("2001:db8::1", 2)}
    yield bytes(message)


def _signed(data: bytes, password: str) -> bytes:
    """With an integrity that is right and a length that fits, whatever is in it."""
    if len(data) < HEADER:
        return data
    mac = stun.message_integrity(data, password.encode())
    size = (len(data) - HEADER + INTEGRITY) & 0xFFFF
    return data[:2] + struct.pack("!H", size) + data[4:] + struct.pack("!HH", 0x0008, 20) + mac


def _host(number: int) -> str:
    return f"10.{number >> 16 & 0xFF}.{number >> 8 & 0xFF}.{number & 0xFF}"


@inputs(20_000, 1_000_000)
async def test_no_check_of_a_stranger_raises_or_is_answered_or_leaves_anything(crowd: Crowd, count: int) -> None:
    mutator = Mutator(1)
    random = mutator.random
    whole = [_signed(specimen, "w" * 24) for specimen in crowd.specimens]
    with blamed(mutator):
        for number in range(count):
            crowd.hears(
                mutator.junk(LARGEST)
                if number % 50 == 0
                else mutator.mutant(random.choice(whole), random.choice(whole))
            )
        assert crowd.answered == 0
        crowd.assert_bounded()
    crowd.assert_alive_and_leaving_nothing()


@inputs(20_000, 1_000_000)
async def test_no_check_that_a_peer_has_signed_raises_or_leaves_more_than_its_addresses(
    crowd: Crowd, count: int
) -> None:
    mutator = Mutator(2)
    random = mutator.random
    passwords = list(crowd.passwords())
    with blamed(mutator):
        for number in range(count):
            mutant = mutator.mutant(random.choice(crowd.specimens), random.choice(crowd.specimens))
            crowd.hears(_signed(mutant, passwords[random.randrange(2)]))
            if number % 1000 == 0:
                crowd.assert_bounded()
        assert crowd.answered > count / 20, "hardly one was understood: nothing deep was tested"
    crowd.assert_alive_and_leaving_nothing()
