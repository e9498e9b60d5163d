"""A running visit, for whatever is done in one."""

import pytest_asyncio

from tests.journeys.conftest import Person
from tests.journeys.visits import Visit, running
from tests.support.serving import Served


@pytest_asyncio.fixture(loop_scope="session")
async def visit(person: Person, served: Served) -> Visit:
    return await running(person, served)
