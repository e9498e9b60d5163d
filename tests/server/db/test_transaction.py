"""Deeds, ledger, commit, announcement: in this order, all of them or none."""

from collections.abc import AsyncIterator, Sequence
from datetime import datetime

import pytest
from sqlalchemy import select, text

from server.db.database import Database
from server.db.transaction import AuditEntry, WriteTx
from server.domain.audit.store import rows_of
from server.domain.identity.tables import practice
from server.kernel.actor import system_actor
from server.kernel.errors import DomainError, Kind, conflict, recorded
from server.kernel.events import Announcement, Audience, Event
from server.kernel.ids import PracticeId, VisitId, new_id
from tests.support.clock import MONDAY, FakeClock
from tests.support.databases import RecordingAnnouncer, open_database

OWN = PracticeId(new_id())
HINT = Event("visit:booked", OWN, VisitId(new_id()), 1, frozenset({Audience.DESK}))


class LedgerBroken(Exception):
    """What the planted ledger raises."""


class BrokenAnnouncer(RecordingAnnouncer):
    async def announce(self, event: Announcement) -> None:
        await super().announce(event)
        raise ConnectionError


class WatchingAnnouncer(RecordingAnnouncer):
    """Looks, while it is told of a deed, whether others can already see it."""

    def __init__(self) -> None:
        super().__init__()
        self.database: Database | None = None
        self.saw: list[list[str]] = []

    async def announce(self, event: Announcement) -> None:
        assert self.database is not None
        self.saw.append(await names(self.database))


async def broken_ledger(tx: WriteTx, now: datetime, deeds: Sequence[AuditEntry]) -> None:
    raise LedgerBroken


@pytest.fixture
async def unaudited(database_url: str, clock: FakeClock, announcer: RecordingAnnouncer) -> AsyncIterator[Database]:
    """A database whose ledger cannot be extended."""
    opened = open_database(database_url, clock, announcer, broken_ledger)
    yield opened
    await opened.close()


async def test_a_deed_is_stored_audited_and_announced(database: Database, announcer: RecordingAnnouncer) -> None:
    async with database.write() as tx:
        await deed(tx)
    assert await names(database) == ["Linden"]
    assert await actions(database) == ["practice.open"]
    assert announcer.names == ["visit:booked"]


async def test_a_refused_deed_leaves_nothing(database: Database, announcer: RecordingAnnouncer) -> None:
    with pytest.raises(DomainError, match=r"slot\.taken"):
        async with database.write() as tx:
            await deed(tx, then=conflict("slot.taken", "Taken."))
    assert (await names(database), await actions(database), announcer.names) == ([], [], [])


async def test_a_bug_leaves_nothing(database: Database, announcer: RecordingAnnouncer) -> None:
    with pytest.raises(ZeroDivisionError):
        async with database.write() as tx:
            await deed(tx, then=ZeroDivisionError())
    assert (await names(database), await actions(database), announcer.names) == ([], [], [])


async def test_a_recorded_refusal_commits_its_record(database: Database, announcer: RecordingAnnouncer) -> None:
    with pytest.raises(DomainError, match=r"identity\.mismatch"):
        async with database.write() as tx:
            await deed(tx, then=recorded(conflict("identity.mismatch", "No.")))
    assert await names(database) == ["Linden"]
    assert await actions(database) == ["practice.open"]
    assert announcer.names == ["visit:booked"]


async def test_without_the_ledger_nothing_is_done(unaudited: Database, announcer: RecordingAnnouncer) -> None:
    with pytest.raises(LedgerBroken):
        async with unaudited.write() as tx:
            await deed(tx)
    assert (await names(unaudited), await actions(unaudited), announcer.names) == ([], [], [])


async def test_without_the_ledger_not_even_a_recorded_refusal_is_kept(
    unaudited: Database, announcer: RecordingAnnouncer
) -> None:
    with pytest.raises(LedgerBroken):
        async with unaudited.write() as tx:
            await deed(tx, then=recorded(conflict("identity.mismatch", "No.")))
    assert (await names(unaudited), announcer.names) == ([], [])


async def test_what_is_announced_is_already_visible(database_url: str, clock: FakeClock) -> None:
    announcer = WatchingAnnouncer()
    announcer.database = open_database(database_url, clock, announcer)
    async with announcer.database.write() as tx:
        await deed(tx)
    await announcer.database.close()
    assert announcer.saw == [["Linden"]]


async def test_a_lost_announcement_loses_no_deed(database_url: str, clock: FakeClock) -> None:
    announcer = BrokenAnnouncer()
    opened = open_database(database_url, clock, announcer)
    async with opened.write() as tx:
        await deed(tx)
        tx.announce(HINT)
    assert await names(opened) == ["Linden"]
    assert len(announcer.events) == 2
    await opened.close()


async def test_nobody_sees_a_deed_before_its_commit(database: Database) -> None:
    async with database.write() as tx:
        await deed(tx)
        assert await names(database) == []


async def test_the_ledger_keeps_the_clocks_time(database: Database, clock: FakeClock) -> None:
    async with database.write() as tx:
        await deed(tx)
    async with database.read() as reading:
        (row,) = [row async for row in rows_of(reading, OWN)]
    assert row.at == clock.now().isoformat(timespec="microseconds")


async def deed(tx: WriteTx, then: Exception | None = None) -> None:
    """Store, audit and announce something, and then perhaps fail."""
    values = {"id": OWN, "name": "Linden", "zone": "UTC", "phone": "0", "created_at": MONDAY}
    await tx.execute(practice.insert().values(values))
    tx.audit(system_actor(OWN), "practice.open", "practice", OWN)
    tx.announce(HINT)
    if then is not None:
        raise then


async def names(database: Database) -> list[str]:
    async with database.read() as tx:
        return [row.name for row in await tx.execute(select(practice))]


async def actions(database: Database) -> list[str]:
    async with database.read() as tx:
        return [row.action async for row in rows_of(tx, OWN)]


async def test_a_ledger_that_cannot_be_written_is_said_and_nothing_is_done(
    database: Database, announcer: RecordingAnnouncer
) -> None:
    async with database.engine.begin() as connection:
        await connection.execute(text("ALTER TABLE audit_event RENAME TO away"))
    with pytest.raises(DomainError) as refused:
        async with database.write() as tx:
            await deed(tx)
    async with database.engine.begin() as connection:
        await connection.execute(text("ALTER TABLE away RENAME TO audit_event"))
    assert (refused.value.code, refused.value.kind) == ("audit.unavailable", Kind.UNAVAILABLE)
    assert (await names(database), announcer.names) == ([], [])
