"""The private names that `dtls`, `srtp` and `udp` lean on. When an upgrade moves one, this fails first."""

import inspect
from dataclasses import fields

import pytest
from aioice.ice import get_host_addresses
from aiortc import RTCCertificate
from aiortc.rtcdtlstransport import SRTP_PROFILES, RTCDtlsFingerprint, RTCDtlsParameters, RTCDtlsTransport, State
from OpenSSL import SSL
from pylibsrtp import Policy, Session
from pylibsrtp._binding import ffi, lib

from media.transport.dtls import Certificate, DatagramPath, DtlsSession


@pytest.mark.parametrize("name", ["_do_handshake", "_recv_next"])
def test_a_step_of_the_handshake_is_awaited_without_arguments(name: str) -> None:
    step = getattr(RTCDtlsTransport, name)
    assert inspect.iscoroutinefunction(step)
    assert list(inspect.signature(step).parameters) == ["self"]


@pytest.mark.parametrize(
    ("name", "parameters"),
    [
        ("_set_role", ["self", "role"]),
        ("_set_state", ["self", "state"]),
        ("_setup_srtp", ["self"]),
        ("_validate_peer_identity", ["self", "remoteParameters"]),
    ],
)
def test_a_step_of_the_transport_has_the_known_arguments(name: str, parameters: list[str]) -> None:
    assert list(inspect.signature(getattr(RTCDtlsTransport, name)).parameters) == parameters


async def test_the_transport_has_the_known_attributes() -> None:
    session = DtlsSession(DatagramPath(lambda _: None), Certificate())
    known = {"_state": State.NEW, "_ssl": None, "_rx_srtp": None, "_tx_srtp": None, "encrypted": False}
    assert {name: getattr(session, name) for name in known} == known
    assert any(b"GCM" in profile.openssl_profile for profile in session._srtp_profiles)


async def test_the_transport_reads_and_writes_by_recv_and_send() -> None:
    source = inspect.getsource(RTCDtlsTransport)
    assert "self.transport._recv()" in source
    assert "self.transport._send(data)" in source


def test_a_certificate_makes_a_context_for_the_profiles() -> None:
    context = RTCCertificate.generateCertificate()._create_ssl_context(srtp_profiles=SRTP_PROFILES)
    assert isinstance(context, SSL.Context)


def test_libsrtp_works_in_place_on_a_session_handle() -> None:
    session = Session(Policy(key=bytes(30), ssrc_type=Policy.SSRC_ANY_OUTBOUND))
    memory, length = ffi.new("unsigned char[]", 64), ffi.new("int *")
    memory[0], length[0] = 0x80, 12
    assert lib.srtp_protect(session._srtp[0], memory, length) == 0
    assert length[0] == 22
    assert lib.srtp_unprotect
    assert lib.srtp_protect_rtcp
    assert lib.srtp_unprotect_rtcp


def test_host_addresses_are_asked_for_by_family() -> None:
    assert list(inspect.signature(get_host_addresses).parameters) == ["use_ipv4", "use_ipv6"]


def test_dtls_parameters_take_fingerprints_first() -> None:
    assert next(field.name for field in fields(RTCDtlsParameters)) == "fingerprints"
    assert [field.name for field in fields(RTCDtlsFingerprint)] == ["algorithm", "value"]
