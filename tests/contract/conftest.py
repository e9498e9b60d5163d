"""The real servers that the contract suites run on."""

from collections.abc import Iterator

import pytest

from tests.support import redis_server


@pytest.fixture(scope="session")
def redis_url() -> Iterator[str]:
    with redis_server.server() as url:
        yield url
