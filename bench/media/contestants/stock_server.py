"""The relay of `bench.stock_relay` in a process of its own: prints its address, runs until its input ends."""

import asyncio
import sys

from bench.stock_relay import stock_relay


async def main() -> None:
    async with stock_relay() as url:
        print(url, flush=True)
        await asyncio.to_thread(sys.stdin.read)


if __name__ == "__main__":
    asyncio.run(main())
