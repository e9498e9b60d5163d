"""Who may do what: the whole table, permission × role × kind, and whose object it is."""

from uuid import UUID

import pytest

from server.domain.identity import Permission, require
from server.domain.identity.policy import ROLES
from server.kernel.actor import Actor, ActorKind, Role, system_actor
from server.kernel.errors import DomainError, Kind
from server.kernel.ids import PracticeId, StaffId, VisitId, new_id

OWN = PracticeId(new_id())
FOREIGN = PracticeId(new_id())
VISIT = VisitId(new_id())

# Written a second time on purpose, by role and not by permission: a slip in one table shows against the other.
MAY = {
    Role.SCHEDULER: {
        "practice.read", "staff.read", "patient.read", "patient.add", "slot.read", "availability.set",
        "visit.book", "visit.read", "visit.cancel", "visit.invite", "desk.watch",
    },
    Role.CLINICIAN: {
        "practice.read", "staff.read", "patient.read", "patient.add", "slot.read", "visit.book", "visit.read",
        "visit.cancel", "visit.invite", "visit.conduct", "visit.sit", "note.read", "note.write", "desk.watch",
    },
    Role.COMPLIANCE: {"practice.read", "staff.read", "audit.read"},
    Role.ADMIN: {"practice.read", "staff.read", "staff.manage", "availability.set", "audit.read"},
    Role.PATIENT: {"practice.read", "visit.attend", "visit.sit"},
}  # fmt: skip
SYSTEM_MAY = {
    "practice.read", "staff.read", "staff.manage", "patient.add", "availability.set", "visit.book", "visit.invite",
    "visit.cancel",
}  # fmt: skip


def actor(role: Role, practice: PracticeId = OWN) -> Actor:
    if role is Role.PATIENT:
        return Actor(ActorKind.PATIENT, new_id(), practice, frozenset({role}), visit=VISIT)
    return Actor(ActorKind.STAFF, new_id(), practice, frozenset({role}))


def outcome(who: Actor, permission: Permission, practice: UUID = OWN, visit: VisitId | None = None) -> str:
    try:
        require(who, permission, practice=practice, visit=visit)
    except DomainError as refused:
        return refused.code
    return "allowed"


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("permission", Permission)
def test_a_role_may_what_its_list_says_and_nothing_else(role: Role, permission: Permission) -> None:
    refused = "auth.step_up_required" if role is Role.PATIENT else "auth.forbidden"
    assert outcome(actor(role), permission) == ("allowed" if permission in MAY[role] else refused)


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("permission", Permission)
def test_another_practices_object_does_not_exist(role: Role, permission: Permission) -> None:
    assert outcome(actor(role), permission, FOREIGN) == "object.missing"


@pytest.mark.parametrize("permission", Permission)
def test_the_system_may_set_up_and_book_and_nothing_else(permission: Permission) -> None:
    expected = "allowed" if permission in SYSTEM_MAY else "auth.forbidden"
    assert outcome(system_actor(OWN), permission) == expected


@pytest.mark.parametrize("permission", Permission)
def test_somebody_without_a_role_may_nothing(permission: Permission) -> None:
    assert outcome(Actor(ActorKind.STAFF, new_id(), OWN), permission) == "auth.forbidden"


@pytest.mark.parametrize("permission", Permission)
def test_another_patients_visit_does_not_exist(permission: Permission) -> None:
    assert outcome(actor(Role.PATIENT), permission, visit=VisitId(new_id())) == "object.missing"


def test_a_patient_attends_the_own_visit() -> None:
    assert outcome(actor(Role.PATIENT), Permission.VISIT_ATTEND, visit=VISIT) == "allowed"


def test_a_clinician_conducts_the_own_visits_only() -> None:
    who = actor(Role.CLINICIAN)
    require(who, Permission.VISIT_CONDUCT, practice=OWN, clinician=StaffId(who.id))
    with pytest.raises(DomainError) as refused:
        require(who, Permission.VISIT_CONDUCT, practice=OWN, clinician=StaffId(new_id()))
    assert (refused.value.kind, refused.value.code) == (Kind.FORBIDDEN, "auth.forbidden")


def test_two_roles_may_what_either_may() -> None:
    both = Actor(ActorKind.STAFF, new_id(), OWN, frozenset({Role.ADMIN, Role.CLINICIAN}))
    allowed = {permission.value for permission in Permission if outcome(both, permission) == "allowed"}
    assert allowed == MAY[Role.ADMIN] | MAY[Role.CLINICIAN]


def test_every_permission_has_its_line() -> None:
    assert set(ROLES) == set(Permission)
