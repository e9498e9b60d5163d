import pytest
from aioice import stun
from hypothesis import given
from hypothesis import strategies as st

from media.transport.ice import Credentials, parse_check
from tests.media.transport.strangers import check

SOURCE = ("192.0.2.7", 4242)


def test_an_authentic_check_is_answered_with_the_address_it_came_from() -> None:
    credentials = Credentials()
    request = check(credentials.ufrag, credentials.password)
    parsed = parse_check(bytes(request))
    assert parsed is not None
    assert parsed.ufrag == credentials.ufrag
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
    assert parsed.nominates is nominate


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
        b"\x01\x01" + bytes(check("u", "p" * 24))[2:],
        bytes(check("u", "p" * 24))[:-4],
        _without_username(),
    ],
    ids=["empty", "byte", "no cookie", "cut header", "a response", "cut body", "no username"],
)
def test_anything_else_is_no_check(data: bytes) -> None:
    assert parse_check(data) is None


@given(st.binary(max_size=60), st.integers(0, 80))
def test_no_damage_makes_the_parser_fail(noise: bytes, at: int) -> None:
    data = bytes(check("u", "p" * 24))
    parse_check(data[:at] + noise + data[at + len(noise) :])


def test_two_peers_never_share_credentials() -> None:
    first, second = Credentials(), Credentials()
    assert first.ufrag != second.ufrag
    assert first.password != second.password
