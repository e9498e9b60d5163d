"""Merkle tree hashing as RFC 6962 section 2.1 defines it (and RFC 9162 keeps it)."""

import hashlib
from collections.abc import Iterable

EMPTY_ROOT = hashlib.sha256(b"").digest()


def leaf_hash(entry: bytes) -> bytes:
    """SHA-256(0x00 || entry), 32 bytes."""
    return hashlib.sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """SHA-256(0x01 || left || right), 32 bytes."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def root_hash(leaves: Iterable[bytes]) -> bytes:
    """The root over leaf *hashes*, in one pass and O(log n) memory.

    Perfect subtrees wait on a stack; equal sizes merge at once, the rest folds from the right.
    """
    waiting: list[tuple[int, bytes]] = []
    for leaf in leaves:
        size, digest = 1, leaf
        while waiting and waiting[-1][0] == size:
            digest = node_hash(waiting.pop()[1], digest)
            size *= 2
        waiting.append((size, digest))
    if not waiting:
        return EMPTY_ROOT
    root = waiting.pop()[1]
    while waiting:
        root = node_hash(waiting.pop()[1], root)
    return root
