"""Session descriptions from the client's side: answers to any offer, an offer of one's own, what was agreed.

The lines of an offer are read, not assumed: the first audio and the first video line on which the server listens
are ours to send on, every other one is received.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from aiortc.sdp import MediaDescription, SessionDescription

AUDIO_LEVEL = "urn:ietf:params:rtp-hdrext:ssrc-audio-level"
SEND_TIME = "http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time"
TRANSPORT_CC = "http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01"

_CODECS = {"audio": "opus", "video": "vp8"}
_RTPMAP = {"audio": "opus/48000/2", "video": "VP8/90000"}
_FEEDBACK = {"audio": ("transport-cc",), "video": ("ccm fir", "nack", "nack pli", "transport-cc", "goog-remb")}
_UNDERSTOOD = {"audio": (AUDIO_LEVEL, SEND_TIME, TRANSPORT_CC), "video": (SEND_TIME, TRANSPORT_CC)}
_DIRECTIONS = {
    (True, True): "sendrecv",
    (True, False): "sendonly",
    (False, True): "recvonly",
    (False, False): "inactive",
}


@dataclass(frozen=True, slots=True)
class Local:
    """What a client says of itself. `ssrcs`: kind -> (media, its retransmissions)."""

    ufrag: str
    password: str
    fingerprint: str
    address: tuple[str, int]
    ssrcs: Mapping[str, tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Remote:
    """How the server is reached, and how it is known again. `role` is its role in DTLS: auto when it offers."""

    address: tuple[str, int]
    ufrag: str
    password: str
    fingerprints: tuple[tuple[str, str], ...]
    role: str


@dataclass(frozen=True, slots=True)
class Line:
    """What was agreed on for one kind of media. `extensions`: URI -> id."""

    kind: str
    payload_type: int
    rtx_payload_type: int | None
    extensions: Mapping[str, int]


def read_remote(text: str) -> Remote:
    """The one transport of a bundled description; ValueError when it has no IPv4 host candidate over UDP."""
    line = next(line for line in SessionDescription.parse(text).media if line.port)
    for candidate in line.ice_candidates:
        if candidate.protocol.lower() == "udp" and candidate.type == "host" and ":" not in candidate.ip:
            fingerprints = tuple((one.algorithm.lower(), one.value.upper()) for one in line.dtls.fingerprints)
            address = (candidate.ip, candidate.port)
            return Remote(address, line.ice.usernameFragment, line.ice.password, fingerprints, line.dtls.role)
    raise ValueError("There is no candidate to connect to.")


def read_lines(text: str) -> dict[str, Line]:
    """Kind -> what the first line of that kind agreed on; an answer decides."""
    found: dict[str, Line] = {}
    for line in SessionDescription.parse(text).media:
        if line.port and line.kind in _CODECS:
            found.setdefault(line.kind, _line_of(line))
    return found


def answer(offer_text: str, local: Local, *, sends: bool) -> str:
    """Accept everything on offer with VP8 and Opus, as the active side of DTLS."""
    offered = SessionDescription.parse(offer_text).media
    free = {"audio", "video"} if sends else set()
    sections = []
    for line in offered:
        server_listens = line.direction in {"sendrecv", "recvonly"}
        ours = server_listens and line.kind in free
        free -= {line.kind} if ours else set()
        direction = _DIRECTIONS[ours, line.direction in {"sendrecv", "sendonly"}]
        sections.append((line.rtp.muxId, direction, _line_of(line)))
    return _text(local, "active", sections)


def offer(local: Local, direction: str) -> str:
    """One audio and one video line, as a client offers them who opens the conversation."""
    lines = [
        Line("audio", 111, None, {AUDIO_LEVEL: 1, SEND_TIME: 2, TRANSPORT_CC: 3}),
        Line("video", 96, 97, {SEND_TIME: 2, TRANSPORT_CC: 3}),
    ]
    return _text(local, "actpass", [(str(mid), direction, line) for mid, line in enumerate(lines)])


def _line_of(line: MediaDescription) -> Line:
    codecs = line.rtp.codecs
    main = next(codec for codec in codecs if codec.name.lower() == _CODECS[line.kind])
    rtx = (codec for codec in codecs if codec.name.lower() == "rtx")
    again = next((codec.payloadType for codec in rtx if codec.parameters.get("apt") == main.payloadType), None)
    extensions = {one.uri: one.id for one in line.rtp.headerExtensions if one.uri in _UNDERSTOOD[line.kind]}
    return Line(line.kind, main.payloadType, again, extensions)


def _text(local: Local, setup: str, sections: list[tuple[str, str, Line]]) -> str:
    mids = " ".join(mid for mid, _, _ in sections)
    head = ["v=0", "o=- 1 1 IN IP4 127.0.0.1", "s=-", "t=0 0", f"a=group:BUNDLE {mids}", "a=msid-semantic: WMS *"]
    body = [text for mid, direction, line in sections for text in _section(local, setup, mid, direction, line)]
    return "\r\n".join([*head, *body]) + "\r\n"


def _section(local: Local, setup: str, mid: str, direction: str, line: Line) -> Iterator[str]:
    main, rtx = line.payload_type, line.rtx_payload_type
    yield f"m={line.kind} 9 UDP/TLS/RTP/SAVPF {main}" + ("" if rtx is None else f" {rtx}")
    yield "c=IN IP4 0.0.0.0"
    yield f"a=ice-ufrag:{local.ufrag}"
    yield f"a=ice-pwd:{local.password}"
    yield f"a=fingerprint:sha-256 {local.fingerprint}"
    yield f"a=setup:{setup}"
    yield f"a=mid:{mid}"
    yield f"a={direction}"
    yield "a=rtcp-mux"
    yield "a=rtcp-rsize"
    yield from (f"a=extmap:{number} {uri}" for uri, number in line.extensions.items())
    yield f"a=rtpmap:{main} {_RTPMAP[line.kind]}"
    yield from (f"a=rtcp-fb:{main} {feedback}" for feedback in _FEEDBACK[line.kind])
    if rtx is not None:
        yield f"a=rtpmap:{rtx} rtx/90000"
        yield f"a=fmtp:{rtx} apt={main}"
    if direction.startswith("send"):
        yield from _sources(local, line)
    yield f"a=candidate:1 1 udp 2130706431 {local.address[0]} {local.address[1]} typ host"
    yield "a=end-of-candidates"


def _sources(local: Local, line: Line) -> Iterator[str]:
    main, rtx = local.ssrcs[line.kind]
    yield f"a=msid:load load-{line.kind}"
    if line.rtx_payload_type is not None:
        yield f"a=ssrc-group:FID {main} {rtx}"
        yield f"a=ssrc:{rtx} cname:load"
    yield f"a=ssrc:{main} cname:load"
