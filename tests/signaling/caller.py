"""A plain aiortc peer that answers the door's offer with a generated picture and tone."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiortc import (
    AudioStreamTrack,
    MediaStreamTrack,
    RTCBundlePolicy,
    RTCConfiguration,
    RTCPeerConnection,
    RTCSessionDescription,
    VideoStreamTrack,
)
from aiortc.mediastreams import MediaStreamError

from tests.signaling.guest import Guest, Heard

_WITHIN_S = 20.0


class Caller:
    """`arrived` holds an event per kind, set when a decoded frame of somebody else is here."""

    def __init__(self, name: str, peer: RTCPeerConnection) -> None:
        self.name = name
        self._peer = peer
        self.arrived = {"audio": asyncio.Event(), "video": asyncio.Event()}
        self._watching: list[asyncio.Task[None]] = []
        peer.on("track", lambda track: self._watching.append(asyncio.ensure_future(self._watch(track))))

    async def _watch(self, track: MediaStreamTrack) -> None:
        try:
            await track.recv()
        except MediaStreamError:
            return
        self.arrived[track.kind].set()

    async def sees_and_hears(self) -> None:
        async with asyncio.timeout(_WITHIN_S):
            await self.arrived["audio"].wait()
            await self.arrived["video"].wait()

    async def close(self) -> None:
        for task in self._watching:
            task.cancel()
        await asyncio.gather(*self._watching, return_exceptions=True)
        await self._peer.close()


@asynccontextmanager
async def in_call(guest: Guest, ticket: str | None = None) -> AsyncIterator[Caller]:
    """Joined and answered; not yet connected."""
    assert await guest.say("call:join", {} if ticket is None else {"ticket": ticket}) == {"ok": True}
    async with on_line(guest) as caller:
        yield caller


@asynccontextmanager
async def on_line(guest: Guest) -> AsyncIterator[Caller]:
    """The connection is opened and answered; whether it takes part is the server's to say."""
    opened = await guest.say("call:open", {})
    assert opened["ok"], opened
    caller, sdp = await answer(opened)
    try:
        told = {"peer": caller.name, "version": opened["version"], "sdp": sdp}
        assert await guest.say("call:answer", told) == {"ok": True}
        yield caller
    finally:
        await caller.close()


async def answer(opened: Heard) -> tuple[Caller, str]:
    peer = RTCPeerConnection(RTCConfiguration(iceServers=[], bundlePolicy=RTCBundlePolicy.MAX_BUNDLE))
    caller = Caller(opened["peer"], peer)
    await peer.setRemoteDescription(RTCSessionDescription(opened["offer"], "offer"))
    peer.addTrack(AudioStreamTrack())
    peer.addTrack(VideoStreamTrack())
    await peer.setLocalDescription(await peer.createAnswer())
    return caller, peer.localDescription.sdp
