"""ReportService on the wire: reports in the reader's view."""

from dataclasses import dataclass, replace
from datetime import UTC

from sqlalchemy import and_, exists, or_, select
from viva.contract.v1.options_pb2 import ROLE_CANDIDATE, ROLE_RECRUITER
from viva.interview.v1 import report_pb2
from viva.interview.v1.stage_pb2 import PURPOSE_HIRING
from viva.session.v1 import interview_pb2
from viva.session.v1 import report_service_pb2 as pb
from viva.session.v1 import report_service_pb2_grpc as rpc

from mesh.call import Context
from mesh.caller import Partner, Person, current_caller
from mesh.refusal import NotFound, Refusal, Status, Unauthenticated
from services.session.accounts.servicer.wire import doer_of
from services.session.accounts.store.audit import AuditLog
from services.session.database import Database, UnitOfWork
from services.session.interviews.refusals import InterviewUnknown
from services.session.interviews.store import InterviewStore, Record, companies_of, interviews
from services.session.paging import open_place, page_size, place_token
from services.session.reports.store import ReportStore, reports

KIND = "reports"


class ReportNotReady(Refusal):
    """There is no report yet."""

    status = Status.FAILED_PRECONDITION
    reason = "REPORT_NOT_READY"


class ReportVersionUnknown(NotFound):
    """That version was never written."""

    reason = "REPORT_VERSION_UNKNOWN"


@dataclass(frozen=True)
class Shelf:
    """Whose reports a list shows. None means any."""

    candidate_id: str | None = None
    client_id: str | None = None
    member_id: str | None = None
    posting_id: str | None = None


class ReportServicer(rpc.ReportServiceServicer):
    """Reports. Reviews, printing and the auditor's export come with rows E7 to E9."""

    served_later = (
        pb.RewriteReportRequest,
        pb.PrintReportRequest,
        pb.OpenEvidenceRequest,
        pb.OverrideScoreRequest,
        pb.CommentOnReportRequest,
        pb.DecideReportRequest,
        pb.ListReviewEditsRequest,
        pb.ExportAdverseImpactRequest,
    )

    def __init__(self, database: Database) -> None:
        self._database = database

    async def GetReport(self, request: pb.GetReportRequest, context: Context) -> pb.GetReportResponse:
        """See the contract."""
        async with self._database.work() as work:
            record = await InterviewStore(work).read(request.interview_id)
            if record is None:
                raise InterviewUnknown
            report = await ReportStore(work).read(request.interview_id, request.version)
            if report is None:
                raise _missing(request, record)
            await AuditLog(work).record_reading(doer_of(type(request), context), record.data)
            return pb.GetReportResponse(report=_in_view(report, record))

    async def ListReports(self, request: pb.ListReportsRequest, context: Context) -> pb.ListReportsResponse:
        """See the contract."""
        size = page_size(request.page_size)
        async with self._database.work() as work:
            found = await _page(work, replace(_shelf(), posting_id=request.posting_id or None), request, limit=size + 1)
            shown, more = found[:size], len(found) > size
            await AuditLog(work).record_reading(doer_of(type(request), context), *(record.data for _, record in shown))
        return pb.ListReportsResponse(
            reports=[_summary(report, record) for report, record in shown if _is_wanted(_in_view(report, record), request)],
            next_page_token=_token(shown[-1][0]) if more else "",
        )


def _missing(request: pb.GetReportRequest, record: Record) -> Refusal:
    if request.version and record.interview.report_id:
        return ReportVersionUnknown(version=request.version)
    return ReportNotReady(status=interview_pb2.InterviewStatus.Name(record.facts["status"]))


def _in_view(report: report_pb2.Report, record: Record) -> report_pb2.Report:
    """What this reader may see: a candidate of a HIRING posting gets no recommendation."""
    if _is_candidate() and record.facts["purpose"] == PURPOSE_HIRING:
        report.recommendation = report_pb2.RECOMMENDATION_UNSPECIFIED
        del report.recommendation_reasons[:]
    return report


def _summary(report: report_pb2.Report, record: Record) -> pb.ReportSummary:
    summary = pb.ReportSummary(
        report_id=report.report_id,
        interview_id=report.interview_id,
        posting_id=record.facts["posting_id"] or "",
        position=record.facts["position"],
        version=report.version,
        create_time=report.create_time,
        areas=report.areas,
        recommendation=report_pb2.RECOMMENDATION_UNSPECIFIED if _is_candidate() else report.recommendation,
        is_partial=report.is_partial,
        needs_person=any(evaluation.needs_person for evaluation in report.evaluations),
    )
    if report.HasField("overall"):
        summary.overall = report.overall
    return summary


def _is_wanted(report: report_pb2.Report, request: pb.ListReportsRequest) -> bool:
    """Nobody has decided on anything before reviews are served, so a wanted decision finds nothing."""
    if request.decision:
        return False
    return not request.recommendation or request.recommendation == report.recommendation


async def _page(work: UnitOfWork, shelf: Shelf, request: pb.ListReportsRequest, *, limit: int) -> list[tuple[report_pb2.Report, Record]]:
    newer = reports.alias()
    is_newest = ~exists().where(newer.c.interview_id == reports.c.interview_id, newer.c.version > reports.c.version)
    query = select(reports.c.content, reports.c.interview_id).join(interviews, interviews.c.interview_id == reports.c.interview_id)
    query = query.where(is_newest)
    for column in ("candidate_id", "client_id", "posting_id"):
        if value := getattr(shelf, column):
            query = query.where(interviews.c[column] == value)
    if shelf.member_id:
        query = query.where(interviews.c.company_id.in_(companies_of(shelf.member_id)))
    if request.page_token:
        last, report_id = open_place(request.page_token, KIND)
        older = and_(reports.c.create_time == last, reports.c.report_id < report_id)
        query = query.where(or_(reports.c.create_time < last, older))
    rows = await work.all(query.order_by(reports.c.create_time.desc(), reports.c.report_id.desc()).limit(limit))
    records = await InterviewStore(work).read_all([row["interview_id"] for row in rows])
    return [(report_pb2.Report.FromString(row["content"]), records[row["interview_id"]]) for row in rows]


def _token(report: report_pb2.Report) -> str:
    return place_token(KIND, report.create_time.ToDatetime(UTC), report.report_id)


def _shelf() -> Shelf:
    authority = current_caller().authority
    if isinstance(authority, Partner):
        return Shelf(client_id=authority.client_id)
    if not isinstance(authority, Person):
        raise Unauthenticated
    if authority.role == ROLE_CANDIDATE:
        return Shelf(candidate_id=authority.account_id)
    return Shelf(member_id=authority.account_id if authority.role == ROLE_RECRUITER else None)


def _is_candidate() -> bool:
    authority = current_caller().authority
    return isinstance(authority, Person) and authority.role == ROLE_CANDIDATE
