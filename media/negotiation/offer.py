"""Builds the server's offer: one bundled ICE-lite transport, lines with preannounced SSRCs (RFC 8829, RFC 9143).

Because the streams of every slot are announced before anybody sits there, people come and go without another
negotiation; a further round is needed only for more slots, another codec order or an ICE restart.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from media.forward.header import ABS_SEND_TIME, AUDIO_LEVEL, REPAIRED_RID, RID, TRANSPORT_CC
from media.negotiation.codecs import LAYERS, OPUS, START_KBPS, VideoCodec
from media.negotiation.lines import Line, lines_of

_EXTENSIONS = {
    AUDIO_LEVEL: "urn:ietf:params:rtp-hdrext:ssrc-audio-level",
    ABS_SEND_TIME: "http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time",
    TRANSPORT_CC: "http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01",
    RID: "urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id",
    REPAIRED_RID: "urn:ietf:params:rtp-hdrext:sdes:repaired-rtp-stream-id",
}
_VIDEO_FEEDBACK = ("ccm fir", "nack", "nack pli", "transport-cc", "goog-remb")
_HOST_PREFERENCE = 126 << 24 | 65535 << 8 | 255  # RFC 8445 section 5.1.2.1, first host candidate
_TCP_PREFERENCE = 90 << 24 | 65535 << 8 | 255  # below every UDP candidate (RFC 6544 section 4.2)


@dataclass(frozen=True, slots=True)
class Stream:
    """The SSRCs under which a line's stream reaches this peer; `rtx` is 0 for sound."""

    ssrc: int
    rtx: int


@dataclass(frozen=True, slots=True)
class Endpoint:
    """How this peer reaches us, and how it knows us again."""

    ufrag: str
    password: str
    fingerprint: str
    addresses: Sequence[str]
    port: int
    tcp: bool


@dataclass(frozen=True, slots=True)
class Session:
    """The numbers of the o-line: one id for all offers to a peer, and a version that grows with each round."""

    id: int
    version: int


def build_offer(
    endpoint: Endpoint, streams: Sequence[Stream], codecs: Sequence[VideoCodec], session: Session
) -> str:
    """The whole description; `streams` has one for each line of `lines_of`."""
    lines = lines_of((len(streams) - 1) // 2)
    text = [
        "v=0",
        f"o=- {session.id} {session.version} IN IP4 0.0.0.0",
        "s=-",
        "t=0 0",
        "a=ice-lite",
        f"a=group:BUNDLE {' '.join(line.mid for line in lines)}",
        "a=msid-semantic: WMS *",
    ]
    for line, stream in zip(lines, streams, strict=True):
        text += _audio(endpoint, line, stream) if line.kind == "audio" else _video(endpoint, line, stream, codecs)
    return "\r\n".join(text) + "\r\n"


def _audio(endpoint: Endpoint, line: Line, stream: Stream) -> Iterator[str]:
    yield f"m=audio 9 UDP/TLS/RTP/SAVPF {OPUS}"
    yield from _transport(endpoint, line)
    yield from _extmap(AUDIO_LEVEL, TRANSPORT_CC)
    yield f"a=rtpmap:{OPUS} opus/48000/2"
    yield f"a=fmtp:{OPUS} minptime=10;useinbandfec=1;usedtx=1"
    yield f"a=rtcp-fb:{OPUS} transport-cc"
    yield from _announced(line, stream.ssrc)


def _video(endpoint: Endpoint, line: Line, stream: Stream, codecs: Sequence[VideoCodec]) -> Iterator[str]:
    types = " ".join(f"{codec.payload_type} {codec.rtx_payload_type}" for codec in codecs)
    layered = line.two_way and line.role == "camera"
    yield f"m=video 9 UDP/TLS/RTP/SAVPF {types}"
    yield from _transport(endpoint, line)
    yield from _extmap(ABS_SEND_TIME, TRANSPORT_CC, *((RID, REPAIRED_RID) if layered else ()))
    for codec in codecs:
        yield from _codec(codec)
    yield f"a=ssrc-group:FID {stream.ssrc} {stream.rtx}"
    yield from _announced(line, stream.ssrc, stream.rtx)
    if layered:
        for layer in LAYERS:
            yield f"a=rid:{layer} recv"
        yield f"a=simulcast:recv {';'.join(LAYERS)}"


def _announced(line: Line, *ssrcs: int) -> Iterator[str]:
    # Sound and camera of a slot are one stream and one source, so that browsers keep lips and words in step.
    stream = "screen" if line.slot is None else f"slot-{line.slot}"
    yield f"a=msid:{stream} {stream}-{line.role}"
    for ssrc in ssrcs:
        yield f"a=ssrc:{ssrc} cname:{stream}"
        yield f"a=ssrc:{ssrc} msid:{stream} {stream}-{line.role}"


def _codec(codec: VideoCodec) -> Iterator[str]:
    parameters = f"{codec.parameters};" if codec.parameters else ""
    yield f"a=rtpmap:{codec.payload_type} {codec.name}/90000"
    yield f"a=fmtp:{codec.payload_type} {parameters}x-google-start-bitrate={START_KBPS}"
    for feedback in _VIDEO_FEEDBACK:
        yield f"a=rtcp-fb:{codec.payload_type} {feedback}"
    yield f"a=rtpmap:{codec.rtx_payload_type} rtx/90000"
    yield f"a=fmtp:{codec.rtx_payload_type} apt={codec.payload_type}"


def _transport(endpoint: Endpoint, line: Line) -> Iterator[str]:
    yield "c=IN IP4 0.0.0.0"
    yield f"a=mid:{line.mid}"
    yield "a=sendrecv" if line.two_way else "a=sendonly"
    yield "a=rtcp-mux"
    yield "a=rtcp-rsize"
    yield f"a=ice-ufrag:{endpoint.ufrag}"
    yield f"a=ice-pwd:{endpoint.password}"
    yield f"a=fingerprint:sha-256 {endpoint.fingerprint}"
    yield "a=setup:actpass"
    # In every m-line, although all are bundled: aiortc as answerer keeps those of the last one only.
    for rank, address in enumerate(endpoint.addresses):
        preference = _HOST_PREFERENCE - (rank << 8)
        yield f"a=candidate:{rank + 1} 1 udp {preference} {address} {endpoint.port} typ host"
        if endpoint.tcp:
            preference = _TCP_PREFERENCE - (rank << 8)
            yield f"a=candidate:{rank + 101} 1 tcp {preference} {address} {endpoint.port} typ host tcptype passive"
    yield "a=end-of-candidates"


def _extmap(*identifiers: int) -> Iterator[str]:
    for identifier in identifiers:
        yield f"a=extmap:{identifier} {_EXTENSIONS[identifier]}"
