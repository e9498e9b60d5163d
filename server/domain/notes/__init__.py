"""Consultation notes: drafts, versions, signing. Sealed before they are stored, audited before they are shown."""

from server.domain.notes.desk import NoteDesk
from server.domain.notes.model import Binding, Note, NoteStatus, OpenedNote, ReadNote, SealedNote
from server.domain.notes.service import NoteService
from server.domain.notes.vault import Vault

__all__ = [
    "Binding",
    "Note",
    "NoteDesk",
    "NoteService",
    "NoteStatus",
    "OpenedNote",
    "ReadNote",
    "SealedNote",
    "Vault",
]
