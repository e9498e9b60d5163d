"""All SQL of visits, seats and consents. A visit is only ever changed by `swap`, a compare-and-set."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Row, insert, select, update

from server.db.transaction import ReadTx, WriteTx
from server.domain.visits.encryption import Because, Encryption, EncryptionState
from server.domain.visits.model import Consent, Outcome, Seat, State, Visit
from server.domain.visits.tables import consent, seat, visit
from server.kernel.actor import Role
from server.kernel.ids import PracticeId, SeatId, SessionId, VisitId, new_id
from server.kernel.phi import Phi


async def add(tx: WriteTx, booked: Visit, seats: Sequence[Seat]) -> None:
    await tx.execute(insert(visit).values(_values(booked)))
    await tx.execute(insert(seat), [_seat_values(each) for each in seats])


async def find(tx: ReadTx, practice: PracticeId, wanted: VisitId) -> Visit | None:
    found = select(visit).where(visit.c.id == wanted, visit.c.practice_id == practice)
    row = (await tx.execute(found)).one_or_none()
    return None if row is None else _visit(row)


async def lock(tx: WriteTx, practice: PracticeId, wanted: VisitId) -> Visit | None:
    """As `find`, and nobody else changes the visit until the transaction ends."""
    held = select(visit).where(visit.c.id == wanted, visit.c.practice_id == practice).with_for_update()
    row = (await tx.execute(held)).one_or_none()
    return None if row is None else _visit(row)


async def among(tx: ReadTx, practice: PracticeId, ids: Iterable[VisitId]) -> dict[VisitId, Visit]:
    rows = await tx.execute(select(visit).where(visit.c.practice_id == practice, visit.c.id.in_(list(ids))))
    return {row.id: _visit(row) for row in rows}


async def swap(tx: WriteTx, before: Visit, after: Visit) -> bool:
    """Store `after` if the visit still is `before`; false when somebody was faster."""
    unchanged = (visit.c.id == before.id) & (visit.c.rev == before.rev) & (visit.c.state == before.state.value)
    changed = await tx.execute(update(visit).where(unchanged).values(_values(after)))
    return changed.rowcount == 1


async def seats_of(tx: ReadTx, visits: Iterable[VisitId]) -> list[Seat]:
    rows = await tx.execute(select(seat).where(seat.c.visit_id.in_(list(visits))).order_by(seat.c.id))
    return [_seat(row) for row in rows]


async def take_seat(tx: WriteTx, taken: SeatId, session: SessionId | None) -> None:
    await tx.execute(update(seat).where(seat.c.id == taken).values(session_id=session))


async def say_encryption(tx: WriteTx, saying: SeatId, said: Encryption) -> None:
    because = None if said.because is None else said.because.value
    spoken = {"encryption_state": said.state.value, "encryption_because": because}
    await tx.execute(update(seat).where(seat.c.id == saying).values(spoken))


async def add_consent(tx: WriteTx, given: Consent) -> None:
    await tx.execute(
        insert(consent).values(
            id=new_id(),
            visit_id=given.visit,
            text_version=given.text_version,
            language=given.language,
            given_at=given.given_at,
        )
    )


async def consents_of(tx: ReadTx, visits: Iterable[VisitId]) -> dict[VisitId, Consent]:
    """The latest consent of each visit that has one."""
    rows = await tx.execute(
        select(consent).where(consent.c.visit_id.in_(list(visits))).order_by(consent.c.given_at, consent.c.id)
    )
    return {row.visit_id: Consent(row.visit_id, row.text_version, row.language, row.given_at) for row in rows}


def _values(wanted: Visit) -> dict[str, Any]:
    return {
        "id": wanted.id,
        "practice_id": wanted.practice,
        "clinician_id": wanted.clinician,
        "patient_id": wanted.patient,
        "state": wanted.state.value,
        "rev": wanted.rev,
        "outcome": None if wanted.outcome is None else wanted.outcome.value,
        "booked_at": wanted.booked_at,
        "changed_at": wanted.changed_at,
        "arrived_at": wanted.arrived_at,
        "admitted_at": wanted.admitted_at,
        "ended_at": wanted.ended_at,
    }


def _visit(row: Row[Any]) -> Visit:
    return Visit(
        id=row.id,
        practice=row.practice_id,
        clinician=row.clinician_id,
        patient=row.patient_id,
        state=State(row.state),
        rev=row.rev,
        booked_at=row.booked_at,
        changed_at=row.changed_at,
        outcome=None if row.outcome is None else Outcome(row.outcome),
        arrived_at=row.arrived_at,
        admitted_at=row.admitted_at,
        ended_at=row.ended_at,
    )


def _seat_values(wanted: Seat) -> dict[str, Any]:
    return {
        "id": wanted.id,
        "visit_id": wanted.visit,
        "role": wanted.role.value,
        "person_id": wanted.person,
        "display_name": wanted.display_name.reveal(),
        "session_id": wanted.session,
    }


def _seat(row: Row[Any]) -> Seat:
    name = Phi(row.display_name)
    return Seat(row.id, row.visit_id, Role(row.role), row.person_id, name, row.session_id, _encryption(row))


def _encryption(row: Row[Any]) -> Encryption | None:
    if row.encryption_state is None:
        return None
    because = row.encryption_because
    return Encryption(EncryptionState(row.encryption_state), None if because is None else Because(because))
