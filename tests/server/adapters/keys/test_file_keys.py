"""The key file: made once, read by its owner only, and refused when it is not what it should be."""

import json
import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from server.adapters.keys.file_keys import FileKeys
from server.kernel.errors import DomainError


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "keys.json"


def test_the_file_is_made_for_its_owner_alone(path: Path) -> None:
    before = os.umask(0)
    try:
        FileKeys.open(path)
    finally:
        os.umask(before)
    assert path.stat().st_mode & 0o777 == 0o600
    assert [entry.name for entry in path.parent.iterdir()] == ["keys.json"]


def test_a_file_that_is_there_is_not_made_anew(path: Path) -> None:
    FileKeys.open(path)
    before = path.read_bytes()
    FileKeys.open(path)
    assert path.read_bytes() == before


async def test_processes_that_start_together_use_one_key(path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        opened = list(pool.map(lambda _: FileKeys.open(path), range(16)))
    wrapped = await opened[0].wrap(b"k" * 32, b"place")
    assert {await keys.unwrap(wrapped, b"place") for keys in opened} == {b"k" * 32}


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o666])
def test_a_file_that_others_may_read_is_refused(path: Path, mode: int) -> None:
    FileKeys.open(path)
    path.chmod(mode)
    with pytest.raises(DomainError, match=r"keys\.unsafe"):
        FileKeys.open(path)


def test_production_is_refused_before_a_file_is_made(path: Path) -> None:
    with pytest.raises(DomainError, match=r"keys\.unsafe"):
        FileKeys.open(path, production=True)
    assert not path.exists()


@pytest.mark.parametrize(
    "document",
    [
        "",
        "{}",
        "[]",
        "null",
        '{"newest": 1, "keys": []}',
        '{"newest": 1, "keys": {}}',
        '{"newest": 2, "keys": {"1": "' + "A" * 43 + '="}}',
        '{"newest": 1, "keys": {"one": "' + "A" * 43 + '="}}',
        '{"newest": 1, "keys": {"1": "c2hvcnQ="}}',
        '{"newest": 1, "keys": {"1": "not base64!"}}',
        '{"newest": 1, "keys": {"1": 1}}',
        '{"newest": [], "keys": {"1": "' + "A" * 43 + '="}}',
    ],
    ids=lambda document: document[:40],
)
def test_a_damaged_file_is_refused(path: Path, document: str) -> None:
    path.write_text(document)
    path.chmod(0o600)
    with pytest.raises(DomainError, match=r"keys\.unsafe"):
        FileKeys.open(path)


def test_the_file_holds_what_its_description_says(path: Path) -> None:
    FileKeys.open(path)
    assert json.loads(path.read_text()).keys() == {"newest", "keys"}
