"""One person of the headless visit: an HTTP session, a socket and a plain aiortc peer, like anybody's browser."""

import asyncio
import contextlib
from types import TracebackType
from typing import Any, Self

import aiohttp
import socketio
from aiortc import (
    MediaStreamTrack,
    RTCBundlePolicy,
    RTCConfiguration,
    RTCPeerConnection,
    RTCSessionDescription,
)
from aiortc.mediastreams import MediaStreamError
from yarl import URL

from server.demo.picture import Picture, Tone, first_picture, first_sound
from server.kernel.ids import new_token

_LOCAL = RTCConfiguration(iceServers=[], bundlePolicy=RTCBundlePolicy.MAX_BUNDLE)
"""No server of anybody's is asked for addresses; aiortc's default would ask one."""


class StepFailed(Exception):
    """A step of the visit did not happen; the text is the service's own stable code and sentence."""


class Person:
    """`picture` and `sound` are set when the other person is seen and heard."""

    def __init__(self, url: str) -> None:
        self._url = URL(url)
        jar = aiohttp.CookieJar(treat_as_secure_origin=[self._url])
        self._http = aiohttp.ClientSession(self._url, cookie_jar=jar, headers={"Origin": str(self._url.origin())})
        self._socket: Any = None
        self._peer: RTCPeerConnection | None = None
        self._peer_id = ""
        self._watching: set[asyncio.Task[None]] = set()
        self.admitted: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        self.picture = asyncio.Event()
        self.sound = asyncio.Event()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        await self.leave()
        if self._socket is not None:
            await self._socket.disconnect()
        await self._http.close()

    async def ask(self, method: str, path: str, body: object = None, *, rev: int | None = None) -> Any:  # noqa: ANN401 (JSON)
        """The decoded answer. Raises StepFailed for anything but success."""
        headers = {} if rev is None else {"If-Match": f'"{rev}"'}
        if method == "POST" and rev is None:
            headers["Idempotency-Key"] = new_token()
        async with self._http.request(method, f"/api/v1{path}", json=body, headers=headers) as answer:
            if answer.status == 204:  # noqa: PLR2004 (No Content)
                return None
            told = await answer.json(content_type=None)
            if not answer.ok:
                raise StepFailed(f"{method} {path}: {told.get('code')}: {told.get('detail')}")
            return told

    async def take_seat(self, ticket: str) -> None:
        """Connect the socket with a seat ticket."""
        self._socket = socketio.AsyncClient(reconnection=False)
        self._socket.on("visit:admitted", self._on_admitted, namespace="/visit")
        await self._socket.connect(
            str(self._url),
            headers={"Origin": str(self._url.origin())},
            auth={"protocol": 2, "ticket": ticket, "page": new_token()[:32]},
            transports=["websocket"],
            namespaces=["/visit"],
        )

    async def _on_admitted(self, hint: dict[str, Any]) -> None:
        if hint.get("ticket") and not self.admitted.done():
            self.admitted.set_result(hint["ticket"])

    async def call(self, ticket: str | None = None) -> None:
        """Join the call: the service offers, this peer answers with its picture and tone."""
        await self._say("call:join", {} if ticket is None else {"ticket": ticket})
        opened = await self._say("call:open", {})
        self._peer_id = opened["peer"]
        self._peer = peer = RTCPeerConnection(_LOCAL)
        peer.on("track", self._watch)
        await peer.setRemoteDescription(RTCSessionDescription(opened["offer"], "offer"))
        peer.addTrack(Tone())
        peer.addTrack(Picture())
        await peer.setLocalDescription(await peer.createAnswer())
        answer = {"peer": self._peer_id, "version": opened["version"], "sdp": peer.localDescription.sdp}
        await self._say("call:answer", answer)

    async def leave(self) -> None:
        """Leave the call; the seat stays."""
        if self._peer is None:
            return
        peer, self._peer = self._peer, None
        if self._socket.connected:
            await self._socket.call("call:leave", {"peer": self._peer_id}, namespace="/visit", timeout=5)
        for task in self._watching:
            task.cancel()
        await asyncio.gather(*self._watching, return_exceptions=True)
        await peer.close()

    async def _say(self, event: str, payload: dict[str, Any]) -> dict[str, Any]:
        told: dict[str, Any] = await self._socket.call(event, payload, namespace="/visit", timeout=10)
        if not told.get("ok"):
            raise StepFailed(f"{event}: {told.get('code')}")
        return told

    def _watch(self, track: MediaStreamTrack) -> None:
        async def recognise() -> None:
            with contextlib.suppress(MediaStreamError):  # nobody sat in this slot until the call was left
                if track.kind == "video":
                    await first_picture(track)
                    self.picture.set()
                else:
                    await first_sound(track)
                    self.sound.set()

        task = asyncio.ensure_future(recognise())
        self._watching.add(task)
        task.add_done_callback(self._watching.discard)
