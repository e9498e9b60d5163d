"""All SQL of identity. Every query about somebody's data names the practice that it may come from."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, bindparam, delete, insert, or_, select, text, update
from sqlalchemy.exc import IntegrityError

from server.db.metadata import Instant
from server.db.transaction import ReadTx, WriteTx
from server.domain.identity.model import (
    Invitation,
    LinkState,
    Misses,
    Patient,
    PatientDetails,
    Practice,
    Session,
    Staff,
    folded,
)
from server.domain.identity.tables import invitation, patient, practice, session, sign_in_miss, staff
from server.kernel.actor import Role
from server.kernel.errors import conflict
from server.kernel.ids import InvitationId, PatientId, PracticeId, SessionId, StaffId, VisitId
from server.kernel.phi import Phi

_FOUND_AT_MOST = 50

# Written out, since both databases know this statement and SQLAlchemy has one spelling of it for each.
_HOLD_MISSES = text(
    "INSERT INTO sign_in_miss (login_hash, misses, missed_at) VALUES (:login_hash, 0, :missed_at)"
    " ON CONFLICT (login_hash) DO UPDATE SET misses = sign_in_miss.misses"
).bindparams(bindparam("missed_at", type_=Instant()))


# Practices and staff


async def add_practice(tx: WriteTx, now: datetime, new: Practice) -> None:
    values = {"id": new.id, "name": new.name, "zone": new.zone, "phone": new.phone, "created_at": now}
    await tx.execute(insert(practice).values(values))


async def practice_of(tx: ReadTx, wanted: PracticeId) -> Practice | None:
    row = (await tx.execute(select(practice).where(practice.c.id == wanted))).one_or_none()
    return None if row is None else Practice(PracticeId(row.id), row.name, row.zone, row.phone)


async def add_staff(tx: WriteTx, now: datetime, new: Staff, password_hash: str) -> None:
    """Raises DomainError("staff.login_taken")."""
    values = {
        "id": new.id,
        "practice_id": new.practice,
        "login": new.login,
        "display_name": new.display_name,
        "roles": sorted(new.roles),
        "password_hash": password_hash,
        "active": new.active,
        "created_at": now,
    }
    try:
        await tx.execute(insert(staff).values(values))
    except IntegrityError as taken:
        raise conflict("staff.login_taken", "Somebody already signs in with this name.") from taken


async def staff_with_login(tx: ReadTx, login: str) -> tuple[Staff, str] | None:
    """The person who signs in with `login`, active or not, and the stored password hash."""
    row = (await tx.execute(select(staff).where(staff.c.login == login))).one_or_none()
    return None if row is None else (_staff(row), row.password_hash)


async def staff_of(tx: ReadTx, owner: PracticeId, wanted: Iterable[StaffId] | None = None) -> list[Staff]:
    """The staff of one practice by name: those with the ids `wanted`, active or not, or all active ones."""
    those = staff.c.active if wanted is None else staff.c.id.in_(list(wanted))
    found = select(staff).where(staff.c.practice_id == owner, those).order_by(staff.c.display_name, staff.c.id)
    return [_staff(row) for row in await tx.execute(found)]


# Patients


async def add_patient(tx: WriteTx, now: datetime, new: Patient) -> None:
    details = new.details
    values = {
        "id": new.id,
        "practice_id": new.practice,
        "given_name": details.given_name.reveal(),
        "family_name": details.family_name.reveal(),
        "search_name": folded(details.display_name.reveal()),
        "birth_date": details.birth_date.reveal(),
        "email": details.email.reveal(),
        "phone": details.phone.reveal(),
        "language": details.language,
        "zone": details.zone,
        "created_at": now,
    }
    await tx.execute(insert(patient).values(values))


async def patients_named(tx: ReadTx, owner: PracticeId, query: str) -> list[Patient]:
    """Patients each word of whose `query` is part of their name; at most fifty, by name."""
    words = [patient.c.search_name.contains(word, autoescape=True) for word in folded(query).split()]
    found = select(patient).where(patient.c.practice_id == owner, *words)
    ordered = found.order_by(patient.c.search_name, patient.c.id).limit(_FOUND_AT_MOST)
    return [_patient(row) for row in await tx.execute(ordered)]


async def patients_of(tx: ReadTx, owner: PracticeId, wanted: Iterable[PatientId]) -> list[Patient]:
    found = select(patient).where(patient.c.practice_id == owner, patient.c.id.in_(list(wanted)))
    return [_patient(row) for row in await tx.execute(found)]


# Missed sign-ins


async def misses_of(tx: ReadTx, login_hash: bytes) -> Misses | None:
    found = select(sign_in_miss).where(sign_in_miss.c.login_hash == login_hash)
    row = (await tx.execute(found)).one_or_none()
    return None if row is None else Misses(row.misses, row.missed_at)


async def lock_misses(tx: WriteTx, now: datetime, login_hash: bytes) -> Misses | None:
    """The same, held until the transaction ends: guesses at one login are judged one after the other."""
    await tx.execute(_HOLD_MISSES, [{"login_hash": login_hash, "missed_at": now}])
    return await misses_of(tx, login_hash)


async def add_miss(tx: WriteTx, now: datetime, login_hash: bytes) -> None:
    """Count one more, after `lock_misses`."""
    mine = sign_in_miss.c.login_hash == login_hash
    await tx.execute(update(sign_in_miss).where(mine).values(misses=sign_in_miss.c.misses + 1, missed_at=now))


async def forget_misses(tx: WriteTx, login_hash: bytes) -> None:
    await tx.execute(delete(sign_in_miss).where(sign_in_miss.c.login_hash == login_hash))


async def forget_old_misses(tx: WriteTx, before: datetime, final: int) -> None:
    """Drop what was last missed `before`, unless the login is stopped for good."""
    old = and_(sign_in_miss.c.missed_at < before, sign_in_miss.c.misses < final)
    await tx.execute(delete(sign_in_miss).where(old))


# Sessions


async def add_session(tx: WriteTx, new: Session, token_hash: bytes) -> None:
    values = {
        "id": new.id,
        "token_hash": token_hash,
        "kind": "staff" if new.staff is not None else "patient",
        "practice_id": new.practice,
        "staff_id": new.staff,
        "patient_id": new.patient,
        "visit_id": new.visit,
        "invitation_id": new.invitation,
        "created_at": new.created_at,
        "seen_at": new.seen_at,
        "expires_at": new.expires_at,
    }
    await tx.execute(insert(session).values(values))


async def session_with(tx: ReadTx, token_hash: bytes) -> tuple[Session, frozenset[Role]] | None:
    """The session and its owner's present roles; a person who left has none and their sessions are not found."""
    owner = session.outerjoin(staff, session.c.staff_id == staff.c.id)
    there = or_(session.c.staff_id.is_(None), staff.c.active)
    found = select(session, staff.c.roles).select_from(owner).where(session.c.token_hash == token_hash, there)
    row = (await tx.execute(found)).one_or_none()
    if row is None:
        return None
    return _session(row), _roles(row.roles) if row.staff_id is not None else frozenset({Role.PATIENT})


async def session_of(tx: ReadTx, wanted: SessionId) -> Session | None:
    row = (await tx.execute(select(session).where(session.c.id == wanted))).one_or_none()
    return None if row is None else _session(row)


async def touch(tx: WriteTx, now: datetime, wanted: SessionId) -> None:
    await tx.execute(update(session).where(session.c.id == wanted, session.c.seen_at < now).values(seen_at=now))


async def confirm_identity(tx: WriteTx, now: datetime, wanted: SessionId) -> None:
    await tx.execute(update(session).where(session.c.id == wanted).values(identity_confirmed_at=now))


async def revoke_session(tx: WriteTx, now: datetime, wanted: SessionId) -> list[SessionId]:
    return await _revoke_sessions(tx, now, session.c.id == wanted)


async def revoke_sessions_of_staff(
    tx: WriteTx, now: datetime, owner: PracticeId, wanted: StaffId
) -> list[SessionId]:
    return await _revoke_sessions(tx, now, and_(session.c.practice_id == owner, session.c.staff_id == wanted))


async def _revoke_sessions(tx: WriteTx, now: datetime, which: ColumnElement[bool]) -> list[SessionId]:
    """End those that have not ended yet; answers which they were."""
    ended = update(session).where(which, session.c.revoked_at.is_(None)).values(revoked_at=now)
    return [SessionId(row.id) for row in await tx.execute(ended.returning(session.c.id))]


# Invitations


async def add_invitation(tx: WriteTx, new: Invitation, token_hash: bytes) -> None:
    values = {
        "id": new.id,
        "practice_id": new.practice,
        "visit_id": new.visit,
        "patient_id": new.patient,
        "token_hash": token_hash,
        "created_at": new.created_at,
        "expires_at": new.expires_at,
        "birth_date_tries": 0,
    }
    await tx.execute(insert(invitation).values(values))


async def invitation_with(tx: ReadTx, token_hash: bytes) -> Invitation | None:
    row = (await tx.execute(select(invitation).where(invitation.c.token_hash == token_hash))).one_or_none()
    return None if row is None else _invitation(row)


async def open_invitation(tx: WriteTx, now: datetime, token_hash: bytes) -> bool:
    """Mark the link as used; true for exactly one caller, however many come at once."""
    untouched = and_(invitation.c.opened_at.is_(None), invitation.c.revoked_at.is_(None))
    mine = and_(invitation.c.token_hash == token_hash, untouched, invitation.c.expires_at > now)
    return (await tx.execute(update(invitation).where(mine).values(opened_at=now))).rowcount == 1


async def take_birth_date_try(tx: WriteTx, wanted: InvitationId, allowed: int) -> bool:
    """Count one try; false when none is left."""
    left = and_(invitation.c.id == wanted, invitation.c.birth_date_tries < allowed)
    counted = update(invitation).where(left).values(birth_date_tries=invitation.c.birth_date_tries + 1)
    return (await tx.execute(counted)).rowcount == 1


async def revoke_links(tx: WriteTx, now: datetime, owner: PracticeId, visit: VisitId) -> list[SessionId]:
    """End every link of the visit and every session that one of them opened; answers those sessions."""
    links = and_(invitation.c.practice_id == owner, invitation.c.visit_id == visit)
    ended = update(invitation).where(links, invitation.c.revoked_at.is_(None)).values(revoked_at=now)
    await tx.execute(ended)
    return await _revoke_sessions(tx, now, and_(session.c.practice_id == owner, session.c.visit_id == visit))


async def expire_links(tx: WriteTx, at: datetime, owner: PracticeId, visit: VisitId) -> None:
    for table in (invitation, session):
        mine = and_(table.c.practice_id == owner, table.c.visit_id == visit, table.c.revoked_at.is_(None))
        await tx.execute(update(table).where(mine).values(expires_at=at))


async def link_states(tx: ReadTx, owner: PracticeId, visits: Iterable[VisitId]) -> dict[VisitId, LinkState]:
    """The newest link of each visit that has one."""
    confirmed = session.c.identity_confirmed_at
    joined = invitation.outerjoin(session, session.c.invitation_id == invitation.c.id)
    found = (
        select(invitation, confirmed)
        .select_from(joined)
        .where(invitation.c.practice_id == owner, invitation.c.visit_id.in_(list(visits)))
        .where(invitation.c.revoked_at.is_(None))
        .order_by(invitation.c.created_at)
    )
    return {
        VisitId(row.visit_id): LinkState(row.expires_at, row.opened_at, row.identity_confirmed_at)
        for row in await tx.execute(found)
    }


# Rows


def _roles(names: list[str]) -> frozenset[Role]:
    return frozenset(Role(name) for name in names)


def _staff(row: Row[Any]) -> Staff:
    return Staff(
        StaffId(row.id), PracticeId(row.practice_id), row.login, row.display_name, _roles(row.roles), row.active
    )


def _patient(row: Row[Any]) -> Patient:
    details = PatientDetails(
        Phi(row.given_name),
        Phi(row.family_name),
        Phi(row.birth_date),
        Phi(row.email),
        Phi(row.phone),
        row.language,
        row.zone,
    )
    return Patient(PatientId(row.id), PracticeId(row.practice_id), details)


def _session(row: Row[Any]) -> Session:
    return Session(
        id=SessionId(row.id),
        practice=PracticeId(row.practice_id),
        staff=row.staff_id,
        patient=row.patient_id,
        visit=row.visit_id,
        invitation=row.invitation_id,
        created_at=row.created_at,
        seen_at=row.seen_at,
        expires_at=row.expires_at,
        revoked_at=row.revoked_at,
        identity_confirmed_at=row.identity_confirmed_at,
    )


def _invitation(row: Row[Any]) -> Invitation:
    return Invitation(
        id=InvitationId(row.id),
        practice=PracticeId(row.practice_id),
        visit=VisitId(row.visit_id),
        patient=PatientId(row.patient_id),
        created_at=row.created_at,
        expires_at=row.expires_at,
        opened_at=row.opened_at,
        revoked_at=row.revoked_at,
    )
