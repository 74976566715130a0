"""Indexes behind the lists that are not narrowed to one owner, and behind the sweeping of tasks that ended long ago."""

from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Creates the indexes."""
    op.execute(
        """
        CREATE INDEX interviews_newest ON interviews (create_time DESC, interview_id DESC);
        CREATE INDEX reports_newest ON reports (create_time DESC, report_id DESC);
        CREATE INDEX tasks_ended ON tasks (end_time) WHERE end_time IS NOT NULL;
        """
    )
