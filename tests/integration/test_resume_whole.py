"""A résumé's whole life through real processes: uploaded, pushed to READY, found, read anew, deleted; and killed on the way."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import grpc.aio
import pytest
from viva.interview.v1.language_pb2 import LANGUAGE_ENGLISH
from viva.resume.v1 import resume_service_pb2 as pb
from viva.resume.v1 import resume_state_pb2 as states
from viva.resume.v1.resume_content_pb2 import HIDDEN_REASON_COVERED
from viva.resume.v1.resume_service_pb2_grpc import ResumeServiceStub as ReadingStub
from viva.session.v1 import auth_service_pb2 as auth
from viva.session.v1 import company_service_pb2 as companies
from viva.session.v1 import resume_service_pb2 as resumes
from viva.session.v1.auth_service_pb2_grpc import AuthServiceStub
from viva.session.v1.company_pb2 import CompanyContent
from viva.session.v1.company_service_pb2_grpc import CompanyServiceStub
from viva.session.v1.resume_pb2 import Resume
from viva.session.v1.resume_service_pb2_grpc import ResumeServiceStub

from deploy.supervisor.postgres import DATABASE
from deploy.supervisor.readiness import until
from mesh.rich_status import refusal_in
from services.resume.adapters import build_minilm
from tests.echo.house import bearer
from tests.integration.newcomer import token_of_newcomer
from tests.integration.supervised import Supervised
from tests.integration.visitor import database_of
from tests.resumes import hiding, hostile, office, samples

ENDS = (states.RESUME_STATE_READY, states.RESUME_STATE_FAILED)


@pytest.fixture(scope="module")
def part(open_directory: Path) -> Iterator[Supervised]:
    """Database, both session replicas and the résumé service, under the real supervisor."""
    build_minilm.build(build_minilm.default_directory())
    running = Supervised(open_directory / f"viva-{uuid4().hex}", only="postgres,session,resume")
    running.start()
    yield running
    running.stop()


@dataclass
class Candidate:
    """Somebody who signed up, and the services as they reach them."""

    reading: ReadingStub
    keeping: ResumeServiceStub
    token: str

    @property
    def proof(self) -> Any:
        return bearer(self.token)

    async def upload(self, file: bytes, request_id: str | None = None) -> str:
        start = pb.UploadRequest(start=pb.UploadStart(request_id=request_id or str(uuid4()), file_name="이력서.pdf"))
        pieces = [pb.UploadRequest(piece=file[at : at + 65_536]) for at in range(0, len(file), 65_536)]
        return str((await self.reading.Upload(iter([start, *pieces]), metadata=self.proof)).resume_id)

    async def watch(self, resume_id: str, until: Callable[[Resume], bool]) -> list[resumes.WatchResumeResponse]:
        """Everything that is pushed until the résumé is as wanted."""
        seen: list[resumes.WatchResumeResponse] = []
        call = self.keeping.WatchResume(resumes.WatchResumeRequest(resume_id=resume_id), metadata=self.proof)
        async with asyncio.timeout(60):
            async for response in call:
                if response.HasField("event"):
                    seen.append(response)
                if response.HasField("resume") and until(response.resume):
                    call.cancel()
                    return seen
        raise AssertionError("the watch ended early")

    async def until_read(self, resume_id: str, revision: int = 0) -> Resume:
        """The résumé after its reading has ended, that one or a later one."""
        return (await self.watch(resume_id, lambda resume: resume.state in ENDS and resume.revision >= revision))[-1].resume

    async def content(self, resume_id: str) -> resumes.GetResumeContentResponse:
        request = resumes.GetResumeContentRequest(resume_id=resume_id)
        response: resumes.GetResumeContentResponse = await self.keeping.GetResumeContent(request, metadata=self.proof)
        return response


@dataclass
class Admin:
    """The first administrator, who looks for things."""

    reading: ReadingStub
    companies: CompanyServiceStub
    proof: Any


@pytest.fixture
async def sign_up(part: Supervised) -> AsyncIterator[Any]:
    """`await sign_up()`: a new candidate."""
    session = grpc.aio.insecure_channel(f"127.0.0.1:{part.port('session-1')}")
    resume = grpc.aio.insecure_channel(f"127.0.0.1:{part.port('resume')}")
    async with session, resume:

        async def new() -> Candidate:
            return Candidate(ReadingStub(resume), ResumeServiceStub(session), await token_of_newcomer(session))

        yield new


@pytest.fixture
async def candidate(sign_up: Any) -> Candidate:
    chosen: Candidate = await sign_up()
    return chosen


@pytest.fixture
async def admin(part: Supervised) -> AsyncIterator[Admin]:
    session = grpc.aio.insecure_channel(f"127.0.0.1:{part.port('session-1')}")
    resume = grpc.aio.insecure_channel(f"127.0.0.1:{part.port('resume')}")
    async with session, resume:
        name, password = part.admin
        proof = auth.PasswordProof(username=name, password=password)
        tokens = (await AuthServiceStub(session).LogIn(auth.LogInRequest(password=proof))).tokens
        yield Admin(ReadingStub(resume), CompanyServiceStub(session), bearer(tokens.access_token))


def kinds(pushed: Sequence[resumes.WatchResumeResponse]) -> list[str | None]:
    return [response.event.WhichOneof("payload") for response in pushed]


async def test_r1_an_upload_is_pushed_to_ready_and_never_polled(candidate: Candidate) -> None:
    resume_id = await candidate.upload(samples.korean_free_form())

    pushed = await candidate.watch(resume_id, lambda resume: resume.state in ENDS)

    assert kinds(pushed) == ["uploaded", "reading_started", "read"]
    read = pushed[-1].resume
    assert (read.target_role, read.page_count, read.passage_count) == ("백엔드 개발자", 2, 9)
    assert len((await candidate.content(resume_id)).content.sections) == 9


async def test_r5_hidden_words_are_shown_to_whoever_reads_the_resume(candidate: Candidate) -> None:
    file, _ = hiding.PDF_TRICKS["under a white shape"]
    resume_id = await candidate.upload(file)
    await candidate.until_read(resume_id)

    content = (await candidate.content(resume_id)).content

    assert [(text.text, text.reason) for text in content.hidden_texts] == [(hiding.SECRET, HIDDEN_REASON_COVERED)]
    assert "Ignore" not in str(content.sections)


@pytest.mark.parametrize(
    ("file", "failure"),
    [
        pytest.param(hostile.scan(), states.RESUME_FAILURE_NO_TEXT, id="f52-scan"),
        pytest.param(hostile.encrypted(), states.RESUME_FAILURE_ENCRYPTED, id="encrypted"),
        pytest.param(hostile.truncated(), states.RESUME_FAILURE_CORRUPT, id="truncated"),
        pytest.param(hostile.nested_forms(9), states.RESUME_FAILURE_PARSER_LIMIT, id="bomb"),
    ],
)
async def test_f52_what_cannot_be_read_fails_with_its_reason_and_is_never_ready(
    candidate: Candidate, file: bytes, failure: states.ResumeFailure.ValueType
) -> None:
    read = await candidate.until_read(await candidate.upload(file))

    assert (read.state, read.failure, read.passage_count) == (states.RESUME_STATE_FAILED, failure, 0)


async def test_f27_an_upload_sent_twice_is_one_resume(candidate: Candidate) -> None:
    request_id, file = str(uuid4()), samples.english_free_form()

    first = await candidate.upload(file, request_id)
    await candidate.until_read(first)
    again = await candidate.upload(file, request_id)

    listed = await candidate.keeping.ListResumes(resumes.ListResumesRequest(), metadata=candidate.proof)
    assert again == first
    assert [(each.resume_id, each.state) for each in listed.resumes] == [(first, states.RESUME_STATE_READY)]


async def test_f6_another_persons_resume_is_unknown(candidate: Candidate, sign_up: Any) -> None:
    resume_id = await candidate.upload(samples.english_rows())
    stranger: Candidate = await sign_up()

    with pytest.raises(grpc.aio.AioRpcError) as refused:
        await stranger.keeping.GetResume(resumes.GetResumeRequest(resume_id=resume_id), metadata=stranger.proof)
    refusal = refusal_in(refused.value)
    assert refused.value.code() is grpc.StatusCode.NOT_FOUND
    assert refusal is not None and refusal.reason == "RESUME_UNKNOWN"


async def test_r3_reading_anew_replaces_and_never_duplicates(candidate: Candidate) -> None:
    resume_id = await candidate.upload(samples.english_free_form())
    first = await candidate.until_read(resume_id)

    for revision in (2, 3, 4):
        await candidate.keeping.ReprocessResume(resumes.ReprocessResumeRequest(resume_id=resume_id), metadata=candidate.proof)
        read = await candidate.until_read(resume_id, revision)
        assert (read.revision, read.passage_count) == (revision, first.passage_count)


async def test_r3_a_deleted_resume_is_gone(candidate: Candidate) -> None:
    resume_id = await candidate.upload(samples.english_rows())
    await candidate.until_read(resume_id)

    await candidate.keeping.DeleteResume(resumes.DeleteResumeRequest(resume_id=resume_id), metadata=candidate.proof)

    with pytest.raises(grpc.aio.AioRpcError) as refused:
        await candidate.content(resume_id)
    assert refused.value.code() is grpc.StatusCode.NOT_FOUND


async def test_c1_a_company_is_found_by_its_words_at_once_and_by_its_meaning_when_its_vector_is_made(admin: Admin) -> None:
    content = CompanyContent(name=f"Harbour {uuid4().hex[:6]}", description="We move money between banks exactly once.")
    request = companies.CreateCompanyRequest(request_id=str(uuid4()), content=content)
    company_id = (await admin.companies.CreateCompany(request, metadata=admin.proof)).company.company_id

    async def found_by(rank: str) -> bool:
        asked = pb.SearchCompaniesRequest(query="money between banks")
        hits = (await admin.reading.SearchCompanies(asked, metadata=admin.proof)).hits
        return any(hit.company_id == company_id and getattr(hit.found, rank) > 0 for hit in hits)

    assert await found_by("words_rank")
    async with asyncio.timeout(60):
        await until(lambda: found_by("meaning_rank"))


async def test_q1_questions_of_the_shipped_bank_are_found_by_meaning_in_one_language(admin: Admin) -> None:
    asked = pb.SearchQuestionsRequest(query="How did you solve a hard problem?", language=LANGUAGE_ENGLISH, limit=5)

    async def found_by_meaning() -> bool:
        hits = (await admin.reading.SearchQuestions(asked, metadata=admin.proof)).hits
        return any(hit.found.meaning_rank > 0 for hit in hits)

    async with asyncio.timeout(120):
        await until(found_by_meaning)
    hits = (await admin.reading.SearchQuestions(asked, metadata=admin.proof)).hits
    assert len(hits) == 5 and all(hit.text.isascii() for hit in hits)
    # What says nearly the same as a better one makes way, so that only the first has to be the best.
    assert hits[0].found.score == max(hit.found.score for hit in hits)


async def test_l4_a_service_killed_in_the_middle_of_reading_reads_it_all_the_same(part: Supervised, candidate: Candidate) -> None:
    resume_id = await candidate.upload(samples.korean_free_form())
    await candidate.watch(resume_id, lambda resume: resume.state != states.RESUME_STATE_PENDING)
    part.kill("resume")

    assert (await candidate.until_read(resume_id)).state == states.RESUME_STATE_READY


def counts_of(part: Supervised, resume_id: str) -> tuple[int, int]:
    """How many passages and how many vectors the database holds of a résumé."""
    count = "SELECT (SELECT count(*) FROM resume_passages WHERE resume_id = %(id)s),"
    count += " (SELECT count(*) FROM resume_passage_vectors WHERE resume_id = %(id)s)"
    with database_of(part).administer(DATABASE) as connection:
        row = connection.execute(count, {"id": resume_id}).fetchone()
    assert row is not None
    return int(str(row[0])), int(str(row[1]))


async def test_f51_read_four_times_a_resume_has_a_vector_a_passage_and_deleted_none(part: Supervised, candidate: Candidate) -> None:
    resume_id = await candidate.upload(samples.korean_free_form())
    passages = (await candidate.until_read(resume_id)).passage_count
    assert counts_of(part, resume_id) == (passages, passages)

    for revision in (2, 3, 4):
        await candidate.keeping.ReprocessResume(resumes.ReprocessResumeRequest(resume_id=resume_id), metadata=candidate.proof)
        await candidate.until_read(resume_id, revision)
    assert counts_of(part, resume_id) == (passages, passages)

    await candidate.keeping.DeleteResume(resumes.DeleteResumeRequest(resume_id=resume_id), metadata=candidate.proof)
    assert counts_of(part, resume_id) == (0, 0)


async def test_f51_ten_uploads_whose_reader_is_killed_are_each_read_once(part: Supervised, candidate: Candidate) -> None:
    file = samples.korean_free_form()
    # As many as are taken in at once, and then the others; they are read four at a time.
    uploaded = [
        *await asyncio.gather(*(candidate.upload(file) for _ in range(8))),
        await candidate.upload(file),
        await candidate.upload(file),
    ]
    await candidate.watch(uploaded[0], lambda resume: resume.state != states.RESUME_STATE_PENDING)
    part.kill("resume")

    read = await asyncio.gather(*(candidate.until_read(resume_id) for resume_id in uploaded))

    assert {(each.state, each.revision, each.passage_count) for each in read} == {(states.RESUME_STATE_READY, 1, 9)}
    assert {counts_of(part, resume_id) for resume_id in uploaded} == {(9, 9)}


async def test_f27_a_resume_whose_reader_is_killed_at_every_attempt_fails_with_a_reason(part: Supervised, candidate: Candidate) -> None:
    resume_id, killed = await candidate.upload(hostile.nested_forms(9)), 0
    call = candidate.keeping.WatchResume(resumes.WatchResumeRequest(resume_id=resume_id), metadata=candidate.proof)
    async with asyncio.timeout(240):
        async for response in call:
            if response.event.WhichOneof("payload") == "reading_started":
                part.kill("resume")
                killed += 1
            if response.HasField("resume") and response.resume.state in ENDS:
                break
    call.cancel()

    assert killed == 3
    assert (response.resume.state, response.resume.failure) == (states.RESUME_STATE_FAILED, states.RESUME_FAILURE_GAVE_UP)
    assert counts_of(part, resume_id) == (0, 0)


async def test_f13_a_good_resume_is_ready_while_two_that_burn_cpu_are_still_being_read(candidate: Candidate) -> None:
    bad = [await candidate.upload(hostile.nested_forms(9)) for _ in range(2)]
    for resume_id in bad:
        await candidate.watch(resume_id, lambda resume: resume.state != states.RESUME_STATE_PENDING)

    good = await candidate.until_read(await candidate.upload(samples.english_rows()))

    assert good.state == states.RESUME_STATE_READY
    requests = [resumes.GetResumeRequest(resume_id=resume_id) for resume_id in bad]
    now = [(await candidate.keeping.GetResume(request, metadata=candidate.proof)).resume.state for request in requests]
    assert states.RESUME_STATE_PROCESSING in now
    assert {(await candidate.until_read(resume_id)).failure for resume_id in bad} == {states.RESUME_FAILURE_PARSER_LIMIT}


@pytest.mark.parametrize(
    ("file", "failure"),
    [
        pytest.param(office.bomb(), states.RESUME_FAILURE_PARSER_LIMIT, id="docx-bomb"),
        pytest.param(office.with_entities(), states.RESUME_FAILURE_CORRUPT, id="xxe"),
    ],
)
async def test_f13_a_hostile_office_file_fails_with_its_reason_while_a_good_one_is_read(
    candidate: Candidate, file: bytes, failure: states.ResumeFailure.ValueType
) -> None:
    bad, good = await asyncio.gather(candidate.upload(file), candidate.upload(samples.english_rows(office.WordPaper())))

    assert (await candidate.until_read(good)).state == states.RESUME_STATE_READY
    assert (await candidate.until_read(bad)).failure == failure
