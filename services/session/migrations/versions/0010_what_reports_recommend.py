"""What a report recommends, in a column of its own: lists are narrowed to it before they are cut into pages."""

import sqlalchemy as sa
from alembic import op
from viva.interview.v1 import report_pb2

revision = "0010"
down_revision = "0009"

reports = sa.table("reports", sa.column("report_id", sa.Uuid), sa.column("content", sa.LargeBinary), sa.column("recommendation"))


def upgrade() -> None:
    """Adds the column and reads it out of the reports that are there."""
    op.execute("ALTER TABLE reports ADD COLUMN recommendation smallint NOT NULL DEFAULT 0")
    connection = op.get_bind()
    for row in connection.execute(sa.select(reports.c.report_id, reports.c.content)).all():
        advice = report_pb2.Report.FromString(row.content).recommendation
        connection.execute(sa.update(reports).where(reports.c.report_id == row.report_id).values(recommendation=advice))
