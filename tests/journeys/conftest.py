"""One Chromium for all journeys, one served clinic for each file, and for each person a browser context."""

from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, BrowserContext

from tests.support import browsers
from tests.support.serving import Served, serving

Person = Callable[..., Awaitable[BrowserContext]]


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def served(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Served]:
    async with serving(tmp_path_factory.mktemp("clinic") / "var") as running:
        yield running


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def chromium() -> AsyncIterator[Browser]:
    async with browsers.chromium() as browser:
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
