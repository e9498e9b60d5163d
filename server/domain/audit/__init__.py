"""The ledger: every deed, hash-chained in the commit of the deed itself, and verifiable by anybody."""

from server.domain.audit.export import export_lines, parse_export
from server.domain.audit.ledger import append
from server.domain.audit.model import Head, LedgerRow, Verdict
from server.domain.audit.service import AuditService
from server.domain.audit.verify import Verifier

__all__ = [
    "AuditService",
    "Head",
    "LedgerRow",
    "Verdict",
    "Verifier",
    "append",
    "export_lines",
    "parse_export",
]
