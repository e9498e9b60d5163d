import asyncio
from typing import Literal

import pytest
from aioice import stun
from hypothesis import given
from hypothesis import strategies as st

from media import MediaNode
from media.transport.ice import Credentials, asked_for, nominates, parse_check
from media.transport.mux import Mux
from tests.media.clients import Listener
from tests.media.forward.packets import VP8_KEY, numbered, rtp
from tests.media.transport.callers import Caller
from tests.media.transport.strangers import Stranger, check
from tests.media.transport.wires import NOBODY, take

SOURCE = ("192.0.2.7", 4242)


def test_an_authentic_check_is_answered_with_the_address_it_came_from() -> None:
    credentials = Credentials()
    request = check(credentials.ufrag, credentials.password)
    assert asked_for(bytes(request)) == credentials.ufrag
    parsed = parse_check(bytes(request))
    assert parsed is not None
    data = credentials.respond(parsed, SOURCE)
    assert data is not None
    response = stun.parse_message(data)
    assert response.transaction_id == request.transaction_id
    assert response.attributes["XOR-MAPPED-ADDRESS"] == SOURCE
    assert "FINGERPRINT" in response.attributes
    assert response.check_message_integrity(credentials.password.encode())


@pytest.mark.parametrize("password", [None, "wrong" * 6], ids=["no integrity", "another password"])
def test_a_check_that_is_not_authentic_gets_no_answer(password: str | None) -> None:
    credentials = Credentials()
    parsed = parse_check(bytes(check(credentials.ufrag, password)))
    assert parsed is not None
    assert credentials.respond(parsed, SOURCE) is None


@pytest.mark.parametrize("nominate", [True, False])
def test_nomination_is_read_from_the_check(nominate: bool) -> None:
    parsed = parse_check(bytes(check("u", "p" * 24, nominate=nominate)))
    assert parsed is not None
    assert nominates(parsed) is nominate


def test_the_address_of_a_peer_on_ipv6_is_told_as_well() -> None:
    credentials = Credentials()
    parsed = parse_check(bytes(check(credentials.ufrag, credentials.password)))
    assert parsed is not None
    data = credentials.respond(parsed, ("2001:db8::7", 4242, 0, 0))
    assert data is not None
    assert stun.parse_message(data).attributes["XOR-MAPPED-ADDRESS"] == ("2001:db8::7", 4242)


CHECK = bytes(check("u", "p" * 24))


def _without_username() -> bytes:
    message = check("u", "p" * 24)
    del message.attributes["USERNAME"]
    return bytes(message)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x00",
        bytes(20),
        b"\x00\x01\x00\x00\x21\x12\xa4\x42",
        b"\x01\x01" + CHECK[2:],
        CHECK[:4] + bytes(4) + CHECK[8:],
        CHECK[:20] + b"\x00\x24\x00\x00" * 20 + CHECK[20:],
        _without_username(),
    ],
    ids=[
        "empty",
        "byte",
        "no cookie",
        "cut header",
        "a response",
        "another cookie",
        "late username",
        "no username",
    ],
)
def test_nobody_is_asked_for_by(data: bytes) -> None:
    assert asked_for(data) is None


@pytest.mark.parametrize("data", [b"", b"\x00", CHECK[:-4], CHECK + b"\0"], ids=["empty", "byte", "cut", "more"])
def test_a_malformed_check_is_none(data: bytes) -> None:
    assert parse_check(data) is None


@given(st.text(alphabet=st.characters(codec="ascii", exclude_characters=":"), max_size=40))
def test_the_name_that_is_asked_for_ends_at_the_colon(ufrag: str) -> None:
    assert asked_for(bytes(check(ufrag, "p" * 24))) == ufrag


@given(st.binary(max_size=60), st.integers(0, 80))
def test_no_damage_makes_the_parsers_fail(noise: bytes, at: int) -> None:
    damaged = CHECK[:at] + noise + CHECK[at + len(noise) :]
    asked_for(damaged)
    parse_check(damaged)


def test_two_peers_never_share_credentials() -> None:
    first, second = Credentials(), Credentials()
    assert first.ufrag != second.ufrag
    assert first.password != second.password


HERE = ("192.0.2.1", 4000)
Deed = Literal["restart", "old", "new", "first"]


def answered(mux: Mux, credentials: Credentials) -> bool:
    return bool(take(mux, bytes(check(credentials.ufrag, credentials.password)), HERE, 1.0))


async def test_old_and_new_credentials_hold_until_the_first_check_with_the_new_ones() -> None:
    mux = Mux(30.0, 20.0)
    connection = mux.connect(NOBODY)
    old = connection.credentials
    assert answered(mux, old)
    new = connection.restart()
    assert answered(mux, old)
    assert answered(mux, new)
    assert not answered(mux, old)
    assert answered(mux, new)


async def test_a_restart_after_an_unused_one_replaces_it() -> None:
    mux = Mux(30.0, 20.0)
    connection = mux.connect(NOBODY)
    old, unused, newest = connection.credentials, connection.restart(), connection.restart()
    assert [answered(mux, one) for one in (unused, old, newest, old)] == [False, True, True, False]


async def test_new_credentials_do_not_prove_what_the_old_ones_name() -> None:
    mux = Mux(30.0, 20.0)
    connection = mux.connect(NOBODY)
    old = connection.credentials
    new = connection.restart()
    for ufrag, password in ((old.ufrag, new.password), (new.ufrag, old.password)):
        assert not take(mux, bytes(check(ufrag, password)), HERE, 1.0)


async def test_whatever_is_restarted_and_checked_at_most_two_names_are_known() -> None:
    mux = Mux(30.0, 20.0)

    @given(st.lists(st.sampled_from(["restart", "old", "new", "first"]), max_size=12))
    def holds(deeds: list[Deed]) -> None:
        connection = mux.connect(NOBODY)
        given_out = [connection.credentials]
        used = 0  # index of the newest credentials that were used
        for deed in deeds:
            if deed == "restart":
                given_out.append(connection.restart())
                continue
            asked = {"old": max(0, len(given_out) - 2), "new": len(given_out) - 1, "first": 0}[deed]
            assert answered(mux, given_out[asked]) is (asked in (used, len(given_out) - 1))
            used = max(used, asked) if asked == len(given_out) - 1 else used
            assert len(mux._by_ufrag) <= 2
        connection.close()
        assert not mux._by_ufrag

    holds()


@pytest.mark.parametrize("restarts", [1, 3])
async def test_a_call_goes_on_across_a_restart_and_a_new_network(node: MediaNode, restarts: int) -> None:
    room = node.room("visit")
    a, b = [await Caller.call(await room.join(seat, Listener()), Stranger(node.port)) for seat in ("a", "b")]
    before = a.peer.offer
    await a.send(rtp(1, ssrc=2, payload=VP8_KEY, extension=numbered(1)))
    assert (await b.hear()).endswith(VP8_KEY)
    for _ in range(restarts):
        offer = a.peer.restart()
    assert offer.version == before.version + restarts
    await a.peer.answer(a.answer(), offer.version)
    await a.ask(offer=before.sdp)
    a.move(Stranger(node.port))
    await a.ask(nominate=True)
    for sender, hearer in ((a, b), (b, a)):
        await sender.send(rtp(2, ssrc=2, payload=VP8_KEY + b"after", extension=numbered(2)))
        assert (await hearer.hear()).endswith(b"after")
    await asyncio.gather(a.hang_up(), b.hang_up())
