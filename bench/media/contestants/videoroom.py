"""Visits in Janus' VideoRoom: a room each, and for each person one connection to publish and one to subscribe."""

import asyncio
import contextlib
import secrets
from asyncio import gather
from collections.abc import AsyncIterator
from typing import Any

from aiohttp import ClientWebSocketResponse

from bench.media.load import Client, Identity, Sends, answer, offer, read_lines, read_remote

_ANSWER_S = 10.0
_PLUGIN = "janus.plugin.videoroom"
Message = dict[str, Any]


class VideoRooms:
    def __init__(self, pid: int, host: str, connection: ClientWebSocketResponse) -> None:
        self.pid = pid
        self._host = host
        self._connection = connection
        self._identity = Identity()
        self._replies: dict[str, asyncio.Future[Message]] = {}
        self._up: dict[int, asyncio.Event] = {}
        self._session = 0

    @contextlib.asynccontextmanager
    async def listening(self) -> AsyncIterator[None]:
        """Inside, replies are heard."""
        task = asyncio.create_task(self._listen())
        self._session = (await self._request(janus="create"))["data"]["id"]
        try:
            yield
        finally:
            task.cancel()

    async def seat(self, visit: int, sends: Sends) -> list[Client]:
        room = 1 + visit
        creator = await self._attach()
        await self._ask(creator, {"request": "create", "room": room, "publishers": 2, "bitrate": 0})
        publishers = await gather(*(self._publish(visit, room, sends) for _ in range(2)))
        subscribers = await gather(*(self._subscribe(visit, room, feed) for _, feed in publishers))
        return [*(client for client, _ in publishers), *subscribers]

    async def _publish(self, visit: int, room: int, sends: Sends) -> tuple[Client, int]:
        """The connected publisher, and the number under which others find it."""
        client = Client(visit, self._identity, self._host, sends)
        join = {"request": "joinandconfigure", "ptype": "publisher", "room": room}
        handle = await self._attach()
        event = await self._ask(handle, join, ("offer", offer(client.local, "sendonly")))
        answered = event["jsep"]["sdp"]
        await client.secure(read_remote(answered), read_lines(answered))
        async with asyncio.timeout(_ANSWER_S):
            await self._up[handle].wait()  # nobody can subscribe to a feed before that
        return client, event["plugindata"]["data"]["id"]

    async def _subscribe(self, visit: int, room: int, feed: int) -> Client:
        client = Client(visit, self._identity, self._host, {})
        handle = await self._attach()
        join = {"request": "join", "ptype": "subscriber", "room": room, "streams": [{"feed": feed}]}
        offered = (await self._ask(handle, join))["jsep"]["sdp"]
        ours = answer(offered, client.local, sends=False)
        await self._ask(handle, {"request": "start"}, ("answer", ours))
        await client.secure(read_remote(offered), read_lines(ours))
        return client

    async def _attach(self) -> int:
        reply = await self._request(janus="attach", session_id=self._session, plugin=_PLUGIN)
        handle: int = reply["data"]["id"]
        self._up[handle] = asyncio.Event()
        return handle

    async def _ask(self, handle: int, body: Message, description: tuple[str, str] | None = None) -> Message:
        jsep = {"jsep": dict(zip(("type", "sdp"), description, strict=True))} if description else {}
        reply = await self._request(janus="message", session_id=self._session, handle_id=handle, body=body, **jsep)
        refused = reply["plugindata"]["data"].get("error")
        if refused:
            raise ConnectionError(f"Janus refuses: {refused}")
        return reply

    async def _request(self, **message: object) -> Message:
        name = secrets.token_hex(8)
        reply = self._replies[name] = asyncio.get_running_loop().create_future()
        await self._connection.send_json({"transaction": name, **message})
        async with asyncio.timeout(_ANSWER_S):
            return await reply

    async def _listen(self) -> None:
        async for frame in self._connection:
            message = frame.json()
            if message["janus"] == "webrtcup":
                self._up[message["sender"]].set()
            # An asynchronous request is acknowledged first; its answer is an event with the same name.
            if message["janus"] in {"success", "event", "error"}:
                reply = self._replies.pop(message.get("transaction", ""), None)
                if reply is not None and not reply.done():
                    reply.set_result(message)
