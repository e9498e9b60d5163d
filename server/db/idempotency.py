"""Keys of creations that were asked for: a repeated request finds what the first one made, for a day.

A key is claimed in the transaction of the deed, so a deed without its key, or a key without its deed, does not
exist. Only hashes are stored, and which object was made: never an answer, which may hold a link's token.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import Column, ColumnElement, Index, LargeBinary, Table, and_, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from server.db.metadata import Id, Instant, metadata
from server.db.transaction import ReadTx, WriteTx

KEPT = timedelta(hours=24)

idempotency = Table(
    "idempotency",
    metadata,
    Column("practice_id", Id, primary_key=True),
    Column("actor_id", Id, primary_key=True),
    Column("key_hash", LargeBinary(32), primary_key=True),
    Column("request_hash", LargeBinary(32), nullable=False),
    Column("object_id", Id),
    Column("claimed_at", Instant, nullable=False),
    Index("ix_idempotency_claimed_at", "claimed_at"),
)


class KeyTaken(Exception):
    """Somebody claimed the key before; the transaction that learns so cannot go on."""


@dataclass(frozen=True, slots=True)
class Key:
    """One person's key. `request_hash` covers the operation and what was asked."""

    practice: UUID
    actor: UUID
    key_hash: bytes
    request_hash: bytes


async def claim(tx: WriteTx, now: datetime, key: Key) -> None:
    """Take the key. Of any number at once exactly one goes on; the others raise KeyTaken after its commit."""
    await tx.execute(delete(idempotency).where(idempotency.c.claimed_at < now - KEPT))
    values = {
        "practice_id": key.practice,
        "actor_id": key.actor,
        "key_hash": key.key_hash,
        "request_hash": key.request_hash,
        "claimed_at": now,
    }
    try:
        await tx.execute(insert(idempotency).values(values))
    except IntegrityError as taken:
        raise KeyTaken from taken


async def keep(tx: WriteTx, key: Key, made: UUID) -> None:
    """Remember which object the key made."""
    await tx.execute(update(idempotency).where(_own(key)).values(object_id=made))


async def made_with(tx: ReadTx, key: Key) -> tuple[bytes, UUID | None] | None:
    """The request hash that claimed the key and what it made (None: it was refused); None for a free key."""
    found = select(idempotency.c.request_hash, idempotency.c.object_id).where(_own(key))
    row = (await tx.execute(found)).one_or_none()
    return None if row is None else (row.request_hash, row.object_id)


def _own(key: Key) -> ColumnElement[bool]:
    return and_(
        idempotency.c.practice_id == key.practice,
        idempotency.c.actor_id == key.actor,
        idempotency.c.key_hash == key.key_hash,
    )
