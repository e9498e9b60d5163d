"""Figures of connections: no name and no address is among them. A visit is named by its id, as appointments do."""

from sqlalchemy import BigInteger, Boolean, Column, Float, Index, Integer, Table, Text

from server.db.metadata import Id, Instant, metadata

quality_sample = Table(
    "quality_sample",
    metadata,
    Column("id", Id, primary_key=True),
    Column("practice_id", Id, nullable=False),
    Column("visit_id", Id, nullable=False),
    Column("seat_id", Id, nullable=False),
    Column("role", Text, nullable=False),
    Column("at", Instant, nullable=False),
    *(
        column
        for way in ("up", "down")
        for column in (
            Column(f"{way}_packets", Integer, nullable=False),
            Column(f"{way}_lost", Integer, nullable=False),
            Column(f"{way}_jitter_ms", Integer, nullable=False),
            Column(f"{way}_bps", BigInteger, nullable=False),
            Column(f"{way}_mos", Float, nullable=False),
        )
    ),
    Column("round_trip_ms", Integer),
    Column("layer", Text),
    Column("paused", Boolean, nullable=False),
    Column("estimate_bps", BigInteger, nullable=False),
    Column("freezes", Integer, nullable=False),
    Column("frozen_ms", Integer, nullable=False),
    Index("ix_quality_sample_visit_id", "visit_id"),
)

device_check = Table(
    "device_check",
    metadata,
    Column("visit_id", Id, primary_key=True),
    Column("practice_id", Id, nullable=False),
    Column("grade", Text, nullable=False),
    Column("cause", Text),
    Column("checked_at", Instant, nullable=False),
)
