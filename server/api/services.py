"""What the door is given. The composition names concrete technology; the door sees verbs and ports."""

from dataclasses import dataclass, field
from pathlib import Path

from prometheus_client import CollectorRegistry

from server.crypto.tokens import TicketSigner
from server.db import Database
from server.domain.audit import AuditService
from server.domain.identity import IdentityService, SignIn
from server.domain.notes import NoteDesk, NoteService
from server.domain.scheduling import SchedulingService
from server.domain.visits import VisitService
from server.kernel.ports import Clock, Ephemeral


@dataclass(frozen=True, slots=True)
class DoorSettings:
    """`public_url` is how browsers reach the service, without a slash at its end.

    `pages` is the folder of the built pages. `allowed_origins` are origins besides the service's own host whose
    pages may change something. `trusted_proxies` counts the proxies whose X-Forwarded-For is believed.
    """

    public_url: str
    pages: Path
    allowed_origins: frozenset[str] = frozenset()
    trusted_proxies: int = 0

    @property
    def https(self) -> bool:
        return self.public_url.startswith("https://")


@dataclass(slots=True)
class Readiness:
    """Whether new work is welcome: false from the moment a stop was asked for."""

    welcome: bool = True

    def stop(self) -> None:
        self.welcome = False


@dataclass(frozen=True, slots=True)
class Services:
    settings: DoorSettings
    database: Database
    clock: Clock
    ephemeral: Ephemeral
    identity: IdentityService
    sign_in: SignIn
    scheduling: SchedulingService
    visits: VisitService
    notes: NoteService
    note_desk: NoteDesk
    audit: AuditService
    tickets: TicketSigner
    registry: CollectorRegistry = field(default_factory=CollectorRegistry)
    readiness: Readiness = field(default_factory=Readiness)
