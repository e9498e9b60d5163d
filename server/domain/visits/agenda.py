"""The desk's views: visits with their people and times. Each showing is audited, once per request."""

from collections.abc import Sequence
from datetime import date

from server.db.transaction import ReadTx, WriteTx
from server.domain.identity import IdentityService, Permission, require
from server.domain.quality import QualityService, SeatQuality
from server.domain.scheduling import SchedulingService
from server.domain.visits import changes, store
from server.domain.visits.model import Visit, VisitRow
from server.kernel.actor import Actor, Role
from server.kernel.ids import VisitId


class Agenda:
    _identity: IdentityService
    _scheduling: SchedulingService
    _quality: QualityService

    async def find(self, tx: ReadTx, actor: Actor, visit: VisitId) -> Visit:
        """The bare visit, without anybody's details, for verbs that audit by themselves. Raises missing."""
        return await changes.find(tx, actor, visit)

    async def get(self, tx: WriteTx, actor: Actor, visit: VisitId) -> VisitRow:
        """One visit with its people and its time."""
        found = await changes.find(tx, actor, visit)
        changes.narrow(actor, Permission.VISIT_READ, found)
        tx.audit(actor, "visit.read", "visit", visit, visit=visit)
        return (await self._rows(tx, actor, [found]))[0]

    async def describe(self, tx: WriteTx, actor: Actor, visit: Visit) -> VisitRow:
        """The row of a visit that the actor has just changed: that verb's audit event covers what is shown."""
        changes.narrow(actor, Permission.VISIT_READ, visit)
        return (await self._rows(tx, actor, [visit]))[0]

    async def read_quality(self, tx: WriteTx, actor: Actor, visit: VisitId) -> list[SeatQuality]:
        """How the connections of a visit were, seat by seat; an empty list when there was no call."""
        found = await changes.find(tx, actor, visit)
        changes.narrow(actor, Permission.VISIT_READ, found)
        tx.audit(actor, "visit.read_quality", "visit", visit, visit=visit)
        return await self._quality.of_visit(tx, found.practice, visit)

    async def day(self, tx: WriteTx, actor: Actor, *, day: date, zone: str) -> list[VisitRow]:
        """What starts on the local `day` of `zone`, by time: all for schedulers, their own for clinicians."""
        require(actor, Permission.VISIT_READ, practice=actor.practice)
        held = await self._scheduling.appointments_on(tx, actor.practice, day, zone)
        found = await store.among(tx, actor.practice, [one.visit for one in held])
        shown = [found[one.visit] for one in held if one.visit in found and _may_see(actor, found[one.visit])]
        tx.audit(actor, "visit.list", "practice", actor.practice, day=day.isoformat(), found=len(shown))
        return await self._rows(tx, actor, shown)

    async def _rows(self, tx: WriteTx, actor: Actor, visits: Sequence[Visit]) -> list[VisitRow]:
        """The rows of `visits` in their order; a fixed number of queries however many they are."""
        ids = [visit.id for visit in visits]
        times = await self._scheduling.appointments(tx, actor.practice, ids)
        people = await self._identity.patients_by_id(tx, actor.practice, {visit.patient for visit in visits})
        staff = await self._identity.staff_by_id(tx, actor.practice, {visit.clinician for visit in visits})
        links = await self._identity.link_states(tx, actor.practice, ids)
        consents = await store.consents_of(tx, ids)
        checks = await self._quality.readiness(tx, actor.practice, ids)
        rows = []
        for visit in visits:
            details, held = people[visit.patient].details, times[visit.id]
            link, agreed = links.get(visit.id), consents.get(visit.id)
            rows.append(
                VisitRow(
                    visit=visit,
                    clinician_name=staff[visit.clinician].display_name,
                    patient_name=details.display_name,
                    birth_date=details.birth_date,
                    starts_at=held.starts_at,
                    ends_at=held.ends_at,
                    zone=held.zone,
                    link_opened_at=link.opened_at if link else None,
                    identity_confirmed_at=link.identity_confirmed_at if link else None,
                    consented_at=agreed.given_at if agreed else None,
                    readiness=checks.get(visit.id),
                )
            )
        return rows


def _may_see(actor: Actor, visit: Visit) -> bool:
    return changes.desk_role(actor) is Role.SCHEDULER or visit.clinician == actor.id
