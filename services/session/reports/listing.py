"""Finds the reports that a list shows, newest first: of each interview the newest version."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, exists, false, or_, select
from viva.interview.v1 import report_pb2
from viva.interview.v1.stage_pb2 import PURPOSE_HIRING
from viva.session.v1 import report_service_pb2 as pb

from services.session.database import UnitOfWork
from services.session.interviews.store import InterviewStore, Record, companies_of
from services.session.interviews.tables import interviews
from services.session.paging import open_place, place_token
from services.session.reports.store import reports

KIND = "reports"
Row = tuple[Any, ...]


@dataclass(frozen=True)
class Shelf:
    """Whose reports somebody may list. None means any; a candidate is not shown what a HIRING posting was advised."""

    candidate_id: str | None = None
    client_id: str | None = None
    member_id: str | None = None


@dataclass(frozen=True)
class Found:
    """A report that is listed, its interview, and its place in the list."""

    report: report_pb2.Report
    record: Record
    create_time: datetime
    report_id: str

    @property
    def token(self) -> str:
        """What the next page begins after."""
        return place_token(KIND, self.create_time, self.report_id)


async def page(work: UnitOfWork, shelf: Shelf, request: pb.ListReportsRequest, *, limit: int) -> list[Found]:
    """The reports after the request's token, with their interviews. Raises PageTokenBroken."""
    query = _newest_versions()
    for column in ("candidate_id", "client_id"):
        if value := getattr(shelf, column):
            query = query.where(interviews.c[column] == value)
    if shelf.member_id:
        query = query.where(interviews.c.company_id.in_(companies_of(shelf.member_id)))
    query = _wanted(query, shelf, request)
    if request.page_token:
        last, report_id = open_place(request.page_token, KIND)
        older = and_(reports.c.create_time == last, reports.c.report_id < report_id)
        query = query.where(or_(reports.c.create_time < last, older))
    rows = await work.all(query.order_by(reports.c.create_time.desc(), reports.c.report_id.desc()).limit(limit))
    records = await InterviewStore(work).read_all([row["interview_id"] for row in rows])
    return [
        Found(report_pb2.Report.FromString(row["content"]), records[row["interview_id"]], row["create_time"], row["report_id"])
        for row in rows
    ]


def _newest_versions() -> Select[Row]:
    newer = reports.alias()
    is_newest = ~exists().where(newer.c.interview_id == reports.c.interview_id, newer.c.version > reports.c.version)
    query = select(reports).join(interviews, interviews.c.interview_id == reports.c.interview_id)
    return query.where(is_newest)


def _wanted(query: Select[Row], shelf: Shelf, request: pb.ListReportsRequest) -> Select[Row]:
    if request.posting_id:
        query = query.where(interviews.c.posting_id == request.posting_id)
    if request.recommendation:
        query = query.where(reports.c.recommendation == request.recommendation)
        if shelf.candidate_id:
            query = query.where(interviews.c.purpose != PURPOSE_HIRING)
    # Nobody has decided on anything before reviews are served, so a wanted decision finds nothing.
    return query.where(false()) if request.decision else query
