"""A clock that moves only when it is told to."""

from datetime import UTC, datetime, timedelta

MONDAY = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
"""When tests begin: a Monday morning, far from any clock change."""


class FakeClock:
    def __init__(self, now: datetime = MONDAY) -> None:
        self._now = now

    def now(self) -> datetime:
        return self._now

    def advance(self, by: timedelta) -> datetime:
        """Let time pass; answers the new now."""
        self._now += by
        return self._now
