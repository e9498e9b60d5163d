"""A ledger of ten entries to try things on, and the question whether it is whole."""

from collections.abc import Awaitable, Callable

import pytest

from server.db.database import Database
from server.domain.audit import AuditService, Verdict
from server.kernel.actor import system_actor
from server.kernel.ids import PracticeId, VisitId, new_id

SIZE = 10

Verify = Callable[[], Awaitable[Verdict]]


@pytest.fixture
def practice() -> PracticeId:
    return PracticeId(new_id())


@pytest.fixture
async def ledger(database: Database, practice: PracticeId) -> PracticeId:
    """The practice, after ten deeds about one visit."""
    visit = VisitId(new_id())
    for number in range(SIZE):
        await write(database, practice, f"deed.{number}", visit)
    return practice


@pytest.fixture
def verify(database: Database, practice: PracticeId) -> Verify:
    async def verdict() -> Verdict:
        async with database.read() as tx:
            return await AuditService().verify(tx, practice)

    return verdict


async def write(database: Database, practice: PracticeId, action: str, visit: VisitId | None = None) -> None:
    async with database.write() as tx:
        tx.audit(system_actor(practice), action, "visit", visit or practice, visit=visit, code="x", count=1)
