"""Short-lived signed tickets (JWT, RFC 7519, EdDSA): what the real-time door needs to seat somebody.

One key, one algorithm, and a `typ` per kind, so that a ticket of one kind never passes as another (RFC 8725).
"""

import hashlib
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final

import jwt
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

SEAT: Final = "bedside-seat+jwt"
DESK: Final = "bedside-desk+jwt"
LIFETIME = timedelta(seconds=60)
_ALGORITHM = "EdDSA"
_MAX_BYTES = 8_000


class TicketInvalid(Exception):
    """`expired` tells an honest ticket that came late from everything else."""

    def __init__(self, *, expired: bool = False) -> None:
        super().__init__("expired" if expired else "invalid")
        self.expired = expired


def hash_token(token: str) -> bytes:
    """What is stored of a 256-bit random token: its SHA-256 (nothing to guess, so nothing to slow down)."""
    return hashlib.sha256(token.encode()).digest()


class TicketSigner:
    def __init__(self, key: Ed25519PrivateKey) -> None:
        self._key = key

    def sign(self, typ: str, claims: Mapping[str, Any], now: datetime) -> str:
        """`claims` plus `iat` and `exp` = now + LIFETIME, as a compact JWT."""
        payload = {**claims, "iat": int(now.timestamp()), "exp": int((now + LIFETIME).timestamp())}
        return jwt.encode(payload, self._key, algorithm=_ALGORITHM, headers={"typ": typ})

    def verifier(self) -> "TicketVerifier":
        return TicketVerifier(self._key.public_key())


class TicketVerifier:
    def __init__(self, key: Ed25519PublicKey) -> None:
        self._key = key

    def verify(self, typ: str, token: str, now: datetime) -> dict[str, Any]:
        """The claims. Raises TicketInvalid for another kind, key, algorithm or shape, and when late."""
        try:
            if len(token) > _MAX_BYTES or jwt.get_unverified_header(token).get("typ") != typ:
                raise TicketInvalid
            claims: dict[str, Any] = jwt.decode(
                token,
                self._key,
                algorithms=[_ALGORITHM],
                options={"require": ["exp", "iat", "jti"], "verify_exp": False, "verify_iat": False},
            )
        except (jwt.InvalidTokenError, ValueError) as refused:
            raise TicketInvalid from refused
        if not isinstance(claims["exp"], int) or now.timestamp() >= claims["exp"]:
            raise TicketInvalid(expired=True)
        return claims
