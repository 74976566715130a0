"""ReportService on the wire: reports in the reader's view."""

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
from services.session.authority import caller_is_recruiter
from services.session.database import Database
from services.session.interviews.blindness import veil_over
from services.session.interviews.refusals import InterviewUnknown
from services.session.interviews.store import InterviewStore, Record
from services.session.paging import page_size
from services.session.reports.listing import Shelf, page
from services.session.reports.store import ReportStore
from services.session.resumes.veiling import veiled


class ReportNotReady(Refusal):
    """There is no report yet."""

    status = Status.FAILED_PRECONDITION
    reason = "REPORT_NOT_READY"


class ReportVersionUnknown(NotFound):
    """That version was never written."""

    reason = "REPORT_VERSION_UNKNOWN"


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
            veil = await veil_over(work, record) if caller_is_recruiter() else None
            return pb.GetReportResponse(report=_in_view(veiled(report, veil) if veil else report, record))

    async def ListReports(self, request: pb.ListReportsRequest, context: Context) -> pb.ListReportsResponse:
        """See the contract."""
        size = page_size(request.page_size)
        async with self._database.work() as work:
            found = await page(work, _shelf(), request, limit=size + 1)
            shown, more = found[:size], len(found) > size
            await AuditLog(work).record_reading(doer_of(type(request), context), *(each.record.data for each in shown))
        return pb.ListReportsResponse(
            reports=[_summary(each.report, each.record) for each in shown],
            next_page_token=shown[-1].token if more else "",
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
