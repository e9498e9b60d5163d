"""Joining, answering and leaving the call of a visit: the only conversation that reaches the media node."""

from collections.abc import Mapping

from media import MediaNode, Peer
from signaling.handlers.admission import Admission
from signaling.handlers.presence import PresenceHandler
from signaling.handlers.push import Push, seat_room
from signaling.ports import SeatTicket
from signaling.protocol import (
    CallAnswer,
    CallClosed,
    CallJoin,
    CallJoined,
    CallLeave,
    CallSlots,
    CloseReason,
    Done,
    Refusal,
    Slot,
)
from signaling.session import SeatSession, SeatSessions

_REASONS: Mapping[str, CloseReason] = {
    "left": "left",
    "superseded": "superseded",
    "timeout": "timeout",
    "failed": "failed",
    "ended": "ended",
    "shutdown": "shutdown",
}


class Leg:
    """One seat's media peer, heard by the media node's room; outlives the socket that asked for it.

    What it has to say is held back until `open`, so that a client knows the peer's name before its slots.
    """

    def __init__(self, handler: "CallHandler", ticket: SeatTicket) -> None:
        self._handler = handler
        self.ticket = ticket
        self.peer: Peer | None = None
        self._slots: Mapping[int, str] = {}

    def open(self, peer: Peer) -> None:
        self.peer = peer
        self.repeat()

    def repeat(self) -> None:
        """Say again which seat is on which slot: for a socket that has just come back."""
        if self.peer is not None:
            slots = tuple(Slot(slot=slot, seat=seat) for slot, seat in sorted(self._slots.items()))
            self._handler.tell_slots(self.ticket, CallSlots(peer=self.peer.id, slots=slots))

    def peer_connected(self, _peer: Peer) -> None:
        self._handler.connected(self)

    def peer_slots(self, _peer: Peer, slots: Mapping[int, str]) -> None:
        self._slots = dict(slots)
        self.repeat()

    def peer_closed(self, peer: Peer, reason: str) -> None:
        self._handler.closed(self, CallClosed(peer=peer.id, reason=_REASONS.get(reason, "failed")))


class CallHandler:
    def __init__(
        self,
        node: MediaNode,
        admission: Admission,
        sessions: SeatSessions,
        presence: PresenceHandler,
        push: Push,
    ) -> None:
        self._node = node
        self._admission = admission
        self._sessions = sessions
        self._presence = presence
        self._push = push
        self._legs: dict[str, Leg] = {}

    async def join(self, session: SeatSession, message: CallJoin) -> CallJoined:
        """Open a media peer for this seat, in place of any earlier one. Raises Refusal, MediaError."""
        if message.ticket is not None:
            await self._admission.call(message.ticket, session.ticket)
            session.call = True
        self._require_call(session)
        leg = Leg(self, session.ticket)
        room = self._node.room(session.ticket.visit)
        peer = await room.join(session.ticket.seat, leg)
        if not (session.call and self._sessions.current(session)):
            await peer.close("ended")
        if room.peers.get(session.ticket.seat) is not peer:
            raise Refusal("peer.closed")
        self._legs[session.ticket.seat] = leg
        leg.open(peer)
        return CallJoined(peer=peer.id, offer=peer.offer)

    async def answer(self, session: SeatSession, message: CallAnswer) -> Done:
        """Raises Refusal, MediaError."""
        await self._own_peer(session, message.peer).answer(message.sdp)
        return Done()

    async def leave(self, session: SeatSession, message: CallLeave) -> Done:
        """Leaving twice is leaving once."""
        leg = self._legs.get(session.ticket.seat)
        if leg is not None and leg.peer is not None and leg.peer.id == message.peer:
            await leg.peer.close("left")
        return Done()

    def greet(self, session: SeatSession) -> None:
        """The seat has a socket again: tell it about the peer that lived on meanwhile."""
        leg = self._legs.get(session.ticket.seat)
        if leg is not None:
            leg.repeat()

    async def close_visit(self, visit: str) -> None:
        """Nobody may be in this call any more. Joining again takes a new ticket with the right to."""
        for session in self._sessions.of_visit(visit):
            session.call = False
        room = self._node.find(visit)
        if room is not None:
            await room.close("ended")

    async def close_seat(self, seat: str) -> None:
        leg = self._legs.get(seat)
        if leg is not None and leg.peer is not None:
            await leg.peer.close("ended")

    def tell_slots(self, ticket: SeatTicket, slots: CallSlots) -> None:
        self._push("call:slots", slots, to=seat_room(ticket.seat))

    def connected(self, leg: Leg) -> None:
        self._presence.in_call(leg.ticket, True)

    def closed(self, leg: Leg, message: CallClosed) -> None:
        """An earlier leg's end is told too, but only the current one's end means that the seat is out."""
        self._push("call:closed", message, to=seat_room(leg.ticket.seat))
        if self._legs.get(leg.ticket.seat) is leg:
            del self._legs[leg.ticket.seat]
            self._presence.in_call(leg.ticket, False)

    def _require_call(self, session: SeatSession) -> None:
        if not session.call:
            raise Refusal("visit.not_admitted")
        if not self._sessions.current(session):
            raise Refusal("visit.forbidden")

    def _own_peer(self, session: SeatSession, peer: str) -> Peer:
        leg = self._legs.get(session.ticket.seat)
        if leg is None or leg.peer is None or leg.peer.id != peer:
            raise Refusal("peer.unknown")
        return leg.peer
