"""What somebody who has the database sees of a note, and what they can do to it."""

from pathlib import Path

import pytest
from sqlalchemy import Table, select, update

from server.db import metadata
from server.domain.notes.tables import note, note_version
from server.kernel.errors import DomainError
from server.kernel.phi import Phi
from tests.server.domain.notes.shelf import Shelf
from tests.server.domain.visits.house import House

WORDS = ("Quittenzimt", "Xylographenweh", "Dudelsacktremor", "mondkalbgrün")


async def _rows(house: House, table: Table) -> list[bytes]:
    """Every row of a table as text, binary columns as they are."""
    async with house.database.read() as tx:
        rows = (await tx.execute(select(table))).all()
    return [
        b"\n".join(value if isinstance(value, bytes) else str(value).encode() for value in row) for row in rows
    ]


async def _dump(house: House, folder: Path) -> list[bytes]:
    """All rows of all tables; on SQLite also every byte of its files: main, WAL, shared memory."""
    rows = [row for table in metadata.sorted_tables for row in await _rows(house, table)]
    files = b"".join(path.read_bytes() for path in folder.glob("bedside.db*"))
    return [part for part in (b"\n".join(rows), files) if part]


async def test_a_dump_of_the_database_contains_no_word_of_any_note(shelf: Shelf, tmp_path: Path) -> None:
    await shelf.save(Phi(WORDS[0]), 0)
    await shelf.save(Phi(f"{WORDS[0]} {WORDS[1]} " * 200), 1)
    with pytest.raises(DomainError):
        await shelf.save(Phi(WORDS[2]), 1)
    await shelf.save(Phi(WORDS[3]), 2)
    await shelf.sign(3)
    await shelf.read()
    dump = await _dump(shelf.house, tmp_path)
    assert not [word for word in WORDS if any(word.encode() in part for part in dump)]


async def test_the_dump_would_show_a_word_that_is_stored_in_the_clear(shelf: Shelf, tmp_path: Path) -> None:
    await shelf.save(Phi(WORDS[0]), 0)
    planted = note.c.visit_id == shelf.visit.id
    async with shelf.house.database.write() as tx:
        await tx.execute(update(note).where(planted).values(content_hash="Klarschrift"))
    assert all(b"Klarschrift" in part for part in await _dump(shelf.house, tmp_path))


async def test_a_ciphertext_swapped_between_two_notes_shows_nothing(shelf: Shelf, other: Shelf) -> None:
    await shelf.save(Phi("one"), 0)
    await other.save(Phi("two"), 0)
    theirs = await other.stored()
    await _tamper(shelf, 1, ciphertext=theirs.ciphertext, wrapped_key=theirs.key.ciphertext)
    assert await _refused(shelf) == "integrity.violation"


async def test_an_older_version_put_in_place_of_the_newest_shows_nothing(shelf: Shelf) -> None:
    await shelf.save(Phi("one"), 0)
    older = await shelf.stored()
    await shelf.save(Phi("two"), 1)
    await _tamper(shelf, 2, ciphertext=older.ciphertext, wrapped_key=older.key.ciphertext)
    assert await _refused(shelf) == "integrity.violation"


async def test_another_content_hash_under_a_signed_note_shows_nothing(shelf: Shelf) -> None:
    await shelf.save(Phi("one"), 0)
    await shelf.sign(1)
    async with shelf.house.database.write() as tx:
        await tx.execute(update(note).where(note.c.visit_id == shelf.visit.id).values(content_hash="00" * 32))
    assert await _refused(shelf) == "integrity.violation"


async def test_a_damaged_note_is_not_signed(shelf: Shelf) -> None:
    await shelf.save(Phi("one"), 0)
    await _tamper(shelf, 1, ciphertext=b"\x00" * 60)
    with pytest.raises(DomainError) as refused:
        await shelf.sign(1)
    assert refused.value.code == "integrity.violation"


async def _tamper(shelf: Shelf, version: int, **values: bytes) -> None:
    mine = note_version.c.note_id == (await shelf.saved()).note.id, note_version.c.version == version
    async with shelf.house.database.write() as tx:
        await tx.execute(update(note_version).where(*mine).values(**values))


async def _refused(shelf: Shelf) -> str:
    with pytest.raises(DomainError) as refused:
        await shelf.read()
    return refused.value.code
