"""Answers as a browser writes them, with one thing changed at a time."""

FINGERPRINT = ":".join(["AB"] * 32)

VIDEO = "a=rtpmap:96 VP8/90000\r\na=rtpmap:97 rtx/90000\r\na=fmtp:97 apt=96\r\na=rtpmap:102 H264/90000\r\n"
SOUND = "a=rtpmap:111 opus/48000/2\r\n"
NACK = "a=rtcp-fb:{} nack\r\n"
SIMULCAST = "a=rid:l send\r\na=rid:m send\r\na=rid:h send\r\na=simulcast:send l;m;h\r\n"


def kind(mid: int) -> str:
    """Sound, camera, screen; then sound and camera of one further slot after the other."""
    return "video" if mid in (1, 2) or (mid > 2 and mid % 2 == 0) else "audio"


def line(
    mid: int,
    *,
    port: int = 9,
    direction: str | None = None,
    extra: str = "",
    pts: str = "",
    ssrcs: str | None = None,
) -> str:
    """Sound sends under SSRC 1, the camera under 2 (again: 20), the screen under 3 (30) if there is one."""
    direction = direction or ("sendrecv" if mid < 2 else "recvonly")
    if ssrcs is None:
        ssrcs = "" if direction == "recvonly" else _ssrcs(mid)
    return (
        f"m={kind(mid)} {port} UDP/TLS/RTP/SAVPF {pts or ('111' if kind(mid) == 'audio' else '96 97 102')}\r\n"
        f"c=IN IP4 0.0.0.0\r\na=mid:{mid}\r\na={direction}\r\na=rtcp-mux\r\n"
        f"a=ice-ufrag:abcd\r\na=ice-pwd:{'p' * 24}\r\n{SOUND if kind(mid) == 'audio' else VIDEO}{ssrcs}{extra}"
    )


def layered(mid: int = 1, *, extra: str = SIMULCAST) -> str:
    """A camera in layers that name themselves."""
    return line(mid, ssrcs="", extra=extra)


def answer(*lines: str, setup: str = "active", fingerprint: str = f"sha-256 {FINGERPRINT}") -> str:
    return (
        "v=0\r\no=- 1 2 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\n"
        f"a=fingerprint:{fingerprint}\r\na=setup:{setup}\r\n" + "".join(lines or map(line, range(3)))
    )


def _ssrcs(mid: int) -> str:
    ssrc = mid + 1
    if kind(mid) == "audio":
        return f"a=ssrc:{ssrc} cname:x\r\n"
    return f"a=ssrc-group:FID {ssrc} {10 * ssrc}\r\na=ssrc:{ssrc} cname:x\r\na=ssrc:{10 * ssrc} cname:x\r\n"
