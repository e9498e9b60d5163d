"""Compiles the C parts of the benchmark where it runs: a compiler is all they need."""

import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path

from bench.media.processes import install

_FLAGS = ("-O2", "-std=gnu11", "-Wall", "-Wextra")


def build(sources: Iterable[Path], target: Path, *flags: str) -> Path:
    """Compile the sources to `target`, once per run of the benchmark; answers `target`."""
    if not target.exists():
        compiler = shutil.which("cc") or _installed_compiler()
        command = [compiler, *_FLAGS, *flags, "-o", str(target), *(str(source) for source in sorted(sources))]
        subprocess.run(command, check=True)  # noqa: S603 (a compiler and sources of our own)
    return target


def _installed_compiler() -> str:
    install("gcc", "libc6-dev")
    return shutil.which("cc") or "cc"
