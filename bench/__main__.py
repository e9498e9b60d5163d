"""`python -m bench [name …] [--option …]`: run the benchmarks named, or all. Options are for `media --help`."""

import asyncio
import sys
from itertools import takewhile

from bench import join, media
from bench.figures import keep, show

BENCHES = {"join": lambda _: join.measure(), "media": media.measure}


async def main(words: list[str]) -> int:
    wanted = list(takewhile(lambda word: not word.startswith("-"), words))
    unknown = [name for name in wanted if name not in BENCHES]
    if unknown:
        print(f"unknown: {', '.join(unknown)}; there are: {', '.join(BENCHES)}")
        return 2
    for name in wanted or BENCHES:
        figures = await BENCHES[name](words[len(wanted) :])
        keep(figures)
        show(figures)
    return 0


if __name__ == "__main__":
    raise SystemExit(asyncio.run(main(sys.argv[1:])))
