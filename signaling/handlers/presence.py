"""Who is there: present, reconnecting for a grace period, then gone; pushed as a whole after every change.

Beside the snapshot, each seat holds an expiring claim that other processes can see: whoever stops renewing it,
by leaving or by dying, is gone for them too.
"""

import asyncio
from datetime import timedelta

import structlog

from signaling.config import GatewayConfig
from signaling.handlers.push import Push, seat_room, visit_room
from signaling.handlers.seats import SeatBoard
from signaling.ports import Ephemeral, SeatTicket
from signaling.protocol import Done, Link, SeatState
from signaling.session import SeatSession, SeatSessions

_RENEWALS_PER_GRACE = 3

log = structlog.get_logger("signaling")


class PresenceHandler:
    def __init__(self, config: GatewayConfig, sessions: SeatSessions, ephemeral: Ephemeral, push: Push) -> None:
        self._grace = config.grace_s
        self._sessions = sessions
        self._ephemeral = ephemeral
        self._push = push
        self._board = SeatBoard()
        self._timers: dict[str, asyncio.TimerHandle] = {}
        self._renewal: asyncio.Task[None] | None = None

    def start(self) -> None:
        self._renewal = asyncio.get_running_loop().create_task(self._renew_for_ever())

    async def close(self) -> None:
        """Stop the clocks. Claims are left to expire: somebody who is coming back is not gone."""
        for timer in self._timers.values():
            timer.cancel()
        self._timers.clear()
        if self._renewal is not None:
            self._renewal.cancel()
            await asyncio.gather(self._renewal, return_exceptions=True)

    def enter(self, session: SeatSession) -> None:
        ticket = session.ticket
        self._stop_timer(ticket.seat)
        self._board.take(ticket, session.sid, session.instance)
        self._tell(ticket.visit)

    def leave(self, session: SeatSession) -> None:
        """The socket is lost; the seat is kept for the grace period."""
        ticket = session.ticket
        if not self._board.drop(ticket, session.sid):
            return
        loop = asyncio.get_running_loop()
        self._timers[ticket.seat] = loop.call_later(self._grace, self._gone, session)
        self._tell(ticket.visit)

    def in_call(self, ticket: SeatTicket, value: bool) -> None:
        if self._board.call(ticket, value):
            self._tell(ticket.visit)

    def shares(self, ticket: SeatTicket, on: bool) -> None:
        if self._board.share(ticket, on):
            self._tell(ticket.visit)

    def feels(self, ticket: SeatTicket, link: Link | None) -> None:
        """How the connection of this seat is."""
        if self._board.feel(ticket, link):
            self._tell(ticket.visit)

    async def state(self, session: SeatSession, state: SeatState) -> Done:
        if self._sessions.current(session) and self._board.describe(session.ticket, state):
            self._tell(session.ticket.visit)
        return Done()

    def greet(self, session: SeatSession) -> None:
        self._push("seats", self._board.snapshot(session.ticket.visit), to=seat_room(session.ticket.seat))

    def _gone(self, session: SeatSession) -> None:
        self._timers.pop(session.ticket.seat, None)
        if self._board.expire(session.ticket, session.sid):
            self._tell(session.ticket.visit)

    def _tell(self, visit: str) -> None:
        self._push("seats", self._board.snapshot(visit), to=visit_room(visit))

    def _stop_timer(self, seat: str) -> None:
        timer = self._timers.pop(seat, None)
        if timer is not None:
            timer.cancel()

    async def _renew_for_ever(self) -> None:
        while True:
            for session in self._sessions:
                await self.claim(session.ticket)
            await asyncio.sleep(self._grace / _RENEWALS_PER_GRACE)

    async def claim(self, ticket: SeatTicket) -> None:
        """Hold the seat's claim. Presence is a courtesy: a store that is away must not cost anybody the visit."""
        key, ttl = f"presence:{ticket.seat}", timedelta(seconds=self._grace)
        try:
            if not await self._ephemeral.renew(key, ticket.seat, ttl):
                await self._ephemeral.claim(key, ticket.seat, ttl)
        except Exception as error:  # noqa: BLE001 -- each store fails in its own words
            log.warning("presence.claim_failed", error=type(error).__name__)
