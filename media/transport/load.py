"""How busy the loop's thread is, so that a node says no before it collapses and does not make itself more work.

A node that has no time left reads late, the kernel drops, everybody asks for what was lost, and answering that
takes the rest of the time. So a node refuses new rooms while the old ones still have time to spare, and when even
that is used up nobody is asked for lost packets or sent them again.
"""

import time
from collections.abc import Callable

STRAINED, RELIEVED = 0.85, 0.75
"""Shares of a core: nothing is repeated from the first on until the second again."""
MEASURED_EVERY_S = 0.2
SMOOTHING_S = 3.0


class Load:
    """`share` is the part of a core that the thread used lately."""

    def __init__(self, now: float, used_s: Callable[[], float] = time.thread_time) -> None:
        self.share = 0.0
        self.strained = False
        self._used_s = used_s
        self._since = now
        self._before = used_s()

    def measure(self, now: float) -> None:
        """To be called often; looks at the clock a few times a second."""
        elapsed = now - self._since
        if elapsed < MEASURED_EVERY_S:
            return
        used = self._used_s()
        weight = min(1.0, elapsed / SMOOTHING_S)
        self.share += weight * ((used - self._before) / elapsed - self.share)
        self.strained = self.share > (RELIEVED if self.strained else STRAINED)
        self._since, self._before = now, used
