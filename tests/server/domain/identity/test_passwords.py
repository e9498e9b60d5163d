"""The password pool: two hashes at once, a short queue, and a refusal beyond it."""

import asyncio
import threading
from collections.abc import AsyncIterator

import pytest
from argon2 import PasswordHasher

from server.domain.identity import Passwords
from server.domain.identity.passwords import AT_ONCE, QUEUE
from server.kernel.errors import DomainError, Kind
from tests.support.builders import quick_passwords


class HeldHasher(PasswordHasher):
    """A hasher that works only once the gate is open, and counts how many work at the same time."""

    def __init__(self) -> None:
        super().__init__(time_cost=1, memory_cost=8, parallelism=1)
        self.gate = threading.Event()
        self.calls = 0
        self.most = 0
        self._working = 0
        self._lock = threading.Lock()

    def hash(self, password: str | bytes, *, salt: bytes | None = None) -> str:
        with self._lock:
            self.calls += 1
            self._working += 1
            self.most = max(self.most, self._working)
        self.gate.wait(10)
        with self._lock:
            self._working -= 1
        return super().hash(password, salt=salt)


@pytest.fixture
async def passwords() -> AsyncIterator[Passwords]:
    pool = quick_passwords()
    yield pool
    await pool.close()


@pytest.fixture
def hasher() -> HeldHasher:
    return HeldHasher()


@pytest.fixture
async def held(hasher: HeldHasher) -> AsyncIterator[Passwords]:
    pool = Passwords(hasher)
    yield pool
    hasher.gate.set()
    await pool.close()


async def test_the_right_password_is_recognised(passwords: Passwords) -> None:
    stored = await passwords.hash("open sesame")
    assert await passwords.verify(stored, "open sesame")
    assert not await passwords.verify(stored, "open sesam")


async def test_a_stored_hash_is_argon2id_and_never_twice_the_same(passwords: Passwords) -> None:
    first, second = [await passwords.hash("open sesame") for _ in range(2)]
    assert first.startswith("$argon2id$")
    assert first != second


@pytest.mark.parametrize("stored", ["", "plain", "$argon2id$v=19$broken", "$2b$12$somethingelse"])
async def test_a_broken_stored_hash_lets_nobody_in(passwords: Passwords, stored: str) -> None:
    assert not await passwords.verify(stored, "open sesame")


async def test_somebody_unknown_costs_one_hash(held: Passwords, hasher: HeldHasher) -> None:
    hasher.gate.set()
    assert not await held.verify(None, "open sesame")
    assert hasher.calls == 1


async def test_two_hashes_run_at_once_and_the_queue_has_an_end(held: Passwords, hasher: HeldHasher) -> None:
    running = [asyncio.create_task(held.hash("x")) for _ in range(AT_ONCE + QUEUE)]
    await asyncio.sleep(0)
    with pytest.raises(DomainError) as refused:
        await held.hash("x")
    assert (refused.value.kind, refused.value.code) == (Kind.UNAVAILABLE, "auth.busy")
    assert refused.value.retry_after_ms
    hasher.gate.set()
    await asyncio.gather(*running)
    assert (hasher.calls, hasher.most) == (AT_ONCE + QUEUE, AT_ONCE)


async def test_a_queue_that_drained_takes_the_next(held: Passwords, hasher: HeldHasher) -> None:
    hasher.gate.set()
    await asyncio.gather(*(held.hash("x") for _ in range(AT_ONCE + QUEUE)))
    assert await held.hash("x")


async def test_a_caller_who_goes_away_leaves_the_queue_usable(held: Passwords, hasher: HeldHasher) -> None:
    waiting = [asyncio.create_task(held.hash("x")) for _ in range(AT_ONCE + QUEUE)]
    await asyncio.sleep(0)
    for task in waiting:
        task.cancel()
    hasher.gate.set()
    await asyncio.wait(waiting)
    assert await held.hash("x")


async def test_closing_drops_what_is_queued(hasher: HeldHasher) -> None:
    pool = Passwords(hasher)
    waiting = [asyncio.create_task(pool.hash("x")) for _ in range(AT_ONCE + 3)]
    await asyncio.sleep(0)
    closing = asyncio.create_task(pool.close())
    for _, dropped in zip(range(3), asyncio.as_completed(waiting), strict=False):
        with pytest.raises(asyncio.CancelledError):
            await dropped
    hasher.gate.set()
    await closing
    results = await asyncio.gather(*waiting, return_exceptions=True)
    assert sum(isinstance(result, str) for result in results) == AT_ONCE
