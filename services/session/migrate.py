"""Brings the database to what this release needs, schema and shipped data: `python -m services.session.migrate`."""

import asyncio
import os
from pathlib import Path

from alembic import command
from alembic.config import Config

from services.session.seed import seed
from services.session.settings import database_url

MIGRATIONS = Path(__file__).parent / "migrations"


def migrate(url: str) -> None:
    """Applies every migration that is missing. Safe to run at once from several places: they take turns on an advisory lock."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["url"] = url
    command.upgrade(config, "head")


async def migrate_async(url: str) -> None:
    """The same from a running event loop."""
    await asyncio.to_thread(migrate, url)


def main() -> None:
    """Migrates, and loads what comes with Viva."""
    url = database_url(os.environ)
    migrate(url)
    asyncio.run(seed(url))


if __name__ == "__main__":
    main()
