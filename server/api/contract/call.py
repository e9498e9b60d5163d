"""One decoded request, as a handler sees it: who asks, what for, and when. No header, no socket."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Generic, TypeVar
from uuid import UUID

from server.api.contract.shapes import Request
from server.api.services import Services
from server.kernel.actor import Actor, ActorKind
from server.kernel.errors import missing, unauthenticated
from server.kernel.ids import VisitId

Asked = TypeVar("Asked", bound=Request)


@dataclass(frozen=True, slots=True)
class SessionChange:
    """A session to hand to this browser (`token`), or to take from it (None)."""

    kind: ActorKind
    token: str | None


@dataclass(slots=True)
class Call(Generic[Asked]):
    """`wanted` is the decoded body or query; `network` is where it comes from, for limits only."""

    services: Services
    now: datetime
    wanted: Asked
    ids: Mapping[str, UUID]
    network: str
    who: Actor | None = None
    if_rev: int = 0
    key: str = ""
    operation: str = ""
    sessions: list[SessionChange] = field(default_factory=list)

    @property
    def actor(self) -> Actor:
        if self.who is None:
            raise unauthenticated("auth.required", "Please sign in.")
        return self.who

    @property
    def own_visit(self) -> VisitId:
        """The one visit that a patient's session opens."""
        if self.actor.visit is None:
            raise missing()
        return self.actor.visit
