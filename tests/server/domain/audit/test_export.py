"""An export is verified by somebody who has no database, and tells the same as the database does."""

import json
from collections.abc import Iterable

import pytest

from server.db.database import Database
from server.domain.audit import AuditService, Head, Verdict, Verifier, parse_export
from server.kernel.errors import DomainError
from server.kernel.ids import PracticeId
from tests.server.domain.audit.conftest import SIZE, Verify


@pytest.fixture
async def lines(database: Database, ledger: PracticeId) -> list[str]:
    async with database.read() as tx:
        return [line async for line in AuditService().export(tx, ledger)]


async def test_an_export_tells_the_same_as_the_database(lines: list[str], verify: Verify) -> None:
    assert verified(lines) == await verify()
    assert verified(lines).whole


async def test_an_export_has_one_line_per_entry_and_one_for_the_head(lines: list[str]) -> None:
    assert len(lines) == SIZE + 1
    assert json.loads(lines[-1])["head"]["size"] == SIZE


async def test_a_practice_without_a_ledger_exports_an_empty_head(database: Database, practice: PracticeId) -> None:
    async with database.read() as tx:
        (line,) = [line async for line in AuditService().export(tx, practice)]
    assert json.loads(line) == {"head": {"size": 0, "leaf": "00" * 32}}


async def test_a_changed_line_is_found(lines: list[str]) -> None:
    lines[4] = lines[4].replace("deed.4", "deed.5")
    assert verified(lines).first_bad == 4


async def test_a_missing_line_is_found(lines: list[str]) -> None:
    del lines[4]
    assert verified(lines).first_bad == 4


async def test_a_missing_head_is_found(lines: list[str]) -> None:
    assert verified(lines[:-1]).first_bad == SIZE


async def test_a_cut_export_is_found(lines: list[str]) -> None:
    assert verified([*lines[:5], lines[-1]]).first_bad == 5


@pytest.mark.parametrize(
    "line",
    ["", "{", "[]", "1", "null", "{}", '{"entry": 1, "leaf": ""}', '{"entry": "{}", "leaf": "00"}', '{"head": 1}'],
)
def test_a_line_that_cannot_be_read_is_named(line: str) -> None:
    with pytest.raises(DomainError, match=r"export\.malformed") as refused:
        list(parse_export([line]))
    assert "Line 1 " in refused.value.detail


def verified(lines: Iterable[str]) -> Verdict:
    machine, head = Verifier(), None
    for part in parse_export(lines):
        if isinstance(part, Head):
            head = part
        else:
            machine.add(part)
    return machine.finish(head)
