"""A served Bedside in a process of its own, as `bedside serve` starts it: what journeys and benchmarks talk to."""

import asyncio
import contextlib
import json
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

_PATIENCE_S = 60
_TOLD = ("url", "scheduler_login", "clinician_login", "password", "patient_birth_date")


@dataclass(frozen=True, slots=True)
class Served:
    """Where it is, and the demo clinic's sign-in."""

    url: str
    data_dir: Path
    pid: int
    scheduler_login: str
    clinician_login: str
    password: str
    patient_birth_date: str
    environment: dict[str, str]


class Service:
    """One process at a time, on the same folder."""

    def __init__(self, data_dir: Path, **settings: str) -> None:
        self._data_dir = data_dir
        self._log = data_dir.parent / f"{data_dir.name}.log"
        self._process: asyncio.subprocess.Process | None = None
        self._environment = os.environ | {  # noqa: TID251 (the environment of another process)
            "BEDSIDE_DATA_DIR": str(data_dir),
            "BEDSIDE_PORT": "0",
            "BEDSIDE_MEDIA_HOST": "127.0.0.1",
            **{f"BEDSIDE_{name.upper()}": value for name, value in settings.items()},
        }

    async def start(self) -> Served:
        """Returns once it answers."""
        with self._log.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "server", "serve", env=self._environment, stdout=log, stderr=log
            )
        told = await self._ready()
        return Served(data_dir=self._data_dir, pid=self._process.pid, environment=self._environment, **told)

    async def kill(self) -> None:
        """As a crash or a power cut would."""
        assert self._process is not None
        self._process.kill()
        assert await self._process.wait() == -signal.SIGKILL

    async def stop(self) -> None:
        """With SIGTERM, and expecting a clean exit."""
        if self._process is None or self._process.returncode == -signal.SIGKILL:
            return
        if self._process.returncode is None:
            self._process.terminate()
        code = await asyncio.wait_for(self._process.wait(), 20)
        assert code == 0, f"the service ended with {code}:\n{self._told()}"

    async def _ready(self) -> dict[str, str]:
        assert self._process is not None
        for _ in range(_PATIENCE_S * 20):
            told = _demo_file(self._data_dir / "demo.json")
            if told and await _answers(told["url"]):
                return told
            if self._process.returncode is not None:
                break
            await asyncio.sleep(0.05)
        raise AssertionError(f"the service did not start:\n{self._told()}")

    def _told(self) -> str:
        return self._log.read_text()[-4000:]


@contextlib.asynccontextmanager
async def serving(data_dir: Path, **settings: str) -> AsyncIterator[Served]:
    """With the embedded default on free ports, for as long as the context lasts."""
    service = Service(data_dir, **settings)
    try:
        yield await service.start()
    finally:
        await service.stop()


def free_port() -> str:
    """Free for UDP and for TCP just now."""
    while True:
        with socket.socket() as stream, socket.socket(type=socket.SOCK_DGRAM) as datagram:
            stream.bind(("127.0.0.1", 0))
            port = stream.getsockname()[1]
            with contextlib.suppress(OSError):
                datagram.bind(("127.0.0.1", port))
                return str(port)


def _demo_file(path: Path) -> dict[str, str]:
    if not path.exists():
        return {}
    told: dict[str, str] = json.loads(path.read_text())
    return {name: told[name] for name in _TOLD}


async def _answers(url: str) -> bool:
    address = urlsplit(url)
    try:
        _, writer = await asyncio.open_connection(address.hostname, address.port)
    except OSError:
        return False
    writer.close()
    return True
