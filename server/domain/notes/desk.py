"""The note desk puts the vault and the transaction in order: sealed before, opened after, never inside.

A key service may be remote, and no write transaction waits for a network.
"""

from datetime import datetime

from server.db import Database
from server.domain.notes.model import Note, NoteStatus, ReadNote, require_storable
from server.domain.notes.service import NoteService, signable
from server.domain.notes.vault import Vault, integrity_violation
from server.kernel.actor import Actor
from server.kernel.errors import DomainError
from server.kernel.ids import VisitId
from server.kernel.phi import Phi


class NoteDesk:
    def __init__(self, database: Database, vault: Vault, service: NoteService) -> None:
        self._database = database
        self._vault = vault
        self._service = service

    async def save(self, actor: Actor, now: datetime, visit: VisitId, text: Phi[str], based_on: int) -> Note:
        """Save `text` as the version after `based_on` (0 for the first).

        Saving is idempotent without a key of its own: the same text upon the same base, sent again because the
        answer got lost, answers what is stored. Any other text upon an old base is refused, and replaces nothing.
        Raises DomainError("note.too_large" | "note.stale" | "note.already_signed" | "visit.wrong_state").
        """
        require_storable(text)
        try:
            return await self._save(actor, now, visit, text, based_on)
        except DomainError as refused:
            resent = await self._resent(actor, visit, text, based_on) if refused.code == "note.stale" else None
            if resent is None:
                raise
            return resent

    async def read(self, actor: Actor, visit: VisitId) -> ReadNote | None:
        """The note with its text, after the ledger has it; None when nothing was written yet."""
        async with self._database.write() as tx:
            saved = await self._service.read(tx, actor, visit)
        if saved is None:
            return None
        opened = await self._vault.open(saved.sealed, saved.note.binding)
        if saved.note.status is NoteStatus.SIGNED and opened.content_hash != saved.note.content_hash:
            raise integrity_violation()
        return ReadNote(saved.note, opened.text)

    async def sign(self, actor: Actor, now: datetime, visit: VisitId, version: int) -> Note:
        """Sign what `version` holds: it is opened first, so that nothing unreadable is ever signed.

        Raises DomainError("note.stale" | "note.already_signed" | "integrity.violation").
        """
        async with self._database.read() as tx:
            saved = signable(await self._service.saved(tx, actor, visit), version)
        opened = await self._vault.open(saved.sealed, saved.note.binding)
        async with self._database.write() as tx:
            return await self._service.sign(
                tx, actor, now, visit, version=version, content_hash=opened.content_hash
            )

    async def _save(self, actor: Actor, now: datetime, visit: VisitId, text: Phi[str], based_on: int) -> Note:
        async with self._database.read() as tx:
            binding = await self._service.place(tx, actor, visit, based_on)
        sealed = await self._vault.seal(text, binding)
        async with self._database.write() as tx:
            return await self._service.save_draft(tx, actor, now, sealed, binding)

    async def _resent(self, actor: Actor, visit: VisitId, text: Phi[str], based_on: int) -> Note | None:
        """The stored note, if it is what this very save has already made of `based_on`."""
        async with self._database.read() as tx:
            saved = await self._service.saved(tx, actor, visit)
        if saved is None or saved.note.version != based_on + 1:
            return None
        opened = await self._vault.open(saved.sealed, saved.note.binding)
        return saved.note if opened.text == text else None
