"""A key is claimed once, by one person of one practice, together with the deed or not at all."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from server.db import idempotency
from server.db.database import Database
from server.db.idempotency import KEPT, Key, KeyTaken
from server.kernel.ids import new_id
from tests.support.clock import MONDAY

KEY = Key(new_id(), new_id(), b"k" * 32, b"r" * 32)
MADE = new_id()


async def test_a_key_remembers_what_it_made(database: Database) -> None:
    async with database.write() as tx:
        await idempotency.claim(tx, MONDAY, KEY)
        await idempotency.keep(tx, KEY, MADE)
    async with database.read() as tx:
        assert await idempotency.made_with(tx, KEY) == (KEY.request_hash, MADE)


async def test_of_many_claims_at_once_one_goes_on(database: Database) -> None:
    async def attempt() -> bool:
        try:
            async with database.write() as tx:
                await idempotency.claim(tx, MONDAY, KEY)
        except KeyTaken:
            return False
        return True

    assert sum(await asyncio.gather(*(attempt() for _ in range(10)))) == 1


async def test_a_deed_that_failed_leaves_its_key_free(database: Database) -> None:
    with pytest.raises(ZeroDivisionError):
        await _claim_and_fail(database)
    async with database.read() as tx:
        assert await idempotency.made_with(tx, KEY) is None


@pytest.mark.parametrize(
    "change",
    [{"practice": new_id()}, {"actor": new_id()}, {"key_hash": b"o" * 32}],
    ids=["practice", "actor", "key"],
)
async def test_somebody_elses_key_is_another_key(database: Database, change: dict[str, object]) -> None:
    other = replace(KEY, **change)  # type: ignore[arg-type]  # the table's values
    async with database.write() as tx:
        await idempotency.claim(tx, MONDAY, KEY)
        await idempotency.claim(tx, MONDAY, other)
    async with database.read() as tx:
        assert await idempotency.made_with(tx, other) == (KEY.request_hash, None)


async def test_a_key_is_forgotten_after_a_day(database: Database) -> None:
    async with database.write() as tx:
        await idempotency.claim(tx, MONDAY, KEY)
    async with database.write() as tx:
        await idempotency.claim(tx, MONDAY + KEPT + timedelta(seconds=1), KEY)


async def _claim_and_fail(database: Database) -> None:
    async with database.write() as tx:
        await idempotency.claim(tx, MONDAY, KEY)
        raise ZeroDivisionError
