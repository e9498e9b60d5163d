"""Compiles the native path beside its source: `python -m media.transport.native.build`. Needs a C compiler.

Imports nothing of ours, so that a wheel can be built where Bedside is not installed.
"""

import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
SOURCE, LIBRARY = HERE / "lane.c", HERE / "_lane.so"

_FLAGS = ("-O2", "-std=c11", "-Wall", "-Wextra", "-Werror", "-shared", "-fPIC")


def build(into: Path = LIBRARY, *flags: str) -> bool:
    """Whether the library is there now; without a compiler nothing happens.

    Raises subprocess.CalledProcessError when a compiler refuses the source.
    """
    compiler = shutil.which("cc") or shutil.which("gcc") or shutil.which("clang")
    if compiler is None:
        return into.exists()
    unfinished = into.with_suffix(".new")
    command = [compiler, *_FLAGS, *flags, "-o", str(unfinished), str(SOURCE)]
    subprocess.run(command, check=True)  # noqa: S603 -- the machine's own compiler, on our own source
    unfinished.replace(into)
    return True


if __name__ == "__main__":
    if not build():
        sys.stderr.write("No C compiler here: media is forwarded in Python alone, at a higher cost.\n")
