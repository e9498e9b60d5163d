"""How the connections of visits are: samples, device checks, and what each seat says of its encryption."""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.types import TypeEngine

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    _samples()
    _checks()
    for name in ("encryption_state", "encryption_because"):
        op.add_column("seat", sa.Column(name, sa.Text, nullable=True))


def _samples() -> None:
    op.create_table(
        "quality_sample",
        *(_column(name, sa.Uuid) for name in ("id", "practice_id", "visit_id", "seat_id")),
        _column("role", sa.Text),
        _column("at", sa.DateTime(timezone=True)),
        *_way("up"),
        *_way("down"),
        sa.Column("round_trip_ms", sa.Integer, nullable=True),
        sa.Column("layer", sa.Text, nullable=True),
        _column("paused", sa.Boolean),
        _column("estimate_bps", sa.BigInteger),
        _column("freezes", sa.Integer),
        _column("frozen_ms", sa.Integer),
        sa.PrimaryKeyConstraint("id", name="pk_quality_sample"),
    )
    op.create_index("ix_quality_sample_visit_id", "quality_sample", ["visit_id"])


def _way(name: str) -> tuple[sa.Column[Any], ...]:
    return (
        _column(f"{name}_packets", sa.Integer),
        _column(f"{name}_lost", sa.Integer),
        _column(f"{name}_jitter_ms", sa.Integer),
        _column(f"{name}_bps", sa.BigInteger),
        _column(f"{name}_mos", sa.Float),
    )


def _checks() -> None:
    op.create_table(
        "device_check",
        _column("visit_id", sa.Uuid),
        _column("practice_id", sa.Uuid),
        _column("grade", sa.Text),
        sa.Column("cause", sa.Text, nullable=True),
        _column("checked_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("visit_id", name="pk_device_check"),
    )


def _column(name: str, kind: type[TypeEngine[Any]] | TypeEngine[Any]) -> sa.Column[Any]:
    return sa.Column(name, kind, nullable=False)
