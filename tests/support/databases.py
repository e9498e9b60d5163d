"""Fixtures for everything that stores: each test runs on SQLite and on PostgreSQL, in a database of its own."""

import asyncio
import itertools
import os
import shutil
from collections.abc import AsyncIterator, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from sqlalchemy import URL, make_url, text
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from server.db.database import Append, Database
from server.db.engines import create_engine
from server.domain.audit import append
from server.kernel.events import Event
from server.migrations import migrate
from tests.support import postgres
from tests.support.clock import FakeClock

ENGINES = ("sqlite", "postgresql")

_numbers = itertools.count()


class RecordingAnnouncer:
    """Remembers what was announced, in order."""

    def __init__(self) -> None:
        self.events: list[Event] = []

    async def announce(self, event: Event) -> None:
        self.events.append(event)

    @property
    def names(self) -> list[str]:
        return [event.name for event in self.events]


class PostgresServer(NamedTuple):
    """`admin` is the database from which others are created, `template` the migrated one that is copied."""

    admin: URL
    template: str


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    given = os.environ.get("TEST_DATABASE_URL")  # noqa: TID251 (a setting of the tests, not of the product)
    if given:
        yield from _prepared(make_url(given))
        return
    with postgres.server() as started:
        yield from _prepared(started)


def _prepared(admin: URL) -> Iterator[PostgresServer]:
    template = f"bedside_template_{os.getpid()}"
    _run(_execute(admin, f"CREATE DATABASE {template}"))
    _run(_migrated(_text(admin.set(database=template))))
    yield PostgresServer(admin, template)
    _run(_execute(admin, f"DROP DATABASE {template} WITH (FORCE)"))


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("sqlite") / "template.db"
    _run(_migrated(f"sqlite+aiosqlite:///{path}"))
    return path


@pytest.fixture(params=ENGINES)
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a fresh, migrated database; the test runs once on each engine."""
    if request.param == "sqlite":
        shutil.copy(request.getfixturevalue("sqlite_template"), tmp_path / "bedside.db")
        yield f"sqlite+aiosqlite:///{tmp_path / 'bedside.db'}"
        return
    server: PostgresServer = request.getfixturevalue("postgres_server")
    yield from _created(server, f"TEMPLATE {server.template} STRATEGY = FILE_COPY")


@pytest.fixture(params=ENGINES)
def empty_database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a fresh database without any table."""
    if request.param == "sqlite":
        yield f"sqlite+aiosqlite:///{tmp_path / 'empty.db'}"
        return
    yield from _created(request.getfixturevalue("postgres_server"), "")


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def announcer() -> RecordingAnnouncer:
    return RecordingAnnouncer()


@pytest.fixture
async def database(database_url: str, clock: FakeClock, announcer: RecordingAnnouncer) -> AsyncIterator[Database]:
    """A migrated database with the real ledger, a clock that stands still and an announcer that remembers."""
    opened = open_database(database_url, clock, announcer)
    yield opened
    await opened.close()


def open_database(url: str, clock: FakeClock, announcer: RecordingAnnouncer, ledger: Append = append) -> Database:
    """What the fixture gives, with another ledger if need be. The caller closes it."""
    return Database(create_engine(url), clock=clock, append=ledger, announcer=announcer)


def _created(server: PostgresServer, how: str) -> Iterator[str]:
    name = f"bedside_{os.getpid()}_{next(_numbers)}"
    _run(_execute(server.admin, f"CREATE DATABASE {name} {how}"))
    yield _text(server.admin.set(database=name))
    _run(_execute(server.admin, f"DROP DATABASE {name} WITH (FORCE)"))


def _text(url: URL) -> str:
    return url.render_as_string(hide_password=False)


async def _migrated(url: str) -> None:
    engine = create_engine(url)
    await migrate(engine)
    await engine.dispose()


async def _execute(admin: URL, statement: str) -> None:
    engine = create_async_engine(admin, isolation_level="AUTOCOMMIT", poolclass=NullPool)
    async with engine.connect() as connection:
        await connection.execute(text(statement))
    await engine.dispose()


def _run(work: Coroutine[Any, Any, None]) -> None:
    """Run to the end in a thread with a loop of its own: fixtures are set up while the test's loop exists."""
    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, work).result()
