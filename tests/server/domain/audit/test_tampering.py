"""Whoever changes the stored ledger is found, at the index where it was done."""

from typing import Any

import pytest
from sqlalchemy import delete, insert, select, update

from server.crypto.merkle import leaf_hash
from server.db.database import Database
from server.domain.audit.tables import audit_event, audit_head
from server.kernel.ids import PracticeId, new_id
from tests.server.domain.audit.conftest import SIZE, Verify

PLACES = [0, 4, SIZE - 1]
COLUMNS = [column.name for column in audit_event.columns]


def changed(column: str, value: Any) -> Any:
    """`value` with one byte of it changed, or as little as its type allows."""
    if column == "practice_id":
        return new_id()
    if isinstance(value, int):
        return value + 1_000
    if isinstance(value, bytes):
        return value[:-1] + bytes([value[-1] ^ 1])
    if column == "visit_id" and value is None:
        return "x"
    return value[:-1] + ("x" if value[-1] != "x" else "y")


async def test_an_untouched_ledger_is_whole(ledger: PracticeId, verify: Verify) -> None:
    verdict = await verify()
    assert (verdict.whole, verdict.size, verdict.first_bad, verdict.reason) == (True, SIZE, None, None)


@pytest.mark.parametrize("column", COLUMNS)
async def test_a_change_in_any_column_is_found_where_it_is(
    database: Database, ledger: PracticeId, verify: Verify, column: str
) -> None:
    for place in PLACES:
        before = await _row(database, ledger, place)
        await _set(database, ledger, place, {column: changed(column, before[column])})
        assert (await verify()).first_bad == place
        await _restore(database, ledger, place, before)
        assert (await verify()).whole


@pytest.mark.parametrize("column", ["visit_id"])
async def test_an_emptied_column_is_found(
    database: Database, ledger: PracticeId, verify: Verify, column: str
) -> None:
    await _set(database, ledger, 3, {column: None})
    assert (await verify()).first_bad == 3


async def test_every_byte_of_an_entry_counts(ledger: PracticeId, database: Database, verify: Verify) -> None:
    before = await _row(database, ledger, 2)
    entry = before["entry"]
    for place in range(0, len(entry), 29):
        flipped = entry[:place] + chr(ord(entry[place]) ^ 1) + entry[place + 1 :]
        await _set(database, ledger, 2, {"entry": flipped})
        assert (await verify()).first_bad == 2


async def test_an_entry_rewritten_with_its_hash_is_found_at_the_next(
    database: Database, ledger: PracticeId, verify: Verify
) -> None:
    before = await _row(database, ledger, 4)
    entry = before["entry"].replace('"deed.4"', '"deed.5"')
    forged = {"entry": entry, "action": "deed.5", "leaf_hash": leaf_hash(entry.encode())}
    await _set(database, ledger, 4, forged)
    assert (await verify()).first_bad == 5


async def test_a_last_entry_rewritten_with_its_hash_contradicts_the_head(
    database: Database, ledger: PracticeId, verify: Verify
) -> None:
    before = await _row(database, ledger, SIZE - 1)
    entry = before["entry"].replace('"count":1', '"count":2')
    await _set(database, ledger, SIZE - 1, {"entry": entry, "leaf_hash": leaf_hash(entry.encode())})
    assert (await verify()).first_bad == SIZE


@pytest.mark.parametrize("place", PLACES[:-1])
async def test_a_deleted_entry_is_found(
    database: Database, ledger: PracticeId, verify: Verify, place: int
) -> None:
    await _delete(database, ledger, place)
    assert (await verify()).first_bad == place


async def test_a_deleted_entry_is_found_when_the_rest_moves_up(
    database: Database, ledger: PracticeId, verify: Verify
) -> None:
    await _delete(database, ledger, 4)
    for place in range(5, SIZE):
        await _set(database, ledger, place, {"index": place - 1})
    assert (await verify()).first_bad == 4


@pytest.mark.parametrize("left", [0, 1, SIZE - 1])
async def test_a_cut_end_is_found(database: Database, ledger: PracticeId, verify: Verify, left: int) -> None:
    for place in range(left, SIZE):
        await _delete(database, ledger, place)
    assert (await verify()).first_bad == left


async def test_two_swapped_entries_are_found(database: Database, ledger: PracticeId, verify: Verify) -> None:
    await _set(database, ledger, 3, {"index": 1_000})
    await _set(database, ledger, 6, {"index": 3})
    await _set(database, ledger, 1_000, {"index": 6})
    assert (await verify()).first_bad == 3


async def test_a_doubled_entry_is_found(database: Database, ledger: PracticeId, verify: Verify) -> None:
    last = await _row(database, ledger, SIZE - 1)
    async with database.write() as tx:
        await tx.execute(insert(audit_event).values({**last, "index": SIZE}))
    assert (await verify()).first_bad == SIZE


@pytest.mark.parametrize("change", [{"size": SIZE - 1}, {"size": SIZE + 1}, {"leaf_hash": b"\0" * 32}])
async def test_a_changed_head_is_found(
    database: Database, ledger: PracticeId, verify: Verify, change: dict[str, Any]
) -> None:
    async with database.write() as tx:
        await tx.execute(update(audit_head).where(audit_head.c.practice_id == ledger).values(change))
    assert (await verify()).first_bad == SIZE


async def test_a_missing_head_is_found(database: Database, ledger: PracticeId, verify: Verify) -> None:
    async with database.write() as tx:
        await tx.execute(delete(audit_head).where(audit_head.c.practice_id == ledger))
    assert (await verify()).first_bad == SIZE


async def _row(database: Database, ledger: PracticeId, place: int) -> dict[str, Any]:
    async with database.read() as tx:
        found = await tx.execute(select(audit_event).where(*_at(ledger, place)))
        return dict(found.mappings().one())


async def _set(database: Database, ledger: PracticeId, place: int, values: dict[str, Any]) -> None:
    async with database.write() as tx:
        done = await tx.execute(update(audit_event).where(*_at(ledger, place)).values(values))
        assert done.rowcount == 1


async def _delete(database: Database, ledger: PracticeId, place: int) -> None:
    async with database.write() as tx:
        await tx.execute(delete(audit_event).where(*_at(ledger, place)))


async def _restore(database: Database, ledger: PracticeId, place: int, row: dict[str, Any]) -> None:
    """Put the row back, wherever the change had moved it to."""
    async with database.write() as tx:
        await tx.execute(delete(audit_event).where(audit_event.c.entry == row["entry"]))
        await tx.execute(delete(audit_event).where(*_at(ledger, place)))
        await tx.execute(insert(audit_event).values(row))


def _at(ledger: PracticeId, place: int) -> tuple[Any, Any]:
    return audit_event.c.practice_id == ledger, audit_event.c.index == place
