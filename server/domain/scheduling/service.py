"""The verbs of scheduling: weekly hours, free slots, and holding and giving back a time."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from server.db.transaction import ReadTx, WriteTx
from server.domain.identity import IdentityService, Permission, require
from server.domain.scheduling import store
from server.domain.scheduling.model import (
    LONGEST,
    Appointment,
    Availability,
    Slot,
    Wanted,
    day_span,
    free,
    rule_around,
    slots_within,
)
from server.kernel.actor import Actor
from server.kernel.errors import invalid, missing
from server.kernel.ids import PracticeId, StaffId, VisitId


class SchedulingService:
    def __init__(self, identity: IdentityService) -> None:
        self._identity = identity

    async def set_availability(
        self, tx: WriteTx, actor: Actor, now: datetime, clinician: StaffId, rules: Sequence[Availability]
    ) -> None:
        """Replace the clinician's weekly hours; what is booked stays booked.

        Raises DomainError missing for another practice's clinician, ("availability.invalid"), ("zone.unknown").
        """
        require(actor, Permission.AVAILABILITY_SET, practice=actor.practice)
        await self._identity.member(tx, actor.practice, clinician)
        for rule in rules:
            rule.check()
        await store.replace_rules(tx, now, actor.practice, clinician, rules)
        tx.audit(actor, "availability.set", "staff", clinician, rules=len(rules))

    async def free_slots(
        self, tx: ReadTx, actor: Actor, now: datetime, clinician: StaffId, *, day: date, zone: str
    ) -> list[Slot]:
        """The clinician's slots that start on the local `day` of `zone`, are not taken and have not begun.

        Raises DomainError missing for another practice's clinician, ("zone.unknown"), ("day.invalid").
        """
        require(actor, Permission.SLOT_READ, practice=actor.practice)
        await self._identity.member(tx, actor.practice, clinician)
        span = day_span(day, zone)
        rules = await store.rules_of(tx, actor.practice, clinician)
        around = Slot(span.starts_at, span.ends_at + LONGEST)
        taken = await store.taken(tx, actor.practice, clinician, around)
        return free(slots_within(rules, span), taken, now)

    async def reserve(self, tx: WriteTx, actor: Actor, now: datetime, wanted: Wanted) -> Appointment:
        """Hold a time for a visit. The visit's own verb audits it.

        Raises DomainError("slot.taken"), ("slot.in_past"), ("slot.duration"), ("slot.unavailable") outside of the
        clinician's hours, and missing for another practice's clinician or patient.
        """
        require(actor, Permission.VISIT_BOOK, practice=actor.practice)
        slot = wanted.slot(now)
        await self._identity.member(tx, actor.practice, wanted.clinician)
        await self._identity.patient(tx, actor.practice, wanted.patient)
        rule = rule_around(await store.lock_rules(tx, actor.practice, wanted.clinician), slot)
        if rule is None:
            raise invalid("slot.unavailable", "The clinician is not available at this time. Choose another one.")
        held = Appointment(
            wanted.visit, actor.practice, wanted.clinician, wanted.patient, slot.starts_at, slot.ends_at, rule.zone
        )
        await store.add(tx, held)
        return held

    async def release(self, tx: WriteTx, actor: Actor, visit: VisitId) -> None:
        """Give the time back. The visit's own verb authorises and audits it. Raises DomainError missing."""
        if not await store.release(tx, actor.practice, visit):
            raise missing()

    async def appointments_on(self, tx: ReadTx, practice: PracticeId, day: date, zone: str) -> list[Appointment]:
        """What starts on the local `day` of `zone`, in order, also what was given back."""
        return await store.starting_within(tx, practice, day_span(day, zone))

    async def appointments(
        self, tx: ReadTx, practice: PracticeId, visits: Iterable[VisitId]
    ) -> dict[VisitId, Appointment]:
        """The times of those of `visits` that this practice has."""
        return {one.visit: one for one in await store.of_visits(tx, practice, visits)}
