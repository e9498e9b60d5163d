"""Verification: a small machine that is fed rows in order and names the first that does not hold."""

import json

from server.crypto.merkle import EMPTY_ROOT, leaf_hash, root_hash
from server.domain.audit.model import GENESIS, Head, LedgerRow, Verdict, row_of


class Verifier:
    """`add` each row, then `finish` with the head. After the first bad row the rest is not looked at."""

    def __init__(self) -> None:
        self._leaves: list[bytes] = []
        self._previous = GENESIS
        self._bad: tuple[int, str] | None = None

    def add(self, row: LedgerRow) -> None:
        if self._bad is not None:
            return
        index = len(self._leaves)
        reason = self._fault(row, index)
        if reason is not None:
            self._bad = (index, reason)
            return
        self._leaves.append(row.leaf)
        self._previous = row.leaf

    def finish(self, head: Head | None) -> Verdict:
        size = len(self._leaves)
        root = root_hash(self._leaves) if self._leaves else EMPTY_ROOT
        if self._bad is not None:
            return Verdict(size, root, *self._bad)
        if head is None or head.size != size or head.leaf != self._previous:
            return Verdict(size, root, size, "the head does not follow from the last entry: the end was changed")
        return Verdict(size, root)

    def _fault(self, row: LedgerRow, index: int) -> str | None:
        """Why `row` cannot be the entry at `index`, or None."""
        if row.index != index:
            return f"entry {index} is missing"
        if leaf_hash(row.entry.encode("utf-8", "surrogatepass")) != row.leaf:
            return "the entry does not have its hash"
        try:
            fields = json.loads(row.entry)
            told = row_of(fields, row.entry, row.leaf)
            previous = bytes.fromhex(fields["previous"])
        except (KeyError, TypeError, ValueError):
            return "the entry cannot be read"
        if previous != self._previous:
            return "the entry does not follow the one before it"
        if told != row:
            return "the row's columns say something else than the entry"
        return None
