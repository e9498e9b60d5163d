"""The peer of the join benchmark: two browsers through aiortc as it comes, decoding and encoding in between.

The client offers, the server answers, and aiortc's MediaRelay hands each person's tracks to the other.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator

from aiohttp import web
from aiortc import MediaStreamTrack, RTCConfiguration, RTCPeerConnection, RTCSessionDescription
from aiortc.contrib.media import MediaRelay

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


async def _page(_request: web.Request) -> web.Response:
    return web.Response(text=_PAGE, content_type="text/html")


class _Relay:
    """One pair of people: each is answered with the tracks of the other, as soon as those are there."""

    def __init__(self) -> None:
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
        await peer.setRemoteDescription(RTCSessionDescription(told["sdp"], "offer"))
        for kind in ("audio", "video"):
            peer.addTrack(self._relay.subscribe(await other[kind]))
        await peer.setLocalDescription(await peer.createAnswer())
        return web.Response(text=peer.localDescription.sdp)

    async def reset(self, _request: web.Request) -> web.Response:
        await self.close()
        return web.Response()

    async def close(self) -> None:
        peers, self._peers, self._tracks = self._peers, [], {}
        await asyncio.gather(*(peer.close() for peer in peers))


@contextlib.asynccontextmanager
async def stock_relay() -> AsyncIterator[str]:
    """Serve it; answers the URL of the page (`join("a")`, `join("b")`; POST /reset between pairs)."""
    relay, app = _Relay(), web.Application()
    app.router.add_get("/", _page)
    app.router.add_post("/offer", relay.offer)
    app.router.add_post("/reset", relay.reset)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    try:
        yield f"http://localhost:{runner.addresses[0][1]}"
    finally:
        await relay.close()
        await runner.cleanup()
