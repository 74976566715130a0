"""F31: three look-ups per row, without paging. A page takes as many statements for one row as for many, whoever reads it."""

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import text
from viva.contract.v1.options_pb2 import ROLE_ADMIN, ROLE_CANDIDATE, SCOPE_INTERVIEWS, SCOPE_RESUMES
from viva.session.v1 import interview_service_pb2 as interview_pb
from viva.session.v1 import report_service_pb2 as report_pb
from viva.session.v1 import resume_service_pb2 as resume_pb

from mesh.caller import Authority, Caller, Partner, Person, acting_for
from services.session.blobs.keeping import Blobs
from services.session.database import Database
from services.session.interviews.servicer import InterviewServicer
from services.session.interviews.watching import InterviewWatch
from services.session.reports.servicer import ReportServicer
from services.session.resumes.servicer import ResumeServicer
from services.session.wakes import Wakes
from tests.integration.interview_rig import Line, new_interview

CANDIDATE, CLIENT = str(uuid4()), str(uuid4())
READERS: dict[str, Authority] = {
    "admin": Person(str(uuid4()), ROLE_ADMIN, "family", expires=4e9),
    "candidate": Person(CANDIDATE, ROLE_CANDIDATE, "family", expires=4e9),
    "partner": Partner(CLIENT, frozenset({SCOPE_INTERVIEWS, SCOPE_RESUMES}), expires=4e9),
}
COPIES = """
    INSERT INTO interviews SELECT (jsonb_populate_record(i, jsonb_build_object('interview_id', gen_random_uuid()))).*
    FROM interviews i, generate_series(1, :count)
"""
REPORTS = """
    INSERT INTO reports (report_id, interview_id, version, content, create_time, recommendation)
    SELECT gen_random_uuid(), interview_id, 1, '', create_time, 0 FROM interviews ON CONFLICT DO NOTHING
"""
RESUMES = """
    INSERT INTO resumes (resume_id, candidate_id, client_id, file_name, document_type, size_bytes, sha256, state, create_time)
    SELECT gen_random_uuid(), o.candidate_id, o.client_id, 'cv.pdf', 1, 1, '', 1, now()
    FROM generate_series(1, :count), (VALUES (CAST(:candidate AS uuid), CAST(NULL AS uuid)), (NULL, CAST(:client AS uuid)))
        AS o (candidate_id, client_id)
"""


class Lists:
    """A session process with rows to list."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.interviews = InterviewServicer(database, InterviewWatch(database, Wakes("")), max_live=10)
        self.reports = ReportServicer(database)  # type: ignore[abstract]
        self.resumes = ResumeServicer(database, Wakes(""), Blobs(database))

    async def grow(self, count: int) -> None:
        """Adds rows of each kind."""
        async with self.database.work() as work:
            await work.run(text(COPIES), {"count": count})
            await work.run(text(REPORTS))
            await work.run(text(RESUMES), {"count": count, "candidate": CANDIDATE, "client": CLIENT})


@pytest.fixture
async def lists(module_migrated_url: str) -> AsyncIterator[Lists]:
    database = Database.connect(module_migrated_url)
    async with database.work() as work:
        await work.run(text("TRUNCATE interviews, resumes, audit_entries CASCADE"))
    await new_interview(database)
    async with database.work() as work:
        await work.run(
            text("UPDATE interviews SET candidate_id = :candidate, client_id = :client"), {"candidate": CANDIDATE, "client": CLIENT}
        )
    yield Lists(database)
    await database.close()


PAGES: dict[str, Callable[[Lists], Awaitable[Any]]] = {
    "interviews": lambda lists: lists.interviews.ListInterviews(interview_pb.ListInterviewsRequest(page_size=50), Line()),  # type: ignore[arg-type]
    "reports": lambda lists: lists.reports.ListReports(report_pb.ListReportsRequest(page_size=50), Line()),  # type: ignore[arg-type]
    "resumes": lambda lists: lists.resumes.ListResumes(resume_pb.ListResumesRequest(page_size=50), Line()),  # type: ignore[arg-type]
}


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("noun", PAGES)
async def test_f31_a_longer_page_takes_no_more_statements(lists: Lists, statements: list[str], noun: str, reader: str) -> None:
    taken, lengths = list[int](), list[int]()
    for more in (1, 20):
        await lists.grow(more)
        statements.clear()
        with acting_for(Caller(authority=READERS[reader])):
            page = await PAGES[noun](lists)
        taken.append(len(statements))
        lengths.append(len(getattr(page, noun)))
    assert lengths[0] < lengths[1]
    assert taken[0] == taken[1] <= 6, statements
