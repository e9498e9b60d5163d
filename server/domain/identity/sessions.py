"""Sessions: opaque tokens of which only the hash is stored, ended by time, by idling or by a word."""

from collections.abc import Iterable
from datetime import datetime

from server.crypto.tokens import hash_token
from server.db.database import Database
from server.db.transaction import ReadTx, WriteTx
from server.domain.identity import store
from server.domain.identity.model import STAFF_SESSION, Invitation, Session, Staff
from server.domain.identity.policy import Permission, require
from server.kernel.actor import Actor, ActorKind, Role
from server.kernel.errors import unauthenticated
from server.kernel.events import SessionEnded
from server.kernel.ids import SessionId, StaffId, new_id, new_token


class Sessions:
    async def authenticate(self, tx: ReadTx, now: datetime, token: str) -> Actor:
        """Who holds `token`. Raises DomainError("auth.session_expired") for any that is not open."""
        return (await _open_session(tx, now, token))[1]

    async def recognise(self, database: Database, now: datetime, token: str) -> Actor:
        """`authenticate`, and note at most once a minute that the session is in use.

        Reading comes first and on its own, so that a request costs a write once a minute only.
        """
        async with database.read() as reading:
            session, actor = await _open_session(reading, now, token)
        if session.is_due_for_touch(now):
            async with database.write() as tx:
                await store.touch(tx, now, session.id)
        return actor

    async def sign_out(self, tx: WriteTx, actor: Actor, now: datetime) -> None:
        """End the session the actor came with."""
        if actor.session is None:
            return
        announce_ended(tx, await store.revoke_session(tx, now, actor.session))
        tx.audit(actor, "auth.sign_out", "session", actor.session, visit=actor.visit)

    async def revoke_sessions(self, tx: WriteTx, actor: Actor, now: datetime, staff: StaffId) -> None:
        """End all sessions of one member of staff, with their sockets."""
        require(actor, Permission.STAFF_MANAGE, practice=actor.practice)
        announce_ended(tx, await store.revoke_sessions_of_staff(tx, now, actor.practice, staff))
        tx.audit(actor, "auth.revoke", "staff", staff)

    async def identity_confirmed_at(self, tx: ReadTx, actor: Actor) -> datetime | None:
        """When the holder of this patient session gave the right date of birth, if ever."""
        session = None if actor.session is None else await store.session_of(tx, actor.session)
        return None if session is None else session.identity_confirmed_at


def announce_ended(tx: WriteTx, sessions: Iterable[SessionId]) -> None:
    """What was ended by a word ends at the real-time door, too."""
    for ended in sessions:
        tx.announce(SessionEnded(ended))


async def open_staff_session(tx: WriteTx, now: datetime, staff: Staff) -> tuple[str, Actor]:
    """A new token, and who acts with it."""
    opened = Session(
        id=SessionId(new_id()),
        practice=staff.practice,
        staff=staff.id,
        created_at=now,
        seen_at=now,
        expires_at=now + STAFF_SESSION,
    )
    return await _add(tx, opened, staff.roles)


async def open_patient_session(tx: WriteTx, now: datetime, invitation: Invitation) -> tuple[str, Actor]:
    """A new token that opens the one visit of the invitation for as long as the link would."""
    opened = Session(
        id=SessionId(new_id()),
        practice=invitation.practice,
        patient=invitation.patient,
        visit=invitation.visit,
        invitation=invitation.id,
        created_at=now,
        seen_at=now,
        expires_at=invitation.expires_at,
    )
    return await _add(tx, opened, frozenset({Role.PATIENT}))


async def _add(tx: WriteTx, opened: Session, roles: frozenset[Role]) -> tuple[str, Actor]:
    token = new_token()
    await store.add_session(tx, opened, hash_token(token))
    return token, _actor(opened, roles)


async def _open_session(tx: ReadTx, now: datetime, token: str) -> tuple[Session, Actor]:
    # A cookie may hold any bytes; what is no ASCII was never a token of ours.
    found = await store.session_with(tx, hash_token(token)) if token.isascii() else None
    if found is None or not found[0].is_open(now):
        raise unauthenticated("auth.session_expired", "You have been signed out. Sign in again.")
    session, roles = found
    return session, _actor(session, roles)


def _actor(session: Session, roles: frozenset[Role]) -> Actor:
    kind, person = (ActorKind.STAFF, session.staff) if session.staff else (ActorKind.PATIENT, session.patient)
    if person is None:
        raise LookupError("a session belongs to somebody")
    return Actor(kind, person, session.practice, roles, session.id, session.visit)
