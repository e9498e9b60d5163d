"""The peer of the join benchmark: two browsers through aiortc as it comes, decoding and encoding in between.

The client offers, the server answers, and aiortc's MediaRelay hands each person's tracks to the other.
"""

import asyncio
import contextlib
import re
from collections.abc import AsyncIterator

from aiohttp import web
from aiortc import MediaStreamTrack, RTCConfiguration, RTCPeerConnection, RTCSessionDescription
from aiortc.contrib.media import MediaRelay

from bench.way import between
from tests.support.network import ADDRESS

_PAGE = """<!doctype html><title>stock</title><video id=v autoplay playsinline muted></video><script>
async function join(me) {
  const pc = new RTCPeerConnection();
  const media = await window.camera;
  window.joinedAt = performance.timeOrigin + performance.now();
  pc.ontrack = (e) => {
    if (e.track.kind !== "video") return;
    v.srcObject = new MediaStream([e.track]);
    v.requestVideoFrameCallback(() => { window.frameAt = performance.timeOrigin + performance.now(); });
  };
  for (const track of media.getTracks()) pc.addTrack(track, media);
  await pc.setLocalDescription(await pc.createOffer());
  const answer = await fetch("/offer", {method: "POST", body: JSON.stringify({me, sdp: pc.localDescription.sdp})});
  await pc.setRemoteDescription({type: "answer", sdp: await answer.text()});
}
window.camera = navigator.mediaDevices.getUserMedia({audio: true, video: {width: 1280, height: 720}});
</script>"""


_NOWHERE = "a=candidate:1 1 udp 1 192.0.2.1 9 typ host"
_CANDIDATE = re.compile(r"a=candidate:[^\r\n]*")
_HOST_CANDIDATE = re.compile(r"(a=candidate:\S+ 1 udp \d+ )(\S+) (\d+)( typ host)", re.IGNORECASE)


async def _page(_request: web.Request) -> web.Response:
    return web.Response(text=_PAGE, content_type="text/html")


class _Relay:
    """One pair of people: each is answered with the tracks of the other, as soon as those are there."""

    def __init__(self, round_trip_ms: int) -> None:
        self._round_trip_ms = round_trip_ms
        self._ways = contextlib.AsyncExitStack()
        self._relay = MediaRelay()
        self._tracks: dict[str, dict[str, asyncio.Future[MediaStreamTrack]]] = {}
        self._peers: list[RTCPeerConnection] = []

    def _of(self, person: str) -> dict[str, asyncio.Future[MediaStreamTrack]]:
        loop = asyncio.get_running_loop()
        return self._tracks.setdefault(person, {kind: loop.create_future() for kind in ("audio", "video")})

    async def offer(self, request: web.Request) -> web.Response:
        told = await request.json()
        own, other = self._of(told["me"]), self._of("b" if told["me"] == "a" else "a")
        peer = RTCPeerConnection(RTCConfiguration(iceServers=[]))
        self._peers.append(peer)
        peer.on("track", lambda track: own[track.kind].set_result(track))
        await peer.setRemoteDescription(RTCSessionDescription(self._hidden(told["sdp"]), "offer"))
        for kind in ("audio", "video"):
            peer.addTrack(self._relay.subscribe(await other[kind]))
        await peer.setLocalDescription(await peer.createAnswer())
        return web.Response(text=await self._over_the_way(peer.localDescription.sdp))

    def _hidden(self, sdp: str) -> str:
        """Over a long way nothing is sent past it: the browser's own addresses are not known on this side."""
        return _CANDIDATE.sub(_NOWHERE, sdp) if self._round_trip_ms else sdp

    async def _over_the_way(self, sdp: str) -> str:
        """Every address of this side replaced by one that has the round trip before it."""
        found = _HOST_CANDIDATE.search(sdp) if self._round_trip_ms else None
        if found is None:
            return sdp
        host, port = found[2], int(found[3])
        await self._ways.enter_async_context(between(port, self._round_trip_ms, host))
        lines = [line for line in sdp.splitlines() if not line.startswith("a=candidate:")]
        near = f"{found[1]}{ADDRESS} {port}{found[4]}"
        at = next(index for index, line in enumerate(lines) if line.startswith("a=end-of-candidates"))
        return "\r\n".join([*lines[:at], near, *lines[at:], ""])

    async def reset(self, _request: web.Request) -> web.Response:
        await self.close()
        return web.Response()

    async def close(self) -> None:
        peers, self._peers, self._tracks = self._peers, [], {}
        await asyncio.gather(*(peer.close() for peer in peers))
        await self._ways.aclose()


@contextlib.asynccontextmanager
async def stock_relay(round_trip_ms: int = 0) -> AsyncIterator[str]:
    """Serve it; answers the URL of the page (`join("a")`, `join("b")`; POST /reset between pairs)."""
    relay, app = _Relay(round_trip_ms), web.Application()
    app.router.add_get("/", _page)
    app.router.add_post("/offer", relay.offer)
    app.router.add_post("/reset", relay.reset)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = runner.addresses[0][1]
    try:
        if not round_trip_ms:
            yield f"http://localhost:{port}"
        else:
            async with between(port, round_trip_ms):
                yield f"http://{ADDRESS}:{port}"
    finally:
        await relay.close()
        await runner.cleanup()
