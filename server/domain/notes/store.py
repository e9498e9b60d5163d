"""All SQL of notes. Versions are only ever inserted; the note's row moves on by compare-and-set."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Row, insert, select, update
from sqlalchemy.exc import IntegrityError

from server.db.transaction import ReadTx, WriteTx
from server.domain.notes.model import Note, NoteStatus, SavedNote, SealedNote, stale
from server.domain.notes.tables import note, note_version
from server.kernel.ids import PracticeId, VisitId
from server.kernel.ports import WrappedKey


async def find(tx: ReadTx, practice: PracticeId, visit: VisitId) -> SavedNote | None:
    """The visit's note with its newest version."""
    newest = (note_version.c.note_id == note.c.id) & (note_version.c.version == note.c.version)
    wanted = select(
        note,
        note_version.c.saved_at,
        note_version.c.ciphertext,
        note_version.c.wrapped_key,
        note_version.c.key_version,
    ).join(note_version, newest)
    row = (await tx.execute(wanted.where(note.c.visit_id == visit, note.c.practice_id == practice))).one_or_none()
    return None if row is None else _saved(row)


async def statuses(tx: ReadTx, practice: PracticeId, visits: Iterable[VisitId]) -> dict[VisitId, NoteStatus]:
    wanted = select(note.c.visit_id, note.c.status)
    rows = await tx.execute(wanted.where(note.c.practice_id == practice, note.c.visit_id.in_(list(visits))))
    return {row.visit_id: NoteStatus(row.status) for row in rows}


async def add(tx: WriteTx, first: Note) -> None:
    """The note's row. Raises DomainError("note.stale") when the visit has a note already."""
    try:
        await tx.execute(insert(note).values(_values(first)))
    except IntegrityError as taken:
        raise stale() from taken


async def swap(tx: WriteTx, before: Note, after: Note) -> bool:
    """Store `after` if the note is still a draft at `before`'s version; false when somebody was faster."""
    unchanged = (
        (note.c.id == before.id) & (note.c.version == before.version) & (note.c.status == NoteStatus.DRAFT.value)
    )
    changed = await tx.execute(update(note).where(unchanged).values(_values(after)))
    return changed.rowcount == 1


async def add_version(tx: WriteTx, saved: Note, sealed: SealedNote) -> None:
    await tx.execute(
        insert(note_version).values(
            note_id=saved.id,
            version=saved.version,
            author_id=saved.author,
            ciphertext=sealed.ciphertext,
            wrapped_key=sealed.key.ciphertext,
            key_version=sealed.key.version,
            ciphertext_hash=sealed.ciphertext_hash,
            saved_at=saved.saved_at,
        )
    )


def _values(wanted: Note) -> dict[str, Any]:
    return {
        "id": wanted.id,
        "practice_id": wanted.practice,
        "visit_id": wanted.visit,
        "patient_id": wanted.patient,
        "author_id": wanted.author,
        "status": wanted.status.value,
        "version": wanted.version,
        "signed_at": wanted.signed_at,
        "signed_by": wanted.signed_by,
        "content_hash": wanted.content_hash,
    }


def _saved(row: Row[Any]) -> SavedNote:
    found = Note(
        id=row.id,
        practice=row.practice_id,
        visit=row.visit_id,
        patient=row.patient_id,
        author=row.author_id,
        status=NoteStatus(row.status),
        version=row.version,
        saved_at=row.saved_at,
        signed_at=row.signed_at,
        signed_by=row.signed_by,
        content_hash=row.content_hash,
    )
    return SavedNote(found, SealedNote(row.ciphertext, WrappedKey(row.key_version, row.wrapped_key)))
