"""Password hashing with Argon2id, at most two at once, so that a flood of sign-ins cannot starve the rest.

Never called inside a write transaction: one hash takes longer than every statement of it together.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import BoundedSemaphore
from typing import TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from server.kernel.errors import unavailable

AT_ONCE = 2
QUEUE = 64

T = TypeVar("T")


class Passwords:
    """Owns its threads; `close` ends them."""

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        # RFC 9106 section 4, second choice (64 MiB, three passes), on one lane: the pool is what is parallel.
        self._hasher = hasher or PasswordHasher(time_cost=3, memory_cost=64 * 1024, parallelism=1)
        self._threads = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="password")
        self._places = BoundedSemaphore(AT_ONCE + QUEUE)

    async def hash(self, password: str) -> str:
        """What to store. Raises DomainError("auth.busy") when the queue is full."""
        return await self._run(lambda: self._hasher.hash(password))

    async def verify(self, stored: str | None, password: str) -> bool:
        """Whether `password` is the one. With nothing stored it costs one hash all the same, and is false.

        Raises DomainError("auth.busy") when the queue is full.
        """
        return await self._run(lambda: self._verify(stored, password))

    async def close(self) -> None:
        """Let what is running end, and drop what is queued."""
        await asyncio.to_thread(self._threads.shutdown, wait=True, cancel_futures=True)

    async def _run(self, work: Callable[[], T]) -> T:
        if not self._places.acquire(blocking=False):
            raise unavailable(
                "auth.busy", "Many people are signing in. Try again in a moment.", retry_after_ms=2_000
            )
        running = self._threads.submit(work)
        # A caller that goes away does not stop a running hash: its place is free when the thread is.
        running.add_done_callback(lambda _done: self._places.release())
        return await asyncio.wrap_future(running)

    def _verify(self, stored: str | None, password: str) -> bool:
        if stored is None:
            self._hasher.hash(password)
            return False
        try:
            return self._hasher.verify(stored, password)
        except (VerificationError, InvalidHashError):
            return False
