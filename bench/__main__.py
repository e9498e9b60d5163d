"""`python -m bench [name …]`: run the benchmarks named, or all."""

import asyncio
import sys

from bench import join
from bench.figures import keep, show

BENCHES = {"join": join.measure}


async def main(wanted: list[str]) -> int:
    unknown = [name for name in wanted if name not in BENCHES]
    if unknown:
        print(f"unknown: {', '.join(unknown)}; there are: {', '.join(BENCHES)}")
        return 2
    for name in wanted or BENCHES:
        figures = await BENCHES[name]()
        keep(figures)
        show(figures)
    return 0


if __name__ == "__main__":
    raise SystemExit(asyncio.run(main(sys.argv[1:])))
