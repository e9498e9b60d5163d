"""Merkle hashing against the known tree, and against the recursive definition for any size."""

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.crypto.merkle import EMPTY_ROOT, leaf_hash, node_hash, root_hash

VECTORS: dict[str, Any] = json.loads(
    (Path(__file__).parents[2] / "vectors" / "merkle_rfc6962.json").read_text(encoding="utf-8")
)
ENTRIES = [bytes.fromhex(entry) for entry in VECTORS["entries"]]


def defined(entries: list[bytes]) -> bytes:
    """RFC 6962 section 2.1, word for word: split at the largest power of two below the size."""
    if len(entries) == 1:
        return hashlib.sha256(b"\x00" + entries[0]).digest()
    split = 1 << ((len(entries) - 1).bit_length() - 1)
    return hashlib.sha256(b"\x01" + defined(entries[:split]) + defined(entries[split:])).digest()


@pytest.mark.parametrize("size", range(1, 9))
def test_the_first_entries_of_the_known_tree_have_its_root(size: int) -> None:
    assert root_hash(map(leaf_hash, ENTRIES[:size])).hex() == VECTORS["roots"][size - 1]


def test_a_tree_without_entries_has_the_hash_of_nothing() -> None:
    assert root_hash([]) == EMPTY_ROOT == bytes.fromhex(VECTORS["empty_root"])


@given(st.lists(st.binary(max_size=20), min_size=1, max_size=200))
def test_one_pass_gives_the_root_of_the_definition(entries: list[bytes]) -> None:
    assert root_hash(map(leaf_hash, entries)) == defined(entries)


def test_an_entry_that_looks_like_two_hashes_is_not_their_parent() -> None:
    left, right = leaf_hash(b"left"), leaf_hash(b"right")
    assert leaf_hash(left + right) != node_hash(left, right)
