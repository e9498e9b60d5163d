"""What `python -m bench media` does: the matrix, or the search for the limit, or the proof of the counters."""

import tempfile
from collections.abc import Sequence
from pathlib import Path

from bench.figures import Figure
from bench.media import table
from bench.media.matrix import fill
from bench.media.options import Options, read_options
from bench.media.overload import last_good
from bench.media.processes import LOAD_CORE, on_core
from bench.media.selftest import prove


async def measure(words: Sequence[str] = ()) -> list[Figure]:
    """Figures for the words after the benchmark's name; SystemExit when a counter is proven wrong."""
    options = read_options(words)
    with tempfile.TemporaryDirectory() as folder, on_core(LOAD_CORE):
        if options.self_test:
            await prove(Path(folder))
            return []
        if options.overload:
            return await last_good(options.overload, options.load, Path(folder))
        return await _compare(options, Path(folder))


async def _compare(options: Options, folder: Path) -> list[Figure]:
    matrix = await fill(options, folder)
    print(table.caption(options.load, options.repeats))
    for line in (*table.lines(matrix, options), "", *table.verdicts(matrix, options)):
        print(line)
    return list(table.figures(matrix))
