"""The ICE-lite side of one peer (RFC 8445 section 2.5): answers connectivity checks, starts none.

A request is answered only when it names our user fragment and proves knowledge of our password, so the socket
reflects nothing to strangers (RFC 8445 section 7.3, RFC 8489 section 9.1.3).
"""

import secrets
import string
from struct import Struct
from typing import Any

from aioice import stun

Address = tuple[Any, ...]
"""(host, port) for IPv4, four items for IPv6, (host, port, "tcp") for a TCP connection."""

_ICE_CHARS = string.ascii_letters + string.digits
_BINDING_REQUEST = b"\x00\x01"
_COOKIE = stun.COOKIE.to_bytes(4, "big")
_HEADER_SIZE = 20
_USERNAME = 0x0006
_ATTRIBUTE = Struct("!HH")
_MAX_ATTRIBUTES = 16


class Credentials:
    """Our user fragment and password for one peer, until the next ICE restart."""

    def __init__(self) -> None:
        self.ufrag = _random(8)
        self.password = _random(24)

    def respond(self, request: stun.Message, source: Address) -> bytes | None:
        """The response for `source`, None when the request is not authentic."""
        key = self.password.encode()
        if not request.check_message_integrity(key):
            return None
        response = stun.Message(
            message_method=stun.Method.BINDING,
            message_class=stun.Class.RESPONSE,
            transaction_id=request.transaction_id,
            attributes={"XOR-MAPPED-ADDRESS": source[:2]},
        )
        response.add_message_integrity(key)  # adds FINGERPRINT as well
        return bytes(response)


def asked_for(data: bytes) -> str | None:
    """Whom this binding request asks for: our part of its USERNAME (RFC 8445 section 7.2.2); None for all else.

    Anybody may send us thousands of these a second, so this looks at as little as it can.
    """
    if data[:2] != _BINDING_REQUEST or data[4:8] != _COOKIE:
        return None
    at, size = _HEADER_SIZE, len(data)
    for _ in range(_MAX_ATTRIBUTES):
        if at + _ATTRIBUTE.size > size:
            return None
        kind, length = _ATTRIBUTE.unpack_from(data, at)
        at += _ATTRIBUTE.size
        if kind == _USERNAME:
            return data[at : at + length].partition(b":")[0].decode("ascii", "replace")
        at += length + -length % 4
    return None


def parse_check(data: bytes) -> stun.Message | None:
    """The request, not yet authenticated; None when it is malformed."""
    try:
        return stun.parse_message(data)
    except Exception:  # noqa: BLE001 -- hostile bytes make the parser raise far more than ValueError
        return None


def nominates(request: stun.Message) -> bool:
    """Whether the peer has chosen the way that this request came (RFC 8445 section 7.3.1.5)."""
    return "USE-CANDIDATE" in request.attributes


def _random(length: int) -> str:
    return "".join(secrets.choice(_ICE_CHARS) for _ in range(length))
