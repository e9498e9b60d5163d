"""Facts that expire, kept in this process: exact for one process, and gone with it."""

import heapq
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta


@dataclass(slots=True)
class _Fact:
    value: str
    until: float


class MemoryEphemeral:
    """The `Ephemeral` port. No verb waits, so each is atomic on its event loop."""

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic = monotonic
        self._facts: dict[str, _Fact] = {}
        self._ends: list[tuple[float, str]] = []

    async def get(self, key: str) -> str | None:
        fact = self._find(key)
        return None if fact is None else fact.value

    async def claim(self, key: str, owner: str, ttl: timedelta) -> bool:
        if self._find(key) is not None:
            return False
        self._keep(key, owner, ttl)
        return True

    async def renew(self, key: str, owner: str, ttl: timedelta) -> bool:
        if not self._holds(key, owner):
            return False
        self._keep(key, owner, ttl)
        return True

    async def release(self, key: str, owner: str) -> bool:
        if not self._holds(key, owner):
            return False
        del self._facts[key]
        return True

    async def count(self, key: str, ttl: timedelta) -> int:
        fact = self._find(key)
        if fact is None:
            self._keep(key, "1", ttl)
            return 1
        fact.value = str(int(fact.value) + 1)
        return int(fact.value)

    def __len__(self) -> int:
        self._forget_expired()
        return len(self._facts)

    def _holds(self, key: str, owner: str) -> bool:
        fact = self._find(key)
        return fact is not None and fact.value == owner

    def _find(self, key: str) -> _Fact | None:
        self._forget_expired()
        return self._facts.get(key)

    def _keep(self, key: str, value: str, ttl: timedelta) -> None:
        until = self._monotonic() + ttl.total_seconds()
        self._facts[key] = _Fact(value, until)
        heapq.heappush(self._ends, (until, key))

    def _forget_expired(self) -> None:
        """A renewed fact leaves its earlier end in the heap; that one then finds it still valid."""
        now = self._monotonic()
        while self._ends and self._ends[0][0] <= now:
            _, key = heapq.heappop(self._ends)
            fact = self._facts.get(key)
            if fact is not None and fact.until <= now:
                del self._facts[key]
