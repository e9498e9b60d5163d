"""The database: one metadata, two engines, and the transaction that audits before it commits."""

from server.db.database import Database
from server.db.metadata import Id, Instant, metadata
from server.db.transaction import AuditEntry, ReadTx, WriteTx

__all__ = ["AuditEntry", "Database", "Id", "Instant", "ReadTx", "WriteTx", "metadata"]
