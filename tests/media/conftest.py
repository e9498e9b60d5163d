"""A node on the loopback, closed after the test; and hypothesis without a deadline on a shared machine."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from hypothesis import settings

from media import MediaConfig, MediaNode

settings.register_profile("media", deadline=None, max_examples=60)
settings.load_profile("media")


@pytest_asyncio.fixture(params=[False, True], ids=["python", "native"])
async def node(request: pytest.FixtureRequest) -> AsyncIterator[MediaNode]:
    """What holds for a node holds on both paths."""
    config = MediaConfig(host="127.0.0.1", max_seats=3, max_rooms=2, max_load=2, native=request.param)
    started = await MediaNode.start(config)
    assert started.native is request.param, "build it: python -m media.transport.native.build"
    yield started
    await started.close()
