"""The documents hold what they say: links lead somewhere, commands exist, settings are explained, code runs."""

import re
import subprocess
import sys
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from uuid import UUID

import pytest
from typer.testing import CliRunner

from server.__main__ import app
from server.db import AuditEntry
from server.domain.audit import Head
from server.domain.audit.export import export_lines
from server.domain.audit.model import GENESIS, LedgerRow, next_row
from server.kernel.actor import system_actor
from server.kernel.ids import PracticeId
from tests.architecture.tree import ROOT, files, named

PAGES = [path for path in files() if path.suffix == ".md"]
DECISIONS = sorted((ROOT / "docs" / "decisions").glob("[0-9]*.md"))
_LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
_FENCED = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
# Addresses that a reader's machine resolves, not this tree.
_ELSEWHERE = ("https://", "mailto:")


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def _coded(page: Path) -> list[str]:
    """What stands between back-ticks, inline and fenced."""
    text = _read(page)
    return re.findall(r"`([^`\n]+)`", _FENCED.sub("", text)) + _FENCED.findall(text)


def _leads(page: Path, link: str) -> bool:
    place, _, anchor = link.partition("#")
    target = (page.parent / place).resolve() if place else page
    if not target.exists():
        return False
    return not anchor or anchor in _anchors(target)


def _anchors(page: Path) -> set[str]:
    """The fragment of each heading, as common Markdown renderers make it."""
    headings = re.findall(r"^#+ (.+)$", _FENCED.sub("", _read(page)), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_every_link_leads_somewhere(page: Path) -> None:
    text = _FENCED.sub("", page.read_text(encoding="utf-8"))
    broken = [link for link in _LINK.findall(text) if not link.startswith(_ELSEWHERE) and not _leads(page, link)]
    assert not broken, f"{named(page)} points at what is not there: {broken}"


def test_every_make_target_a_page_names_exists() -> None:
    menu = set(re.findall(r"^([a-z][a-z0-9-]*):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    unknown = {
        word for page in PAGES for word in re.findall(r"(?:`|^)make ([a-z0-9]+)", _read(page), re.MULTILINE)
    } - menu
    assert not unknown, f"pages name targets that the Makefile lacks: {sorted(unknown)}"


def _commands() -> list[str]:
    said = {
        found
        for page in PAGES
        for found in re.findall(r"\bbedside (audit [a-z]+|[a-z]+)(?=[ `\n]|$)", " ".join(_coded(page)))
    }
    return sorted(said)


@pytest.mark.parametrize("command", _commands())
def test_every_bedside_command_a_page_names_exists(command: str) -> None:
    run = CliRunner().invoke(app, [*command.split(), "--help"])
    assert run.exit_code == 0, f"a page says `bedside {command}`, but:\n{run.output}"


def test_every_setting_is_explained_and_none_is_invented() -> None:
    settings = (ROOT / "server" / "settings.py").read_text(encoding="utf-8")
    known = {f"BEDSIDE_{name.upper()}" for name in re.findall(r"^    (\w+): .*= Field\(", settings, re.MULTILINE)}
    explained = set(re.findall(r"`(BEDSIDE_\w+)`", _read(ROOT / "docs" / "operations.md")))
    assert explained == known, f"not explained: {known - explained}; invented: {explained - known}"


@pytest.mark.parametrize("page", DECISIONS, ids=lambda page: page.stem)
def test_a_decision_says_why_what_else_and_what_follows(page: Path) -> None:
    headings = re.findall(r"^## (.+)$", _read(page), re.MULTILINE)
    assert headings == ["Context", "Decision", "Alternatives", "Consequences"]
    assert _read(page).startswith(f"# {page.stem[:4]} "), "its title begins with its number"


def test_decisions_are_numbered_without_gaps_and_listed() -> None:
    numbers = [int(page.name[:4]) for page in DECISIONS]
    assert all(after == before + 1 for before, after in pairwise([0, *numbers])), f"a gap in {numbers}"
    listed = _LINK.findall(_read(ROOT / "docs" / "decisions" / "README.md"))
    assert listed == [page.name for page in DECISIONS], "docs/decisions/README.md lists every decision in order"


PRACTICE = PracticeId(UUID(int=7))


def _ledger(length: int) -> list[LedgerRow]:
    rows: list[LedgerRow] = []
    for number in range(length):
        head = Head(number, rows[-1].leaf if rows else GENESIS)
        deed = AuditEntry(system_actor(PRACTICE), "visit.book", "visit", UUID(int=number), detail={"wörd": number})
        rows.append(next_row(head, deed, datetime(2026, 3, 2, 9, tzinfo=UTC)))
    return rows


async def _verified_by_hand(rows: list[LedgerRow], head: Head, folder: Path) -> str:
    """What the program in docs/ledger.md says about an export of `rows`."""

    async def stored() -> AsyncIterator[LedgerRow]:
        for row in rows:
            yield row

    export, program = folder / "ledger.jsonl", folder / "verify.py"
    export.write_text("\n".join([line async for line in export_lines(stored(), head)]), encoding="utf-8")
    page = _read(ROOT / "docs" / "ledger.md")
    program.write_text(page.partition("```python\n")[2].partition("```")[0], encoding="utf-8")
    run = subprocess.run(  # noqa: ASYNC221, S603 (a short program of our own page)
        [sys.executable, str(program), str(export)], capture_output=True, text=True, check=False
    )
    return run.stdout.strip() + run.stderr.strip()


async def test_the_program_in_the_ledger_page_accepts_a_whole_export(tmp_path: Path) -> None:
    rows = _ledger(5)
    assert await _verified_by_hand(rows, Head(5, rows[-1].leaf), tmp_path) == "5 entries hold"


async def test_the_program_in_the_ledger_page_names_a_changed_entry(tmp_path: Path) -> None:
    rows = _ledger(5)
    head = Head(5, rows[-1].leaf)
    rows[2] = replace(rows[2], entry=rows[2].entry.replace("visit.book", "visit.nothing"))
    assert await _verified_by_hand(rows, head, tmp_path) == "entry 2 does not hold"


async def test_the_program_in_the_ledger_page_sees_a_missing_end(tmp_path: Path) -> None:
    rows = _ledger(5)
    told = await _verified_by_hand(rows[:4], Head(5, rows[-1].leaf), tmp_path)
    assert told == "the head does not follow from entry 3"


def test_the_link_checker_finds_a_planted_dead_link() -> None:
    assert not _leads(ROOT / "README.md", "docs/nowhere.md")
    assert not _leads(ROOT / "README.md", "docs/ledger.md#no-such-heading")
    assert _leads(ROOT / "README.md", "docs/ledger.md#the-head")
