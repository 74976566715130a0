"""A10: whoever reads somebody else's personal data stands in the log: who, whose, what, and the posting that gave cause."""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import text
from viva.contract.v1.options_pb2 import KIND_INTERVIEW, ROLE_ADMIN, ROLE_CANDIDATE, ROLE_RECRUITER, SCOPE_INTERVIEWS
from viva.session.v1 import interview_service_pb2 as pb
from viva.session.v1 import report_service_pb2 as report_pb

from mesh.caller import Authority, Caller, Partner, Person, acting_for
from services.session.interviews.servicer import InterviewServicer
from services.session.interviews.watching import InterviewWatch
from services.session.prepared import Row
from services.session.reports.servicer import ReportServicer
from services.session.wakes import Wakes
from tests.integration.interview_rig import EVALUATE, REPORT, Line, Replica, candidate, evaluated, hold, new_interview, replicas, take

ENTRIES = text("SELECT account_id::text, client_id::text, subject_id::text, resource_kind, resource_id, method, reason FROM audit_entries")
LATER = 4e9
NAMED = ("company", "recruiter", "posting", "client")
HIRING = (
    "INSERT INTO companies VALUES (:company, :name, :name, '', '', '', '', 1, now(), now())",
    (
        "INSERT INTO accounts (account_id, email, username, full_name, role, state, language, create_time, update_time)"
        " VALUES (:recruiter, :name || '@x.kr', :name, '김채용', 2, 1, 1, now(), now())"
    ),
    "INSERT INTO company_members VALUES (:company, :recruiter, NULL, now())",
    (
        "INSERT INTO postings VALUES (:posting, :company, '', '', '', '', 0, NULL, NULL, 2, '{}', '{}', '{}', NULL, NULL, 1, 3, 1,"
        " '', false, 2, 1, now(), now())"
    ),
    "UPDATE interviews SET company_id = :company, posting_id = :posting, client_id = :client",
)


@dataclass
class House:
    """A session process with one interview, held and reported."""

    replica: Replica
    interviews: InterviewServicer
    reports: ReportServicer
    interview_id: str
    candidate_id: str
    ids: dict[str, str]

    async def entries(self) -> list[Row]:
        """The log, which is empty afterwards."""
        async with self.replica.database.work() as work:
            found = list(await work.all(ENTRIES))
            await work.run(text("DELETE FROM audit_entries"))
            return found


@pytest.fixture
async def house(module_migrated_url: str) -> AsyncIterator[House]:
    """A house in which nobody has read anything yet."""
    async with replicas(module_migrated_url, 1) as (one,):
        async with one.database.work() as work:
            await work.run(text("TRUNCATE interviews, tasks, companies, accounts, audit_entries CASCADE"))
        interview_id, ids = await new_interview(one.database), {name: str(uuid4()) for name in NAMED}
        await hold(one, interview_id, candidate())
        while handout := await take(one, EVALUATE):
            await one.ledger.complete(handout.token, EVALUATE, evaluated(handout))
        handout = await take(one, REPORT)
        assert handout is not None
        await one.ledger.fail(handout.token, "NO_WORDS", retryable=False)
        await one.ledger.sweep()
        async with one.database.work() as work:
            for statement in HIRING:
                await work.run(text(statement), ids | {"name": ids["company"][:8]})
            owner: str = await work.scalar(text("SELECT candidate_id::text FROM interviews"))
        interviews = InterviewServicer(one.database, InterviewWatch(one.database, Wakes("")), max_live=10)
        yield House(one, interviews, ReportServicer(one.database), interview_id, owner, ids)  # type: ignore[abstract]


def person(account_id: str, role: Any) -> Person:
    return Person(account_id, role, str(uuid4()), LATER)


async def first_of(stream: AsyncIterator[Any]) -> Any:
    return await anext(aiter(stream))


Reading = Callable[[House, Any], Awaitable[Any]]
READINGS: dict[str, Reading] = {
    "InterviewService.GetInterview": lambda h, c: h.interviews.GetInterview(pb.GetInterviewRequest(interview_id=h.interview_id), c),
    "InterviewService.ListInterviews": lambda h, c: h.interviews.ListInterviews(pb.ListInterviewsRequest(), c),
    "InterviewService.ListQuestions": lambda h, c: h.interviews.ListQuestions(pb.ListQuestionsRequest(interview_id=h.interview_id), c),
    "InterviewService.ListTranscript": lambda h, c: h.interviews.ListTranscript(pb.ListTranscriptRequest(interview_id=h.interview_id), c),
    "InterviewService.WatchInterview": lambda h, c: first_of(
        h.interviews.WatchInterview(pb.WatchInterviewRequest(interview_id=h.interview_id), c)
    ),
    "ReportService.GetReport": lambda h, c: h.reports.GetReport(report_pb.GetReportRequest(interview_id=h.interview_id), c),
    "ReportService.ListReports": lambda h, c: h.reports.ListReports(report_pb.ListReportsRequest(), c),
}


async def read(house: House, method: str, authority: Authority) -> list[Row]:
    """Reads as somebody; what stands in the log then."""
    with acting_for(Caller(authority=authority)):
        await READINGS[method](house, Line())
    return await house.entries()


@pytest.mark.parametrize("method", READINGS)
async def test_an_admins_reading_stands_in_the_log(house: House, method: str) -> None:
    admin = person(str(uuid4()), ROLE_ADMIN)
    (entry,) = await read(house, method, admin)
    assert dict(entry) == {
        "account_id": admin.account_id,
        "client_id": None,
        "subject_id": house.candidate_id,
        "resource_kind": KIND_INTERVIEW,
        "resource_id": house.interview_id,
        "method": f"viva.session.v1.{method}",
        "reason": house.ids["posting"],
    }


@pytest.mark.parametrize("method", READINGS)
async def test_a_recruiters_and_a_partners_reading_stands_in_the_log(house: House, method: str) -> None:
    recruiter, partner = person(house.ids["recruiter"], ROLE_RECRUITER), Partner(house.ids["client"], frozenset({SCOPE_INTERVIEWS}), LATER)
    (by_recruiter,) = await read(house, method, recruiter)
    assert (by_recruiter["account_id"], by_recruiter["subject_id"]) == (recruiter.account_id, house.candidate_id)
    (by_partner,) = await read(house, method, partner)
    assert (by_partner["client_id"], by_partner["subject_id"]) == (partner.client_id, house.candidate_id)


@pytest.mark.parametrize("method", READINGS)
async def test_ones_own_reading_is_nobodys_business(house: House, method: str) -> None:
    assert await read(house, method, person(house.candidate_id, ROLE_CANDIDATE)) == []
