"""Practices, the people who work there, and the people who are cared for."""

from collections.abc import Iterable
from datetime import datetime

from server.db.transaction import ReadTx, WriteTx
from server.domain.identity import store
from server.domain.identity.model import Patient, PatientDetails, Practice, Staff, canonical_login, zone_named
from server.domain.identity.policy import Permission, require
from server.kernel.actor import Actor, Role, system_actor
from server.kernel.errors import invalid, missing
from server.kernel.ids import PatientId, PracticeId, StaffId, new_id


class People:
    async def practice(self, tx: ReadTx, practice: PracticeId) -> Practice:
        """Raises DomainError missing."""
        found = await store.practice_of(tx, practice)
        if found is None:
            raise missing()
        return found

    async def clinicians(self, tx: ReadTx, actor: Actor) -> list[Staff]:
        """The practice's active clinicians, by name."""
        require(actor, Permission.STAFF_READ, practice=actor.practice)
        return [one for one in await store.staff_of(tx, actor.practice) if Role.CLINICIAN in one.roles]

    async def staff_by_id(
        self, tx: ReadTx, practice: PracticeId, wanted: Iterable[StaffId]
    ) -> dict[StaffId, Staff]:
        """Those of `wanted` who work or worked in this practice; whoever else is asked for is not in it."""
        return {one.id: one for one in await store.staff_of(tx, practice, wanted)}

    async def member(self, tx: ReadTx, practice: PracticeId, wanted: StaffId) -> Staff:
        """One member of the practice's staff. Raises DomainError missing."""
        found = (await self.staff_by_id(tx, practice, [wanted])).get(wanted)
        if found is None:
            raise missing()
        return found

    async def add_patient(self, tx: WriteTx, actor: Actor, now: datetime, details: PatientDetails) -> Patient:
        """Raises DomainError("patient.name" | "patient.birth_date" | "zone.unknown")."""
        require(actor, Permission.PATIENT_ADD, practice=actor.practice)
        details.check(now)
        added = Patient(PatientId(new_id()), actor.practice, details)
        await store.add_patient(tx, now, added)
        tx.audit(actor, "patient.add", "patient", added.id)
        return added

    async def patients(self, tx: WriteTx, actor: Actor, query: str) -> list[Patient]:
        """Patients whose name contains every word of `query`; at most fifty, by name.

        Audited as one search with the number of people it showed.
        """
        require(actor, Permission.PATIENT_READ, practice=actor.practice)
        found = await store.patients_named(tx, actor.practice, query)
        tx.audit(actor, "patient.search", "practice", actor.practice, found=len(found))
        return found

    async def patients_by_id(
        self, tx: WriteTx, practice: PracticeId, wanted: Iterable[PatientId]
    ) -> dict[PatientId, Patient]:
        """Those of `wanted` whom this practice cares for. The verb that asks audits what it shows of them."""
        return {one.id: one for one in await store.patients_of(tx, practice, wanted)}

    async def patient(self, tx: WriteTx, practice: PracticeId, wanted: PatientId) -> Patient:
        """One patient of the practice, under the same rule. Raises DomainError missing."""
        found = (await self.patients_by_id(tx, practice, [wanted])).get(wanted)
        if found is None:
            raise missing()
        return found


class PracticeSetup:
    """What happens before anybody can sign in."""

    async def open_practice(self, tx: WriteTx, now: datetime, name: str, zone: str, phone: str) -> Practice:
        """Raises DomainError("zone.unknown"). Its ledger begins with the entry written here."""
        zone_named(zone)
        opened = Practice(PracticeId(new_id()), name, zone, phone)
        await store.add_practice(tx, now, opened)
        tx.audit(system_actor(opened.id), "practice.open", "practice", opened.id)
        return opened

    async def hire(
        self,
        tx: WriteTx,
        actor: Actor,
        now: datetime,
        *,
        login: str,
        display_name: str,
        roles: frozenset[Role],
        password_hash: str,
    ) -> Staff:
        """`password_hash` comes from `Passwords.hash`, before the transaction.

        Raises DomainError("staff.login_taken" | "staff.roles").
        """
        require(actor, Permission.STAFF_MANAGE, practice=actor.practice)
        if not roles or Role.PATIENT in roles:
            raise invalid("staff.roles", "A member of staff has at least one role, and it is not the patient's.")
        hired = Staff(StaffId(new_id()), actor.practice, canonical_login(login), display_name, roles)
        await store.add_staff(tx, now, hired, password_hash)
        tx.audit(actor, "staff.hire", "staff", hired.id, roles=" ".join(sorted(roles)))
        return hired
