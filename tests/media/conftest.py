"""A node on the loopback, closed after the test; and hypothesis without a deadline on a shared machine."""

from collections.abc import AsyncIterator

import pytest_asyncio
from hypothesis import settings

from media import MediaConfig, MediaNode

settings.register_profile("media", deadline=None, max_examples=60)
settings.load_profile("media")


@pytest_asyncio.fixture
async def node() -> AsyncIterator[MediaNode]:
    started = await MediaNode.start(MediaConfig(host="127.0.0.1", max_seats=3, max_rooms=2))
    yield started
    await started.close()
