"""The visit, its seats, and what was agreed to before it. The appointment of the same id says when it is."""

from sqlalchemy import Column, ForeignKey, Index, Integer, Table, Text, UniqueConstraint

from server.db.metadata import Id, Instant, metadata

visit = Table(
    "visit",
    metadata,
    Column("id", Id, primary_key=True),
    Column("practice_id", Id, nullable=False),
    Column("clinician_id", Id, nullable=False),
    Column("patient_id", Id, nullable=False),
    Column("state", Text, nullable=False),
    Column("rev", Integer, nullable=False),
    Column("outcome", Text),
    Column("booked_at", Instant, nullable=False),
    Column("changed_at", Instant, nullable=False),
    Column("arrived_at", Instant),
    Column("admitted_at", Instant),
    Column("ended_at", Instant),
    Index("ix_visit_practice_id_clinician_id", "practice_id", "clinician_id"),
)

seat = Table(
    "seat",
    metadata,
    Column("id", Id, primary_key=True),
    Column("visit_id", Id, ForeignKey("visit.id"), nullable=False),
    Column("role", Text, nullable=False),
    Column("person_id", Id, nullable=False),
    Column("display_name", Text, nullable=False),
    Column("session_id", Id),  # the session that last took this seat
    Column("encryption_state", Text),  # what this seat last said of the media's encryption, and why
    Column("encryption_because", Text),
    UniqueConstraint("visit_id", "role", "person_id", name="uq_seat_visit_id_role_person_id"),
)

consent = Table(
    "consent",
    metadata,
    Column("id", Id, primary_key=True),
    Column("visit_id", Id, ForeignKey("visit.id"), nullable=False),
    Column("text_version", Text, nullable=False),
    Column("language", Text, nullable=False),
    Column("given_at", Instant, nullable=False),
    Index("ix_consent_visit_id", "visit_id"),
)
