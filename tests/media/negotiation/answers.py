"""Answers as a browser writes them, with one thing changed at a time."""

FINGERPRINT = ":".join(["AB"] * 32)


def line(mid: int, *, port: int = 9, direction: str | None = None, extra: str = "", pts: str = "") -> str:
    kind = ("audio", "video")[mid % 2]
    direction = direction or ("sendrecv" if mid < 2 else "recvonly")
    codecs = "a=rtpmap:111 opus/48000/2\r\n" if kind == "audio" else VIDEO
    ssrcs = "" if direction == "recvonly" else f"a=ssrc:{mid + 1} cname:x\r\n"
    if kind == "video" and ssrcs:
        ssrcs = "a=ssrc-group:FID 2 20\r\na=ssrc:2 cname:x\r\na=ssrc:20 cname:x\r\n"
    return (
        f"m={kind} {port} UDP/TLS/RTP/SAVPF {pts or ('111' if kind == 'audio' else '96 97 102')}\r\n"
        f"c=IN IP4 0.0.0.0\r\na=mid:{mid}\r\na={direction}\r\na=rtcp-mux\r\n"
        f"a=ice-ufrag:abcd\r\na=ice-pwd:{'p' * 24}\r\n{codecs}{ssrcs}{extra}"
    )


VIDEO = "a=rtpmap:96 VP8/90000\r\na=rtpmap:97 rtx/90000\r\na=fmtp:97 apt=96\r\na=rtpmap:102 H264/90000\r\n"


def answer(*lines: str, setup: str = "active", fingerprint: str = f"sha-256 {FINGERPRINT}") -> str:
    return (
        "v=0\r\no=- 1 2 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\n"
        f"a=fingerprint:{fingerprint}\r\na=setup:{setup}\r\n" + "".join(lines or (line(0), line(1)))
    )
