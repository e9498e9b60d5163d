"""The timeline of a headless visit: one line per step, each with its duration."""

import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager


class Timeline:
    """`step` times one step and tells it at once; a step that raises is told as failed."""

    def __init__(self, tell: Callable[[str], None]) -> None:
        self._tell = tell
        self._began = time.perf_counter()

    @asynccontextmanager
    async def step(self, name: str) -> AsyncIterator[None]:
        started = time.perf_counter()
        try:
            yield
        except BaseException as error:
            self._line("✗", name, started)
            self._tell(f"    {type(error).__name__}: {error}")
            raise
        self._line("✓", name, started)

    def _line(self, mark: str, name: str, started: float) -> None:
        now = time.perf_counter()
        took, at = (now - started) * 1_000, (now - self._began) * 1_000
        self._tell(f"  {mark} {name:<34}{took:>8.0f} ms {'at':>5}{at:>7.0f} ms")
