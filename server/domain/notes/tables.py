"""The note of a visit and each saved version of it. Only ciphertext and hashes: no column holds readable text."""

from sqlalchemy import Column, ForeignKey, Integer, LargeBinary, Table, Text, UniqueConstraint

from server.db.metadata import Id, Instant, metadata

note = Table(
    "note",
    metadata,
    Column("id", Id, primary_key=True),
    Column("practice_id", Id, nullable=False),
    Column("visit_id", Id, ForeignKey("visit.id"), nullable=False),
    Column("patient_id", Id, nullable=False),
    Column("author_id", Id, nullable=False),
    Column("status", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("signed_at", Instant),
    Column("signed_by", Id),
    Column("content_hash", Text),
    UniqueConstraint("visit_id", name="uq_note_visit_id"),
)

note_version = Table(
    "note_version",
    metadata,
    Column("note_id", Id, ForeignKey("note.id"), primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("author_id", Id, nullable=False),
    Column("ciphertext", LargeBinary, nullable=False),
    Column("wrapped_key", LargeBinary, nullable=False),
    Column("key_version", Integer, nullable=False),
    Column("ciphertext_hash", Text, nullable=False),
    Column("saved_at", Instant, nullable=False),
)
