"""The door as the tests find it: as served, or with short periods for what is about waiting."""

from collections.abc import AsyncIterator

import pytest

from tests.signaling.door import CALM, HASTY, Door, open_door


@pytest.fixture
async def door() -> AsyncIterator[Door]:
    async with open_door(CALM) as opened:
        yield opened


@pytest.fixture
async def hasty_door() -> AsyncIterator[Door]:
    async with open_door(HASTY) as opened:
        yield opened
