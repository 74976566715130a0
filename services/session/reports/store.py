"""The table of reports: each version as it was written, never changed."""

from datetime import datetime

from sqlalchemy import Column, DateTime, Integer, LargeBinary, SmallInteger, Table, select
from sqlalchemy.dialects.postgresql import UUID, insert
from viva.interview.v1 import report_pb2 as pb

from services.session.database import UnitOfWork, metadata

reports = Table(
    "reports",
    metadata,
    Column("report_id", UUID(as_uuid=False), primary_key=True),
    Column("interview_id", UUID(as_uuid=False), nullable=False),
    Column("version", Integer, nullable=False),
    Column("content", LargeBinary, nullable=False),
    Column("recommendation", SmallInteger, nullable=False),
    Column("create_time", DateTime(timezone=True), nullable=False),
)


class ReportStore:
    """Reads and writes reports."""

    def __init__(self, work: UnitOfWork) -> None:
        self._work = work

    async def add(self, report: pb.Report, *, at: datetime) -> bool:
        """Writes a version. False when the interview has it, which then stands."""
        row = {
            "report_id": report.report_id,
            "interview_id": report.interview_id,
            "version": report.version,
            "content": report.SerializeToString(),
            "recommendation": report.recommendation,
            "create_time": at,
        }
        return await self._work.run(insert(reports).values(row).on_conflict_do_nothing()) == 1

    async def read(self, interview_id: str, version: int = 0) -> pb.Report | None:
        """A version of an interview's report; the newest for 0."""
        query = select(reports.c.content).where(reports.c.interview_id == interview_id)
        query = query.where(reports.c.version == version) if version else query.order_by(reports.c.version.desc()).limit(1)
        row = await self._work.one(query)
        return pb.Report.FromString(row["content"]) if row else None
