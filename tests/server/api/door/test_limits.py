"""Guessing is slowed down by network; who is behind a proxy is known by what that proxy says alone."""

from datetime import timedelta

import pytest
from aiohttp.test_utils import make_mocked_request

from server.adapters.memory_ephemeral import MemoryEphemeral
from server.api.door.limits import GuessLimit, network_of
from server.kernel.errors import DomainError, conflict, gone

LIMIT = GuessLimit("test", allowed=2)


@pytest.fixture
def seconds() -> list[float]:
    return [0.0]


@pytest.fixture
def ephemeral(seconds: list[float]) -> MemoryEphemeral:
    return MemoryEphemeral(lambda: seconds[0])


async def _try(ephemeral: MemoryEphemeral, network: str, refusal: DomainError | None = None) -> str:
    try:
        async with LIMIT.watch(ephemeral, network):
            if refusal is not None:
                raise refusal
    except DomainError as refused:
        return refused.code
    return "done"


async def test_one_guess_too_many_stops_even_the_right_one(ephemeral: MemoryEphemeral) -> None:
    wrong = gone("link.invalid", "Wrong.")
    assert [await _try(ephemeral, "a", wrong) for _ in range(3)] == [
        "link.invalid",
        "link.invalid",
        "rate.limited",
    ]
    assert await _try(ephemeral, "a") == "rate.limited"


async def test_other_networks_go_on(ephemeral: MemoryEphemeral) -> None:
    for _ in range(3):
        await _try(ephemeral, "a", gone("link.invalid", "Wrong."))
    assert await _try(ephemeral, "b") == "done"


async def test_what_is_no_guess_is_not_counted(ephemeral: MemoryEphemeral) -> None:
    tries = [await _try(ephemeral, "a", conflict("slot.taken", "Taken.")) for _ in range(5)]
    assert tries == ["slot.taken"] * 5


async def test_the_stop_ends_with_its_window(ephemeral: MemoryEphemeral, seconds: list[float]) -> None:
    for _ in range(3):
        await _try(ephemeral, "a", gone("link.invalid", "Wrong."))
    seconds[0] += timedelta(minutes=1).total_seconds() + 1
    assert await _try(ephemeral, "a") == "done"


@pytest.mark.parametrize(
    ("remote", "forwarded", "proxies", "network"),
    [
        ("192.0.2.7", None, 0, "192.0.2.7"),
        ("192.0.2.7", "203.0.113.9", 0, "192.0.2.7"),
        ("10.0.0.1", "198.51.100.1, 203.0.113.9", 1, "203.0.113.9"),
        ("10.0.0.1", "198.51.100.1, 203.0.113.9, 10.0.0.2", 2, "203.0.113.9"),
        ("10.0.0.1", None, 1, "10.0.0.1"),
        ("10.0.0.1", "not an address", 1, "unknown"),
        ("2001:db8:1:2:3:4:5:6", None, 0, "2001:db8:1:2::"),
        ("::ffff:192.0.2.7", None, 0, "192.0.2.7"),
    ],
)
def test_a_network_is_an_address_or_a_subscriber(
    remote: str, forwarded: str | None, proxies: int, network: str
) -> None:
    headers = {} if forwarded is None else {"X-Forwarded-For": forwarded}
    request = make_mocked_request("GET", "/", headers=headers).clone(remote=remote)
    assert network_of(request, proxies) == network
