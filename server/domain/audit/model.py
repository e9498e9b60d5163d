"""What the ledger is made of: an entry (canonical bytes), its leaf hash, and the head that commits to the last.

An entry names the leaf hash before it (`previous`), so each hash commits to the whole past; the same leaf hashes
are the leaves of an RFC 6962 tree, so that proofs can be given without the entries.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from server.crypto.canonical import canonical_json
from server.crypto.merkle import leaf_hash
from server.db.transaction import AuditEntry
from server.kernel.ids import PracticeId

GENESIS = b"\x00" * 32
"""The `previous` of the first entry."""


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """One stored row. Every other column repeats a field of `entry`, so that it can be searched."""

    practice: PracticeId
    index: int
    at: str
    action: str
    actor_kind: str
    actor_id: str
    object_type: str
    object_id: str
    visit: str | None
    entry: str
    leaf: bytes


@dataclass(frozen=True, slots=True)
class Head:
    """How long the ledger is, and the last leaf hash: what cutting off the end would contradict."""

    size: int
    leaf: bytes


@dataclass(frozen=True, slots=True)
class Verdict:
    """`first_bad` is the index of the first entry that does not hold; None when the ledger is whole."""

    size: int
    root: bytes
    first_bad: int | None = None
    reason: str | None = None

    @property
    def whole(self) -> bool:
        return self.first_bad is None


def next_row(head: Head, deed: AuditEntry, now: datetime) -> LedgerRow:
    """The row that extends a ledger with this head. `now` is aware."""
    fields = {
        "v": 1,
        "practice": str(deed.actor.practice),
        "index": head.size,
        "previous": head.leaf.hex(),
        "at": now.astimezone(UTC).isoformat(timespec="microseconds"),
        "actor": {"kind": deed.actor.kind.value, "id": str(deed.actor.id)},
        "action": deed.action,
        "object": {"type": deed.object_type, "id": str(deed.object_id)},
        "visit": None if deed.visit is None else str(deed.visit),
        "detail": dict(deed.detail),
    }
    entry = canonical_json(fields)
    return row_of(fields, entry.decode(), leaf_hash(entry))


def row_of(fields: Mapping[str, Any], entry: str, leaf: bytes) -> LedgerRow:
    """The row whose columns say what `fields` (a parsed entry) says. Raises KeyError, TypeError, ValueError."""
    return LedgerRow(
        practice=PracticeId(UUID(fields["practice"])),
        index=fields["index"],
        at=fields["at"],
        action=fields["action"],
        actor_kind=fields["actor"]["kind"],
        actor_id=fields["actor"]["id"],
        object_type=fields["object"]["type"],
        object_id=fields["object"]["id"],
        visit=fields["visit"],
        entry=entry,
        leaf=leaf,
    )
