"""Opening, joining, answering and leaving the call of a visit: the only conversation that reaches the media node.

A seat may open its connection while it waits: it is held, shown nobody and shown to nobody, until the seat has the
right to the call. So what takes round trips is over before the clinician admits.
"""

from collections.abc import Iterable

from media import MediaNode, Peer
from signaling.handlers.admission import Admission
from signaling.handlers.leg import Leg
from signaling.handlers.presence import PresenceHandler
from signaling.handlers.push import Push, seat_room
from signaling.ports import Relay, SeatTicket
from signaling.protocol import (
    CallAnswer,
    CallJoin,
    CallOpen,
    CallOpened,
    CallPeer,
    CallRefresh,
    CallShare,
    CallWatch,
    Done,
    Message,
    Refusal,
)
from signaling.session import SeatSession, SeatSessions


class CallHandler:
    def __init__(
        self,
        node: MediaNode,
        admission: Admission,
        sessions: SeatSessions,
        presence: PresenceHandler,
        *,
        relay: Relay,
        push: Push,
    ) -> None:
        self._node = node
        self._admission = admission
        self._sessions = sessions
        self._presence = presence
        self._relay = relay
        self._push = push
        self._legs: dict[str, Leg] = {}

    async def open(self, session: SeatSession, _: CallOpen) -> CallOpened:
        """A media peer for this seat, in place of any earlier one. Raises Refusal, MediaError."""
        self._require_current(session)
        leg = Leg(self, session.ticket)
        room = self._node.room(session.ticket.visit)
        peer = await room.join(session.ticket.seat, leg, held=not session.call)
        if not self._sessions.current(session):
            await peer.close("ended")
        if room.peers.get(session.ticket.seat) is not peer:
            raise Refusal("peer.closed")
        self._legs[session.ticket.seat] = leg
        leg.open(peer)
        # What was decided while the room was being joined found nobody to let in or to hold.
        (room.release if session.call else room.hold)(session.ticket.seat)
        offer = peer.offer
        servers = self._relay.ice_servers()
        return CallOpened(peer=peer.id, version=offer.version, offer=offer.sdp, ice_servers=servers)

    async def join(self, session: SeatSession, message: CallJoin) -> Done:
        """Take part: now, or as soon as the connection is open. Raises Refusal."""
        if message.ticket is not None and not session.call:
            await self._admission.call(message.ticket, session.ticket)
            session.call = True
        self._require_call(session)
        self._release(session.ticket)
        return Done()

    async def answer(self, session: SeatSession, message: CallAnswer) -> Done:
        """Raises Refusal, MediaError."""
        await self._own_peer(session, message.peer).answer(message.sdp, message.version)
        return Done()

    async def restart(self, session: SeatSession, message: CallPeer) -> Done:
        """A further offer with new ICE credentials follows: the page's network has changed. Raises Refusal."""
        peer = self._own_peer(session, message.peer)
        peer.restart()
        self._legs[session.ticket.seat].peer_offers(peer)
        return Done()

    async def leave(self, session: SeatSession, message: CallPeer) -> Done:
        """Leaving twice is leaving once."""
        leg = self._legs.get(session.ticket.seat)
        if leg is not None and leg.peer is not None and leg.peer.id == message.peer:
            await leg.peer.close("left")
        return Done()

    async def share(self, session: SeatSession, message: CallShare) -> Done:
        """Raises Refusal, MediaError("screen.taken")."""
        self._require_call(session)
        room = self._node.find(session.ticket.visit)
        if room is None or session.ticket.seat not in room.peers:
            raise Refusal("peer.unknown")
        room.share(session.ticket.seat, on=message.on)
        self._presence.shares(session.ticket, message.on)
        return Done()

    async def watch(self, session: SeatSession, message: CallWatch) -> Done:
        leg = self._legs.get(session.ticket.seat)
        if leg is not None and leg.peer is not None:
            leg.peer.watch(message.slot, message.height)
        return Done()

    async def refresh(self, session: SeatSession, message: CallRefresh) -> Done:
        leg = self._legs.get(session.ticket.seat)
        if leg is not None and leg.peer is not None:
            leg.peer.refresh(message.slot)
        return Done()

    def legs(self) -> Iterable[Leg]:
        """Everybody's connection."""
        return self._legs.values()

    def greet(self, session: SeatSession) -> None:
        """The seat has a socket again: tell it about the peer that lived on meanwhile."""
        leg = self._legs.get(session.ticket.seat)
        if leg is not None:
            leg.repeat()

    def admit(self, seat: str) -> None:
        """The seat was given the right to the call."""
        session = self._sessions.sitting(seat)
        if session is not None:
            session.call = True
            self._release(session.ticket)

    def hold_visit(self, visit: str) -> None:
        """Nobody takes part for now; connections stay open. Taking part again takes a new right to."""
        room = self._node.find(visit)
        for session in self._sessions.of_visit(visit):
            session.call = False
        if room is None:
            return
        for seat in tuple(room.peers):
            room.hold(seat)
            if seat in self._legs:
                self._stand(self._legs[seat])

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

    def tell(self, ticket: SeatTicket, event: str, message: Message) -> None:
        self._push(event, message, to=seat_room(ticket.seat))

    def leg_connected(self, leg: Leg) -> None:
        self._stand(leg)

    def leg_closed(self, leg: Leg) -> None:
        """An earlier leg's end is told too, but only the current one's end means that the seat is out."""
        if self._legs.get(leg.ticket.seat) is leg:
            del self._legs[leg.ticket.seat]
            self._presence.in_call(leg.ticket, False)
            self._presence.shares(leg.ticket, False)
            self._presence.feels(leg.ticket, None)

    def _release(self, ticket: SeatTicket) -> None:
        room = self._node.find(ticket.visit)
        leg = self._legs.get(ticket.seat)
        if room is not None and leg is not None:
            room.release(ticket.seat)
            self._stand(leg)

    def _stand(self, leg: Leg) -> None:
        """Show the others whether this seat takes part."""
        peer = leg.peer
        taking_part = peer is not None and peer.connected and not peer.held
        self._presence.in_call(leg.ticket, taking_part)
        if not taking_part:
            self._presence.shares(leg.ticket, False)

    def _require_current(self, session: SeatSession) -> None:
        if not self._sessions.current(session):
            raise Refusal("visit.forbidden")

    def _require_call(self, session: SeatSession) -> None:
        if not session.call:
            raise Refusal("visit.not_admitted")
        self._require_current(session)

    def _own_peer(self, session: SeatSession, peer: str) -> Peer:
        leg = self._legs.get(session.ticket.seat)
        if leg is None or leg.peer is None or leg.peer.id != peer:
            raise Refusal("peer.unknown")
        return leg.peer
