"""What we accept of an answer: bounded in every direction, and only what matches our offer."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from media.errors import MediaError
from media.negotiation.codecs import LAYERS, OPUS, VIDEO_CODECS
from media.negotiation.lines import Line
from media.transport import sdp
from media.transport.addresses import usable
from media.transport.dtls import PeerIdentity
from media.transport.dtls import Role as DtlsRole

MAX_BYTES = 64_000
MAX_LINES = 1500
MAX_SECTION_LINES = 150
"""A browser's answer to twelve m-lines has some 500, and no more than 100 for one of them. The parser's work grows
with the square of what one m-line has: codecs times feedback for all of them."""
MAX_CANDIDATES = 16
SSRC_LIMIT = 1 << 32

_OFFERED: dict[int, tuple[str, int | None]] = {
    codec.payload_type: (codec.name.lower(), codec.rtx_payload_type) for codec in VIDEO_CODECS
} | {OPUS: ("opus", None)}
"""Payload type -> the codec's name, the payload type of its retransmissions."""
_SECTION = re.compile(r"^m=", re.MULTILINE)
_SIMULCAST = re.compile(r"^a=simulcast:send ([\w;~,-]+)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class AnsweredLine:
    """One m-line. `accepted` maps each payload type it can receive to that of its retransmissions."""

    line: Line
    receives: bool
    accepted: dict[int, int | None]
    ssrc: int | None
    """What it sends under; None when it sends nothing, or layers that name themselves."""
    rtx_ssrc: int | None
    layers: tuple[str, ...]
    """Simulcast layers it sends, lowest first; empty when it sends one stream."""
    resends: bool
    """Whether it answers requests for lost packets."""


@dataclass(frozen=True, slots=True)
class Answer:
    identity: PeerIdentity
    lines: tuple[AnsweredLine, ...]


def parse_answer(text: str, lines: Sequence[Line], *, loopback: bool = False) -> Answer:
    """The accepted part of the answer to an offer of these lines.

    MediaError("sdp.invalid"), or ("sdp.candidate_rejected") when it names candidates and none is a person's.
    `loopback`: this machine's own addresses are a person's, because the server listens there.
    """
    try:
        return _read(text, lines, loopback)
    except MediaError:
        raise
    except Exception as error:  # hostile text makes the parser raise AssertionError, StopIteration, KeyError ...
        raise _invalid("The answer cannot be read.") from error


def _read(text: str, lines: Sequence[Line], loopback: bool) -> Answer:
    if len(text) > MAX_BYTES or len(text.encode()) > MAX_BYTES or len(text.splitlines()) > MAX_LINES:
        raise _invalid("The answer is too long.")
    sections = _SECTION.split(text)[1:]
    if any(len(section.splitlines()) > MAX_SECTION_LINES for section in sections):
        raise _invalid("An m-line of the answer is too long.")
    described = sdp.parse(text).media if len(sections) == len(lines) else []
    if len(described) != len(lines):
        raise _invalid("The answer does not have the m-lines of the offer.")
    _require_candidates(described, loopback)
    identity = _identity([one for one in described if one.port])
    return Answer(identity, tuple(map(_line, lines, described, sections)))


def _require_candidates(described: Sequence[sdp.MediaDescription], loopback: bool) -> None:
    if any(len(one.ice_candidates) > MAX_CANDIDATES for one in described):
        raise _invalid("The answer has too many candidates.")
    ways = [
        (candidate.ip, candidate.port)
        for one in described
        for candidate in one.ice_candidates
        if candidate.protocol.lower() == "udp"
    ]
    if not usable(ways, loopback=loopback):
        raise MediaError("sdp.candidate_rejected", "None of the answer's candidates is one that may be used.")


def _identity(described: Sequence[sdp.MediaDescription]) -> PeerIdentity:
    identities = {_identity_of(one) for one in described}
    if len(identities) != 1:
        raise _invalid("The answer must have one DTLS identity.")
    return identities.pop()


def _identity_of(described: sdp.MediaDescription) -> PeerIdentity:
    roles: dict[str, DtlsRole] = {"client": "server", "server": "client"}
    role = roles.get(described.dtls.role) if described.dtls else None
    if described.dtls is None or role is None:
        raise _invalid("The answer must choose active or passive.")
    fingerprints = tuple((one.algorithm.lower(), one.value) for one in described.dtls.fingerprints)
    if not any(algorithm == "sha-256" for algorithm, _ in fingerprints):
        raise _invalid("The answer must have a sha-256 fingerprint.")
    return PeerIdentity(role, fingerprints)


def _line(line: Line, described: sdp.MediaDescription, section: str) -> AnsweredLine:
    if described.kind != line.kind or (described.port and described.rtp.muxId != line.mid):
        raise _invalid("The answer's m-lines are not in the order of the offer.")
    direction = (described.direction or "sendrecv") if described.port else "inactive"
    sends = direction in ("sendrecv", "sendonly") and line.two_way
    layers = _layers(section) if sends and line.role == "camera" else ()
    ssrc, rtx_ssrc = _ssrcs(described) if sends and not layers else (None, None)
    return AnsweredLine(
        line=line,
        receives=direction in ("sendrecv", "recvonly"),
        accepted=_accepted(described),
        ssrc=ssrc,
        rtx_ssrc=rtx_ssrc,
        layers=layers,
        resends=_resends(described),
    )


def _layers(section: str) -> tuple[str, ...]:
    found = _SIMULCAST.search(section)
    named = {name.lstrip("~") for name in re.split("[;,]", found[1])} if found else set()
    return tuple(name for name in LAYERS if name in named)


def _accepted(described: sdp.MediaDescription) -> dict[int, int | None]:
    answered = {codec.payloadType: codec.name.lower() for codec in described.rtp.codecs}
    repeated = {
        (codec.parameters.get("apt"), codec.payloadType)
        for codec in described.rtp.codecs
        if codec.name.lower() == "rtx"
    }
    return {
        payload_type: rtx if (payload_type, rtx) in repeated else None
        for payload_type, (name, rtx) in _OFFERED.items()
        if payload_type in described.fmt and answered.get(payload_type) == name
    }


def _resends(described: sdp.MediaDescription) -> bool:
    return any(
        feedback.type == "nack" and not feedback.parameter
        for codec in described.rtp.codecs
        for feedback in codec.rtcpFeedback
    )


def _ssrcs(described: sdp.MediaDescription) -> tuple[int | None, int | None]:
    main: int | None = described.ssrc[0].ssrc if described.ssrc else None
    rtx: int | None = None
    for group in described.ssrc_group:
        if group.semantic == "FID":  # RFC 4588 section 8.6
            main, rtx = (int(item) for item in group.items)
    if any(ssrc is not None and not 0 < ssrc < SSRC_LIMIT for ssrc in (main, rtx)):
        raise _invalid("The answer has an SSRC that does not fit in 32 bits.")
    return main, rtx


def _invalid(detail: str) -> MediaError:
    return MediaError("sdp.invalid", detail)
