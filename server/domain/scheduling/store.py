"""All SQL of scheduling. An overlap is refused by the database itself; here its refusal gets its name."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from server.db.transaction import ReadTx, WriteTx
from server.domain.scheduling.model import Appointment, Availability, Slot
from server.domain.scheduling.tables import appointment, availability
from server.kernel.errors import conflict
from server.kernel.ids import PatientId, PracticeId, StaffId, VisitId, new_id

OVERLAP = "appointment_overlap"
"""What both databases say when an appointment would overlap another: part of a constraint's or trigger's words."""


async def replace_rules(
    tx: WriteTx, now: datetime, owner: PracticeId, clinician: StaffId, rules: Sequence[Availability]
) -> None:
    theirs = availability.c.practice_id == owner, availability.c.clinician_id == clinician
    await tx.execute(delete(availability).where(*theirs))
    values = [
        {
            "id": new_id(),
            "practice_id": owner,
            "clinician_id": clinician,
            "weekday": rule.weekday,
            "from_minute": rule.from_minute,
            "until_minute": rule.until_minute,
            "zone": rule.zone,
            "slot_minutes": rule.slot_minutes,
            "created_at": now,
        }
        for rule in rules
    ]
    if values:
        await tx.execute(insert(availability), values)


async def rules_of(tx: ReadTx, owner: PracticeId, clinician: StaffId) -> list[Availability]:
    theirs = availability.c.practice_id == owner, availability.c.clinician_id == clinician
    ordered = select(availability).where(*theirs).order_by(availability.c.weekday, availability.c.from_minute)
    return [_rule(row) for row in await tx.execute(ordered)]


async def lock_rules(tx: WriteTx, owner: PracticeId, clinician: StaffId) -> list[Availability]:
    """The rules, held until the transaction ends.

    They do not change under a booking, and two bookings of one clinician do not wait for each other at the
    constraint, where PostgreSQL could end a deadlock by a time-out only.
    """
    theirs = availability.c.practice_id == owner, availability.c.clinician_id == clinician
    held = select(availability).where(*theirs).order_by(availability.c.id).with_for_update()
    return [_rule(row) for row in await tx.execute(held)]


async def add(tx: WriteTx, new: Appointment) -> None:
    """Raises DomainError("slot.taken")."""
    values = {
        "id": new.visit,
        "practice_id": new.practice,
        "clinician_id": new.clinician,
        "patient_id": new.patient,
        "starts_at": new.starts_at,
        "ends_at": new.ends_at,
        "zone": new.zone,
        "active": new.active,
    }
    try:
        await tx.execute(insert(appointment).values(values))
    except IntegrityError as refused:
        if OVERLAP not in str(refused.orig):
            raise
        raise conflict("slot.taken", "This time has just been taken. Choose another one.") from refused


async def release(tx: WriteTx, owner: PracticeId, visit: VisitId) -> bool:
    """False when the practice has no such appointment."""
    mine = appointment.c.practice_id == owner, appointment.c.id == visit
    return (await tx.execute(update(appointment).where(*mine).values(active=False))).rowcount == 1


async def taken(tx: ReadTx, owner: PracticeId, clinician: StaffId, span: Slot) -> list[Slot]:
    """What the clinician's active appointments hold of `span`."""
    theirs = appointment.c.practice_id == owner, appointment.c.clinician_id == clinician, appointment.c.active
    overlapping = appointment.c.starts_at < span.ends_at, appointment.c.ends_at > span.starts_at
    rows = await tx.execute(select(appointment).where(*theirs, *overlapping))
    return [_appointment(row).slot for row in rows]


async def starting_within(tx: ReadTx, owner: PracticeId, span: Slot) -> list[Appointment]:
    starts = appointment.c.starts_at
    found = select(appointment).where(
        appointment.c.practice_id == owner, starts >= span.starts_at, starts < span.ends_at
    )
    return [_appointment(row) for row in await tx.execute(found.order_by(starts, appointment.c.id))]


async def of_visits(tx: ReadTx, owner: PracticeId, visits: Iterable[VisitId]) -> list[Appointment]:
    found = select(appointment).where(appointment.c.practice_id == owner, appointment.c.id.in_(list(visits)))
    return [_appointment(row) for row in await tx.execute(found)]


def _rule(row: Row[Any]) -> Availability:
    return Availability(row.weekday, row.from_minute, row.until_minute, row.zone, row.slot_minutes)


def _appointment(row: Row[Any]) -> Appointment:
    return Appointment(
        visit=VisitId(row.id),
        practice=PracticeId(row.practice_id),
        clinician=StaffId(row.clinician_id),
        patient=PatientId(row.patient_id),
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        zone=row.zone,
        active=row.active,
    )
