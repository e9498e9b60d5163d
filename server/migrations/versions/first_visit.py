"""Everything a first visit needs: the ledger, people and links, appointments, visits and notes.

A version says what it makes by itself and imports no table of today, so that it means the same in ten years.
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    _audit()
    _practices()
    _doors()
    _scheduling()
    _no_overlap()
    _visits()
    _notes()
    _idempotency()


def _audit() -> None:
    op.create_table(
        "audit_event",
        _id("practice_id"),
        sa.Column("index", sa.BigInteger, nullable=False, autoincrement=False),
        _text("at"),
        _text("action"),
        _text("actor_kind"),
        _text("actor_id"),
        _text("object_type"),
        _text("object_id"),
        _text("visit_id", nullable=True),
        _text("entry"),
        _bytes("leaf_hash", 32),
        sa.PrimaryKeyConstraint("practice_id", "index", name="pk_audit_event"),
    )
    op.create_index("ix_audit_event_visit", "audit_event", ["practice_id", "visit_id"])
    op.create_table(
        "audit_head",
        _id("practice_id"),
        sa.Column("size", sa.BigInteger, nullable=False),
        _bytes("leaf_hash", 32),
        sa.PrimaryKeyConstraint("practice_id", name="pk_audit_head"),
    )


def _practices() -> None:
    op.create_table(
        "practice",
        _id("id"),
        _text("name"),
        _text("zone"),
        _text("phone"),
        _instant("created_at"),
        sa.PrimaryKeyConstraint("id", name="pk_practice"),
    )
    op.create_table(
        "staff",
        _id("id"),
        _id("practice_id"),
        _text("login"),
        _text("display_name"),
        sa.Column("roles", sa.JSON, nullable=False),
        _text("password_hash"),
        sa.Column("active", sa.Boolean, nullable=False),
        _instant("created_at"),
        sa.PrimaryKeyConstraint("id", name="pk_staff"),
        sa.UniqueConstraint("login", name="uq_staff_login"),
        _reference("staff", "practice"),
    )
    op.create_index("ix_staff_practice_id", "staff", ["practice_id"])
    op.create_table(
        "patient",
        _id("id"),
        _id("practice_id"),
        _text("given_name"),
        _text("family_name"),
        _text("search_name"),
        sa.Column("birth_date", sa.Date, nullable=False),
        _text("email", nullable=True),
        _text("phone", nullable=True),
        _text("language"),
        _text("zone"),
        _instant("created_at"),
        sa.PrimaryKeyConstraint("id", name="pk_patient"),
        _reference("patient", "practice"),
    )
    op.create_index("ix_patient_practice_id_search_name", "patient", ["practice_id", "search_name"])


def _doors() -> None:
    op.create_table(
        "sign_in_miss",
        _bytes("login_hash", 32),
        sa.Column("misses", sa.Integer, nullable=False),
        _instant("missed_at"),
        sa.PrimaryKeyConstraint("login_hash", name="pk_sign_in_miss"),
    )
    op.create_table(
        "invitation",
        _id("id"),
        _id("practice_id"),
        _id("visit_id"),
        _id("patient_id"),
        _bytes("token_hash", 32),
        _instant("created_at"),
        _instant("expires_at"),
        _instant("opened_at", nullable=True),
        _instant("revoked_at", nullable=True),
        sa.Column("birth_date_tries", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_invitation"),
        sa.UniqueConstraint("token_hash", name="uq_invitation_token_hash"),
        _reference("invitation", "practice"),
        _reference("invitation", "patient"),
    )
    op.create_index("ix_invitation_visit_id", "invitation", ["visit_id"])
    op.create_table(
        "session",
        _id("id"),
        _bytes("token_hash", 32),
        _text("kind"),
        _id("practice_id"),
        _id("staff_id", nullable=True),
        _id("patient_id", nullable=True),
        _id("visit_id", nullable=True),
        _id("invitation_id", nullable=True),
        _instant("created_at"),
        _instant("seen_at"),
        _instant("expires_at"),
        _instant("revoked_at", nullable=True),
        _instant("identity_confirmed_at", nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_session"),
        sa.UniqueConstraint("token_hash", name="uq_session_token_hash"),
        *(_reference("session", target) for target in ("practice", "staff", "patient", "invitation")),
    )
    for column in ("staff_id", "visit_id", "invitation_id"):
        op.create_index(f"ix_session_{column}", "session", [column])


def _scheduling() -> None:
    op.create_table(
        "availability",
        _id("id"),
        _id("practice_id"),
        _id("clinician_id"),
        sa.Column("weekday", sa.Integer, nullable=False),
        sa.Column("from_minute", sa.Integer, nullable=False),
        sa.Column("until_minute", sa.Integer, nullable=False),
        _text("zone"),
        sa.Column("slot_minutes", sa.Integer, nullable=False),
        _instant("created_at"),
        sa.PrimaryKeyConstraint("id", name="pk_availability"),
        _reference("availability", "practice"),
        _reference("availability", "staff", column="clinician_id"),
        sa.CheckConstraint("weekday BETWEEN 0 AND 6", name="ck_availability_weekday"),
        sa.CheckConstraint(
            "0 <= from_minute AND from_minute < until_minute AND until_minute <= 1440",
            name="ck_availability_minutes",
        ),
        sa.CheckConstraint("slot_minutes BETWEEN 5 AND 240", name="ck_availability_slot_minutes"),
    )
    op.create_index("ix_availability_clinician_id", "availability", ["clinician_id"])
    op.create_table(
        "appointment",
        _id("id"),
        _id("practice_id"),
        _id("clinician_id"),
        _id("patient_id"),
        _instant("starts_at"),
        _instant("ends_at"),
        _text("zone"),
        sa.Column("active", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_appointment"),
        _reference("appointment", "practice"),
        _reference("appointment", "staff", column="clinician_id"),
        _reference("appointment", "patient"),
        sa.CheckConstraint("starts_at < ends_at", name="ck_appointment_duration"),
    )
    for owner in ("practice_id", "clinician_id"):
        op.create_index(f"ix_appointment_{owner}_starts_at", "appointment", [owner, "starts_at"])


def _no_overlap() -> None:
    """No two active appointments of one clinician share an instant.

    PostgreSQL needs no extension for it: a range of one id has the operators that a bare id lacks. SQLite has one
    writer at a time, so there a trigger sees all that could be in the way.
    """
    if op.get_bind().dialect.name == "postgresql":
        op.execute("CREATE TYPE uuidrange AS RANGE (subtype = uuid)")
        op.execute(
            "ALTER TABLE appointment ADD CONSTRAINT ex_appointment_overlap EXCLUDE USING gist"
            " (uuidrange(clinician_id, clinician_id, '[]') WITH &&, tstzrange(starts_at, ends_at) WITH &&)"
            " WHERE (active)"
        )
        return
    for moment in ("INSERT", "UPDATE"):
        op.execute(
            f"CREATE TRIGGER tr_appointment_overlap_{moment.lower()} BEFORE {moment} ON appointment"  # noqa: S608 (two fixed words)
            " WHEN NEW.active AND EXISTS (SELECT 1 FROM appointment AS other"
            " WHERE other.clinician_id = NEW.clinician_id AND other.active AND other.id <> NEW.id"
            " AND other.starts_at < NEW.ends_at AND NEW.starts_at < other.ends_at)"
            " BEGIN SELECT RAISE(ABORT, 'ex_appointment_overlap'); END"
        )


def _visits() -> None:
    op.create_table(
        "visit",
        _id("id"),
        _id("practice_id"),
        _id("clinician_id"),
        _id("patient_id"),
        _text("state"),
        sa.Column("rev", sa.Integer, nullable=False),
        _text("outcome", nullable=True),
        _instant("booked_at"),
        _instant("changed_at"),
        _instant("arrived_at", nullable=True),
        _instant("admitted_at", nullable=True),
        _instant("ended_at", nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_visit"),
    )
    op.create_index("ix_visit_practice_id_clinician_id", "visit", ["practice_id", "clinician_id"])
    op.create_table(
        "seat",
        _id("id"),
        _id("visit_id"),
        _text("role"),
        _id("person_id"),
        _text("display_name"),
        _id("session_id", nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_seat"),
        sa.UniqueConstraint("visit_id", "role", "person_id", name="uq_seat_visit_id_role_person_id"),
        _reference("seat", "visit"),
    )
    op.create_table(
        "consent",
        _id("id"),
        _id("visit_id"),
        _text("text_version"),
        _text("language"),
        _instant("given_at"),
        sa.PrimaryKeyConstraint("id", name="pk_consent"),
        _reference("consent", "visit"),
    )
    op.create_index("ix_consent_visit_id", "consent", ["visit_id"])


def _notes() -> None:
    op.create_table(
        "note",
        _id("id"),
        _id("practice_id"),
        _id("visit_id"),
        _id("patient_id"),
        _id("author_id"),
        _text("status"),
        sa.Column("version", sa.Integer, nullable=False),
        _instant("signed_at", nullable=True),
        _id("signed_by", nullable=True),
        _text("content_hash", nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_note"),
        sa.UniqueConstraint("visit_id", name="uq_note_visit_id"),
        _reference("note", "visit"),
    )
    op.create_table(
        "note_version",
        _id("note_id"),
        sa.Column("version", sa.Integer, nullable=False, autoincrement=False),
        _id("author_id"),
        _bytes("ciphertext"),
        _bytes("wrapped_key"),
        sa.Column("key_version", sa.Integer, nullable=False),
        _text("ciphertext_hash"),
        _instant("saved_at"),
        sa.PrimaryKeyConstraint("note_id", "version", name="pk_note_version"),
        _reference("note_version", "note"),
    )


def _idempotency() -> None:
    op.create_table(
        "idempotency",
        _id("practice_id"),
        _id("actor_id"),
        _bytes("key_hash", 32),
        _bytes("request_hash", 32),
        _id("object_id", nullable=True),
        _instant("claimed_at"),
        sa.PrimaryKeyConstraint("practice_id", "actor_id", "key_hash", name="pk_idempotency"),
    )
    op.create_index("ix_idempotency_claimed_at", "idempotency", ["claimed_at"])


def _id(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.Uuid, nullable=nullable)


def _text(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.Text, nullable=nullable)


def _bytes(name: str, length: int | None = None) -> sa.Column[object]:
    return sa.Column(name, sa.LargeBinary(length), nullable=False)


def _instant(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _reference(table: str, target: str, *, column: str | None = None) -> sa.ForeignKeyConstraint:
    own = column or f"{target}_id"
    return sa.ForeignKeyConstraint([own], [f"{target}.id"], name=f"fk_{table}_{own}")
