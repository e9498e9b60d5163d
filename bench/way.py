"""A long way between browsers and what is measured."""

import contextlib
from collections.abc import AsyncIterator

from tests.support.network import Network, network


@contextlib.asynccontextmanager
async def between(port: int, round_trip_ms: int, host: str = "127.0.0.1") -> AsyncIterator[Network]:
    """From `ADDRESS` to what is served at this port, datagrams and streams."""
    async with network(port, host) as one:
        one.conditions.round_trip(round_trip_ms / 1000)
        yield one
