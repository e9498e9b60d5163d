"""The real-time door, and the only importer of socketio: connect, decode, dispatch, acknowledge, disconnect.

It keeps no fact that a client could not ask for again. Frames of one socket are handled one after the other.
"""

import asyncio
import logging
from collections.abc import Coroutine
from typing import Any

import socketio
from aiohttp import WSCloseCode, web

from media import MediaNode
from signaling.config import GatewayConfig
from signaling.dispatch import Dispatcher, refused
from signaling.handlers.admission import Admission
from signaling.handlers.call import CallHandler
from signaling.handlers.check import CheckHandler
from signaling.handlers.desk import DeskHandler
from signaling.handlers.links import LinkHandler
from signaling.handlers.presence import PresenceHandler
from signaling.handlers.push import practice_room, seat_room, visit_room
from signaling.handlers.relay import RelayHandler
from signaling.ports import Ephemeral, NoRecord, NoRelay, Record, Relay, Tickets
from signaling.protocol import (
    DESK,
    NAMESPACES,
    VISIT,
    Connect,
    ConnectRefused,
    Message,
    Refusal,
    SeatConnect,
    SessionReplaced,
    parse_connect,
)
from signaling.session import DeskSession, DeskSessions, SeatSession, SeatSessions
from signaling.sockets import SOCKET, FrameGuard, Socket, Sockets
from signaling.sockets.frames import LINGER_S


class Gateway:
    """Mounted with `attach`, alive between `start` and `close`. `server` is for whoever announces."""

    def __init__(
        self,
        config: GatewayConfig,
        node: MediaNode,
        tickets: Tickets,
        ephemeral: Ephemeral,
        client_manager: socketio.AsyncManager | None = None,
        *,
        relay: Relay | None = None,
        record: Record | None = None,
    ) -> None:
        self._retry_after_ms = int(1_000 * config.events_burst / config.events_per_s)
        self._closed = False
        self._tasks: set[asyncio.Task[None]] = set()
        self._sockets = Sockets(config)
        self._seats = SeatSessions()
        self._desks = DeskSessions()
        self._admission = Admission(tickets, ephemeral)
        self._presence = PresenceHandler(config, self._seats, ephemeral, self._push)
        self._call = CallHandler(
            node, self._admission, self._seats, self._presence, relay=relay or NoRelay(), push=self._push
        )
        self._relay = RelayHandler(self._seats, self._push)
        self._check = CheckHandler(config, node, self._seats, relay=relay or NoRelay(), push=self._push)
        self._links = LinkHandler(config, self._call.legs, self._presence, record or NoRecord())
        self._desk = DeskHandler(config, self._desks)
        self._visit_events = Dispatcher(
            VISIT,
            {
                "check:open": self._check.open,
                "check:answer": self._check.answer,
                "call:open": self._call.open,
                "call:join": self._call.join,
                "call:answer": self._call.answer,
                "call:restart": self._call.restart,
                "call:leave": self._call.leave,
                "call:share": self._call.share,
                "call:watch": self._call.watch,
                "call:refresh": self._call.refresh,
                "seat:state": self._presence.state,
                "seat:picture": self._links.picture,
                "keys:send": self._relay.keys,
                "chat:send": self._relay.chat,
            },
        )
        self._desk_events = Dispatcher(DESK, {})
        self.server = _server(config, client_manager)
        self._listen()

    def attach(self, app: web.Application) -> None:
        self._sockets.attach(app, self.server.handle_request)

    async def start(self) -> None:
        self._presence.start()
        self._links.start()

    async def close(self) -> None:
        """End every socket with 1001 and stop all clocks. Idempotent; the media node is its owner's to close."""
        if self._closed:
            return
        self._closed = True
        await self._sockets.close()
        await self._check.close()
        await self._links.close()
        await self._presence.close()
        await self.server.shutdown()
        while self._tasks:
            await asyncio.gather(*self._tasks)

    async def visit_ended(self, visit: str) -> None:
        """The visit ended or was cancelled: nobody may be in its call."""
        await self._call.close_visit(visit)

    async def visit_held(self, visit: str) -> None:
        """The visit was put on hold: nobody takes part in its call until admitted again."""
        self._call.hold_visit(visit)

    async def seat_admitted(self, seat: str) -> None:
        """The seat was given the right to the call."""
        self._call.admit(seat)

    async def revoke(self, session: str) -> None:
        """A sign-in is over, and with it its sockets and its seats in calls."""
        for seat in self._seats:
            if seat.ticket.session == session:
                await self._call.close_seat(seat.ticket.seat)
                await self._dismiss(seat.sid, VISIT.path, seat.socket)
        for desk in self._desks:
            if desk.ticket.session == session:
                await self._dismiss(desk.sid, DESK.path, desk.socket)

    def _listen(self) -> None:
        self.server.on("connect", self._enter_visit, namespace=VISIT.path)
        self.server.on("disconnect", self._leave_visit, namespace=VISIT.path)
        self.server.on("*", self._visit_event, namespace=VISIT.path)
        self.server.on("connect", self._enter_desk, namespace=DESK.path)
        self.server.on("disconnect", self._leave_desk, namespace=DESK.path)
        self.server.on("*", self._desk_event, namespace=DESK.path)
        FrameGuard(self.server.eio, self._sockets, self._dismiss_all)

    # Coming and going.

    async def _enter_visit(self, sid: str, environ: dict[str, Any], auth: object) -> None:
        socket: Socket = environ["aiohttp.request"][SOCKET]
        try:
            self._require_budget(socket)
            wanted = parse_connect(SeatConnect, auth)
            ticket = self._admission.read_seat(wanted.ticket)
            self._require_free(ticket.seat, wanted)
            await self._admission.use(ticket)
            await self._presence.claim(ticket)
            _require_alive(socket)
            await self._sit(SeatSession(sid, socket, ticket, wanted.page, wanted.instance, ticket.call))
        except Exception as error:  # noqa: BLE001 -- whatever it is, the client gets a code
            raise _connection_refused(error) from None

    def _require_free(self, seat: str, wanted: SeatConnect) -> None:
        """Another page of the same person sits there: it is asked for before it is taken."""
        sitting = self._seats.sitting(seat)
        if sitting is None or sitting.socket.gone or sitting.socket.deaf:
            return
        if sitting.page != wanted.page and not wanted.takeover:
            raise Refusal("seat.taken")

    async def _sit(self, session: SeatSession) -> None:
        ticket = session.ticket
        for room in (visit_room(ticket.visit), seat_room(ticket.seat)):
            await self.server.enter_room(session.sid, room, namespace=VISIT.path)
        older = self._seats.take(session)
        self._sockets.seated(session.socket)
        self._presence.enter(session)
        self._call.greet(session)
        if older is not None:
            self._spawn(self._replace(older))

    async def _replace(self, older: SeatSession) -> None:
        await self._emit("session:replaced", SessionReplaced(), older.sid)
        await self._dismiss(older.sid, VISIT.path, older.socket)

    async def _leave_visit(self, sid: str, _reason: str) -> None:
        session = self._seats.get(sid)
        if session is None:
            return
        self._sockets.unseated(session.socket)
        if self._seats.drop(session):
            self._presence.leave(session)

    async def _enter_desk(self, sid: str, environ: dict[str, Any], auth: object) -> None:
        socket: Socket = environ["aiohttp.request"][SOCKET]
        try:
            self._require_budget(socket)
            ticket = await self._admission.desk(parse_connect(Connect, auth).ticket)
            _require_alive(socket)
            await self.server.enter_room(sid, practice_room(ticket.practice), namespace=DESK.path)
            self._desk.enter(DeskSession(sid, socket, ticket))
            self._sockets.seated(socket)
        except Exception as error:  # noqa: BLE001 -- whatever it is, the client gets a code
            raise _connection_refused(error) from None

    async def _leave_desk(self, sid: str, _reason: str) -> None:
        session = self._desks.get(sid)
        if session is not None:
            self._desk.leave(session)
            self._sockets.unseated(session.socket)

    async def _dismiss_all(self, engine_sid: str) -> None:
        for namespace in NAMESPACES:
            sid = self.server.manager.sid_from_eio_sid(engine_sid, namespace.path)
            if sid is not None:
                await self.server.disconnect(sid, namespace=namespace.path, ignore_queue=True)

    async def _dismiss(self, sid: str, path: str, socket: Socket) -> None:
        """A Socket.IO DISCONNECT: the client knows that it was meant."""
        await self.server.disconnect(sid, namespace=path, ignore_queue=True)
        if socket.namespaces == 0:
            self._sockets.expire(socket, LINGER_S, WSCloseCode.POLICY_VIOLATION)

    # Answering and saying.

    async def _visit_event(self, event: str, sid: str, *arguments: object) -> dict[str, Any]:
        return await self._answer(self._visit_events, self._seats.get(sid), event, arguments)

    async def _desk_event(self, event: str, sid: str, *arguments: object) -> dict[str, Any]:
        return await self._answer(self._desk_events, self._desks.get(sid), event, arguments)

    async def _answer(
        self,
        events: Dispatcher,
        session: SeatSession | DeskSession | None,
        event: str,
        arguments: tuple[object, ...],
    ) -> dict[str, Any]:
        if session is None or session.socket.overdrawn:
            return refused(self._too_fast()).wire()
        return await events.answer(event, session, arguments)

    def _require_budget(self, socket: Socket) -> None:
        if socket.overdrawn:
            raise self._too_fast()

    def _too_fast(self) -> Refusal:
        return Refusal("rate.limited", retry_after_ms=self._retry_after_ms)

    def _push(self, event: str, message: Message, *, to: str) -> None:
        self._spawn(self._emit(event, message, to))

    async def _emit(self, event: str, message: Message, to: str) -> None:
        """Everybody in a visit is on this process, so what is said here never waits for another one."""
        await self.server.emit(event, message.wire(), to=to, namespace=VISIT.path, ignore_queue=True)

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


class _StrictPacket(socketio.packet.Packet):  # type: ignore[misc]  # socketio ships no types
    """Only what version 1 uses: CONNECT, DISCONNECT, and EVENT with a name that is not the library's own.

    python-socketio would collect a binary packet's attachments without limit, and would run the `connect` and
    `disconnect` handlers when a client sends events of these names.
    """

    uses_binary_events = False

    def decode(self, encoded_packet: object) -> int:
        if not isinstance(encoded_packet, str) or encoded_packet[:1] not in {"0", "1", "2"}:
            raise ValueError("unexpected packet")
        attachments = super().decode(encoded_packet)
        if attachments or (self.packet_type == socketio.packet.EVENT and not _is_event(self.data)):
            raise ValueError("unexpected packet")
        return 0


def _is_event(data: object) -> bool:
    if not isinstance(data, list) or not data:
        return False
    return isinstance(data[0], str) and data[0] not in {"connect", "disconnect", "*"}


def _server(config: GatewayConfig, client_manager: socketio.AsyncManager | None) -> socketio.AsyncServer:
    """The Origin is judged in `Sockets`, before anything of this is reached."""
    log = logging.getLogger("signaling.socketio")
    log.setLevel(logging.ERROR)  # below it, the libraries log whole packets: tickets, names and SDP
    return socketio.AsyncServer(
        client_manager=client_manager,
        logger=log,
        engineio_logger=log,
        serializer=_StrictPacket,
        async_mode="aiohttp",
        async_handlers=False,
        transports=["websocket"],
        cors_allowed_origins=[],
        http_compression=False,
        max_http_buffer_size=config.max_message_bytes,
        ping_interval=config.ping_interval_s,
        ping_timeout=config.ping_timeout_s,
    )


def _require_alive(socket: Socket) -> None:
    """The socket may have ended while its ticket was looked at: then nobody is to be seated on it."""
    if socket.gone or socket.deaf:
        raise Refusal("ticket.used")


def _connection_refused(error: Exception) -> socketio.exceptions.ConnectionRefusedError:
    answer = refused(error)
    told = ConnectRefused(code=answer.code, retry_after_ms=answer.retry_after_ms)
    return socketio.exceptions.ConnectionRefusedError(answer.code, told.wire())
