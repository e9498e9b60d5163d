"""A ticket is taken from its own key, of its own kind and in its own minute; every other one is refused."""

import base64
import hashlib
import hmac
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from server.crypto.tokens import DESK, LIFETIME, SEAT, TicketInvalid, TicketSigner, hash_token

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
KEY = Ed25519PrivateKey.generate()
SIGNER = TicketSigner(KEY)
VERIFIER = SIGNER.verifier()
CLAIMS = {"jti": "one", "visit": "v", "seat": "s"}
STAMPED = {**CLAIMS, "iat": int(NOW.timestamp()), "exp": int((NOW + LIFETIME).timestamp())}


def part(value: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()


def unsigned(alg: str) -> str:
    return f"{part({'alg': alg, 'typ': SEAT})}.{part(STAMPED)}."


def hmac_with_the_public_key() -> str:
    """The algorithm confusion: the public key, which anybody may know, used as a shared secret."""
    public = KEY.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    signed = f"{part({'alg': 'HS256', 'typ': SEAT})}.{part(STAMPED)}"
    mac = hmac.new(public, signed.encode(), hashlib.sha256).digest()
    return f"{signed}.{base64.urlsafe_b64encode(mac).rstrip(b'=').decode()}"


def foreign_key() -> str:
    return TicketSigner(Ed25519PrivateKey.generate()).sign(SEAT, CLAIMS, NOW)


def foreign_algorithm() -> str:
    return jwt.encode(STAMPED, generate_private_key(SECP256R1()), algorithm="ES256", headers={"typ": SEAT})


def carried_key() -> str:
    """A ticket that brings its own key along (`jwk`, `kid`): nobody asks for it."""
    own = Ed25519PrivateKey.generate()
    raw = own.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    jwk = {"kty": "OKP", "crv": "Ed25519", "x": base64.urlsafe_b64encode(raw).rstrip(b"=").decode()}
    return jwt.encode(STAMPED, own, algorithm="EdDSA", headers={"typ": SEAT, "jwk": jwk, "kid": "../../key"})


def without(claim: str) -> str:
    left: dict[str, Any] = {name: value for name, value in STAMPED.items() if name != claim}
    return jwt.encode(left, KEY, algorithm="EdDSA", headers={"typ": SEAT})


def without_typ() -> str:
    return jwt.encode(STAMPED, KEY, algorithm="EdDSA")


def changed_claims() -> str:
    head, _, signature = SIGNER.sign(SEAT, CLAIMS, NOW).split(".")
    return f"{head}.{part({**STAMPED, 'seat': 'other'})}.{signature}"


def test_an_honest_ticket_gives_its_claims() -> None:
    assert VERIFIER.verify(SEAT, SIGNER.sign(SEAT, CLAIMS, NOW), NOW) == STAMPED


@pytest.mark.parametrize(
    "forged",
    [
        lambda: unsigned("none"),
        lambda: unsigned("None"),
        lambda: unsigned("EdDSA"),
        hmac_with_the_public_key,
        foreign_key,
        foreign_algorithm,
        carried_key,
        without_typ,
        changed_claims,
        lambda: without("jti"),
        lambda: without("exp"),
        lambda: without("iat"),
    ],
)
def test_a_forged_ticket_is_refused(forged: Callable[[], str]) -> None:
    with pytest.raises(TicketInvalid) as refused:
        VERIFIER.verify(SEAT, forged(), NOW)
    assert not refused.value.expired


@pytest.mark.parametrize(("made", "asked"), [(SEAT, DESK), (DESK, SEAT), ("JWT", SEAT)])
def test_a_ticket_of_another_kind_is_refused(made: str, asked: str) -> None:
    with pytest.raises(TicketInvalid):
        VERIFIER.verify(asked, SIGNER.sign(made, CLAIMS, NOW), NOW)


@pytest.mark.parametrize("text", ["", ".", "..", "a.b", "a.b.c", "a.b.c.d", "é.é.é", "\0", "x" * 9_000, "[]"])
def test_what_is_no_ticket_is_refused(text: str) -> None:
    with pytest.raises(TicketInvalid):
        VERIFIER.verify(SEAT, text, NOW)


def test_a_ticket_beyond_eight_kilobytes_is_refused_unread() -> None:
    with pytest.raises(TicketInvalid):
        VERIFIER.verify(SEAT, SIGNER.sign(SEAT, {**CLAIMS, "name": "x" * 8_000}, NOW), NOW)


def test_a_ticket_lives_sixty_seconds() -> None:
    ticket = SIGNER.sign(SEAT, CLAIMS, NOW)
    assert VERIFIER.verify(SEAT, ticket, NOW + LIFETIME - timedelta(seconds=1))
    with pytest.raises(TicketInvalid) as refused:
        VERIFIER.verify(SEAT, ticket, NOW + LIFETIME)
    assert refused.value.expired


@pytest.mark.parametrize("exp", ["9999999999", 9e9, None, True, [9999999999]])
def test_an_expiry_that_is_no_number_is_refused(exp: object) -> None:
    with pytest.raises(TicketInvalid):
        VERIFIER.verify(
            SEAT, jwt.encode({**STAMPED, "exp": exp}, KEY, algorithm="EdDSA", headers={"typ": SEAT}), NOW
        )


@pytest.mark.parametrize("place", range(0, 86, 5))
def test_one_changed_character_of_the_signature_is_refused(place: int) -> None:
    head, body, signature = SIGNER.sign(SEAT, CLAIMS, NOW).split(".")
    other = "A" if signature[place] != "A" else "B"
    with pytest.raises(TicketInvalid):
        VERIFIER.verify(SEAT, f"{head}.{body}.{signature[:place]}{other}{signature[place + 1 :]}", NOW)


def test_a_stored_token_is_its_sha256() -> None:
    assert hash_token("abc").hex() == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
