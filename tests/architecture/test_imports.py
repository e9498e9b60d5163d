"""Who may import whom, and which word may be said where: the rules of docs/architecture.md, enforced."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path

import pytest

from tests.architecture.tree import ROOT, STOREYS, imports, modules, named, parsed, words


@dataclass(frozen=True)
class Border:
    """`packages` are imported (or `words` are said) by files that match `inside`, and by nobody else."""

    subject: tuple[str, ...]
    inside: tuple[str, ...]
    reason: str


LIBRARIES = (
    Border(
        ("socketio", "engineio"),
        ("signaling/gateway.py", "server/adapters/socket_announcer.py", "server/demo/*"),
        "one file speaks socket.io to browsers, one pushes through it, and the demo is a client",
    ),
    Border(
        ("aiortc", "aioice", "pylibsrtp", "OpenSSL", "av"),
        ("media/transport/*", "server/demo/*"),
        "its private names are used in few files, so that an upgrade breaks few files",
    ),
    Border(
        ("sqlalchemy", "aiosqlite", "asyncpg"),
        ("server/db/*", "server/migrations/*", "server/domain/*/tables.py", "server/domain/*/store.py"),
        "every query is found in a store",
    ),
    Border(("alembic",), ("server/migrations/*",), "the schema changes in one place"),
    Border(("redis",), ("server/adapters/*",), "the domain knows ports, not products"),
    Border(
        ("aiohttp",),
        ("server/api/*", "server/demo/*", "signaling/gateway.py", "signaling/sockets/*"),
        "only a door knows what a request looks like",
    ),
    Border(("argon2",), ("server/domain/identity/passwords.py",), "passwords are hashed in one place"),
    Border(
        ("cryptography", "jwt"),
        ("server/crypto/*", "server/adapters/keys/ticket_key.py"),
        "cryptography is used in few files that are read often",
    ),
    Border(
        ("pydantic_settings",),
        ("server/settings.py",),
        "one file reads the environment",
    ),
    Border(("typer", "rich"), ("server/__main__.py",), "one file is the command line"),
)

WORDS = (
    Border(
        ("os.environ", "os.getenv", "os.environb", "os.putenv"),
        ("server/settings.py",),
        "one file reads the environment",
    ),
    Border(("print",), ("server/__main__.py",), "one file talks to a terminal; everything else logs"),
    Border(
        ("time.time", "datetime.now", "datetime.utcnow", "datetime.today", "date.today"),
        ("server/adapters/system_clock.py",),
        "wall time is a parameter, so that tests can own it",
    ),
    Border(
        ("settings.profile", "settings.is_production", "settings.Profile"),
        ("server/settings.py", "server/composition.py"),
        "what differs between the embedded and the production set differs in the wiring alone",
    ),
    Border(("time.time_ns", "uuid.uuid4", "uuid.uuid1"), ("server/kernel/ids.py",), "random ids have one source"),
)

# A room of the domain is entered by its `__init__.py`. Migrations need every table, whoever owns it.
MAY_OPEN_ROOMS = ("server/migrations/*",)
# `media` shows one facade; `signaling` shows its facade and the three protocols that others implement for it.
FACADES = {"media": frozenset({"media"}), "signaling": frozenset({"signaling", "signaling.ports"})}


def test_every_import_contract_of_pyproject_holds() -> None:
    command = [sys.executable, "-c", "from importlinter.cli import lint_imports_command; lint_imports_command()"]
    run = subprocess.run(  # noqa: S603 (our own interpreter and a fixed argument)
        [*command, "--no-cache", "--no-logo"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, f"import-linter refuses:\n{run.stdout}{run.stderr}"


@pytest.mark.parametrize("border", LIBRARIES, ids=lambda border: border.subject[0])
def test_a_library_is_imported_only_where_it_belongs(border: Border) -> None:
    broken = [
        f"{named(path)}:{line} imports {name}"
        for path in modules(*STOREYS)
        if not _inside(named(path), border)
        for line, name in imports(parsed(path))
        if name.split(".")[0] in border.subject
    ]
    assert not broken, _sentence(border, broken)


@pytest.mark.parametrize("border", WORDS, ids=lambda border: border.subject[0])
def test_a_word_is_said_only_where_it_belongs(border: Border) -> None:
    broken = [
        f"{named(path)}:{line} says {word}"
        for path in modules(*STOREYS)
        if not _inside(named(path), border)
        for line, word in words(parsed(path))
        if _is_one_of(word, border.subject)
    ]
    assert not broken, _sentence(border, broken)


def test_a_room_of_the_domain_is_entered_by_its_front_door() -> None:
    broken = [
        f"{named(path)}:{line} reaches into {name}"
        for path in modules("server")
        if not any(fnmatch(named(path), pattern) for pattern in MAY_OPEN_ROOMS)
        for line, name in _into_rooms(path)
    ]
    assert not broken, "import from the capability's __init__.py instead:\n" + "\n".join(broken)


@pytest.mark.parametrize("storey", sorted(FACADES))
def test_a_lower_storey_is_used_through_its_facade(storey: str) -> None:
    broken = [
        f"{named(path)}:{line} imports {name}"
        for path in modules(*(set(STOREYS) - {storey}))
        for line, name in imports(parsed(path))
        if name.split(".")[0] == storey and _module_of(name) not in FACADES[storey]
    ]
    assert not broken, f"{storey} shows {sorted(FACADES[storey])} and nothing else:\n" + "\n".join(broken)


def test_the_domain_knows_no_door_and_no_lower_storey() -> None:
    strangers = {"aiohttp", "socketio", "redis", "aiortc", "signaling", "media", "jinja2", "prometheus_client"}
    broken = [
        f"{named(path)}:{line} imports {name}"
        for path in modules("server")
        if named(path).startswith("server/domain/")
        for line, name in imports(parsed(path))
        if name.split(".")[0] in strangers
    ]
    assert not broken, "the domain knows a transaction, an actor and a clock:\n" + "\n".join(broken)


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("import os\nkey = os.environ['KEY']", "os.environ"),
        ("from os import environ", "os.environ"),
        ("import os\nkey = os.getenv('KEY')", "os.getenv"),
        ("def show():\n    print('here')", "print"),
        ("import datetime\nnow = datetime.datetime.now()", "datetime.now"),
        ("from datetime import UTC, datetime\nnow = datetime.now(UTC)", "datetime.now"),
        ("from time import time\nnow = time()", "time.time"),
        ("import uuid\nname = uuid.uuid4()", "uuid.uuid4"),
    ],
)
def test_the_checker_finds_a_planted_word(source: str, found: str) -> None:
    assert any(_is_one_of(word, (found,)) for _, word in words(ast.parse(source)))


def test_the_checker_finds_an_import_hidden_in_a_function() -> None:
    hidden = ast.parse("def quietly():\n    from redis.asyncio import Redis\n    import aiortc.rtp\n")
    assert [name for _, name in imports(hidden)] == ["redis.asyncio.Redis", "aiortc.rtp"]


def _inside(path: str, border: Border) -> bool:
    return any(fnmatch(path, pattern) for pattern in border.inside)


def _sentence(border: Border, broken: list[str]) -> str:
    return f"{border.subject} belong to {border.inside}, because {border.reason}:\n" + "\n".join(broken)


def _is_one_of(word: str, wanted: tuple[str, ...]) -> bool:
    """`datetime.datetime.now` is `datetime.now`; `self.print` is not `print`."""
    return any(word == one or ("." in one and word.endswith("." + one)) for one in wanted)


def _into_rooms(path: Path) -> Iterator[tuple[int, str]]:
    for line, name in imports(parsed(path)):
        parts = _module_of(name).split(".")
        foreign = not named(path).startswith("/".join(parts[:3]) + "/")
        if parts[:2] == ["server", "domain"] and len(parts) > 3 and foreign:
            yield line, name


def _module_of(name: str) -> str:
    """The longest leading part of a dotted name that is a file or a package of ours."""
    parts = name.split(".")
    while parts and not _exists(parts):
        parts.pop()
    return ".".join(parts)


def _exists(parts: list[str]) -> bool:
    place = ROOT.joinpath(*parts)
    return place.with_suffix(".py").is_file() or (place / "__init__.py").is_file()
