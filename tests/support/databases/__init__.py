"""Fixtures for what stores: each test runs on SQLite and on PostgreSQL, in a database that nobody else uses."""

import contextlib
import os
import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from sqlalchemy import make_url

from server.db.database import Append, Database
from server.db.engines import create_engine
from server.domain.audit import append
from server.kernel.events import Announcement, Event
from tests.support.clock import FakeClock
from tests.support.databases import postgres
from tests.support.databases.pool import LoopThread, PostgresServer, migrated

__all__ = ["ENGINES", "PostgresServer", "RecordingAnnouncer", "open_database"]

ENGINES = ("sqlite", "postgresql")


class RecordingAnnouncer:
    """Remembers what was announced, in order."""

    def __init__(self) -> None:
        self.events: list[Announcement] = []

    async def announce(self, event: Announcement) -> None:
        self.events.append(event)

    @property
    def names(self) -> list[str]:
        return [event.name for event in self.events]

    @property
    def hints(self) -> list[Event]:
        """Those about visits."""
        return [event for event in self.events if isinstance(event, Event)]


@pytest.fixture(scope="session")
def loop_thread() -> Iterator[LoopThread]:
    with LoopThread() as running:
        yield running


@pytest.fixture(scope="session")
def postgres_server(loop_thread: LoopThread) -> Iterator[PostgresServer]:
    given = os.environ.get("TEST_DATABASE_URL")  # noqa: TID251 (a setting of the tests, not of the product)
    with contextlib.ExitStack() as stack:
        admin = make_url(given) if given else stack.enter_context(postgres.server())
        opened = PostgresServer(admin, loop_thread)
        stack.callback(opened.close)
        yield opened


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory, loop_thread: LoopThread) -> Path:
    path = tmp_path_factory.mktemp("sqlite") / "template.db"
    loop_thread.run(migrated(f"sqlite+aiosqlite:///{path}"))
    return path


@pytest.fixture(params=ENGINES)
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a fresh, migrated database; the test runs once on each engine."""
    if request.param == "sqlite":
        shutil.copy(request.getfixturevalue("sqlite_template"), tmp_path / "bedside.db")
        yield f"sqlite+aiosqlite:///{tmp_path / 'bedside.db'}"
        return
    server: PostgresServer = request.getfixturevalue("postgres_server")
    name = server.take()
    yield server.url(name)
    server.give_back(name)


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
    name = server.create(how)
    yield server.url(name)
    server.drop(name)
