"""Processes under test: started on their own core, their time and memory read from the kernel."""

import asyncio
import contextlib
import os
import subprocess
import sys
import time
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

SERVER_CORE, LOAD_CORE = 0, 1
_STOP_S = 5.0
_GLANCE_S, _GLANCES, _QUIET = 0.5, 20, 0.1
_LINE_LIMIT = 1 << 20
_ENDS_WITH_US = ("setpriv", "--pdeathsig", "TERM")  # even when we are killed
_DEBIAN = Path(__file__).parents[2] / "scripts" / "debian.sh"
# CPUCLOCK_SCHED of linux/posix-timers.h: nanoseconds of a whole process, where /proc/<pid>/stat counts 10 ms.
_SCHEDULED_TIME = 2


def install(*packages: str) -> None:
    """Install Debian packages; CalledProcessError when that is not possible here."""
    subprocess.run([str(_DEBIAN), *packages], check=True)  # noqa: S603 (our own script)


@contextlib.contextmanager
def on_core(core: int) -> Iterator[None]:
    """Inside, this thread and those it starts run on that core alone."""
    before = os.sched_getaffinity(0)
    if core not in before:
        raise SystemExit("This benchmark needs two cores: one for the server, one for the load.")
    os.sched_setaffinity(0, {core})
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


@contextlib.asynccontextmanager
async def started(*command: str | Path) -> AsyncIterator[Process]:
    """The command on the server's core, with pipes to talk to it; ended with the block."""
    words = (*_ENDS_WITH_US, "taskset", "-c", str(SERVER_CORE), *(str(word) for word in command))
    process = await asyncio.create_subprocess_exec(*words, stdin=PIPE, stdout=PIPE, limit=_LINE_LIMIT)
    try:
        yield process
    finally:
        await _stop(process)


def python(module: str, *arguments: str) -> tuple[str, ...]:
    return (sys.executable, "-m", module, *arguments)


async def line_of(process: Process) -> bytes:
    """The next line of its standard output; ConnectionError when it ended instead."""
    assert process.stdout is not None
    line = await process.stdout.readline()
    if not line:
        raise ConnectionError("The process under test has ended.")
    return line


def cpu_seconds(pid: int) -> float:
    """User and system time of all threads so far."""
    return time.clock_gettime(~pid << 3 | _SCHEDULED_TIME)


def busy_seconds(core: int) -> float:
    """What that core has spent on anything at all, the hypervisor's other guests included."""
    lines = Path("/proc/stat").read_text(encoding="ascii").splitlines()
    columns = next(line.split() for line in lines if line.startswith(f"cpu{core} "))
    user, nice, system, _idle, _waiting, *interrupts_and_stolen = map(int, columns[1:9])
    return (user + nice + system + sum(interrupts_and_stolen)) / os.sysconf("SC_CLK_TCK")


async def quiet(*cores: int) -> None:
    """Return when others leave these cores alone, or have not done so for a while."""
    for _ in range(_GLANCES):
        before = [busy_seconds(core) for core in cores]
        await asyncio.sleep(_GLANCE_S)
        busy = [busy_seconds(core) - was for core, was in zip(cores, before, strict=True)]
        if max(busy) < _QUIET * _GLANCE_S:
            return


def rss_kb(pid: int) -> int:
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii", errors="replace")
    return int(status.partition("VmRSS:")[2].split()[0])


async def _stop(process: Process) -> None:
    with contextlib.suppress(ProcessLookupError):
        process.terminate()
    try:
        async with asyncio.timeout(_STOP_S):
            await process.communicate()
    except TimeoutError:
        process.kill()
        await process.wait()
