"""Reports: what is made of an interview, in which every score points at the words it rests on."""

from collections.abc import AsyncIterator
from contextlib import aclosing

from viva.interview.v1.report_pb2 import Report
from viva.session.v1.report_service_pb2 import GetReportRequest, ListReportsRequest, ReportSummary
from viva.session.v1.report_service_pb2_grpc import ReportServiceStub

from viva_client.errors import FailedPrecondition
from viva_client.interviews import Interviews
from viva_client.paging import every

NOT_READY = "REPORT_NOT_READY"


class Reports:
    """The reports that whoever is signed in may read; a partner, those of the interviews it made (scope `reports_read`)."""

    def __init__(self, reports: ReportServiceStub, interviews: Interviews) -> None:
        """Made by `Viva`."""
        self._stub = reports
        self._interviews = interviews

    async def get(self, interview_id: str, version: int = 0) -> Report:
        """The report as it is now, the newest unless a version is named; FailedPrecondition `REPORT_NOT_READY` without one."""
        return (await self._stub.GetReport(GetReportRequest(interview_id=interview_id, version=version))).report

    async def wait(self, interview_id: str) -> Report:
        """The report, as soon as it is there. Follows the interview meanwhile, which takes the scope `interviews`, too.

        FailedPrecondition `REPORT_NOT_READY` when the interview ended without one. Give it a limit with `asyncio.timeout`.
        """
        try:
            return await self.get(interview_id)
        except FailedPrecondition as refused:
            if refused.reason != NOT_READY:
                raise
        async with aclosing(self._interviews.watch(interview_id)) as events:
            async for _ in events:
                pass
        return await self.get(interview_id)

    def list(self, *, posting_id: str = "") -> AsyncIterator[ReportSummary]:
        """The newest report of each interview, newest first."""
        return every(self._stub.ListReports, ListReportsRequest(posting_id=posting_id), lambda page: page.reports)
