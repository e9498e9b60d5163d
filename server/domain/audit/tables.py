"""The ledger's tables. Text columns repeat the entry, byte for byte, so that any edit of them shows."""

from sqlalchemy import BigInteger, Column, Index, LargeBinary, Table, Text

from server.db.metadata import Id, metadata

audit_event = Table(
    "audit_event",
    metadata,
    Column("practice_id", Id, primary_key=True),
    Column("index", BigInteger, primary_key=True, autoincrement=False),
    Column("at", Text, nullable=False),
    Column("action", Text, nullable=False),
    Column("actor_kind", Text, nullable=False),
    Column("actor_id", Text, nullable=False),
    Column("object_type", Text, nullable=False),
    Column("object_id", Text, nullable=False),
    Column("visit_id", Text),
    Column("entry", Text, nullable=False),
    Column("leaf_hash", LargeBinary(32), nullable=False),
    Index("ix_audit_event_visit", "practice_id", "visit_id"),
)

audit_head = Table(
    "audit_head",
    metadata,
    Column("practice_id", Id, primary_key=True),
    Column("size", BigInteger, nullable=False),
    Column("leaf_hash", LargeBinary(32), nullable=False),
)
