"""What pages of one visit tell each other through us: keys and words that we cannot read."""

from signaling.handlers.push import Push, seat_room, visit_room
from signaling.protocol import ChatSend, Done, FromSeat, KeysSend, Refusal
from signaling.session import SeatSession, SeatSessions


class RelayHandler:
    """Nothing is kept: whoever is not there does not hear it."""

    def __init__(self, sessions: SeatSessions, push: Push) -> None:
        self._sessions = sessions
        self._push = push

    async def keys(self, session: SeatSession, message: KeysSend) -> Done:
        """Raises Refusal("visit.forbidden") for a seat that is not in this visit."""
        self._require_current(session)
        self._pass_on("keys:message", session, message.body, self._room(session, message.to))
        return Done()

    async def chat(self, session: SeatSession, message: ChatSend) -> Done:
        """To those who are in the call. Raises Refusal("visit.not_admitted") for who is not."""
        if not session.call:
            raise Refusal("visit.not_admitted")
        self._require_current(session)
        for other in self._sessions.of_visit(session.ticket.visit):
            if other.call and self._sessions.current(other):
                self._pass_on("chat:message", session, message.body, seat_room(other.ticket.seat))
        return Done()

    def _pass_on(self, event: str, session: SeatSession, body: str, room: str) -> None:
        self._push(event, FromSeat(seat=session.ticket.seat, body=body), to=room)

    def _room(self, session: SeatSession, to: str | None) -> str:
        if to is None:
            return visit_room(session.ticket.visit)
        other = self._sessions.sitting(to)
        if other is None or other.ticket.visit != session.ticket.visit:
            raise Refusal("visit.forbidden")
        return seat_room(to)

    def _require_current(self, session: SeatSession) -> None:
        if not self._sessions.current(session):
            raise Refusal("visit.forbidden")
