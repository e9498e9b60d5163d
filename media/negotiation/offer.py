"""Builds the server's offer: one bundled ICE-lite transport, slots with preannounced SSRCs (RFC 8829, RFC 9143).

Slot 0 is two-way: it carries the peer's own camera and microphone up and the first publisher down. The others
only go down. Because all slots are announced at once, people come and go without another negotiation.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from media.forward.header import ABS_SEND_TIME, AUDIO_LEVEL, TRANSPORT_CC
from media.negotiation.codecs import OPUS, START_KBPS, VideoCodec

_EXTENSIONS = {
    AUDIO_LEVEL: "urn:ietf:params:rtp-hdrext:ssrc-audio-level",
    ABS_SEND_TIME: "http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time",
    TRANSPORT_CC: "http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01",
}
_VIDEO_FEEDBACK = ("ccm fir", "nack", "nack pli", "transport-cc", "goog-remb")
_HOST_PREFERENCE = 126 << 24 | 65535 << 8 | 255  # RFC 8445 section 5.1.2.1, first host candidate


@dataclass(frozen=True, slots=True)
class Slot:
    """The SSRCs under which one publisher reaches this peer."""

    audio: int
    video: int
    video_rtx: int


@dataclass(frozen=True, slots=True)
class Endpoint:
    """How this peer reaches us, and how it knows us again."""

    ufrag: str
    password: str
    fingerprint: str
    addresses: Sequence[str]
    port: int


def mids(slot: int) -> tuple[str, str]:
    """The audio and the video m-line of a slot."""
    return str(2 * slot), str(2 * slot + 1)


def build_offer(endpoint: Endpoint, slots: Sequence[Slot], codecs: Sequence[VideoCodec], session: int) -> str:
    """The whole description; `session` is the random session id of its o-line."""
    lines = [
        "v=0",
        f"o=- {session} 1 IN IP4 0.0.0.0",
        "s=-",
        "t=0 0",
        "a=ice-lite",
        f"a=group:BUNDLE {' '.join(str(mid) for mid in range(2 * len(slots)))}",
        "a=msid-semantic: WMS *",
    ]
    for number, slot in enumerate(slots):
        lines += _audio_line(endpoint, number, slot)
        lines += _video_line(endpoint, number, slot, codecs)
    return "\r\n".join(lines) + "\r\n"


def _audio_line(endpoint: Endpoint, number: int, slot: Slot) -> Iterator[str]:
    yield f"m=audio 9 UDP/TLS/RTP/SAVPF {OPUS}"
    yield from _transport(endpoint, number, mids(number)[0])
    yield from _extmap(AUDIO_LEVEL, ABS_SEND_TIME, TRANSPORT_CC)
    yield f"a=rtpmap:{OPUS} opus/48000/2"
    yield f"a=fmtp:{OPUS} minptime=10;useinbandfec=1"
    yield f"a=rtcp-fb:{OPUS} transport-cc"
    yield f"a=msid:slot-{number} slot-{number}-audio"
    yield f"a=ssrc:{slot.audio} cname:slot-{number}"
    yield f"a=ssrc:{slot.audio} msid:slot-{number} slot-{number}-audio"


def _video_line(endpoint: Endpoint, number: int, slot: Slot, codecs: Sequence[VideoCodec]) -> Iterator[str]:
    types = " ".join(f"{codec.payload_type} {codec.rtx_payload_type}" for codec in codecs)
    yield f"m=video 9 UDP/TLS/RTP/SAVPF {types}"
    yield from _transport(endpoint, number, mids(number)[1])
    yield from _extmap(ABS_SEND_TIME, TRANSPORT_CC)
    for codec in codecs:
        yield from _codec(codec)
    yield f"a=msid:slot-{number} slot-{number}-video"
    yield f"a=ssrc-group:FID {slot.video} {slot.video_rtx}"
    for ssrc in (slot.video, slot.video_rtx):
        yield f"a=ssrc:{ssrc} cname:slot-{number}"
        yield f"a=ssrc:{ssrc} msid:slot-{number} slot-{number}-video"


def _codec(codec: VideoCodec) -> Iterator[str]:
    parameters = f"{codec.parameters};" if codec.parameters else ""
    yield f"a=rtpmap:{codec.payload_type} {codec.name}/90000"
    yield f"a=fmtp:{codec.payload_type} {parameters}x-google-start-bitrate={START_KBPS}"
    for feedback in _VIDEO_FEEDBACK:
        yield f"a=rtcp-fb:{codec.payload_type} {feedback}"
    yield f"a=rtpmap:{codec.rtx_payload_type} rtx/90000"
    yield f"a=fmtp:{codec.rtx_payload_type} apt={codec.payload_type}"


def _transport(endpoint: Endpoint, number: int, mid: str) -> Iterator[str]:
    yield "c=IN IP4 0.0.0.0"
    yield f"a=mid:{mid}"
    yield "a=sendrecv" if number == 0 else "a=sendonly"
    yield "a=rtcp-mux"
    yield "a=rtcp-rsize"
    yield f"a=ice-ufrag:{endpoint.ufrag}"
    yield f"a=ice-pwd:{endpoint.password}"
    yield f"a=fingerprint:sha-256 {endpoint.fingerprint}"
    yield "a=setup:actpass"
    # In every m-line, although all are bundled: aiortc as answerer keeps those of the last one only.
    for rank, address in enumerate(endpoint.addresses):
        priority = _HOST_PREFERENCE - (rank << 8)
        yield f"a=candidate:{rank + 1} 1 udp {priority} {address} {endpoint.port} typ host"
    yield "a=end-of-candidates"


def _extmap(*identifiers: int) -> Iterator[str]:
    for identifier in identifiers:
        yield f"a=extmap:{identifier} {_EXTENSIONS[identifier]}"
