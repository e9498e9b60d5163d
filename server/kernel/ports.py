"""The outside world as the application sees it: only what has two production forms.

Each port has one contract suite (`tests/contract`) that runs on every adapter.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from server.kernel.events import Announcement


class Clock(Protocol):
    def now(self) -> datetime:
        """The present instant, aware, in UTC."""


class Announcer(Protocol):
    async def announce(self, event: Announcement) -> None:
        """Push a hint. Called after the commit; a failure here loses no fact and must not raise."""


class Ephemeral(Protocol):
    """Small facts that expire: presence, single use, leases, counters. `owner` may be any opaque word."""

    async def get(self, key: str) -> str | None: ...

    async def claim(self, key: str, owner: str, ttl: timedelta) -> bool:
        """Take `key` if nobody holds it; true for exactly one of any number of concurrent claimants."""

    async def renew(self, key: str, owner: str, ttl: timedelta) -> bool:
        """Extend a claim; false when `owner` no longer holds it."""

    async def release(self, key: str, owner: str) -> bool:
        """Give a claim up; false when `owner` does not hold it."""

    async def count(self, key: str, ttl: timedelta) -> int:
        """Add one to a counter and answer its value; the counter ends `ttl` after its first count."""


@dataclass(frozen=True, slots=True)
class WrappedKey:
    """A data key encrypted under the key-encryption key of this `version`."""

    version: int
    ciphertext: bytes


class KeyProvider(Protocol):
    async def wrap(self, data_key: bytes, context: bytes) -> WrappedKey:
        """Encrypt under the newest key-encryption key, bound to `context`.

        Raises DomainError("kms.unavailable").
        """

    async def unwrap(self, wrapped: WrappedKey, context: bytes) -> bytes:
        """Raises DomainError("kms.unavailable") or, when key or context differ, ("integrity.violation")."""


@dataclass(frozen=True, slots=True)
class Message:
    """A message that leaves the house: it names no health detail."""

    to: str
    subject: str
    body: str


class Mailer(Protocol):
    async def send(self, message: Message) -> None: ...
