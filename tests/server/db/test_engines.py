"""Both engines keep instants, ids and concurrency alike; a database that is away is a refusal and not a bug."""

import asyncio
import threading
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import StatementError

from server.db.database import Database
from server.db.engines import create_engine
from server.domain.identity.tables import practice
from server.kernel.errors import DomainError, Kind
from server.kernel.ids import PracticeId, new_id
from tests.support.clock import MONDAY, FakeClock
from tests.support.databases import RecordingAnnouncer, open_database

OWN = PracticeId(new_id())


async def test_an_instant_comes_back_in_utc_to_the_microsecond(database: Database) -> None:
    at = datetime(2026, 3, 2, 9, 30, 0, 123_456, tzinfo=timezone(timedelta(hours=-9, minutes=-30)))
    await add(database, at)
    async with database.read() as tx:
        (row,) = await tx.execute(select(practice))
    assert row.created_at == at
    assert row.created_at.tzinfo is UTC


async def test_instants_of_different_zones_are_compared_as_instants(database: Database) -> None:
    await add(database, datetime(2026, 3, 2, 9, tzinfo=timezone(timedelta(hours=5))))
    async with database.read() as tx:
        before = await tx.execute(
            select(practice).where(practice.c.created_at < datetime(2026, 3, 2, 5, tzinfo=UTC))
        )
        assert len(before.all()) == 1


async def test_an_instant_without_a_zone_is_refused(database: Database) -> None:
    with pytest.raises(StatementError, match="an instant is aware"):
        await add(database, MONDAY.replace(tzinfo=None))


async def test_an_id_comes_back_as_it_was(database: Database) -> None:
    await add(database, MONDAY)
    async with database.read() as tx:
        (row,) = await tx.execute(select(practice))
    assert row.id == OWN


async def test_writers_wait_for_each_other(database: Database) -> None:
    """Twenty read and then write the same row: with a lock at the right time no step is lost."""
    await add(database, MONDAY, name="0")

    async def step() -> None:
        async with database.write() as tx:
            (row,) = await tx.execute(select(practice).with_for_update())
            await tx.execute(update(practice).values(name=str(int(row.name) + 1)))

    await asyncio.gather(*(step() for _ in range(20)))
    async with database.read() as tx:
        (row,) = await tx.execute(select(practice))
    assert row.name == "20"


@pytest.mark.parametrize("scheme", ["sqlite", "mysql+aiomysql", "postgresql", "sqlite+pysqlite", ""])
def test_an_address_of_another_kind_is_refused(scheme: str) -> None:
    with pytest.raises(ValueError, match="the database URL starts with"):
        create_engine(f"{scheme}:///x")


@pytest.mark.parametrize(
    "engine", ["sqlite+aiosqlite:///{0}/no/such/folder/x.db", "postgresql+asyncpg://u@/x?host={0}"]
)
@pytest.mark.parametrize("kind", ["read", "write"])
async def test_a_database_that_is_away_is_a_refusal(
    engine: str, kind: str, tmp_path: Path, clock: FakeClock, announcer: RecordingAnnouncer
) -> None:
    before = set(threading.enumerate())
    away = open_database(engine.format(tmp_path), clock, announcer)
    with pytest.raises(DomainError) as refused:
        async with away.read() if kind == "read" else away.write():
            pass
    await away.close()
    for worker in set(threading.enumerate()) - before:  # aiosqlite's, which still talks to this loop
        await asyncio.to_thread(worker.join, 5)
    assert (refused.value.kind, refused.value.code) == (Kind.UNAVAILABLE, "database.unavailable")
    assert refused.value.retry_after_ms


async def add(database: Database, at: datetime, name: str = "Linden") -> None:
    values = {"id": OWN, "name": name, "zone": "UTC", "phone": "0", "created_at": at}
    async with database.write() as tx:
        await tx.execute(practice.insert().values(values))
