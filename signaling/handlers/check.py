"""Trying the connection before the visit, on the real way: a page sends to the media server and gets itself back.

Nobody can stay: each check ends by itself within seconds, and a node carries few of them at once.
"""

import asyncio
import contextlib
from dataclasses import dataclass, field

from media import Demand, MediaNode, Peer, Showing, Way
from signaling.config import GatewayConfig
from signaling.handlers.push import Push, seat_room
from signaling.ports import Relay, SeatTicket
from signaling.protocol import (
    CallAnswer,
    CallOpened,
    CheckOpen,
    CheckReport,
    CheckWay,
    Done,
    Refusal,
)
from signaling.session import SeatSession, SeatSessions


@dataclass(eq=False, slots=True)
class _Check:
    """One page's try, heard by the media node."""

    ticket: SeatTicket
    peer: Peer | None = None
    connected: asyncio.Event = field(default_factory=asyncio.Event)
    closed: asyncio.Event = field(default_factory=asyncio.Event)

    def peer_connected(self, _: Peer) -> None:
        self.connected.set()

    def peer_offers(self, _: Peer) -> None:
        """A room of one never grows."""

    def peer_shows(self, _peer: Peer, _showing: Showing) -> None:
        """It is oneself."""

    def peer_demands(self, _peer: Peer, _demand: Demand) -> None:
        """A check sends all it can."""

    def peer_closed(self, _peer: Peer, _reason: str) -> None:
        self.closed.set()
        self.connected.set()


class CheckHandler:
    """A check that was opened runs by itself; what it found is pushed."""

    def __init__(
        self, config: GatewayConfig, node: MediaNode, sessions: SeatSessions, *, relay: Relay, push: Push
    ) -> None:
        self._config = config
        self._node = node
        self._sessions = sessions
        self._relay = relay
        self._push = push
        self._checks: dict[str, _Check] = {}
        self._last_at: dict[str, float] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    async def open(self, session: SeatSession, _: CheckOpen) -> CallOpened:
        """A media peer in a room of its own, in place of an earlier check. Raises Refusal, MediaError."""
        seat, loop = session.ticket.seat, asyncio.get_running_loop()
        if not self._sessions.current(session):
            raise Refusal("visit.forbidden")
        await self._end(seat)
        self._require_turn(seat, loop.time())
        check = _Check(session.ticket)
        self._last_at[seat] = loop.time()
        peer = check.peer = await self._node.mirror(f"check:{seat}").join(seat, check)
        self._checks[seat] = check
        task = loop.create_task(self._run(check, peer))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        offer, servers = peer.offer, self._relay.ice_servers()
        return CallOpened(peer=peer.id, version=offer.version, offer=offer.sdp, ice_servers=servers)

    async def answer(self, session: SeatSession, message: CallAnswer) -> Done:
        """Raises Refusal, MediaError."""
        check = self._checks.get(session.ticket.seat)
        if check is None or check.peer is None or check.peer.id != message.peer:
            raise Refusal("peer.unknown")
        await check.peer.answer(message.sdp, message.version)
        return Done()

    async def close(self) -> None:
        """End every check without a word."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for seat in tuple(self._checks):
            await self._end(seat)

    async def _run(self, check: _Check, peer: Peer) -> None:
        await _within(self._config.check_connect_s, check.connected)
        if peer.connected:
            peer.sample()
            await _within(self._config.check_measure_s, check.closed)
        told = report(peer)
        if self._checks.get(check.ticket.seat) is check:
            await self._end(check.ticket.seat)
            self._push("check:report", told, to=seat_room(check.ticket.seat))

    def _require_turn(self, seat: str, now: float) -> None:
        for known, at in tuple(self._last_at.items()):
            if now - at > self._config.check_again_s:
                del self._last_at[known]
        if seat in self._last_at:
            raise Refusal("rate.limited", retry_after_ms=int(1000 * self._config.check_again_s))
        if len(self._checks) >= self._config.max_checks:
            raise Refusal("media.full", retry_after_ms=int(1000 * self._config.check_measure_s))

    async def _end(self, seat: str) -> None:
        check = self._checks.pop(seat, None)
        if check is not None and check.peer is not None:
            await check.peer.close("left")


async def _within(seconds: float, event: asyncio.Event) -> None:
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await event.wait()


def report(peer: Peer) -> CheckReport:
    """What a page is told; the downlink's rate is what it is believed to take, not only what came."""
    if not peer.connected:
        return CheckReport(peer=peer.id, path="none")
    sample = peer.sample()
    down = _way(sample.down)
    return CheckReport(
        peer=peer.id,
        path="tcp" if peer.over_tcp else "udp",
        round_trip_ms=sample.round_trip_ms,
        up=_way(sample.up),
        down=down.model_copy(update={"bps": max(down.bps, sample.estimate_bps)}),
    )


def _way(way: Way) -> CheckWay:
    loss = way.lost / way.packets if way.packets else 0.0
    return CheckWay(loss=round(loss, 4), jitter_ms=way.jitter_ms, bps=way.bps)
