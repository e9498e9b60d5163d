"""What the ledger answers: is it whole, and what happened in one visit."""

from collections.abc import AsyncIterator

from server.db.transaction import ReadTx
from server.domain.audit import store
from server.domain.audit.export import export_lines
from server.domain.audit.model import GENESIS, Head, LedgerRow, Verdict
from server.domain.audit.verify import Verifier
from server.kernel.ids import PracticeId, VisitId


class AuditService:
    """Read-only: entries are appended by the transaction alone (see `ledger.append`)."""

    async def practices(self, tx: ReadTx) -> list[PracticeId]:
        """The practices that have a ledger."""
        return await store.practices(tx)

    async def verify(self, tx: ReadTx, practice: PracticeId) -> Verdict:
        """Recompute every hash from the stored entries."""
        machine = Verifier()
        async for row in store.rows_of(tx, practice):
            machine.add(row)
        return machine.finish(await store.head_of(tx, practice))

    async def visit_events(self, tx: ReadTx, practice: PracticeId, visit: VisitId) -> list[LedgerRow]:
        """The entries about one visit, in their order."""
        return await store.visit_rows(tx, practice, visit)

    async def latest_visit(self, tx: ReadTx, practice: PracticeId) -> VisitId | None:
        """The visit that the newest entry about any visit is about."""
        return await store.latest_visit(tx, practice)

    async def export(self, tx: ReadTx, practice: PracticeId) -> AsyncIterator[str]:
        """The ledger as JSON lines that `bedside audit verify --export` accepts."""
        head = await store.head_of(tx, practice) or Head(0, GENESIS)
        async for line in export_lines(store.rows_of(tx, practice), head):
            yield line
