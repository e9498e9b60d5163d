"""PostgreSQL databases that tests take and give back: emptied in between, dropped when the schema was changed."""

import asyncio
import itertools
import os
import threading
from collections.abc import Coroutine
from types import TracebackType
from typing import Any, Self, TypeVar

from sqlalchemy import URL, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import NullPool

from server.db.engines import create_engine
from server.db.metadata import metadata
from server.migrations import migrate

# A change of the schema shows in one of these.
_SCHEMA = """SELECT (SELECT count(*) FROM pg_class), (SELECT count(*) FROM pg_constraint),
(SELECT count(*) FROM pg_trigger), (SELECT count(*) FROM pg_attribute WHERE NOT attisdropped)"""

T = TypeVar("T")


class LoopThread:
    """An event loop in a thread of its own: fixtures set up while the test's loop exists, but does not run."""

    def __enter__(self) -> Self:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="fixtures")
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result()


class PostgresServer:
    """The databases of one server. `admin` is the address of one from which others may be created."""

    def __init__(self, admin: URL, thread: LoopThread) -> None:
        self._admin = admin
        self._thread = thread
        self._numbers = itertools.count()
        self._idle: list[str] = []
        self._made: set[str] = set()
        self._open: dict[str, tuple[AsyncEngine, AsyncConnection]] = {}
        self.template = self.create()
        thread.run(migrated(self.url(self.template)))
        self._schema = thread.run(self._schema_of(self.template))
        thread.run(self._disconnect(self.template))  # a template is copied while nobody looks at it

    def url(self, name: str) -> str:
        return self._admin.set(database=name).render_as_string(hide_password=False)

    def take(self) -> str:
        """A migrated database without a row."""
        return self._idle.pop() if self._idle else self.create(f"TEMPLATE {self.template} STRATEGY = FILE_COPY")

    def give_back(self, name: str) -> None:
        if self._thread.run(self._emptied(name)):
            self._idle.append(name)
        else:
            self.drop(name)

    def create(self, how: str = "") -> str:
        name = f"bedside_{os.getpid()}_{next(self._numbers)}"
        self._thread.run(self._administer(f"CREATE DATABASE {name} {how}"))
        self._made.add(name)
        return name

    def drop(self, name: str) -> None:
        self._thread.run(self._drop(name))

    def close(self) -> None:
        for name in sorted(self._made):
            self.drop(name)
        self._thread.run(self._disconnect(""))

    async def _drop(self, name: str) -> None:
        await self._disconnect(name)
        await self._administer(f"DROP DATABASE {name} WITH (FORCE)")
        self._made.discard(name)

    async def _emptied(self, name: str) -> bool:
        """Delete every row; false when the schema is no longer what it was."""
        if await self._schema_of(name) != self._schema:
            return False
        connection = await self._connection(name)
        for table in reversed(metadata.sorted_tables):
            await connection.execute(table.delete())
        return True

    async def _schema_of(self, name: str) -> tuple[Any, ...]:
        return tuple((await (await self._connection(name)).execute(text(_SCHEMA))).one())

    async def _administer(self, statement: str) -> None:
        await (await self._connection("")).execute(text(statement))

    async def _connection(self, name: str) -> AsyncConnection:
        if name not in self._open:
            url = self._admin.set(database=name) if name else self._admin
            engine = create_async_engine(url, isolation_level="AUTOCOMMIT", poolclass=NullPool)
            self._open[name] = engine, await engine.connect()
        return self._open[name][1]

    async def _disconnect(self, name: str) -> None:
        if name in self._open:
            engine, connection = self._open.pop(name)
            await connection.close()
            await engine.dispose()


async def migrated(url: str) -> None:
    engine = create_engine(url)
    await migrate(engine)
    await engine.dispose()
