"""Key-encryption keys in memory: a real key service as far as its port goes, gone with the test."""

import secrets
from collections.abc import Awaitable, Callable

from server.crypto import envelope
from server.kernel.errors import unavailable
from server.kernel.ports import WrappedKey


class KeyRing:
    """Version n is the n-th key; the last one wraps."""

    def __init__(self) -> None:
        self._keys = [secrets.token_bytes(32)]
        self.reachable = True
        self.before_wrap: Callable[[], Awaitable[None]] = _nothing
        self.before_unwrap: Callable[[], Awaitable[None]] = _nothing

    def rotate(self) -> None:
        self._keys.append(secrets.token_bytes(32))

    async def wrap(self, data_key: bytes, context: bytes) -> WrappedKey:
        self._require_reachable()
        await self.before_wrap()
        return WrappedKey(len(self._keys), envelope.seal(self._keys[-1], data_key, context))

    async def unwrap(self, wrapped: WrappedKey, context: bytes) -> bytes:
        self._require_reachable()
        await self.before_unwrap()
        try:
            return envelope.unseal(self._keys[wrapped.version - 1], wrapped.ciphertext, context)
        except envelope.EnvelopeBroken:
            raise unavailable("integrity.violation", "The key does not fit.") from None

    def _require_reachable(self) -> None:
        if not self.reachable:
            raise unavailable("kms.unavailable", "The key service does not answer.", retry_after_ms=1_000)


async def _nothing() -> None:
    return
