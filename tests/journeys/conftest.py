"""One Chromium for all journeys, one served clinic for each file, and for each person a browser context."""

from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, BrowserContext

from tests.support import browsers
from tests.support.network import ADDRESS, Network, network
from tests.support.serving import Served, free_port, serving

Person = Callable[..., Awaitable[BrowserContext]]

# Half as many pictures as a camera makes: the machine then has time for twice as many people.
_CAMERA = "--use-fake-device-for-media-stream=fps=10"


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def served(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Served]:
    async with serving(tmp_path_factory.mktemp("clinic") / "var") as running:
        yield running


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def far(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Served]:
    """A clinic whose media is reached through a network only: through `between`."""
    folder = tmp_path_factory.mktemp("far") / "var"
    async with serving(folder, media_port=free_port(), media_addresses=f'["{ADDRESS}"]') as running:
        yield running


@pytest_asyncio.fixture(loop_scope="session")
async def between(far: Served) -> AsyncIterator[Network]:
    async with network(int(far.environment["BEDSIDE_MEDIA_PORT"])) as one:
        yield one


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def chromium() -> AsyncIterator[Browser]:
    async with browsers.chromium(_CAMERA) as browser:
        yield browser


@pytest_asyncio.fixture(loop_scope="session")
async def person(chromium: Browser) -> AsyncIterator[Person]:
    """Opens a browser context for one more person; all are closed at the end of the test."""
    opened: list[BrowserContext] = []

    async def open_one(**options: Any) -> BrowserContext:
        opened.append(await browsers.person(chromium, **options))
        return opened[-1]

    yield open_one
    for context in opened:
        await context.close()


@pytest.fixture(scope="session")
def artifacts() -> Path:
    """Where screenshots are kept for people to look at."""
    folder = Path(__file__).parents[2] / "artifacts" / "screens"
    folder.mkdir(parents=True, exist_ok=True)
    return folder
