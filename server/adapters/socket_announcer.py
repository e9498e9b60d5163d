"""Pushes committed events to the sockets that may hear them. A lost push loses no fact."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import socketio
import structlog
from redis.asyncio import Redis

from server.kernel.events import Announcement, Audience, Event, SeatGrant, SessionEnded
from signaling import DESK, VISIT, VisitAdmitted, VisitHint, practice_room, seat_room, visit_room

CHANNEL = "bedside.sockets"
_TIMEOUT_S = 2.0

# After these nobody may be in the visit's call, whoever was before.
_CLOSING = frozenset({"visit:ended", "visit:cancelled", "visit:no_show", "visit:given_up"})
_HOLDING = "visit:held"

Told = Callable[[str], Awaitable[None]]


async def _nobody(_: str) -> None:
    """Sockets and media are in another process."""


@dataclass(frozen=True, slots=True)
class Doors:
    """Who hears at once, where sockets and media are in this process.

    `closed` and `held` hear of visits whose call must end or stop, `admitted` of seats with the right to a call,
    `session_ended` of sessions whose sockets must end.
    """

    closed: Told = _nobody
    held: Told = _nobody
    admitted: Told = _nobody
    session_ended: Told = _nobody


log = structlog.get_logger("announcer")


class SocketAnnouncer:
    """The `Announcer` port. `manager` is the socket server's own, or one that reaches it through Redis."""

    def __init__(self, manager: socketio.AsyncManager, doors: Doors | None = None) -> None:
        self._manager = manager
        self._doors = doors or Doors()

    async def announce(self, event: Announcement) -> None:
        try:
            if isinstance(event, SessionEnded):
                await self._doors.session_ended(str(event.session))
                return
            if isinstance(event, SeatGrant):
                await self._doors.admitted(str(event.seat))
            await self._push(event)
            if event.name in _CLOSING:
                await self._doors.closed(str(event.visit))
            elif event.name == _HOLDING:
                await self._doors.held(str(event.visit))
        except Exception as error:  # noqa: BLE001 -- it is committed: nothing here may undo or refuse it
            log.warning("announce.lost", event_name=event.name, error=type(error).__name__)

    async def _push(self, event: Event) -> None:
        hint = VisitHint(visit=str(event.visit), rev=event.rev).wire()
        if Audience.DESK in event.audience:
            room = practice_room(str(event.practice))
            await self._manager.emit(event.name, hint, namespace=DESK.path, room=room)
        if Audience.VISIT in event.audience:
            told = await self._grant(event) if isinstance(event, SeatGrant) else []
            room = visit_room(str(event.visit))
            await self._manager.emit(event.name, hint, namespace=VISIT.path, room=room, skip_sid=told)

    async def _grant(self, event: SeatGrant) -> list[str]:
        """Hand the ticket to its seat alone. Answers the sockets that need no second word about it."""
        room = seat_room(str(event.seat))
        granted = VisitAdmitted(visit=str(event.visit), rev=event.rev, ticket=event.ticket).wire()
        await self._manager.emit(event.name, granted, namespace=VISIT.path, room=room)
        return [sid for sid, _ in self._manager.get_participants(VISIT.path, room)]


class RedisSocketManager(socketio.AsyncRedisManager):  # type: ignore[misc]  # socketio ships no types
    """Carries pushes between processes: the gateway's own manager, or, `write_only`, one beside no gateway.

    Whoever makes it closes it, after the gateway.
    """

    def __init__(self, url: str, *, write_only: bool = False) -> None:
        timeouts = {"socket_connect_timeout": _TIMEOUT_S}
        super().__init__(url, channel=CHANNEL, write_only=write_only, redis_options=timeouts)
        self._clients: list[Redis] = []

    def _redis_connect(self) -> None:
        """The library connects for its listener and for its first word apart, and forgets the earlier client."""
        super()._redis_connect()
        self._clients.append(self.redis)

    async def close(self) -> None:
        if self.server is not None and self.server.manager_initialized:
            self.thread.cancel()
            await asyncio.gather(self.thread, return_exceptions=True)
        if self.pubsub is not None:
            await self.pubsub.aclose()
        for client in self._clients:
            await client.aclose()
