"""Slowing down those who guess: bad tries are counted per network, and one that makes too many waits a minute."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from ipaddress import IPv6Address, ip_address, ip_network

from aiohttp import web

from server.kernel.errors import DomainError, Kind, limited
from server.kernel.ports import Ephemeral

_GUESSES = frozenset({Kind.UNAUTHENTICATED, Kind.GONE})
_IPV6_SUBSCRIBER = 64
_FORWARDED_FOR = "X-Forwarded-For"


@dataclass(frozen=True, slots=True)
class GuessLimit:
    """At most `allowed` bad tries of one kind in `window` from one network; then none for `window`."""

    name: str
    allowed: int
    window: timedelta = timedelta(minutes=1)

    @asynccontextmanager
    async def watch(self, ephemeral: Ephemeral, prefix: str) -> AsyncIterator[None]:
        """Count a refused try inside the block. Raises DomainError("rate.limited")."""
        stop = f"guess-stop:{self.name}:{prefix}"
        if await ephemeral.get(stop) is not None:
            raise self._refusal()
        try:
            yield
        except DomainError as refused:
            if refused.kind in _GUESSES and await self._is_too_many(ephemeral, prefix):
                await ephemeral.claim(stop, "stop", self.window)
                raise self._refusal() from refused
            raise

    async def _is_too_many(self, ephemeral: Ephemeral, prefix: str) -> bool:
        return await ephemeral.count(f"guess:{self.name}:{prefix}", self.window) > self.allowed

    def _refusal(self) -> DomainError:
        waiting_ms = int(self.window.total_seconds() * 1_000)
        return limited("rate.limited", "Too many tries. Wait a minute and try again.", retry_after_ms=waiting_ms)


def network_of(request: web.Request, trusted_proxies: int) -> str:
    """The caller's IPv4 address, or the /64 that an IPv6 subscriber has to themselves.

    Behind n trusted proxies the n-th address from the right of X-Forwarded-For is the caller's; what stands
    further left is whatever the caller wrote.
    """
    text = request.remote or ""
    if trusted_proxies:
        told = ",".join(request.headers.getall(_FORWARDED_FOR, []))
        hops = [hop.strip() for hop in told.split(",") if hop.strip()]
        text = hops[-trusted_proxies] if len(hops) >= trusted_proxies else text
    return _prefix(text)


def _prefix(text: str) -> str:
    try:
        address = ip_address(text)
    except ValueError:
        return "unknown"
    if not isinstance(address, IPv6Address):
        return str(address)
    if address.ipv4_mapped is not None:
        return str(address.ipv4_mapped)
    return str(ip_network((address, _IPV6_SUBSCRIBER), strict=False).network_address)
