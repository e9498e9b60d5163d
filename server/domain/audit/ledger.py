"""Appending: locks the head, extends the chain, moves the head, all inside the transaction of the deed."""

from collections.abc import Sequence
from datetime import datetime
from itertools import groupby

from server.db.transaction import AuditEntry, WriteTx
from server.domain.audit import store
from server.domain.audit.model import Head, LedgerRow, next_row
from server.kernel.ids import PracticeId


async def append(tx: WriteTx, now: datetime, deeds: Sequence[AuditEntry]) -> None:
    """Extend each practice's ledger by its deeds, in their order. Practices are locked in one fixed order."""

    def practice(deed: AuditEntry) -> PracticeId:
        return deed.actor.practice

    for owner, own in groupby(sorted(deeds, key=practice), key=practice):
        head = await store.lock_head(tx, owner)
        rows: list[LedgerRow] = []
        for deed in own:
            row = next_row(head, deed, now)
            rows.append(row)
            head = Head(row.index + 1, row.leaf)
        await store.extend(tx, owner, rows, head)
