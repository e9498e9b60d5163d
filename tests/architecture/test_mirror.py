"""Tests mirror the code: whoever knows where a thing is written knows where it is tested."""

from pathlib import Path

import pytest

from tests.architecture.tree import ROOT, STOREYS, folders, named

# A folder whose tests stand somewhere else, and why.
TESTED_ELSEWHERE = {
    "server/demo": ("tests/journeys", "the demo is a journey: it is run, not taken apart"),
    "server/migrations/versions": ("tests/server/migrations", "one step is tested as a part of the whole way"),
}


def _code_folders() -> list[Path]:
    inside = [folder for folder in folders() if named(folder).split("/")[0] in STOREYS]
    return [folder for folder in inside if any(path.name != "__init__.py" for path in folder.glob("*.py"))]


def _mirror(folder: str) -> str:
    for top, (place, _reason) in TESTED_ELSEWHERE.items():
        if folder == top or folder.startswith(top + "/"):
            return place
    return f"tests/{folder}"


@pytest.mark.parametrize("folder", _code_folders(), ids=named)
def test_a_folder_of_code_has_its_folder_of_tests(folder: Path) -> None:
    mirror = ROOT / _mirror(named(folder))
    assert any(mirror.glob("test_*.py")), f"{named(folder)} has no tests in {named(mirror)}"


@pytest.mark.parametrize("folder", [entry for entry in folders() if named(entry).startswith("tests/")], ids=named)
def test_a_folder_of_unit_tests_mirrors_a_folder_of_code(folder: Path) -> None:
    parts = folder.relative_to(ROOT / "tests").parts
    if parts[0] in STOREYS:
        assert ROOT.joinpath(*parts).is_dir(), f"{named(folder)} mirrors nothing: the code moved"


@pytest.mark.parametrize("folder", sorted(TESTED_ELSEWHERE))
def test_every_exception_still_names_something(folder: str) -> None:
    assert (ROOT / folder).is_dir(), f"{folder} is gone: remove its line from this file"
