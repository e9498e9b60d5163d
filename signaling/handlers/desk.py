"""A desk listens to its practice's visits and says nothing: what it does, it does over HTTP."""

from signaling.config import GatewayConfig
from signaling.protocol import Refusal
from signaling.session import DeskSession, DeskSessions


class DeskHandler:
    def __init__(self, config: GatewayConfig, sessions: DeskSessions) -> None:
        self._limit = config.max_desks
        self._sessions = sessions

    def enter(self, session: DeskSession) -> None:
        """Raises Refusal("rate.limited") when this person already watches from as many pages as one may."""
        if self._sessions.count(session.ticket.staff) >= self._limit:
            raise Refusal("rate.limited")
        self._sessions.take(session)

    def leave(self, session: DeskSession) -> None:
        self._sessions.drop(session)
