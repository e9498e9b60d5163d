"""What we accept of an answer: bounded in every direction, and only what matches our offer."""

from dataclasses import dataclass

from media.errors import MediaError
from media.negotiation.codecs import OPUS, VIDEO_CODECS
from media.transport import sdp
from media.transport.dtls import PeerIdentity, Role

MAX_BYTES = 64_000
MAX_LINES = 1500
"""A browser's answer to twelve m-lines has some 500; the parser's work grows with their square."""
MAX_CANDIDATES = 16
SSRC_LIMIT = 1 << 32

_OFFERED = {codec.payload_type: codec.name.lower() for codec in VIDEO_CODECS} | {OPUS: "opus"}


@dataclass(frozen=True, slots=True)
class AnsweredLine:
    """One m-line. `accepted` maps each payload type it can receive to that of its retransmissions."""

    mid: str
    kind: str
    receives: bool
    accepted: dict[int, int | None]
    ssrc: int | None
    """What it sends under; None when it sends nothing."""
    rtx_ssrc: int | None


@dataclass(frozen=True, slots=True)
class Answer:
    identity: PeerIdentity
    lines: tuple[AnsweredLine, ...]


def parse_answer(text: str, line_count: int) -> Answer:
    """The accepted part of the answer to an offer of `line_count` m-lines; MediaError("sdp.invalid")."""
    try:
        return _read(text, line_count)
    except MediaError:
        raise
    except Exception as error:  # hostile text makes the parser raise AssertionError, StopIteration, KeyError ...
        raise _invalid("The answer cannot be read.") from error


def _read(text: str, line_count: int) -> Answer:
    if len(text) > MAX_BYTES or len(text.encode()) > MAX_BYTES or len(text.splitlines()) > MAX_LINES:
        raise _invalid("The answer is too long.")
    lines = sdp.parse(text).media
    if len(lines) != line_count:
        raise _invalid("The answer does not have the m-lines of the offer.")
    if any(len(line.ice_candidates) > MAX_CANDIDATES for line in lines):
        raise _invalid("The answer has too many candidates.")
    identity = _identity([line for line in lines if line.port])
    return Answer(identity, tuple(_line(place, line) for place, line in enumerate(lines)))


def _identity(lines: list[sdp.MediaDescription]) -> PeerIdentity:
    identities = {_identity_of(line) for line in lines}
    if len(identities) != 1:
        raise _invalid("The answer must have one DTLS identity.")
    return identities.pop()


def _identity_of(line: sdp.MediaDescription) -> PeerIdentity:
    roles: dict[str, Role] = {"client": "server", "server": "client"}
    role = roles.get(line.dtls.role) if line.dtls else None
    if line.dtls is None or role is None:
        raise _invalid("The answer must choose active or passive.")
    fingerprints = tuple((one.algorithm.lower(), one.value) for one in line.dtls.fingerprints)
    if not any(algorithm == "sha-256" for algorithm, _ in fingerprints):
        raise _invalid("The answer must have a sha-256 fingerprint.")
    return PeerIdentity(role, fingerprints)


def _line(place: int, line: sdp.MediaDescription) -> AnsweredLine:
    mid, kind = str(place), ("audio", "video")[place % 2]
    if line.kind != kind or (line.port and line.rtp.muxId != mid):
        raise _invalid("The answer's m-lines are not in the order of the offer.")
    direction = (line.direction or "sendrecv") if line.port else "inactive"
    sends = direction in ("sendrecv", "sendonly") and place < 2  # noqa: PLR2004 -- slot 0 alone is two-way
    ssrc, rtx_ssrc = _ssrcs(line) if sends else (None, None)
    return AnsweredLine(
        mid, kind, direction in ("sendrecv", "recvonly"), _accepted(line), ssrc=ssrc, rtx_ssrc=rtx_ssrc
    )


def _accepted(line: sdp.MediaDescription) -> dict[int, int | None]:
    retransmissions = {
        codec.parameters.get("apt"): codec.payloadType for codec in line.rtp.codecs if codec.name.lower() == "rtx"
    }
    answered = {codec.payloadType: codec.name.lower() for codec in line.rtp.codecs}
    return {
        payload_type: retransmissions.get(payload_type)
        for payload_type, name in _OFFERED.items()
        if payload_type in line.fmt and answered.get(payload_type) == name
    }


def _ssrcs(line: sdp.MediaDescription) -> tuple[int | None, int | None]:
    main: int | None = line.ssrc[0].ssrc if line.ssrc else None
    rtx: int | None = None
    for group in line.ssrc_group:
        if group.semantic == "FID":  # RFC 4588 section 8.6
            main, rtx = (int(item) for item in group.items)
    if any(ssrc is not None and not 0 < ssrc < SSRC_LIMIT for ssrc in (main, rtx)):
        raise _invalid("The answer has an SSRC that does not fit in 32 bits.")
    return main, rtx


def _invalid(detail: str) -> MediaError:
    return MediaError("sdp.invalid", detail)
