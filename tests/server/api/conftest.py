"""One served world per test. The door is the same over both databases: most of its tests run on SQLite."""

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiohttp import ClientSession, DummyCookieJar
from aiohttp.test_utils import TestServer

from server.api import Services, create_application
from server.db import Database
from server.domain.identity import Passwords
from tests.server.api.world import World, services_over
from tests.support.builders import open_clinic, quick_passwords
from tests.support.clock import FakeClock


@pytest.fixture
def database_url(tmp_path: Path, sqlite_template: Path) -> str:
    shutil.copy(sqlite_template, tmp_path / "bedside.db")
    return f"sqlite+aiosqlite:///{tmp_path / 'bedside.db'}"


@pytest.fixture
async def passwords() -> AsyncIterator[Passwords]:
    pool = quick_passwords()
    yield pool
    await pool.close()


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    """The folder of the built pages; nothing is in it yet."""
    folder = tmp_path / "pages"
    folder.mkdir()
    return folder


@pytest.fixture
def services(database: Database, clock: FakeClock, passwords: Passwords, pages: Path) -> Services:
    return services_over(database, clock, passwords, pages)


@pytest.fixture
async def world(services: Services, clock: FakeClock) -> AsyncIterator[World]:
    clinic = await open_clinic(services.database, clock.now())
    server = TestServer(create_application(services))
    await server.start_server(access_log=None)
    async with ClientSession(cookie_jar=DummyCookieJar()) as session:
        yield World(session, f"http://127.0.0.1:{server.port}", services, clock, clinic)
    await server.close()
