"""Habits no linter checks: exclusions give their reason; tests run, wait for events and use the real thing."""

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture.tree import STOREYS, modules, named, parsed, words

_EXCLUSION = re.compile(r"#\s*(?:noqa|type:\s*ignore)")
_EXPLAINED = re.compile(
    r"""\#\s*(?:noqa:\s*[A-Z]+\d+(?:,\s*[A-Z]+\d+)*|type:\s*ignore\[[\w-]+(?:,\s*[\w-]+)*\])  # which rule
        \s*(?:\(|--|\#|—)\s*\w+                                                             # and why
    """,
    re.VERBOSE,
)

# A test that does not run, and a test of something that is not the product, both say nothing.
IDLE_OR_UNREAL = (
    "pytest.skip",
    "pytest.mark.skip",
    "pytest.mark.skipif",
    "pytest.xfail",
    "pytest.mark.xfail",
    "pytest.importorskip",
    "unittest.mock",
    "unittest.skip",
)


@pytest.mark.parametrize("path", sorted(modules(*STOREYS, "tests", "bench")), ids=named)
def test_every_exclusion_names_its_rule_and_its_reason(path: Path) -> None:
    silent = [f"{named(path)}:{line} {text}" for line, text in _unexplained(path.read_text(encoding="utf-8"))]
    assert not silent, "write `# noqa: RULE (the reason)`:\n" + "\n".join(silent)


def test_every_test_runs_and_uses_the_real_thing() -> None:
    idle = [
        f"{named(path)}:{line} says {word}"
        for path in modules("tests")
        for line, word in words(parsed(path))
        if word.startswith(IDLE_OR_UNREAL)
    ]
    assert not idle, "make it run, or remove it:\n" + "\n".join(idle)


def test_no_test_waits_by_the_clock() -> None:
    asleep = [
        f"{named(path)}:{line} sleeps"
        for path in modules("tests")
        if path.name.startswith("test_")
        for line, word in words(parsed(path))
        if word == "time.sleep"
    ]
    assert not asleep, "wait for the event itself:\n" + "\n".join(asleep)


@pytest.mark.parametrize(
    "line",
    [
        "x = 1  # noqa",
        "x = 1  # noqa: S105",
        "x = 1  # type: ignore",
        "x = f()  # type: ignore[no-untyped-call]",
    ],
)
def test_the_checker_finds_an_exclusion_without_a_reason(line: str) -> None:
    assert list(_unexplained(line)) == [(1, line.partition("  ")[2])]


@pytest.mark.parametrize(
    "line",
    [
        "x = 1  # noqa: S105 (a table's name)",
        "x = 1  # noqa: S603, S607 -- our own script",
        "class P(Q):  # type: ignore[misc]  # the library ships no types\n    pass",
        "x = '# noqa'",
    ],
)
def test_the_checker_accepts_an_exclusion_with_a_reason(line: str) -> None:
    assert not list(_unexplained(line))


def test_the_checker_finds_a_planted_skip() -> None:
    planted = ast.parse("import pytest\n@pytest.mark.skipif(True, reason='later')\ndef test_it(): ...\n")
    assert any(word.startswith(IDLE_OR_UNREAL) for _, word in words(planted))


def _unexplained(source: str) -> Iterator[tuple[int, str]]:
    """(line, comment) of each exclusion that lacks its rule or its reason."""
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if (
            token.type == tokenize.COMMENT
            and _EXCLUSION.search(token.string)
            and not _EXPLAINED.search(token.string)
        ):
            yield token.start[0], token.string
