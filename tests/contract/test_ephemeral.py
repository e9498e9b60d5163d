"""The `Ephemeral` port: small facts that expire, in memory and in a real Redis."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest

from server.adapters.memory_ephemeral import MemoryEphemeral
from server.adapters.redis_ephemeral import RedisEphemeral
from server.kernel.errors import DomainError, Kind
from server.kernel.ids import new_token
from server.kernel.ports import Ephemeral

LONG = timedelta(minutes=5)
SHORT = timedelta(milliseconds=60)


@asynccontextmanager
async def _opened(kind: str, request: pytest.FixtureRequest) -> AsyncIterator[Ephemeral]:
    if kind == "memory":
        yield MemoryEphemeral()
        return
    shared = RedisEphemeral.at(request.getfixturevalue("redis_url"))
    try:
        yield shared
    finally:
        await shared.close()


@pytest.fixture(params=["memory", "redis"])
async def ephemeral(request: pytest.FixtureRequest) -> AsyncIterator[Ephemeral]:
    async with _opened(request.param, request) as opened:
        yield opened


@pytest.fixture
def key() -> str:
    """Nobody else's, also in a server that is shared with other runs."""
    return f"test:{new_token()}"


async def _until_free(ephemeral: Ephemeral, key: str) -> None:
    """Expiry has no event to await: ask until it has happened; the test's own timeout is the limit."""
    while await ephemeral.get(key) is not None:  # noqa: ASYNC110 -- see above
        await asyncio.sleep(0.01)


async def test_what_nobody_claimed_is_nobodys(ephemeral: Ephemeral, key: str) -> None:
    assert await ephemeral.get(key) is None


async def test_a_claim_is_seen(ephemeral: Ephemeral, key: str) -> None:
    assert await ephemeral.claim(key, "Ünïcode owner", LONG)
    assert await ephemeral.get(key) == "Ünïcode owner"


@pytest.mark.parametrize("owner", ["first", "second"])
async def test_what_is_claimed_is_not_claimed_again(ephemeral: Ephemeral, key: str, owner: str) -> None:
    await ephemeral.claim(key, "first", LONG)
    assert not await ephemeral.claim(key, owner, LONG)
    assert await ephemeral.get(key) == "first"


async def test_of_many_claimants_exactly_one_wins(ephemeral: Ephemeral, key: str) -> None:
    won = await asyncio.gather(*(ephemeral.claim(key, f"owner-{n}", LONG) for n in range(50)))
    assert won.count(True) == 1
    assert await ephemeral.get(key) == f"owner-{won.index(True)}"


async def test_a_claim_ends_by_itself_and_may_be_taken_by_another(ephemeral: Ephemeral, key: str) -> None:
    await ephemeral.claim(key, "first", SHORT)
    await _until_free(ephemeral, key)
    assert await ephemeral.claim(key, "second", LONG)


async def test_a_renewed_claim_lives_by_its_new_time(ephemeral: Ephemeral, key: str) -> None:
    await ephemeral.claim(key, "first", SHORT)
    assert await ephemeral.renew(key, "first", LONG)
    other = f"{key}:clock"
    await ephemeral.claim(other, "first", 2 * SHORT)
    await _until_free(ephemeral, other)
    assert await ephemeral.get(key) == "first"


async def test_a_claim_may_be_renewed_to_end_sooner(ephemeral: Ephemeral, key: str) -> None:
    await ephemeral.claim(key, "first", LONG)
    assert await ephemeral.renew(key, "first", SHORT)
    await _until_free(ephemeral, key)


async def test_only_its_owner_renews_a_claim(ephemeral: Ephemeral, key: str) -> None:
    assert not await ephemeral.renew(key, "nobody", LONG)
    await ephemeral.claim(key, "first", LONG)
    assert not await ephemeral.renew(key, "second", LONG)


async def test_a_released_claim_is_free(ephemeral: Ephemeral, key: str) -> None:
    await ephemeral.claim(key, "first", LONG)
    assert await ephemeral.release(key, "first")
    assert await ephemeral.claim(key, "second", LONG)


async def test_only_its_owner_releases_a_claim(ephemeral: Ephemeral, key: str) -> None:
    assert not await ephemeral.release(key, "nobody")
    await ephemeral.claim(key, "first", LONG)
    assert not await ephemeral.release(key, "second")
    assert await ephemeral.get(key) == "first"


async def test_an_owner_who_comes_too_late_does_not_release_anothers_claim(ephemeral: Ephemeral, key: str) -> None:
    await ephemeral.claim(key, "first", SHORT)
    await _until_free(ephemeral, key)
    await ephemeral.claim(key, "second", LONG)
    assert not await ephemeral.release(key, "first")
    assert await ephemeral.get(key) == "second"


async def test_a_counter_counts_every_call_once(ephemeral: Ephemeral, key: str) -> None:
    counted = await asyncio.gather(*(ephemeral.count(key, LONG) for _ in range(50)))
    assert sorted(counted) == list(range(1, 51))


async def test_a_counter_ends_after_its_first_count_however_often_it_counts(
    ephemeral: Ephemeral, key: str
) -> None:
    counted = [await ephemeral.count(key, SHORT)]
    while counted[-1] >= len(counted):  # the first count that is lower than expected began anew
        await asyncio.sleep(0.005)
        counted.append(await ephemeral.count(key, SHORT))
    assert counted[-1] == 1


async def test_keys_are_strangers_to_each_other(ephemeral: Ephemeral, key: str) -> None:
    await ephemeral.claim(key, "first", LONG)
    assert await ephemeral.claim(f"{key}:other", "second", LONG)


async def test_two_processes_share_one_redis(redis_url: str, key: str) -> None:
    one, other = RedisEphemeral.at(redis_url), RedisEphemeral.at(redis_url)
    try:
        assert await one.claim(key, "one", LONG)
        assert not await other.claim(key, "other", LONG)
    finally:
        await one.close()
        await other.close()


async def test_a_redis_that_does_not_answer_is_a_typed_refusal(key: str) -> None:
    away = RedisEphemeral.at("redis://127.0.0.1:1")
    try:
        with pytest.raises(DomainError) as refused:
            await away.claim(key, "first", LONG)
    finally:
        await away.close()
    assert (refused.value.kind, refused.value.code) == (Kind.UNAVAILABLE, "ephemeral.unavailable")


async def test_memory_forgets_what_has_expired() -> None:
    now = [0.0]
    ephemeral = MemoryEphemeral(lambda: now[0])
    for number in range(100):
        await ephemeral.claim(f"key-{number}", "owner", LONG)
        await ephemeral.renew(f"key-{number}", "owner", 2 * LONG)
    now[0] = LONG.total_seconds()
    assert len(ephemeral) == 100
    now[0] = 2 * LONG.total_seconds()
    assert len(ephemeral) == 0
