"""How large things may grow before they are split, and which names say nothing."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture.tree import ROOT, STOREYS, files, folders, modules, named, parsed

MODULE_LINES = 400
FUNCTION_LINES = 60
FOLDER_ENTRIES = 12

GENERATED = {
    "web/src/contract/http.ts": "written by openapi-typescript from the server's OpenAPI document",
    "web/src/contract/signaling.ts": "written by signaling.contract from the message models",
}
WIDE_FOLDERS = {
    ".": "tools and people look for these names in the root",
    "web": "the build's settings stand beside the pages they build",
    "docs/decisions": "a numbered list that only grows",
    "server/migrations/versions": "one file per change of the schema",
}
# A name that fits everything tells nobody what is inside.
EMPTY_NAMES = frozenset({"utils", "util", "helpers", "helper", "common", "misc", "base", "manager", "types"})
_CODE = frozenset({".py", ".ts", ".tsx", ".css"})


def test_no_module_is_longer_than_a_person_reads_at_once() -> None:
    long = [
        f"{named(path)} has {lines} lines"
        for path in files()
        if path.suffix in _CODE
        and named(path) not in GENERATED
        and (lines := path.read_text(encoding="utf-8").count("\n")) > MODULE_LINES
    ]
    assert not long, f"split by noun what has more than {MODULE_LINES} lines:\n" + "\n".join(long)


def test_no_function_is_longer_than_a_screen() -> None:
    long = [
        f"{named(path)}:{line} {name} has {lines} lines"
        for path in modules(*STOREYS, "tests", "bench")
        for line, name, lines in _functions(parsed(path))
        if lines > FUNCTION_LINES
    ]
    assert not long, f"name the parts of what has more than {FUNCTION_LINES} lines:\n" + "\n".join(long)


def test_no_folder_holds_more_than_a_glance() -> None:
    wide = [
        f"{named(folder)} has {count} entries"
        for folder in folders()
        if named(folder) not in WIDE_FOLDERS and (count := _entries(folder)) > FOLDER_ENTRIES
    ]
    assert not wide, f"group what makes a folder wider than {FOLDER_ENTRIES}:\n" + "\n".join(wide)


def test_no_file_or_folder_has_an_empty_name() -> None:
    empty = [
        named(path)
        for path in (*files(), *folders())
        if path.name.split(".")[0].lower() in EMPTY_NAMES and (path.is_dir() or path.suffix in _CODE)
    ]
    assert not empty, "name these after what they hold:\n" + "\n".join(empty)


def test_every_module_opens_by_saying_what_it_is() -> None:
    silent = [named(path) for path in modules(*STOREYS) if ast.get_docstring(parsed(path)) is None]
    assert not silent, "one or two sentences at the top: what it is, what it promises:\n" + "\n".join(silent)


@pytest.mark.parametrize("path", [*GENERATED, *(place for place in WIDE_FOLDERS if place != ".")])
def test_every_exception_still_names_something(path: str) -> None:
    assert (ROOT / path).exists(), f"{path} is gone: remove its line from this file"


def test_the_checker_counts_a_planted_long_function() -> None:
    source = "class Room:\n    async def join(self):\n" + "        pass\n" * 70
    assert list(_functions(ast.parse(source))) == [(2, "join", 71)]


def _functions(tree: ast.Module) -> Iterator[tuple[int, str, int]]:
    for node in ast.walk(tree):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) and node.end_lineno is not None:
            yield node.lineno, node.name, node.end_lineno - node.lineno + 1


def _entries(folder: Path) -> int:
    """What a reader sees: no package marker, and of the hidden and made entries none."""
    inside = [entry for entry in (*files(), *folders()) if entry.parent == folder and entry != folder]
    return sum(1 for entry in inside if entry.name != "__init__.py" and not entry.name.startswith("."))
