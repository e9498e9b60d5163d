"""The verbs of notes inside a transaction: who may, which version, and what the ledger remembers.

Only the clinician of the visit writes and reads its note. The text never comes here: it is sealed before and
opened after (see `desk`).
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from server.db.transaction import ReadTx, WriteTx
from server.domain.identity import Permission, require
from server.domain.notes import store
from server.domain.notes.model import (
    WRITABLE,
    Binding,
    Note,
    NoteStatus,
    SavedNote,
    SealedNote,
    already_signed,
    stale,
)
from server.domain.visits import Visit, VisitService
from server.kernel.actor import Actor
from server.kernel.errors import conflict, missing
from server.kernel.events import Audience, Event
from server.kernel.ids import NoteId, StaffId, VisitId, new_id


class NoteService:
    def __init__(self, visits: VisitService) -> None:
        self._visits = visits

    async def place(self, tx: ReadTx, actor: Actor, visit: VisitId, based_on: int) -> Binding:
        """Where the version after `based_on` belongs (0: there is no note yet).

        Raises DomainError("note.stale" | "note.already_signed" | "visit.wrong_state").
        """
        found = await self._writable(tx, actor, visit)
        saved = await store.find(tx, actor.practice, visit)
        if saved is None:
            return _first_place(found, based_on)
        _require_newest_draft(saved.note, based_on)
        return replace(saved.note.binding, version=based_on + 1)

    async def save_draft(
        self, tx: WriteTx, actor: Actor, now: datetime, sealed: SealedNote, binding: Binding
    ) -> Note:
        """Store what was sealed for `binding`, if nobody saved or signed in the meantime.

        Raises DomainError("note.stale" | "note.already_signed" | "visit.wrong_state").
        """
        await self._writable(tx, actor, binding.visit)
        saved = await store.find(tx, actor.practice, binding.visit)
        if saved is None:
            after = await _begin(tx, actor, now, binding)
        else:
            after = await _move_on(tx, saved.note, now, binding)
        await store.add_version(tx, after, sealed)
        tx.audit(
            actor,
            "note.save",
            "note",
            after.id,
            visit=after.visit,
            version=after.version,
            ciphertext_hash=sealed.ciphertext_hash,
            key_version=sealed.key.version,
        )
        return after

    async def read(self, tx: WriteTx, actor: Actor, visit: VisitId) -> SavedNote | None:
        """The note, still sealed, and the audit event of its being read; None when nothing was written yet."""
        await self._own(tx, actor, visit, Permission.NOTE_READ)
        saved = await store.find(tx, actor.practice, visit)
        if saved is not None:
            tx.audit(actor, "note.read", "note", saved.note.id, visit=visit, version=saved.note.version)
        return saved

    async def saved(self, tx: ReadTx, actor: Actor, visit: VisitId) -> SavedNote | None:
        """The note, still sealed, for work that shows it to nobody: comparing and signing."""
        await self._own(tx, actor, visit, Permission.NOTE_WRITE)
        return await store.find(tx, actor.practice, visit)

    async def sign(
        self, tx: WriteTx, actor: Actor, now: datetime, visit: VisitId, *, version: int, content_hash: str
    ) -> Note:
        """From here on the note does not change. Raises DomainError("note.stale" | "note.already_signed")."""
        found = await self._own(tx, actor, visit, Permission.NOTE_WRITE)
        saved = await store.find(tx, actor.practice, visit)
        before = signable(saved, version).note
        after = replace(
            before,
            status=NoteStatus.SIGNED,
            signed_at=now,
            signed_by=StaffId(actor.id),
            content_hash=content_hash,
        )
        if not await store.swap(tx, before, after):
            raise stale()
        tx.audit(actor, "note.sign", "note", after.id, visit=visit, version=version, content_hash=content_hash)
        tx.announce(Event("visit:note_signed", actor.practice, visit, found.rev, frozenset({Audience.DESK})))
        return after

    async def statuses(self, tx: ReadTx, actor: Actor, visits: Iterable[VisitId]) -> dict[VisitId, NoteStatus]:
        """How far the notes of these visits are; a visit without one is not named."""
        require(actor, Permission.VISIT_READ, practice=actor.practice)
        return await store.statuses(tx, actor.practice, visits)

    async def _own(self, tx: ReadTx, actor: Actor, visit: VisitId, permission: Permission) -> Visit:
        found = await self._visits.find(tx, actor, visit)
        require(actor, permission, practice=found.practice, visit=visit, clinician=found.clinician)
        return found

    async def _writable(self, tx: ReadTx, actor: Actor, visit: VisitId) -> Visit:
        found = await self._own(tx, actor, visit, Permission.NOTE_WRITE)
        if found.state not in WRITABLE:
            raise conflict("visit.wrong_state", "A note is written once the patient is here.")
        return found


def signable(saved: SavedNote | None, version: int) -> SavedNote:
    """Raises DomainError: missing without a note, "note.already_signed", "note.stale" for another version."""
    if saved is None:
        raise missing()
    _require_newest_draft(saved.note, version)
    return saved


def _require_newest_draft(note: Note, version: int) -> None:
    if note.status is NoteStatus.SIGNED:
        raise already_signed()
    if note.version != version:
        raise stale()


def _first_place(visit: Visit, based_on: int) -> Binding:
    if based_on != 0:
        raise stale()
    return Binding(visit.practice, visit.id, visit.patient, NoteId(new_id()), 1)


async def _begin(tx: WriteTx, actor: Actor, now: datetime, binding: Binding) -> Note:
    if binding.version != 1:
        raise stale()
    first = Note(
        id=binding.note,
        practice=binding.practice,
        visit=binding.visit,
        patient=binding.patient,
        author=StaffId(actor.id),
        status=NoteStatus.DRAFT,
        version=1,
        saved_at=now,
    )
    await store.add(tx, first)
    return first


async def _move_on(tx: WriteTx, before: Note, now: datetime, binding: Binding) -> Note:
    _require_newest_draft(before, binding.version - 1)
    after = replace(before, version=binding.version, saved_at=now)
    if after.binding != binding or not await store.swap(tx, before, after):
        raise stale()
    return after
