"""Shapes of the consultation note."""

from datetime import datetime
from uuid import UUID

from pydantic import Field

from server.api.contract.shapes import Request, View
from server.api.views.fields import Prose
from server.api.views.visits import NoteStatus


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


class NoteView(SavedNoteView):
    """Version 0 with an empty text: nothing has been written yet."""

    text: str
