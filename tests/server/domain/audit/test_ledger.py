"""The ledger grows in the commit of each deed, by one chain per practice, however many write at once."""

import asyncio
import json

from server.db.database import Database
from server.domain.audit import AuditService, LedgerRow
from server.domain.audit.store import head_of, rows_of
from server.kernel.actor import system_actor
from server.kernel.ids import PracticeId, VisitId, new_id
from tests.server.domain.audit.conftest import SIZE, Verify, write
from tests.support.clock import MONDAY


async def test_concurrent_writers_make_one_chain(database: Database, practice: PracticeId, verify: Verify) -> None:
    await write(database, practice, "begin")
    await asyncio.gather(*(write(database, practice, f"deed.{number}") for number in range(30)))
    rows = await _rows(database, practice)
    assert {row.action for row in rows} == {"begin", *(f"deed.{number}" for number in range(30))}
    assert [row.index for row in rows] == list(range(31))
    assert (await verify()).whole


async def test_each_entry_names_the_hash_before_it(database: Database, ledger: PracticeId) -> None:
    rows = await _rows(database, ledger)
    previous = [json.loads(row.entry)["previous"] for row in rows]
    assert previous == ["00" * 32, *(row.leaf.hex() for row in rows[:-1])]


async def test_an_entry_says_who_did_what_to_which_object_when(database: Database, practice: PracticeId) -> None:
    visit = VisitId(new_id())
    await write(database, practice, "visit.book", visit)
    (row,) = await _rows(database, practice)
    told = json.loads(row.entry)
    assert told["at"] == MONDAY.isoformat(timespec="microseconds")
    assert told["actor"] == {"kind": "system", "id": str(practice)}
    assert (told["action"], told["object"]) == ("visit.book", {"type": "visit", "id": str(visit)})
    assert (told["visit"], told["detail"]) == (str(visit), {"code": "x", "count": 1})


async def test_deeds_of_two_practices_in_one_transaction_go_to_two_chains(database: Database) -> None:
    one, two = PracticeId(new_id()), PracticeId(new_id())
    async with database.write() as tx:
        for owner, action in ((one, "a"), (two, "b"), (one, "c")):
            tx.audit(system_actor(owner), action, "practice", owner)
    assert [row.action for row in await _rows(database, one)] == ["a", "c"]
    assert [row.action for row in await _rows(database, two)] == ["b"]


async def test_a_ledger_longer_than_a_page_is_read_whole(
    database: Database, practice: PracticeId, verify: Verify
) -> None:
    async with database.write() as tx:
        for number in range(1_001):
            tx.audit(system_actor(practice), f"deed.{number}", "practice", practice)
    verdict = await verify()
    assert (verdict.whole, verdict.size) == (True, 1_001)


async def test_a_visit_has_its_own_events_only(database: Database, ledger: PracticeId) -> None:
    visit = VisitId(new_id())
    await write(database, ledger, "visit.book", visit)
    async with database.read() as tx:
        events = await AuditService().visit_events(tx, ledger, visit)
    assert [row.index for row in events] == [SIZE]


async def test_the_head_tells_the_size(database: Database, ledger: PracticeId) -> None:
    rows = await _rows(database, ledger)
    async with database.read() as tx:
        head = await head_of(tx, ledger)
        assert ledger in await AuditService().practices(tx)
    assert head is not None
    assert (head.size, head.leaf) == (SIZE, rows[-1].leaf)


async def _rows(database: Database, practice: PracticeId) -> list[LedgerRow]:
    async with database.read() as tx:
        return [row async for row in rows_of(tx, practice)]
