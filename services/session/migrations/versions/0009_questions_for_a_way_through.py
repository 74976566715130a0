"""Bank questions that are only for one way through the stages, and what of the shipped data a database has."""

from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Adds the column and the table. A question of variant 0 suits both ways."""
    op.execute(
        """
        ALTER TABLE bank_questions ADD COLUMN variant smallint NOT NULL DEFAULT 0 CHECK (variant IN (0, 1, 2));

        CREATE TABLE shipped (
            digest bytea PRIMARY KEY,
            load_time timestamptz NOT NULL
        );
        """
    )
