"""When a socket is read: as soon as something comes, or, while much comes, every millisecond.

Waking up for a packet costs more than the packet itself. So a busy node lets some come together, and each of them
waits half a millisecond more on average. When so much comes that every wake-up finds several anyway, or that the
kernel's buffer (a hundred packets where nobody has enlarged it) would run over, it does not pause.
"""

PAUSE_S = 0.001
BUSY_PER_S, CALM_PER_S, FLOOD_PER_S = 8_000, 5_000, 30_000
"""Datagrams a second from which on pauses are made, below which no longer, and above which not either."""
JUDGED_EVERY_S = 0.1


class Pace:
    def __init__(self, now: float) -> None:
        self.pauses = False
        self._since = now
        self._came = 0

    def count(self, came: int, now: float) -> None:
        """So many datagrams were just read."""
        self._came += came
        elapsed = now - self._since
        if elapsed < JUDGED_EVERY_S:
            return
        rate = self._came / elapsed
        self.pauses = (CALM_PER_S if self.pauses else BUSY_PER_S) < rate < FLOOD_PER_S
        self._since, self._came = now, 0
