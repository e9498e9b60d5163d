"""The only way tables are made: Alembic scripts that run on both databases, from a wheel as from a checkout."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection
from sqlalchemy.ext.asyncio import AsyncEngine


async def migrate(engine: AsyncEngine, version: str = "head") -> None:
    """Bring the database to the newest version, in one transaction; a database that is there already stays."""
    async with engine.begin() as connection:
        await connection.run_sync(_upgrade, version)


def _upgrade(connection: Connection, version: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, version)
