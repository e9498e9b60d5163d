"""Weekly availability and appointments.

That two active appointments of one clinician never overlap is the database's own rule: triggers on SQLite, an
exclusion constraint on PostgreSQL. The migrations define it, since they are the only way tables are made.
"""

from sqlalchemy import Boolean, CheckConstraint, Column, ForeignKey, Index, Integer, Table, Text

from server.db.metadata import Id, Instant, metadata

availability = Table(
    "availability",
    metadata,
    Column("id", Id, primary_key=True),
    Column("practice_id", Id, ForeignKey("practice.id"), nullable=False),
    Column("clinician_id", Id, ForeignKey("staff.id"), nullable=False, index=True),
    Column("weekday", Integer, nullable=False),
    Column("from_minute", Integer, nullable=False),
    Column("until_minute", Integer, nullable=False),
    Column("zone", Text, nullable=False),
    Column("slot_minutes", Integer, nullable=False),
    Column("created_at", Instant, nullable=False),
    CheckConstraint("weekday BETWEEN 0 AND 6", name="weekday"),
    CheckConstraint("0 <= from_minute AND from_minute < until_minute AND until_minute <= 1440", name="minutes"),
    CheckConstraint("slot_minutes BETWEEN 5 AND 240", name="slot_minutes"),
)

appointment = Table(
    "appointment",
    metadata,
    Column("id", Id, primary_key=True),
    Column("practice_id", Id, ForeignKey("practice.id"), nullable=False),
    Column("clinician_id", Id, ForeignKey("staff.id"), nullable=False),
    Column("patient_id", Id, ForeignKey("patient.id"), nullable=False),
    Column("starts_at", Instant, nullable=False),
    Column("ends_at", Instant, nullable=False),
    Column("zone", Text, nullable=False),
    Column("active", Boolean, nullable=False),
    CheckConstraint("starts_at < ends_at", name="duration"),
    Index("ix_appointment_practice_id_starts_at", "practice_id", "starts_at"),
    Index("ix_appointment_clinician_id_starts_at", "clinician_id", "starts_at"),
)
