"""Brings the database to what this release needs, schema and shipped data: `python -m services.session.migrate`.

At most starts there is nothing to do, which is found out without loading what would do it.
"""

import asyncio
import os

from mesh.settings import secret
from services.session.standing import MIGRATIONS, stands


def migrate(url: str) -> None:
    """Applies every migration that is missing. Safe to run at once from several places: they take turns on an advisory lock."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["url"] = url
    command.upgrade(config, "head")


async def migrate_async(url: str) -> None:
    """The same from a running event loop."""
    await asyncio.to_thread(migrate, url)


def bring_up_to_date() -> None:
    """Migrates, and loads what comes with Viva. Raises UnusableSettings."""
    from services.session.seed import seed
    from services.session.settings import database_url

    url = database_url(os.environ)
    migrate(url)
    asyncio.run(seed(url))


def main() -> None:
    """Does what is left to do."""
    if not stands(secret(os.environ, "VIVA_DATABASE_URL")):
        bring_up_to_date()


if __name__ == "__main__":
    main()
