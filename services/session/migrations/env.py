"""Tells Alembic how to reach the database. Imported by Alembic alone."""

from alembic import context
from sqlalchemy import create_engine, text

MIGRATION_LOCK = 0x76697661  # "viva"


def run() -> None:
    """Applies the migrations in one transaction, while no other process does."""
    engine = create_engine(context.config.attributes["url"])
    with engine.begin() as connection:
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": MIGRATION_LOCK})
        context.configure(connection=connection)
        context.run_migrations()
    engine.dispose()


run()
