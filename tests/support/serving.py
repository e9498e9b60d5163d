"""A served Bedside in a process of its own, as `bedside serve` starts it: what journeys and benchmarks talk to."""

import asyncio
import contextlib
import json
import os
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

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


@contextlib.asynccontextmanager
async def serving(data_dir: Path, **settings: str) -> AsyncIterator[Served]:
    """Start with the embedded default on free ports; stop with SIGTERM and expect a clean exit."""
    environment = os.environ | {  # noqa: TID251 (the environment of another process)
        "BEDSIDE_DATA_DIR": str(data_dir),
        "BEDSIDE_PORT": "0",
        "BEDSIDE_MEDIA_HOST": "127.0.0.1",
        **{f"BEDSIDE_{name.upper()}": value for name, value in settings.items()},
    }
    log = (data_dir.parent / f"{data_dir.name}.log").open("wb")
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "server", "serve", env=environment, stdout=log, stderr=log
    )
    try:
        told = await _demo_file(process, data_dir / "demo.json", Path(log.name))
        yield Served(data_dir=data_dir, pid=process.pid, environment=environment, **told)
    finally:
        if process.returncode is None:
            process.terminate()
        code = await asyncio.wait_for(process.wait(), 20)
        log.close()
    assert code == 0, f"the service ended with {code}:\n{Path(log.name).read_text()[-4000:]}"


async def _demo_file(process: asyncio.subprocess.Process, path: Path, log: Path) -> dict[str, str]:
    for _ in range(_PATIENCE_S * 20):
        if path.exists():
            told: dict[str, str] = json.loads(path.read_text())
            return {name: told[name] for name in _TOLD}
        if process.returncode is not None:
            break
        await asyncio.sleep(0.05)
    raise AssertionError(f"the service did not start:\n{log.read_text()[-4000:]}")
