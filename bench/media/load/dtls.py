"""DTLS-SRTP as a browser does it (RFC 5764), with AES-128-GCM alone on offer: every server pays the same."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from aiortc.rtcdtlstransport import certificate_digest, generate_certificate
from cryptography.hazmat.primitives.asymmetric import ec
from OpenSSL import SSL
from pylibsrtp import Policy, Session

_PROFILE = b"SRTP_AEAD_AES_128_GCM"
_KEY, _SALT = 16, 12
_CIPHERS = b"ECDHE-ECDSA-AES128-GCM-SHA256"
_DATAGRAM = 1500
_PATIENCE_S = 1.0
_OPENING_S, _OPENINGS = 0.05, 100
_REPLAY_WINDOW = 1024

Receive = Callable[[], Awaitable[bytes]]
Send = Callable[[bytes], None]


class Identity:
    """A key and its certificate; one is enough for all participants of a run."""

    def __init__(self) -> None:
        key = ec.generate_private_key(ec.SECP256R1())
        certificate = generate_certificate(key)
        self.fingerprint = certificate_digest(certificate, "sha-256")
        self.context = SSL.Context(SSL.DTLS_METHOD)
        self.context.set_verify(SSL.VERIFY_PEER | SSL.VERIFY_FAIL_IF_NO_PEER_CERT, lambda *_: True)
        self.context.use_certificate(certificate)
        self.context.use_privatekey(key)
        self.context.set_cipher_list(_CIPHERS)
        self.context.set_tlsext_use_srtp(_PROFILE)


@dataclass(frozen=True, slots=True)
class Sessions:
    """libsrtp's state for what comes in and what goes out."""

    inbound: Session
    outbound: Session


async def shake_hands(
    identity: Identity, fingerprints: tuple[tuple[str, str], ...], receive: Receive, send: Send, *, client: bool
) -> Sessions:
    """Sessions with whoever has one of these fingerprints; ConnectionError for anybody else."""
    connection = SSL.Connection(identity.context)
    if client:
        connection.set_connect_state()
    else:
        connection.set_accept_state()
    await _open(connection, receive, send)
    while not _advance(connection, send):
        try:
            async with asyncio.timeout(connection.DTLSv1_get_timeout() or _PATIENCE_S):
                connection.bio_write(await receive())
        except TimeoutError:
            connection.DTLSv1_handle_timeout()
    certificate = connection.get_peer_certificate(as_cryptography=True)
    if certificate is None or ("sha-256", certificate_digest(certificate, "sha-256")) not in fingerprints:
        raise ConnectionError("The server's certificate is not the one it announced.")
    if connection.get_selected_srtp_profile() != _PROFILE:
        raise ConnectionError("The server did not agree on AES-128-GCM.")
    return _sessions(connection, client=client)


async def _open(connection: SSL.Connection, receive: Receive, send: Send) -> None:
    """The first flight, repeated as fast as browsers do: a server may not listen yet when it answers checks."""
    flights: list[bytes] = []
    _advance(connection, flights.append)
    for _ in range(_OPENINGS):
        for flight in flights:
            send(flight)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_OPENING_S):
                connection.bio_write(await receive())
                return
    raise ConnectionError("The server does not begin a handshake.")


def _advance(connection: SSL.Connection, send: Send) -> bool:
    """Whether the handshake is done; sends what is due."""
    done = False
    with contextlib.suppress(SSL.WantReadError):
        connection.do_handshake()
        done = True
    with contextlib.suppress(SSL.WantReadError):
        while flight := connection.bio_read(_DATAGRAM):
            send(flight)
    return done


def _sessions(connection: SSL.Connection, *, client: bool) -> Sessions:
    material = connection.export_keying_material(b"EXTRACTOR-dtls_srtp", 2 * (_KEY + _SALT))
    keys = [
        material[place * _KEY : (place + 1) * _KEY] + material[2 * _KEY + place * _SALT :][:_SALT]
        for place in (0, 1)
    ]
    ours, theirs = keys if client else reversed(keys)
    return Sessions(_session(theirs, Policy.SSRC_ANY_INBOUND), _session(ours, Policy.SSRC_ANY_OUTBOUND))


def _session(key: bytes, direction: int) -> Session:
    policy = Policy(key=key, ssrc_type=direction, srtp_profile=Policy.SRTP_PROFILE_AEAD_AES_128_GCM)
    policy.allow_repeat_tx = True
    policy.window_size = _REPLAY_WINDOW
    return Session(policy)
