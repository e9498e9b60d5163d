"""The repository as these tests read it: its files, its modules, and what a module imports and names."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
STOREYS = ("server", "signaling", "media")

# Made by tools or by running the product; none of it is in the repository.
_MADE = frozenset({"__pycache__", "node_modules", "dist", "build", "var", "artifacts"})
# The only folders whose leading dot does not mean "a tool's cache".
_OURS = frozenset({".ci"})


def _is_made(name: str) -> bool:
    return name in _MADE or name.endswith(".egg-info") or (name.startswith(".") and name not in _OURS)


@cache
def folders() -> tuple[Path, ...]:
    """Every folder of the repository, the root first."""
    found: list[Path] = [ROOT]
    for folder in found:  # grows while it is walked
        found.extend(sorted(entry for entry in folder.iterdir() if entry.is_dir() and not _is_made(entry.name)))
    return tuple(found)


@cache
def files() -> tuple[Path, ...]:
    return tuple(sorted(entry for folder in folders() for entry in folder.iterdir() if entry.is_file()))


def named(path: Path) -> str:
    """The path as a sentence shows it: from the root, with forward slashes."""
    return path.relative_to(ROOT).as_posix()


def modules(*tops: str) -> Iterator[Path]:
    """The Python files below these top folders."""
    return (path for path in files() if path.suffix == ".py" and named(path).split("/")[0] in tops)


@cache
def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), filename=named(path))


def imports(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """(line, dotted name) of everything imported, at the top or inside a function.

    `from a.b import c` is told as `a.b.c`, because `c` may be a module. Imports here are absolute.
    """
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module is not None and node.level == 0:
            yield from ((node.lineno, f"{node.module}.{alias.name}") for alias in node.names)


def dotted(node: ast.expr) -> str:
    """`a.b.c` for a chain of names, otherwise an empty string."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        before = dotted(node.value)
        return f"{before}.{node.attr}" if before else ""
    return ""


def words(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """(line, word) of every imported name, name and chain of names."""
    yield from imports(tree)
    for node in ast.walk(tree):
        if isinstance(node, (ast.Name, ast.Attribute)):
            yield node.lineno, dotted(node)
