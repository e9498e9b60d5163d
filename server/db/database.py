"""`Database` opens transactions and performs the order that the whole product rests on.

`write()`: deeds → ledger append → commit → announce. If the ledger cannot be extended, nothing was done.
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import datetime

import structlog
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from server.db.engines import WRITE_OPTIONS, write_turns
from server.db.transaction import AuditEntry, ReadTx, WriteTx
from server.kernel.errors import DomainError, unavailable
from server.kernel.events import Announcement
from server.kernel.ports import Announcer, Clock

log = structlog.get_logger(__name__)

Append = Callable[[WriteTx, datetime, Sequence[AuditEntry]], Awaitable[None]]


class Database:
    def __init__(self, engine: AsyncEngine, *, clock: Clock, append: Append, announcer: Announcer) -> None:
        self.engine = engine
        self._clock = clock
        self._append = append
        self._announcer = announcer
        self._turns = write_turns(engine)

    @asynccontextmanager
    async def read(self) -> AsyncIterator[ReadTx]:
        async with _guarded(self.engine.connect()) as connection:
            yield ReadTx(connection)

    @asynccontextmanager
    async def write(self) -> AsyncIterator[WriteTx]:
        """One transaction. Raises DomainError("database.unavailable") when there is no connection in time."""
        refusal: DomainError | None = None
        async with self._turns, _guarded(self.engine.connect()) as connection:
            await connection.execution_options(**WRITE_OPTIONS)
            async with connection.begin():
                tx = WriteTx(connection)
                try:
                    yield tx
                except DomainError as error:
                    if not error.recorded:
                        raise
                    refusal = error
                if tx.entries:
                    await self._remember(tx)
        await self._announce(tx.events)
        if refusal is not None:
            raise refusal

    async def _remember(self, tx: WriteTx) -> None:
        """Raises DomainError("audit.unavailable") when the ledger cannot be extended: then nothing was done."""
        try:
            await self._append(tx, self._clock.now(), tx.entries)
        except DBAPIError as refused:
            raise unavailable(
                "audit.unavailable",
                "The record of what happens cannot be written, so nothing was done. Try again in a moment.",
                retry_after_ms=2_000,
            ) from refused

    async def _announce(self, events: Sequence[Announcement]) -> None:
        for event in events:
            try:
                await self._announcer.announce(event)
            except Exception:  # a lost hint delays, it never corrupts: the deed is committed
                log.exception("announce.failed", event_name=event.name)

    async def close(self) -> None:
        await self.engine.dispose()


@asynccontextmanager
async def _guarded(connecting: AsyncConnection) -> AsyncIterator[AsyncConnection]:
    try:
        await connecting
    except (DBAPIError, PoolTimeout, OSError) as refused:
        raise _unavailable() from refused
    try:
        yield connecting
    except (OperationalError, InterfaceError) as broken:  # busy, full, restarted: not what a statement said
        log.warning("database.broken", error=type(broken.orig).__name__)
        raise _unavailable() from broken
    finally:
        await connecting.close()


def _unavailable() -> DomainError:
    return unavailable(
        "database.unavailable",
        "The record store does not answer. Try again in a moment.",
        retry_after_ms=2_000,
    )
