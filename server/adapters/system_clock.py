"""The wall clock of this machine: the one place that reads it."""

from datetime import UTC, datetime


class SystemClock:
    """The `Clock` port."""

    def now(self) -> datetime:
        return datetime.now(UTC)  # noqa: TID251 -- this is the file to which the ban points
