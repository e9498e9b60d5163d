"""A visit's note and what binds each of its versions to its place. Pure; the text itself is always `Phi`."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from server.crypto.canonical import canonical_json
from server.domain.visits import State
from server.kernel.errors import DomainError, conflict, invalid
from server.kernel.ids import NoteId, PatientId, PracticeId, StaffId, VisitId
from server.kernel.phi import Phi
from server.kernel.ports import WrappedKey

LONGEST_BYTES = 64_000
WRITABLE = frozenset({State.WAITING, State.IN_PROGRESS, State.COMPLETED})


class NoteStatus(StrEnum):
    DRAFT = "draft"
    SIGNED = "signed"


@dataclass(frozen=True, slots=True)
class Binding:
    """The one place where a sealed text belongs; sealed for here, it opens nowhere else."""

    practice: PracticeId
    visit: VisitId
    patient: PatientId
    note: NoteId
    version: int

    def context(self) -> bytes:
        """The additional authenticated data of the text and of its wrapped key."""
        return canonical_json(
            {
                "v": 1,
                "kind": "note",
                "practice": str(self.practice),
                "visit": str(self.visit),
                "patient": str(self.patient),
                "note": str(self.note),
                "version": self.version,
            }
        )


@dataclass(frozen=True, slots=True)
class SealedNote:
    """A version as it is stored: nobody reads it without the key service."""

    ciphertext: bytes
    key: WrappedKey

    @property
    def ciphertext_hash(self) -> str:
        """SHA-256, hex: what the ledger remembers of a saved version."""
        return hashlib.sha256(self.ciphertext).hexdigest()


@dataclass(frozen=True, slots=True)
class OpenedNote:
    """`content_hash` commits to text and binding, and tells nobody the text (see `vault`)."""

    text: Phi[str]
    content_hash: str


@dataclass(frozen=True, slots=True)
class Note:
    """A note without its text. `version` counts saves from 1; `saved_at` is when the newest was saved."""

    id: NoteId
    practice: PracticeId
    visit: VisitId
    patient: PatientId
    author: StaffId
    status: NoteStatus
    version: int
    saved_at: datetime
    signed_at: datetime | None = None
    signed_by: StaffId | None = None
    content_hash: str | None = None

    @property
    def binding(self) -> Binding:
        """Where the newest version belongs."""
        return Binding(self.practice, self.visit, self.patient, self.id, self.version)


@dataclass(frozen=True, slots=True)
class SavedNote:
    """A note with its newest version, still sealed."""

    note: Note
    sealed: SealedNote


@dataclass(frozen=True, slots=True)
class ReadNote:
    """A note with its text, for the one who may read it."""

    note: Note
    text: Phi[str]


def require_storable(text: Phi[str]) -> None:
    """Raises DomainError("note.too_large" | "note.not_text")."""
    try:
        size = len(text.reveal().encode())
    except UnicodeEncodeError:
        # `from None`: the error would carry the text.
        raise invalid("note.not_text", "The note contains characters that cannot be stored.") from None
    if size > LONGEST_BYTES:
        raise invalid("note.too_large", "The note is too long. Shorten it, or move a part to a document.")


def stale() -> DomainError:
    return conflict("note.stale", "The note was saved elsewhere in the meantime. Nothing of it was replaced.")


def already_signed() -> DomainError:
    return conflict("note.already_signed", "This note is signed and no longer changes.")
