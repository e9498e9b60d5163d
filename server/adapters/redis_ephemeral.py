"""Facts that expire, kept in Redis (or Valkey) and shared by all processes."""

from collections.abc import Awaitable
from datetime import timedelta
from typing import TypeVar

from redis.asyncio import Redis
from redis.exceptions import RedisError

from server.kernel.errors import unavailable

_PREFIX = "bedside:"
_TIMEOUT_S = 2.0

# Compare and act in one step on the server: between a GET here and a DEL there, a claim may change hands.
_RENEW = (
    "if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('PEXPIRE', KEYS[1], ARGV[2]) end return 0"
)
_RELEASE = "if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end return 0"
_COUNT = (
    "local n = redis.call('INCR', KEYS[1]) if n == 1 then redis.call('PEXPIRE', KEYS[1], ARGV[1]) end return n"
)

T = TypeVar("T")


class RedisEphemeral:
    """The `Ephemeral` port. Every verb raises DomainError("ephemeral.unavailable") when Redis does not answer."""

    def __init__(self, client: Redis) -> None:
        self._client = client
        self._renew = client.register_script(_RENEW)
        self._release = client.register_script(_RELEASE)
        self._count = client.register_script(_COUNT)

    @classmethod
    def at(cls, url: str) -> "RedisEphemeral":
        """Connects when it is first used. Who makes it closes it."""
        client = Redis.from_url(
            url, decode_responses=True, socket_timeout=_TIMEOUT_S, socket_connect_timeout=_TIMEOUT_S
        )
        return cls(client)

    async def close(self) -> None:
        await self._client.aclose()

    async def get(self, key: str) -> str | None:
        value = await _answered(self._client.get(_PREFIX + key))
        return value.decode() if isinstance(value, bytes) else value

    async def claim(self, key: str, owner: str, ttl: timedelta) -> bool:
        return bool(await _answered(self._client.set(_PREFIX + key, owner, nx=True, px=ttl)))

    async def renew(self, key: str, owner: str, ttl: timedelta) -> bool:
        return bool(await _answered(self._renew(keys=[_PREFIX + key], args=[owner, _milliseconds(ttl)])))

    async def release(self, key: str, owner: str) -> bool:
        return bool(await _answered(self._release(keys=[_PREFIX + key], args=[owner])))

    async def count(self, key: str, ttl: timedelta) -> int:
        return int(await _answered(self._count(keys=[_PREFIX + key], args=[_milliseconds(ttl)])))


async def _answered(asked: Awaitable[T]) -> T:
    try:
        return await asked
    except (RedisError, OSError) as failed:
        raise unavailable(
            "ephemeral.unavailable", "The store of short-lived facts does not answer.", retry_after_ms=1_000
        ) from failed


def _milliseconds(ttl: timedelta) -> int:
    return ttl // timedelta(milliseconds=1)
