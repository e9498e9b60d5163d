"""Who is acting: every verb of the domain takes one, and every audit event names one."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from server.kernel.ids import PracticeId, SessionId, VisitId


class Role(StrEnum):
    SCHEDULER = "scheduler"
    CLINICIAN = "clinician"
    COMPLIANCE = "compliance"
    ADMIN = "admin"
    PATIENT = "patient"


class ActorKind(StrEnum):
    STAFF = "staff"
    PATIENT = "patient"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody (or the system itself) inside one practice.

    `id` is a `StaffId`, a `PatientId` or, for the system, the practice's own id. `visit` is set for a
    patient only: the one visit that the session opens.
    """

    kind: ActorKind
    id: UUID
    practice: PracticeId
    roles: frozenset[Role] = frozenset()
    session: SessionId | None = None
    visit: VisitId | None = None


def system_actor(practice: PracticeId) -> Actor:
    """The actor of what no person did: clocks, seeds, sweeps, and doors nobody has signed in at yet."""
    return Actor(ActorKind.SYSTEM, practice, practice)
