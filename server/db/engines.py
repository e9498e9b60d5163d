"""Two engine factories: SQLite in a file for one machine, PostgreSQL for many processes."""

import asyncio
from contextlib import AbstractAsyncContextManager, nullcontext
from typing import Any

from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

_SQLITE_PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",  # an acknowledged note survives a power cut
    "PRAGMA foreign_keys=ON",
    "PRAGMA busy_timeout=5000",
    "PRAGMA secure_delete=ON",
)


def create_engine(url: str) -> AsyncEngine:
    """An engine for `sqlite+aiosqlite:///…` or `postgresql+asyncpg://…`. Raises ValueError for others."""
    if url.startswith("sqlite+aiosqlite:"):
        return _sqlite(url)
    if url.startswith("postgresql+asyncpg:"):
        return create_async_engine(
            url, pool_size=10, max_overflow=10, pool_timeout=2, pool_pre_ping=True, hide_parameters=True
        )
    raise ValueError("the database URL starts with sqlite+aiosqlite: or postgresql+asyncpg:")


def _sqlite(url: str) -> AsyncEngine:
    engine = create_async_engine(url, hide_parameters=True)

    @event.listens_for(engine.sync_engine, "connect")
    def configure(connection: Any, _record: object) -> None:  # noqa: ANN401 (a DB-API connection)
        # The driver would open transactions by itself, and too late: Database begins them.
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in _SQLITE_PRAGMAS:
            cursor.execute(pragma)
        cursor.close()

    @event.listens_for(engine.sync_engine, "begin")
    def begin(connection: Any) -> None:  # noqa: ANN401 (a DB-API connection)
        connection.exec_driver_sql(connection.get_execution_options().get("begin", "BEGIN"))

    return engine


def write_turns(engine: AsyncEngine) -> AbstractAsyncContextManager[object]:
    """What a writer holds from before its transaction until after it; entered anew by each.

    SQLite has one writer at a time and lets others sleep in growing steps until they find it idle: in one process
    they take turns instead, in order and without sleeping. PostgreSQL arranges its writers by itself.
    """
    return asyncio.Lock() if engine.dialect.name == "sqlite" else nullcontext()


WRITE_OPTIONS = {"begin": "BEGIN IMMEDIATE"}
"""A SQLite writer takes the lock at once: a reader that upgrades later could only fail."""
