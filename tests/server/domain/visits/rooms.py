"""Fixtures: a house per test, on each engine. Whatever a test did, its ledger is whole afterwards.

On PostgreSQL the tests share one database, and are kept apart as practices are: by the product itself.
"""

import itertools
import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from server.db import Database
from tests.server.domain.visits.house import House, open_house
from tests.support.clock import FakeClock
from tests.support.databases import ENGINES, PostgresServer, _created

_numbers = itertools.count()


@pytest.fixture(scope="session")
def shared_postgres(postgres_server: PostgresServer) -> Iterator[str]:
    yield from _created(postgres_server, f"TEMPLATE {postgres_server.template}")


@pytest.fixture(params=ENGINES)
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "postgresql":
        shared: str = request.getfixturevalue("shared_postgres")
        return shared
    shutil.copy(request.getfixturevalue("sqlite_template"), tmp_path / "bedside.db")
    return f"sqlite+aiosqlite:///{tmp_path / 'bedside.db'}"


@pytest.fixture
async def house(database: Database, clock: FakeClock) -> AsyncIterator[House]:
    opened = await open_house(database, clock, f"Linden{next(_numbers)} Practice")
    yield opened
    await opened.verify()
