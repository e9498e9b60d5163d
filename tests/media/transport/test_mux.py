from dataclasses import replace

import pytest
import pytest_asyncio

from media.transport.connection import MAX_ADDRESSES, QUIET_S, Connection
from media.transport.ice import Address
from media.transport.mux import Mux
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
