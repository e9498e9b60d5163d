"""The transaction that every change goes through: collect, append to the ledger, commit, then announce.

`ReadTx` and `WriteTx` are different types, so that the type checker knows who may write. Nothing is announced
that was not committed; nothing is committed that was not audited.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import CursorResult, Executable
from sqlalchemy.ext.asyncio import AsyncConnection

from server.kernel.actor import Actor
from server.kernel.events import Announcement
from server.kernel.ids import VisitId

Fact = str | int | bool | None
Detail = Fact | Sequence[Mapping[str, Fact]]
"""What an entry may say beside who and what: facts, or rows of them where a deed concerns several seats."""


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One deed, before the ledger gives it an index: who did what to which object. Never any content."""

    actor: Actor
    action: str
    object_type: str
    object_id: UUID
    visit: VisitId | None = None
    detail: Mapping[str, Detail] = field(default_factory=dict)


class ReadTx:
    """A transaction that reads what is not health data. Health data is read in a `WriteTx`: it is audited."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    @property
    def dialect(self) -> str:
        return self._connection.dialect.name

    async def execute(
        self, statement: Executable, parameters: list[dict[str, Any]] | None = None
    ) -> CursorResult[Any]:
        return await self._connection.execute(statement, parameters)


class WriteTx(ReadTx):
    def __init__(self, connection: AsyncConnection) -> None:
        super().__init__(connection)
        self.entries: list[AuditEntry] = []
        self.events: list[Announcement] = []

    def audit(  # the verb of the deed comes first, as everywhere
        self,
        actor: Actor,
        action: str,
        object_type: str,
        object_id: UUID,
        *,
        visit: VisitId | None = None,
        **detail: Detail,
    ) -> None:
        """Collect one audit event. `detail` names codes, hashes and numbers; never names or text."""
        self.entries.append(AuditEntry(actor, action, object_type, object_id, visit, detail))

    def announce(self, event: Announcement) -> None:
        """Collect one hint; it is pushed after the commit, or never."""
        self.events.append(event)
