"""The controlling side of ICE (RFC 8445) towards one address: one check that nominates, and answers to theirs."""

from aioice import stun

from bench.media.load.description import Local, Remote

_PRIORITY = 1_845_501_695  # RFC 8445 section 5.1.2.1: a peer-reflexive candidate
_TIE_BREAKER = 7


def check(local: Local, remote: Remote) -> bytes:
    """A binding request; the same bytes, sent again and again, also keep consent (RFC 7675)."""
    message = stun.Message(message_method=stun.Method.BINDING, message_class=stun.Class.REQUEST)
    message.attributes["USERNAME"] = f"{remote.ufrag}:{local.ufrag}"
    message.attributes["PRIORITY"] = _PRIORITY
    message.attributes["ICE-CONTROLLING"] = _TIE_BREAKER
    message.attributes["USE-CANDIDATE"] = None
    message.add_message_integrity(remote.password.encode())
    return bytes(message)


def is_answer(datagram: bytes, sent: bytes) -> bool:
    """Whether this is the success response to the check that was sent."""
    return datagram[:2] == b"\x01\x01" and datagram[8:20] == sent[8:20]


def answer(datagram: bytes, local: Local, remote: Remote) -> bytes | None:
    """The response to the server's own check, None for anything else."""
    if datagram[:2] != b"\x00\x01":
        return None
    request = stun.parse_message(datagram)
    response = stun.Message(
        message_method=stun.Method.BINDING,
        message_class=stun.Class.RESPONSE,
        transaction_id=request.transaction_id,
        attributes={"XOR-MAPPED-ADDRESS": remote.address},
    )
    response.add_message_integrity(local.password.encode())
    return bytes(response)
