"""Addresses: those under which we can be reached, and those that nobody may send us to."""

from collections.abc import Iterable
from ipaddress import IPv4Address, IPv6Address, ip_address

from aioice.ice import get_host_addresses

EVERY = "::"
_EVERY_IPV4 = "0.0.0.0"  # noqa: S104 -- compared with, not bound to
_LOOPBACK = ("127.0.0.1", "::1")
_FIRST_UNPRIVILEGED_PORT = 1024
_METADATA = frozenset(map(ip_address, ("fd00:ec2::254", "fd20:ce::254", "100.100.100.200")))
"""Where clouds answer with secrets and no rule below says so: AWS and Google over IPv6, Alibaba."""


def host_addresses(bound_to: str) -> tuple[str, ...]:
    """Addresses under which a socket bound to `bound_to` can be reached, IPv4 first."""
    if bound_to not in (EVERY, _EVERY_IPV4):
        return (bound_to,)
    both = bound_to == EVERY
    found = get_host_addresses(use_ipv4=True, use_ipv6=both)
    return tuple(one for one in found if not ip_address(one).is_link_local) or _LOOPBACK[: 1 + both]


def is_loopback(address: str) -> bool:
    return ip_address(address).is_loopback


def usable(candidates: Iterable[tuple[str, int]], *, loopback: bool) -> bool:
    """Whether any of these candidates, (address, port), is one that a person's device can have.

    We never send to a candidate: the peer comes to us. An answer that names nothing but our own loopback, a
    metadata service or well-known ports is an attempt to be sent there, and is refused as such. Names (mDNS,
    RFC 8828) and no candidates at all are what careful browsers send.
    """
    candidates = list(candidates)
    return not candidates or any(_usable(address, port, loopback) for address, port in candidates)


def _usable(address: str, port: int, loopback: bool) -> bool:
    try:
        parsed = ip_address(address)
    except ValueError:
        return address.endswith(".local")
    return port >= _FIRST_UNPRIVILEGED_PORT and not _special(_plain(parsed), loopback)


def _special(address: IPv4Address | IPv6Address, loopback: bool) -> bool:
    if address.is_loopback:
        return not loopback
    return address.is_link_local or address.is_multicast or address.is_unspecified or address in _METADATA


def _plain(address: IPv4Address | IPv6Address) -> IPv4Address | IPv6Address:
    """Without a zone, and as IPv4 when it is one that is written as IPv6."""
    if isinstance(address, IPv6Address):
        return address.ipv4_mapped or IPv6Address(address.packed)
    return address
