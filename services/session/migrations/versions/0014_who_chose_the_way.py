"""Keeps what was found about a change of career beside an interview, and who chose its way through the stages."""

from alembic import op

revision = "0014"
down_revision = "0012"


def upgrade() -> None:
    """Adds the columns. Interviews from before have neither: nobody remembers what was found then."""
    op.execute(
        """
        ALTER TABLE interviews
            ADD COLUMN career bytea,
            ADD COLUMN variant_choice smallint NOT NULL DEFAULT 0 CHECK (variant_choice BETWEEN 0 AND 3);
        """
    )
