"""Practices, their people, and what lets people in: sessions, invitations and the count of missed sign-ins."""

from sqlalchemy import JSON, Boolean, Column, Date, ForeignKey, Index, Integer, LargeBinary, Table, Text

from server.db.metadata import Id, Instant, metadata

practice = Table(
    "practice",
    metadata,
    Column("id", Id, primary_key=True),
    Column("name", Text, nullable=False),
    Column("zone", Text, nullable=False),
    Column("phone", Text, nullable=False),
    Column("created_at", Instant, nullable=False),
)

staff = Table(
    "staff",
    metadata,
    Column("id", Id, primary_key=True),
    Column("practice_id", Id, ForeignKey("practice.id"), nullable=False, index=True),
    Column("login", Text, nullable=False, unique=True),
    Column("display_name", Text, nullable=False),
    Column("roles", JSON, nullable=False),
    Column("password_hash", Text, nullable=False),
    Column("active", Boolean, nullable=False),
    Column("created_at", Instant, nullable=False),
)

sign_in_miss = Table(
    # Kept by the login's hash, not by the account: an unknown login is slowed down just like a known one.
    "sign_in_miss",
    metadata,
    Column("login_hash", LargeBinary(32), primary_key=True),
    Column("misses", Integer, nullable=False),
    Column("missed_at", Instant, nullable=False),
)

patient = Table(
    "patient",
    metadata,
    Column("id", Id, primary_key=True),
    Column("practice_id", Id, ForeignKey("practice.id"), nullable=False),
    Column("given_name", Text, nullable=False),
    Column("family_name", Text, nullable=False),
    Column("search_name", Text, nullable=False),
    Column("birth_date", Date, nullable=False),
    Column("email", Text),
    Column("phone", Text),
    Column("language", Text, nullable=False),
    Column("zone", Text, nullable=False),
    Column("created_at", Instant, nullable=False),
    Index("ix_patient_practice_id_search_name", "practice_id", "search_name"),
)

invitation = Table(
    "invitation",
    metadata,
    Column("id", Id, primary_key=True),
    Column("practice_id", Id, ForeignKey("practice.id"), nullable=False),
    Column("visit_id", Id, nullable=False, index=True),
    Column("patient_id", Id, ForeignKey("patient.id"), nullable=False),
    Column("token_hash", LargeBinary(32), nullable=False, unique=True),
    Column("created_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("opened_at", Instant),
    Column("revoked_at", Instant),
    Column("birth_date_tries", Integer, nullable=False),
)

session = Table(
    "session",
    metadata,
    Column("id", Id, primary_key=True),
    Column("token_hash", LargeBinary(32), nullable=False, unique=True),
    Column("kind", Text, nullable=False),
    Column("practice_id", Id, ForeignKey("practice.id"), nullable=False),
    Column("staff_id", Id, ForeignKey("staff.id"), index=True),
    Column("patient_id", Id, ForeignKey("patient.id")),
    Column("visit_id", Id, index=True),
    Column("invitation_id", Id, ForeignKey("invitation.id"), index=True),
    Column("created_at", Instant, nullable=False),
    Column("seen_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("revoked_at", Instant),
    Column("identity_confirmed_at", Instant),
)
