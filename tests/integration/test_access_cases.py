"""What must never be possible again, tried on a real session process: cases from FAILURES that read no option of the contract."""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, replace
from uuid import uuid4

import grpc
import pytest
import pytest_asyncio
from google.protobuf.message import Message
from sqlalchemy import text
from viva.contract.v1 import options_pb2 as o
from viva.llm.v1.llm_service_pb2 import EvaluateRequest, EvaluateResult
from viva.session.v1 import access_service_pb2 as access
from viva.session.v1 import account_service_pb2 as accounts
from viva.session.v1 import blob_service_pb2 as blobs
from viva.session.v1 import client_service_pb2 as clients
from viva.session.v1 import company_service_pb2 as companies
from viva.session.v1 import dead_task_service_pb2 as dead
from viva.session.v1 import embedding_service_pb2 as embeddings
from viva.session.v1 import interview_service_pb2 as interviews
from viva.session.v1 import posting_service_pb2 as postings
from viva.session.v1 import question_bank_service_pb2 as questions
from viva.session.v1 import report_service_pb2 as reports
from viva.session.v1 import resume_service_pb2 as resumes
from viva.session.v1 import scenario_service_pb2 as scenarios
from viva.session.v1 import task_service_pb2 as tasks

from mesh.contract import method_of
from services.session.database import Database
from tests.echo.house import House
from tests.integration.access_world import World, make_world
from tests.integration.accounts_rig import Caller
from tests.integration.session_process import running

pytestmark = pytest.mark.asyncio(loop_scope="module")

Ids = dict[str, str]
NOT_THEIRS = "NOT_FOUND"
"""Whatever it is that there is none of: what is somebody else's and what never was give the same reason, as the last test here shows."""
FORBIDDEN = "PERMISSION_DENIED AUTHORITY_NOT_GRANTED"
NOT_A_SERVICE = "PERMISSION_DENIED CALLER_NOT_ADMITTED"
NOBODY = "UNAUTHENTICATED UNAUTHENTICATED"
SOME_ID = "3f0c1c1e-7a51-4a9f-9a50-0d6b6d3a8f11"


@dataclass(frozen=True)
class Session:
    """A real session process and the world it serves."""

    port: int
    world: World
    database: Database

    @property
    def ids(self) -> Ids:
        return self.world.ids

    def caller(self, who: str) -> Caller:
        """`owner`, `partner: maker`, `llm with lease-of-the-interview`, `resume for stranger`, `nobody`, …"""
        service, _, lease = who.partition(" with ")
        if lease:
            return self._service(service, ("x-viva-lease", lease))
        service, _, person = who.partition(" for ")
        if person:
            return self._service(service).bearing(self.token(person))
        return self._service(who) if who in SERVICES else Caller(self.port, self.token(who))

    def token(self, who: str) -> str:
        return next((actor.token for actor in self.world.actors if actor.name == who), "")

    def _service(self, name: str, *more: tuple[str, str]) -> Caller:
        identity = self.world.keys.identity(o.Service.Value(f"SERVICE_{name.upper()}"))
        return Caller(self.port, more=(("x-viva-identity", identity), *more))


SERVICES = ("llm", "resume", "gateway", "vision")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def session(module_migrated_url: str, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Session]:
    directory = tmp_path_factory.mktemp("session")
    keys, database = House(directory), Database.connect(module_migrated_url)
    world = await make_world(database, keys)
    async with running(module_migrated_url, directory) as port:
        yield Session(port, world, database)
    await database.close()


@dataclass(frozen=True)
class Case:
    """Somebody who tries something, and how it must end."""

    row: str
    who: str
    request: Callable[[Ids], Message]
    ends: str

    def __str__(self) -> str:
        return f"{self.row}-{self.who.replace(' ', '_')}-{type(self.request(NO_IDS)).__name__.removesuffix('Request')}"


class _NoIds(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return SOME_ID


NO_IDS = _NoIds()


def answer(i: Ids) -> Message:
    return interviews.SubmitAnswerRequest(interview_id=i["interview"], question_id=SOME_ID, request_id=SOME_ID, text="I did it")


def line(i: Ids) -> Message:
    return interviews.AddLineRequest(interview_id=i["interview"], question_id=SOME_ID, request_id=SOME_ID, text="I did it")


def result(i: Ids) -> Message:
    return tasks.CompleteRequest(lease_token="lease-of-the-interview", evaluate=EvaluateResult())


def staff(i: Ids) -> Message:
    return accounts.CreateStaffAccountRequest(
        request_id=SOME_ID, email="a@example.com", username="mallory", full_name="M", role=o.ROLE_ADMIN
    )


READING = [
    Case("F6", who, request, NOT_THEIRS)
    for who in ("stranger", "foreign recruiter", "partner: foreign maker")
    for request in (
        lambda i: interviews.GetInterviewRequest(interview_id=i["interview"]),
        lambda i: interviews.ListTranscriptRequest(interview_id=i["interview"]),
        lambda i: interviews.ListQuestionsRequest(interview_id=i["interview"]),
        lambda i: interviews.WatchInterviewRequest(interview_id=i["interview"]),
        lambda i: reports.GetReportRequest(interview_id=i["interview"]),
        lambda i: resumes.GetResumeRequest(resume_id=i["resume"]),
        lambda i: resumes.GetResumeContentRequest(resume_id=i["resume"]),
        lambda i: resumes.DownloadResumeRequest(resume_id=i["resume"]),
        lambda i: resumes.WatchResumeRequest(resume_id=i["resume"]),
    )
]

WRITING = [
    Case("F6", "stranger", request, NOT_THEIRS)
    for request in (
        answer,
        line,
        lambda i: interviews.StartInterviewRequest(interview_id=i["interview"]),
        lambda i: interviews.PresentQuestionRequest(interview_id=i["interview"], question_id=SOME_ID),
        lambda i: interviews.SkipQuestionRequest(interview_id=i["interview"], question_id=SOME_ID, request_id=SOME_ID),
        lambda i: interviews.RepeatQuestionRequest(interview_id=i["interview"], question_id=SOME_ID),
        lambda i: interviews.RequestFollowUpRequest(interview_id=i["interview"], question_id=SOME_ID),
        lambda i: interviews.PauseInterviewRequest(interview_id=i["interview"]),
        lambda i: interviews.ResumeInterviewRequest(interview_id=i["interview"]),
        lambda i: interviews.CompleteInterviewRequest(interview_id=i["interview"]),
        lambda i: interviews.CancelInterviewRequest(interview_id=i["interview"]),
        lambda i: resumes.DeleteResumeRequest(resume_id=i["resume"]),
        lambda i: resumes.ReprocessResumeRequest(resume_id=i["resume"]),
        lambda i: accounts.EraseAccountRequest(request_id=SOME_ID, account_id=i["account owner"], password="x", reason="x"),
        lambda i: accounts.GetAvatarRequest(account_id=i["account owner"]),
    )
]

OTHERS_IDS = [
    Case("F6", "stranger", lambda i: interviews.CreateInterviewRequest(request_id=SOME_ID, resume_id=i["resume"]), NOT_THEIRS),
    Case("F6", "owner", lambda i: interviews.CreateInterviewRequest(request_id=SOME_ID, resume_id=i["partner resume"]), NOT_THEIRS),
    Case("F6", "owner", lambda i: interviews.CreateInterviewRequest(request_id=SOME_ID, posting_id=i["draft"]), NOT_THEIRS),
    Case("F6", "partner: maker", lambda i: interviews.CreateInterviewRequest(request_id=SOME_ID, resume_id=i["resume"]), NOT_THEIRS),
    Case(
        "F6", "partner: foreign maker", lambda i: interviews.CreateInterviewRequest(request_id=SOME_ID, posting_id=i["draft"]), NOT_THEIRS
    ),
    Case(
        "F6",
        "resume for stranger",
        lambda i: resumes.CreateResumeRequest(request_id=SOME_ID, blob_id=i["blob"], file_name="cv.pdf"),
        NOT_THEIRS,
    ),
    Case("F6", "recruiter", lambda i: interviews.GetInterviewRequest(interview_id=i["partner interview"]), NOT_THEIRS),
    Case("F6", "recruiter", lambda i: reports.GetReportRequest(interview_id=i["partner interview"]), NOT_THEIRS),
    Case("F6", "owner", lambda i: interviews.GetInterviewRequest(interview_id=SOME_ID), NOT_THEIRS),
    Case("F6", "owner", lambda i: interviews.GetInterviewRequest(interview_id="1"), NOT_THEIRS),
    Case("F6", "owner", lambda i: interviews.GetInterviewRequest(interview_id="' OR '1'='1"), NOT_THEIRS),
    Case("F6", "owner", lambda i: interviews.GetInterviewRequest(interview_id=i["resume"]), NOT_THEIRS),
    Case("F6", "nobody", lambda i: interviews.GetInterviewRequest(interview_id=i["interview"]), NOBODY),
    Case("F6", "nobody", lambda i: interviews.WatchInterviewRequest(interview_id=i["interview"]), NOBODY),
    Case("F6", "nobody", lambda i: resumes.DownloadResumeRequest(resume_id=i["resume"]), NOBODY),
]

WORDS_AND_SCORES = [
    Case("F7", "recruiter", answer, FORBIDDEN),
    Case("F7", "recruiter", line, FORBIDDEN),
    Case("F7", "nobody", line, NOBODY),
    Case("F8", "nobody", result, NOT_A_SERVICE),
    Case("F8", "owner", result, NOT_A_SERVICE),
    Case("F8", "admin", result, NOT_A_SERVICE),
    Case("F8", "partner: maker", result, NOT_A_SERVICE),
    Case("F8", "owner", lambda i: tasks.RenewRequest(lease_token="lease-of-the-interview"), NOT_A_SERVICE),
    Case("F8", "owner", lambda i: tasks.FailRequest(lease_token="lease-of-the-interview", reason="BORED"), NOT_A_SERVICE),
    Case("F8", "owner", lambda i: tasks.LeaseRequest(methods=["viva.llm.v1.LlmService.Evaluate"], free_slots=1), NOT_A_SERVICE),
    Case("F8", "owner", lambda i: tasks.OpenRequest(ticket="ticket-that-nobody-opened"), NOT_A_SERVICE),
    Case("F8", "llm", lambda i: tasks.RenewRequest(lease_token="lease-that-never-was"), "FAILED_PRECONDITION LEASE_STALE"),
    Case("F8", "llm for stranger", lambda i: tasks.OpenRequest(ticket="ticket-that-nobody-opened"), "FAILED_PRECONDITION TICKET_SPENT"),
    Case(
        "F20",
        "gateway",
        lambda i: tasks.LeaseRequest(methods=[method_of(EvaluateRequest).full_name], free_slots=1),
        "PERMISSION_DENIED FOREIGN_METHOD",
    ),
]

FILES = [
    Case("F12", "stranger", lambda i: blobs.GetBlobRequest(blob_id=i["blob"]), NOT_A_SERVICE),
    Case("F12", "owner", lambda i: blobs.GetBlobRequest(blob_id=i["blob"]), NOT_A_SERVICE),
    Case("F12", "resume for stranger", lambda i: blobs.GetBlobRequest(blob_id=i["blob"]), NOT_THEIRS),
    Case("F12", "resume for foreign recruiter", lambda i: blobs.GetBlobRequest(blob_id=i["blob"]), NOT_THEIRS),
    Case("F12", "llm with lease-of-the-interview", lambda i: blobs.GetBlobRequest(blob_id=i["partner blob"]), NOT_THEIRS),
    Case("F12", "llm with lease-that-has-ended", lambda i: blobs.GetBlobRequest(blob_id=i["blob"]), "UNAUTHENTICATED LEASE_STALE"),
    Case("F12", "llm with ticket-that-nobody-opened", lambda i: blobs.GetBlobRequest(blob_id=i["blob"]), "UNAUTHENTICATED LEASE_STALE"),
    Case("F13", "nobody", lambda i: blobs.PutBlobRequest(piece=b"x"), NOT_A_SERVICE),
    Case("F13", "owner", lambda i: blobs.PutBlobRequest(piece=b"x"), NOT_A_SERVICE),
    Case("F13", "resume", lambda i: blobs.PutBlobRequest(piece=b"x"), NOBODY),
]

POWERS = [
    Case("F1", "stranger", staff, FORBIDDEN),
    Case("F1", "recruiter", staff, FORBIDDEN),
    Case("F1", "nobody", staff, NOBODY),
    Case("F1", "owner", lambda i: accounts.SetRoleRequest(account_id=i["account owner"], role=o.ROLE_ADMIN, reason="me"), FORBIDDEN),
    Case(
        "F1", "recruiter", lambda i: accounts.SetRoleRequest(account_id=i["account recruiter"], role=o.ROLE_ADMIN, reason="me"), FORBIDDEN
    ),
    Case("F1", "partner: maker", lambda i: accounts.SetRoleRequest(account_id=SOME_ID, role=o.ROLE_ADMIN, reason="me"), FORBIDDEN),
    Case("F1", "former admin", lambda i: accounts.ListAccountsRequest(), "UNAUTHENTICATED TOKEN_REVOKED"),
    Case(
        "F1", "recruiter", lambda i: clients.CreateClientRequest(request_id=SOME_ID, name="mine", scopes=[o.SCOPE_CATALOG_READ]), FORBIDDEN
    ),
    Case("F1", "partner: maker", lambda i: clients.GetClientRequest(client_id=i["client foreign maker"]), NOT_THEIRS),
    Case("F1", "partner: maker", lambda i: clients.RotateClientSecretRequest(client_id=i["client maker"]), FORBIDDEN),
    Case("F1", "recruiter", lambda i: dead.ListDeadTasksRequest(), FORBIDDEN),
    Case("F1", "recruiter", lambda i: embeddings.ListEmbeddingModelsRequest(), FORBIDDEN),
    Case("F1", "recruiter", lambda i: embeddings.StartEmbeddingMoveRequest(model="mine", dimension=3), FORBIDDEN),
    Case("F1", "owner", lambda i: embeddings.ForgetEmbeddingModelRequest(model="minilm"), FORBIDDEN),
    Case("F1", "partner: maker", lambda i: embeddings.StartEmbeddingMoveRequest(model="mine", dimension=3), FORBIDDEN),
    Case("F1", "resume", lambda i: embeddings.StartEmbeddingMoveRequest(model="mine", dimension=3), NOBODY),
    Case("F1", "gateway", lambda i: accounts.ListAccountsRequest(), NOBODY),
    Case("F1", "llm", lambda i: interviews.GetInterviewRequest(interview_id=i["interview"]), NOBODY),
    Case("F14", "owner", lambda i: access.CheckRequest(), NOT_A_SERVICE),
    Case("F14", "gateway", lambda i: access.CheckRequest(), NOBODY),
]

HIRING = [
    Case("F6", "stranger", lambda i: companies.CreateCompanyRequest(request_id=SOME_ID), FORBIDDEN),
    Case("F6", "foreign recruiter", lambda i: companies.UpdateCompanyRequest(company_id=i["ours"], etag="1"), NOT_THEIRS),
    Case("F6", "foreign recruiter", lambda i: companies.ListCompanyMembersRequest(company_id=i["ours"]), NOT_THEIRS),
    Case(
        "F1", "recruiter", lambda i: companies.AddCompanyMemberRequest(company_id=i["theirs"], account_id=i["account recruiter"]), FORBIDDEN
    ),
    Case("F6", "recruiter", lambda i: companies.ImportCompaniesRequest(request_id=SOME_ID), FORBIDDEN),
    Case("F6", "stranger", lambda i: postings.GetPostingRequest(posting_id=i["draft"]), NOT_THEIRS),
    Case("F6", "foreign recruiter", lambda i: postings.GetPostingRequest(posting_id=i["draft"]), NOT_THEIRS),
    Case("F6", "foreign recruiter", lambda i: postings.UpdatePostingRequest(posting_id=i["open"], etag="1"), NOT_THEIRS),
    Case("F6", "foreign recruiter", lambda i: postings.OpenPostingRequest(posting_id=i["draft"]), NOT_THEIRS),
    Case("F6", "foreign recruiter", lambda i: postings.DeletePostingRequest(posting_id=i["draft"]), NOT_THEIRS),
    Case("F6", "foreign recruiter", lambda i: postings.CreatePostingRequest(request_id=SOME_ID, company_id=i["ours"]), NOT_THEIRS),
    Case("F6", "stranger", lambda i: postings.CreatePostingRequest(request_id=SOME_ID, company_id=i["ours"]), FORBIDDEN),
    Case("F6", "foreign recruiter", lambda i: reports.ListReportsRequest(posting_id=i["open"]), NOT_THEIRS),
    Case("F6", "stranger", lambda i: questions.GetBankQuestionRequest(question_id=i["question"]), FORBIDDEN),
    Case("F6", "foreign recruiter", lambda i: questions.GetBankQuestionRequest(question_id=i["question"]), NOT_THEIRS),
    Case("F6", "recruiter", lambda i: questions.UpdateBankQuestionRequest(question_id=i["shipped question"], etag="1"), NOT_THEIRS),
    Case("F6", "recruiter", lambda i: questions.DeleteBankQuestionRequest(question_id=i["shipped question"]), NOT_THEIRS),
    Case("F6", "recruiter", lambda i: scenarios.DeleteScenarioRequest(scenario_id=i["shipped"]), NOT_THEIRS),
    Case("F6", "foreign recruiter", lambda i: scenarios.GetScenarioRequest(scenario_id=i["scenario"]), NOT_THEIRS),
]

CASES = [*READING, *WRITING, *OTHERS_IDS, *WORDS_AND_SCORES, *FILES, *POWERS, *HIRING]


@pytest.mark.parametrize("case", CASES, ids=str)
async def test_it_ends_as_it_must(session: Session, case: Case) -> None:
    refusal = await session.caller(case.who).refused(case.request(session.ids))
    assert case.ends in (str(refusal), refusal.code.name)


@pytest.mark.parametrize("scope", [1, 2, 4, 5, 6])
async def test_f6_a_partner_without_the_scope_holds_no_interviews(session: Session, scope: int) -> None:
    partner = Caller(session.port, session.world.partner("maker", frozenset({scope})))
    request = interviews.GetInterviewRequest(interview_id=session.ids["partner interview"])
    assert str(await partner.refused(request)) == FORBIDDEN


@pytest.mark.parametrize("how", ["expired", "for another audience", "unsigned", "signed with the public key", "no token at all"])
@pytest.mark.parametrize("who", ["owner", "admin"])
async def test_a_token_that_proves_nothing_opens_nothing(session: Session, who: str, how: str) -> None:
    refusal = await Caller(session.port, session.token(f"{who}, {how}")).refused(
        interviews.GetInterviewRequest(interview_id=session.ids["interview"])
    )
    assert refusal.code is grpc.StatusCode.UNAUTHENTICATED


async def test_a_service_cannot_say_that_it_is_another_one(session: Session) -> None:
    forged = session.world.keys.identity(o.SERVICE_GATEWAY, iss="llm")
    caller = Caller(session.port, more=(("x-viva-identity", forged),))
    assert str(await caller.refused(result(session.ids))) == "UNAUTHENTICATED IDENTITY_INVALID"


async def test_an_access_token_is_no_service_identity_and_the_other_way_round(session: Session) -> None:
    as_identity = Caller(session.port, more=(("x-viva-identity", session.token("admin")),))
    as_token = Caller(session.port, session.world.keys.identity(o.SERVICE_GATEWAY))
    assert (await as_identity.refused(result(session.ids))).code is grpc.StatusCode.UNAUTHENTICATED
    assert (await as_token.refused(accounts.GetMeRequest())).code is grpc.StatusCode.UNAUTHENTICATED


async def test_f7_what_a_candidate_says_has_no_field_for_who_says_it() -> None:
    """F7: the client could write a line as the interviewer."""
    for request in (interviews.SubmitAnswerRequest, interviews.AddLineRequest):
        assert {field.name for field in request.DESCRIPTOR.fields} & {"speaker", "role", "author", "actor", "score", "points"} == set()


async def test_f6_lists_show_somebody_else_nothing(session: Session) -> None:
    stranger = session.caller("stranger")
    assert not (await stranger(interviews.ListInterviewsRequest())).interviews
    assert not (await stranger(resumes.ListResumesRequest())).resumes


async def test_who_was_a_recruiter_is_a_member_no_more(session: Session) -> None:
    """A row that was left behind in company_members opens nothing to somebody with another role."""
    async with session.database.work() as work:
        await work.run(
            text("INSERT INTO company_members (company_id, account_id, create_time) VALUES (:company, :account, clock_timestamp())"),
            {"company": session.ids["ours"], "account": session.ids["account stranger"]},
        )
    stranger = session.caller("stranger")
    for request in (
        interviews.GetInterviewRequest(interview_id=session.ids["interview"]),
        postings.GetPostingRequest(posting_id=session.ids["draft"]),
    ):
        assert (await stranger.refused(request)).code is grpc.StatusCode.NOT_FOUND


async def test_those_to_whom_it_belongs_get_through(session: Session) -> None:
    """What is refused to everybody proves nothing."""
    ids = session.ids
    assert (await session.caller("owner")(resumes.GetResumeRequest(resume_id=ids["resume"]))).resume.resume_id == ids["resume"]
    assert (await session.caller("recruiter")(resumes.GetResumeRequest(resume_id=ids["resume"]))).resume.resume_id == ids["resume"]
    maker = session.caller("partner: maker")
    assert (await maker(resumes.GetResumeRequest(resume_id=ids["partner resume"]))).resume.resume_id == ids["partner resume"]
    assert (await session.caller("stranger")(postings.GetPostingRequest(posting_id=ids["open"]))).posting.posting_id == ids["open"]
    assert (await session.caller("recruiter")(postings.GetPostingRequest(posting_id=ids["draft"]))).posting.posting_id == ids["draft"]
    assert (await session.caller("admin")(dead.ListDeadTasksRequest())).next_page_token == ""
    assert (await session.caller("gateway for owner")(access.CheckRequest())).holds == []


async def test_f4_an_account_that_is_closed_is_closed_for_its_open_tokens(session: Session) -> None:
    """F4: an old token must open nothing, not even before it expires."""
    account_id, family_id = str(uuid4()), str(uuid4())
    async with session.database.work() as work:
        row = {"account": account_id, "family": family_id}
        await work.run(text(CLOSED), row)
        await work.run(text(DEVICE), row)
    caller = Caller(session.port, session.world.keys.access_token(sub=account_id, role="candidate", sid=family_id))
    assert str(await caller.refused(accounts.GetMeRequest())) == "UNAUTHENTICATED TOKEN_REVOKED"
    elsewhere = replace(session.caller("gateway"), token=caller.token)
    assert str(await elsewhere.refused(access.CheckRequest())) == "UNAUTHENTICATED TOKEN_REVOKED"


CLOSED = """
    INSERT INTO accounts (account_id, email, username, full_name, role, state, language, create_time, update_time, withdraw_time)
    VALUES (:account, 'closed@example.com', 'closed_one', 'C', 1, 3, 1, clock_timestamp(), clock_timestamp(), clock_timestamp())
"""
DEVICE = """
    INSERT INTO session_families (family_id, account_id, create_time, expire_time)
    VALUES (:family, :account, clock_timestamp(), clock_timestamp() + interval '1 day')
"""


async def test_f6_what_is_somebody_elses_and_what_never_was_are_the_same_to_a_stranger(session: Session) -> None:
    """Ids cannot be tried out: status, reason, words and facts are the same."""
    stranger, ids = session.caller("stranger"), session.ids
    requests: list[Callable[[str], Message]] = [
        lambda one: interviews.GetInterviewRequest(interview_id=one),
        lambda one: resumes.GetResumeRequest(resume_id=one),
        lambda one: postings.GetPostingRequest(posting_id=one),
        lambda one: accounts.GetAvatarRequest(account_id=one),
    ]
    theirs = (ids["interview"], ids["resume"], ids["draft"], ids["account owner"])
    for request, one in zip(requests, theirs, strict=True):
        answers = [await stranger.refused(request(name)) for name in (one, str(uuid4()))]
        said = [(str(answer), answer.facts, getattr(answer.__cause__, "details", str)()) for answer in answers]
        assert said[0] == said[1]
