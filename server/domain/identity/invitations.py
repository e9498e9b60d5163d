"""The link: 256 random bits that open one visit, once, for one browser, and the date of birth that follows.

Whatever is wrong with a link, the answer is the same word for word: it tells nobody which links ever existed.
"""

from collections.abc import Iterable
from datetime import date, datetime

from server.crypto.tokens import hash_token
from server.db.transaction import ReadTx, WriteTx
from server.domain.identity import store
from server.domain.identity.model import BIRTH_DATE_TRIES, Invitation, LinkState
from server.domain.identity.policy import Permission, require
from server.domain.identity.sessions import announce_ended, open_patient_session
from server.kernel.actor import Actor, system_actor
from server.kernel.errors import DomainError, Kind, gone, invalid, missing, recorded
from server.kernel.ids import InvitationId, PatientId, PracticeId, VisitId, new_id, new_token


class Invitations:
    async def invite(
        self, tx: WriteTx, actor: Actor, now: datetime, visit: VisitId, *, patient: PatientId, expires_at: datetime
    ) -> str:
        """A new link's token, 43 URL-safe characters. Earlier links of the visit, and what they opened, end.

        `expires_at` is the visit's end plus `AFTER_VISIT`; the session that the link opens ends then, too.
        """
        require(actor, Permission.VISIT_INVITE, practice=actor.practice)
        announce_ended(tx, await store.revoke_links(tx, now, actor.practice, visit))
        token = new_token()
        made = Invitation(InvitationId(new_id()), actor.practice, visit, patient, now, expires_at)
        await store.add_invitation(tx, made, hash_token(token))
        tx.audit(actor, "link.issue", "invitation", made.id, visit=visit)
        return token

    async def view(self, tx: ReadTx, now: datetime, token: str) -> Invitation:
        """What the link would open; nothing is consumed. Raises DomainError("link.invalid")."""
        found = await store.invitation_with(tx, hash_token(token))
        if found is None or not found.is_open(now):
            raise link_invalid()
        return found

    async def exchange(self, tx: WriteTx, now: datetime, token: str) -> tuple[str, Actor]:
        """Use the link up: a session token for this browser, and who acts with it. One caller wins.

        Raises DomainError("link.invalid"); when the link had been used, the ledger keeps the replay.
        """
        token_hash = hash_token(token)
        won = await store.open_invitation(tx, now, token_hash)
        found = await store.invitation_with(tx, token_hash)
        if won and found is not None:
            session_token, actor = await open_patient_session(tx, now, found)
            tx.audit(actor, "link.open", "invitation", found.id, visit=found.visit)
            return session_token, actor
        if found is None or found.opened_at is None:
            raise link_invalid()
        tx.audit(system_actor(found.practice), "link.replay", "invitation", found.id, visit=found.visit)
        raise recorded(link_invalid())

    async def confirm_birth_date(self, tx: WriteTx, actor: Actor, now: datetime, birth_date: date) -> None:
        """Note on the session that its holder knows the patient's date of birth.

        Raises DomainError("identity.mismatch"), and ("identity.locked") after five tries with one link.
        """
        require(actor, Permission.VISIT_ATTEND, practice=actor.practice)
        session = None if actor.session is None else await store.session_of(tx, actor.session)
        if session is None or session.invitation is None or session.patient is None:
            raise missing()
        if session.identity_confirmed_at is not None:
            return
        if not await store.take_birth_date_try(tx, session.invitation, BIRTH_DATE_TRIES):
            raise _locked()
        (patient,) = await store.patients_of(tx, actor.practice, [session.patient])
        if patient.details.birth_date.reveal() != birth_date:
            tx.audit(actor, "identity.mismatch", "invitation", session.invitation, visit=actor.visit)
            raise recorded(invalid("identity.mismatch", "This is not the date of birth on file. Please check it."))
        await store.confirm_identity(tx, now, session.id)
        tx.audit(actor, "identity.confirm", "session", session.id, visit=actor.visit)

    async def link_states(
        self, tx: ReadTx, practice: PracticeId, visits: Iterable[VisitId]
    ) -> dict[VisitId, LinkState]:
        """The newest link of each of these visits that has one."""
        return await store.link_states(tx, practice, visits)

    async def expire_links(self, tx: WriteTx, actor: Actor, visit: VisitId, at: datetime) -> None:
        """The visit is over: its link, and the session it opened, end at `at`. The visit's own verb audits."""
        await store.expire_links(tx, at, actor.practice, visit)


def link_invalid() -> DomainError:
    return gone("link.invalid", "This link does not work any more. Ask the practice for a new one.")


def _locked() -> DomainError:
    # Waiting does not help, so there is no time to wait: the practice sends a new link.
    return DomainError(Kind.LIMITED, "identity.locked", "Too many tries. Please call the practice for a new link.")
