"""The repository's text holds anywhere: no path of one machine, no host of one network, no secret, no leftover."""

import json
import re
from collections.abc import Iterator

import pytest

from tests.architecture.tree import ROOT, files, named

_TEXT = frozenset(
    {".py", ".ts", ".tsx", ".css", ".html", ".md", ".toml", ".txt", ".json", ".yaml", ".yml", ".ini", ".mako", ""}
)

MACHINE_PATH = re.compile(r"(?<![\w.~\-/])/(?:root|home|Users|work|mnt|workspace)/")
# Locks name packages and hashes. An address in one would tie every clone to one network.
REGISTRY = re.compile(r"https?://|--(?:extra-)?index-url|--find-links|^\s*registry\s*=")
LOCKS = [named(path) for path in files() if path.parent == ROOT / "requirements"]
PRIVATE_KEY = re.compile(r"-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----")
# In a comment only, and written so that it does not find itself.
LEFTOVER = re.compile(r"(?:#|//|\*|<!--)[^\n]*\b(?:FIXM[E]|XX[X]|TOD[O]|HAC[K])\b")
CONFLICT = re.compile(r"^(?:<{7}|={7}|>{7})(?: |$)", re.MULTILINE)

# A lock repeats what package authors wrote, and vectors are bytes that somebody published.
FOREIGN_TEXT = ("web/package-lock.json", "tests/vectors/", "LICENSE")


def _texts() -> Iterator[tuple[str, str]]:
    for path in files():
        if path.suffix in _TEXT and not named(path).startswith(FOREIGN_TEXT):
            yield named(path), path.read_text(encoding="utf-8")


def _found(pattern: re.Pattern[str]) -> list[str]:
    return [
        f"{path}:{text.count(chr(10), 0, match.start()) + 1} {match.group()!r}"
        for path, text in _texts()
        for match in pattern.finditer(text)
    ]


def test_no_file_names_a_path_of_one_machine() -> None:
    assert not _found(MACHINE_PATH), _found(MACHINE_PATH)


def test_no_file_carries_a_private_key() -> None:
    assert not _found(PRIVATE_KEY), _found(PRIVATE_KEY)


def test_no_file_carries_a_leftover() -> None:
    assert not _found(LEFTOVER), "do it, or say it where it is tracked: " + str(_found(LEFTOVER))


def test_no_file_carries_a_merge_conflict() -> None:
    assert not _found(CONFLICT), _found(CONFLICT)


@pytest.mark.parametrize("path", [*LOCKS, "web/.npmrc"])
def test_a_lock_names_no_registry(path: str) -> None:
    hosts = [line for line in (ROOT / path).read_text(encoding="utf-8").splitlines() if REGISTRY.search(line)]
    assert not hosts, f"{path} ties every clone to one network: {hosts[:5]}"


def test_the_lock_of_the_pages_names_no_registry() -> None:
    lock = json.loads((ROOT / "web" / "package-lock.json").read_text(encoding="utf-8"))
    tied = [name for name, package in lock["packages"].items() if "resolved" in package]
    assert not tied, f"web/.npmrc leaves addresses out, but these have one: {tied[:5]}"


@pytest.mark.parametrize("path", LOCKS)
def test_every_locked_package_has_a_hash(path: str) -> None:
    blocks = re.split(r"\n(?=[A-Za-z])", (ROOT / path).read_text(encoding="utf-8"))
    loose = [block.split()[0] for block in blocks if "==" in block and "--hash=sha256:" not in block]
    assert not loose, f"{path} installs these without a hash: {loose}"


@pytest.mark.parametrize(
    ("pattern", "planted"),
    [
        (MACHINE_PATH, "see /" + "home/somebody/bedside"),
        (MACHINE_PATH, 'open("/' + 'root/key")'),
        (PRIVATE_KEY, "-----BEGIN EC " + "PRIVATE KEY-----"),
        (LEFTOVER, "# TO" + "DO later"),
        (CONFLICT, "a\n" + "<" * 7 + " ours\n"),
        (REGISTRY, "registry = somewhere"),
        (REGISTRY, "--index-url somewhere"),
    ],
)
def test_the_checker_finds_a_planted_line(pattern: re.Pattern[str], planted: str) -> None:
    assert pattern.search(planted)


@pytest.mark.parametrize("innocent", ["web/src/work/", "~/work/x", "./var/bedside.db", "/api/v1/visits", "a == b"])
def test_the_checker_leaves_innocent_text_alone(innocent: str) -> None:
    assert not MACHINE_PATH.search(innocent)
