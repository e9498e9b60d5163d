"""All SQL of the ledger. Rows are only ever inserted."""

from collections.abc import AsyncIterator, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row, insert, select, update

from server.db.transaction import ReadTx, WriteTx
from server.domain.audit.model import GENESIS, Head, LedgerRow
from server.domain.audit.tables import audit_event, audit_head
from server.kernel.ids import PracticeId, VisitId

_PAGE = 500


async def practices(tx: ReadTx) -> list[PracticeId]:
    rows = await tx.execute(select(audit_head.c.practice_id).order_by(audit_head.c.practice_id))
    return [PracticeId(row.practice_id) for row in rows]


async def lock_head(tx: WriteTx, practice: PracticeId) -> Head:
    """The head, held until the transaction ends; two writers extend a ledger one after the other."""
    wanted = select(audit_head).where(audit_head.c.practice_id == practice).with_for_update()
    row = (await tx.execute(wanted)).one_or_none()
    if row is not None:
        return Head(row.size, row.leaf_hash)
    await tx.execute(insert(audit_head).values(practice_id=practice, size=0, leaf_hash=GENESIS))
    return Head(0, GENESIS)


async def extend(tx: WriteTx, practice: PracticeId, rows: Sequence[LedgerRow], head: Head) -> None:
    await tx.execute(insert(audit_event), [_values(row) for row in rows])
    moved = update(audit_head).where(audit_head.c.practice_id == practice)
    await tx.execute(moved.values(size=head.size, leaf_hash=head.leaf))


async def head_of(tx: ReadTx, practice: PracticeId) -> Head | None:
    row = (await tx.execute(select(audit_head).where(audit_head.c.practice_id == practice))).one_or_none()
    return None if row is None else Head(row.size, row.leaf_hash)


async def rows_of(tx: ReadTx, practice: PracticeId) -> AsyncIterator[LedgerRow]:
    """Every row in order, a page at a time."""
    after = -1
    while True:
        page = (
            await tx.execute(
                select(audit_event)
                .where(audit_event.c.practice_id == practice, audit_event.c.index > after)
                .order_by(audit_event.c.index)
                .limit(_PAGE)
            )
        ).all()
        for row in page:
            yield _row(row)
        if len(page) < _PAGE:
            return
        after = _row(page[-1]).index


async def latest_visit(tx: ReadTx, practice: PracticeId) -> VisitId | None:
    wanted = select(audit_event.c.visit_id).where(
        audit_event.c.practice_id == practice, audit_event.c.visit_id.is_not(None)
    )
    found = (await tx.execute(wanted.order_by(audit_event.c.index.desc()).limit(1))).scalar_one_or_none()
    return None if found is None else VisitId(UUID(found))


async def visit_rows(tx: ReadTx, practice: PracticeId, visit: VisitId) -> list[LedgerRow]:
    wanted = select(audit_event).where(audit_event.c.practice_id == practice, audit_event.c.visit_id == str(visit))
    return [_row(row) for row in await tx.execute(wanted.order_by(audit_event.c.index))]


def _values(row: LedgerRow) -> dict[str, Any]:
    return {
        "practice_id": row.practice,
        "index": row.index,
        "at": row.at,
        "action": row.action,
        "actor_kind": row.actor_kind,
        "actor_id": row.actor_id,
        "object_type": row.object_type,
        "object_id": row.object_id,
        "visit_id": row.visit,
        "entry": row.entry,
        "leaf_hash": row.leaf,
    }


def _row(row: Row[Any]) -> LedgerRow:
    found = row._mapping  # noqa: SLF001 (SQLAlchemy's public accessor; `index` is also a tuple method)
    return LedgerRow(
        practice=PracticeId(found["practice_id"]),
        index=found["index"],
        at=found["at"],
        action=found["action"],
        actor_kind=found["actor_kind"],
        actor_id=found["actor_id"],
        object_type=found["object_type"],
        object_id=found["object_id"],
        visit=found["visit_id"],
        entry=found["entry"],
        leaf=found["leaf_hash"],
    )
