"""The ICE-lite side of one peer (RFC 8445 section 2.5): answers connectivity checks, starts none.

A request is answered only when it names our user fragment and proves knowledge of our password, so the socket
reflects nothing to strangers (RFC 8445 section 7.3, RFC 8489 section 9.1.3).
"""

import secrets
import string
from dataclasses import dataclass

from aioice import stun

Address = tuple[str, int]

_ICE_CHARS = string.ascii_letters + string.digits
_COOKIE = stun.COOKIE.to_bytes(4, "big")
_BINDING_REQUEST = b"\x00\x01"


@dataclass(frozen=True, slots=True)
class Check:
    """A well-formed binding request, not yet authenticated."""

    ufrag: str
    message: stun.Message

    @property
    def nominates(self) -> bool:
        return "USE-CANDIDATE" in self.message.attributes


class Credentials:
    """Our user fragment and password for one peer."""

    def __init__(self) -> None:
        self.ufrag = _random(8)
        self.password = _random(24)

    def respond(self, check: Check, source: Address) -> bytes | None:
        """The response for `source`, None when the request is not authentic."""
        key = self.password.encode()
        if not check.message.check_message_integrity(key):
            return None
        response = stun.Message(
            message_method=stun.Method.BINDING,
            message_class=stun.Class.RESPONSE,
            transaction_id=check.message.transaction_id,
            attributes={"XOR-MAPPED-ADDRESS": source},
        )
        response.add_message_integrity(key)  # adds FINGERPRINT as well
        return bytes(response)


def parse_check(data: bytes) -> Check | None:
    """The check in this datagram, None for anything else."""
    if data[:2] != _BINDING_REQUEST or data[4:8] != _COOKIE:  # cheap first: strangers may flood us
        return None
    try:
        message = stun.parse_message(data)
        ours, _, _ = message.attributes["USERNAME"].partition(":")
    except Exception:  # noqa: BLE001 -- hostile bytes make the parser raise far more than ValueError
        return None
    return Check(ours, message)


def _random(length: int) -> str:
    return "".join(secrets.choice(_ICE_CHARS) for _ in range(length))
