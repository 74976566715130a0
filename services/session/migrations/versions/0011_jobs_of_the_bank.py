"""Finds the jobs that the bank's questions are for without reading the questions, which every made question asks for."""

from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    """Adds the index that is walked from one job to the next."""
    op.execute("CREATE INDEX bank_questions_jobs ON bank_questions (position)")
