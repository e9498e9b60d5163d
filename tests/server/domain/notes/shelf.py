"""The note of one visit in progress, and what the database holds of it."""

from dataclasses import dataclass

from sqlalchemy import select

from server.domain.notes import Note, NoteDesk, ReadNote
from server.domain.notes.model import SavedNote, SealedNote
from server.domain.notes.store import find
from server.domain.notes.tables import note, note_version
from server.domain.visits import Visit
from server.kernel.phi import Phi
from tests.server.domain.visits.house import House


@dataclass(frozen=True, slots=True)
class Shelf:
    house: House
    desk: NoteDesk
    visit: Visit

    async def save(self, text: Phi[str], based_on: int) -> Note:
        return await self.desk.save(self.house.clinician, self.house.now, self.visit.id, text, based_on)

    async def read(self) -> ReadNote | None:
        return await self.desk.read(self.house.clinician, self.visit.id)

    async def sign(self, version: int) -> Note:
        return await self.desk.sign(self.house.clinician, self.house.now, self.visit.id, version)

    async def stored(self) -> SealedNote:
        return (await self.saved()).sealed

    async def saved(self) -> SavedNote:
        async with self.house.database.read() as tx:
            found = await find(tx, self.visit.practice, self.visit.id)
        assert found is not None
        return found

    async def versions(self) -> list[int]:
        kept = select(note_version.c.version).join(note).where(note.c.visit_id == self.visit.id)
        async with self.house.database.read() as tx:
            return [row.version for row in await tx.execute(kept.order_by(note_version.c.version))]
