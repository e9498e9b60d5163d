"""Shapes of the consultation note."""

from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import Field

from server.api.contract.shapes import Request, View
from server.api.views.fields import Prose
from server.api.views.visits import NoteStatus
from server.domain.notes import Note, ReadNote


class SaveNote(Request):
    """`based_on` is the version that the writer last saw, 0 for a note that does not exist yet."""

    text: Prose
    based_on: int = Field(ge=0, le=1_000_000_000)


class SignNote(Request):
    version: int = Field(ge=1, le=1_000_000_000)


class SavedNoteView(View):
    version: int
    status: NoteStatus
    saved_at: datetime | None
    signed_at: datetime | None
    signed_by: UUID | None
    content_hash: str | None

    @classmethod
    def of(cls, note: Note) -> "SavedNoteView":
        return cls(**_facts(note))


class NoteView(SavedNoteView):
    """Version 0 with an empty text: nothing has been written yet."""

    text: str

    @classmethod
    def read(cls, found: ReadNote) -> "NoteView":
        return cls(**_facts(found.note), text=found.text.reveal())

    @classmethod
    def unwritten(cls) -> "NoteView":
        return cls(
            version=0, status="none", saved_at=None, signed_at=None, signed_by=None, content_hash=None, text=""
        )


def _facts(note: Note) -> dict[str, Any]:
    return {
        "version": note.version,
        "status": note.status.value,
        "saved_at": note.saved_at,
        "signed_at": note.signed_at,
        "signed_by": note.signed_by,
        "content_hash": note.content_hash,
    }
