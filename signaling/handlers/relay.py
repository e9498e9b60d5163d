"""What pages of one visit tell each other through us: keys and words that we cannot read."""

from collections.abc import Iterable

from signaling.handlers.push import Push, seat_room
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
        if message.to is None:
            others = self._others(session)
        else:
            others = [one for one in self._others(session) if one.ticket.seat == message.to]
            if not others:
                raise Refusal("visit.forbidden")
        self._tell("keys:message", session, message.body, others)
        return Done()

    async def chat(self, session: SeatSession, message: ChatSend) -> Done:
        """To those who are in the call. Raises Refusal("visit.not_admitted") for who is not."""
        if not session.call:
            raise Refusal("visit.not_admitted")
        self._require_current(session)
        self._tell("chat:message", session, message.body, [one for one in self._others(session) if one.call])
        return Done()

    def _tell(self, event: str, session: SeatSession, body: str, others: Iterable[SeatSession]) -> None:
        told = FromSeat(seat=session.ticket.seat, body=body)
        for other in others:
            self._push(event, told, to=seat_room(other.ticket.seat))

    def _others(self, session: SeatSession) -> list[SeatSession]:
        here = self._sessions.of_visit(session.ticket.visit)
        return [one for one in here if one is not session and self._sessions.current(one)]

    def _require_current(self, session: SeatSession) -> None:
        if not self._sessions.current(session):
            raise Refusal("visit.forbidden")
