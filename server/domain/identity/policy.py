"""Who may do what: one table, one question. Every verb of every capability asks it before anything else."""

from enum import StrEnum
from types import MappingProxyType
from uuid import UUID

from server.kernel.actor import Actor, ActorKind, Role
from server.kernel.errors import forbidden, missing
from server.kernel.ids import PracticeId, StaffId, VisitId


class Permission(StrEnum):
    PRACTICE_READ = "practice.read"
    STAFF_READ = "staff.read"
    STAFF_MANAGE = "staff.manage"
    PATIENT_READ = "patient.read"
    PATIENT_ADD = "patient.add"
    SLOT_READ = "slot.read"
    AVAILABILITY_SET = "availability.set"
    VISIT_BOOK = "visit.book"
    VISIT_READ = "visit.read"
    VISIT_CANCEL = "visit.cancel"
    VISIT_INVITE = "visit.invite"
    VISIT_CONDUCT = "visit.conduct"
    VISIT_ATTEND = "visit.attend"
    VISIT_SIT = "visit.sit"
    NOTE_READ = "note.read"
    NOTE_WRITE = "note.write"
    AUDIT_READ = "audit.read"
    DESK_WATCH = "desk.watch"


_FRONT_DESK = frozenset({Role.SCHEDULER, Role.CLINICIAN})
_ANY_STAFF = frozenset({Role.SCHEDULER, Role.CLINICIAN, Role.COMPLIANCE, Role.ADMIN})

ROLES = MappingProxyType(
    {
        Permission.PRACTICE_READ: _ANY_STAFF | {Role.PATIENT},
        Permission.STAFF_READ: _ANY_STAFF,
        Permission.STAFF_MANAGE: frozenset({Role.ADMIN}),
        Permission.PATIENT_READ: _FRONT_DESK,
        Permission.PATIENT_ADD: _FRONT_DESK,
        Permission.SLOT_READ: _FRONT_DESK,
        Permission.AVAILABILITY_SET: frozenset({Role.SCHEDULER, Role.ADMIN}),
        Permission.VISIT_BOOK: _FRONT_DESK,
        Permission.VISIT_READ: _FRONT_DESK,
        Permission.VISIT_CANCEL: _FRONT_DESK,
        Permission.VISIT_INVITE: _FRONT_DESK,
        Permission.VISIT_CONDUCT: frozenset({Role.CLINICIAN}),
        Permission.VISIT_ATTEND: frozenset({Role.PATIENT}),
        Permission.VISIT_SIT: frozenset({Role.CLINICIAN, Role.PATIENT}),
        Permission.NOTE_READ: frozenset({Role.CLINICIAN}),
        Permission.NOTE_WRITE: frozenset({Role.CLINICIAN}),
        Permission.AUDIT_READ: frozenset({Role.COMPLIANCE, Role.ADMIN}),
        Permission.DESK_WATCH: _FRONT_DESK,
    }
)

_SYSTEM = frozenset(
    {
        Permission.PRACTICE_READ,
        Permission.STAFF_READ,
        Permission.STAFF_MANAGE,
        Permission.PATIENT_ADD,
        Permission.AVAILABILITY_SET,
        Permission.VISIT_BOOK,
        Permission.VISIT_INVITE,
        Permission.VISIT_CANCEL,
    }
)
"""What the system does by itself: set a practice up, book and cancel. It never reads a note or sits in a visit."""


def require(
    actor: Actor,
    permission: Permission,
    *,
    practice: PracticeId | UUID,
    visit: VisitId | None = None,
    clinician: StaffId | None = None,
) -> None:
    """Pass, or refuse. `clinician` narrows a clinician's permission to the one whose visit it is.

    Raises DomainError missing for another practice's or another patient's object (as if it did not exist), and
    forbidden ("auth.forbidden", for a link's session "auth.step_up_required") inside the own one.
    """
    if actor.practice != practice:
        raise missing()
    if actor.kind is ActorKind.PATIENT and visit is not None and visit != actor.visit:
        raise missing()
    if not _holds(actor, permission):
        raise _refusal(actor)
    if clinician is not None and actor.kind is ActorKind.STAFF and actor.id != clinician:
        raise _refusal(actor)


def _holds(actor: Actor, permission: Permission) -> bool:
    if actor.kind is ActorKind.SYSTEM:
        return permission in _SYSTEM
    return not ROLES[permission].isdisjoint(actor.roles)


def _refusal(actor: Actor) -> Exception:
    if actor.kind is ActorKind.PATIENT:
        return forbidden("auth.step_up_required", "The link opens the visit only, not the records.")
    return forbidden("auth.forbidden", "Your role does not allow this.")
