"""A visit that heals itself: what breaks comes back in the same seat, and nobody is said to have left."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from tests.journeys.conftest import Person
from tests.journeys.visits import running
from tests.support.serving import Service, free_port

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest_asyncio.fixture(loop_scope="session")
async def service(tmp_path: Path) -> AsyncIterator[Service]:
    """One that is found again at the same ports."""
    one = Service(tmp_path / "var", port=free_port(), media_port=free_port())
    yield one
    await one.stop()


async def test_a_visit_outlives_the_crash_of_its_server(person: Person, service: Service) -> None:
    visit = await running(person, await service.start())
    await service.kill()
    await asyncio.sleep(1)
    await service.start()
    await visit.sees_and_hears()
    await visit.nobody_left()
    await visit.clinician.writes("Still here.")
    await visit.clinician.ends()
