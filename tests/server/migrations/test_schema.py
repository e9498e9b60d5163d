"""The migrated schema is the one the code speaks of, on both databases, and nothing else makes tables."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, Table, insert, inspect, select
from sqlalchemy.ext.asyncio import AsyncEngine

import server.db.idempotency
import server.domain.audit
import server.domain.notes
import server.domain.scheduling
import server.domain.visits  # noqa: F401 (each brings its tables into the metadata)
from server.db.engines import create_engine
from server.db.metadata import metadata
from server.domain.visits import tables as visits
from server.kernel.ids import new_id
from server.migrations import migrate


@pytest.fixture
async def engine(empty_database_url: str) -> AsyncIterator[AsyncEngine]:
    created = create_engine(empty_database_url)
    yield created
    await created.dispose()


async def test_the_migrated_schema_is_the_metadata(engine: AsyncEngine) -> None:
    await migrate(engine)
    async with engine.connect() as connection:
        assert await connection.run_sync(_differences) == []


async def test_a_forgotten_column_is_found(engine: AsyncEngine) -> None:
    await migrate(engine)
    async with engine.begin() as connection:
        await connection.exec_driver_sql("ALTER TABLE practice DROP COLUMN phone")
    async with engine.connect() as connection:
        (difference,) = await connection.run_sync(_differences)
    assert difference[0] == "add_column"


async def test_migrating_twice_changes_nothing(engine: AsyncEngine) -> None:
    await migrate(engine)
    await migrate(engine)
    async with engine.connect() as connection:
        assert await connection.run_sync(_differences) == []


async def test_a_seat_from_before_the_record_of_quality_has_said_nothing_of_encryption(
    engine: AsyncEngine,
) -> None:
    await migrate(engine, "0001")
    visit, person = new_id(), new_id()
    moment = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
    async with engine.begin() as connection:
        await connection.execute(
            insert(visits.visit).values(
                id=visit,
                practice_id=person,
                clinician_id=person,
                patient_id=person,
                state="booked",
                rev=1,
                booked_at=moment,
                changed_at=moment,
            )
        )
        await connection.execute(
            insert(visits.seat).values(
                id=new_id(), visit_id=visit, role="patient", person_id=person, display_name="P"
            )
        )
    await migrate(engine)
    async with engine.connect() as connection:
        (seat,) = (await connection.execute(select(visits.seat))).all()
    assert (seat.encryption_state, seat.encryption_because) == (None, None)


async def test_every_reference_and_check_is_in_the_schema(engine: AsyncEngine) -> None:
    """What Alembic does not compare: the names of all foreign keys and checks."""
    await migrate(engine)
    async with engine.connect() as connection:
        found = await connection.run_sync(_constraints)
    assert found == {name for table in metadata.tables.values() for name in _declared(table)}


def _differences(connection: Connection) -> list[Any]:
    context = MigrationContext.configure(connection, opts={"compare_type": True})
    return list(compare_metadata(context, metadata))


def _constraints(connection: Connection) -> set[str]:
    inspector = inspect(connection)
    return {
        str(constraint["name"])
        for table in metadata.tables
        for constraint in (*inspector.get_foreign_keys(table), *inspector.get_check_constraints(table))
    }


def _declared(table: Table) -> set[str]:
    return {str(one.name) for one in table.constraints if str(one.name).startswith(("fk_", "ck_"))}
