"""A house per test, on each engine; whatever the test did, its ledger is whole afterwards."""

from collections.abc import AsyncIterator

import pytest

from server.db import Database
from tests.server.domain.visits.house import House, open_house
from tests.support.clock import FakeClock


@pytest.fixture
async def house(database: Database, clock: FakeClock) -> AsyncIterator[House]:
    opened = await open_house(database, clock)
    yield opened
    await opened.verify()
