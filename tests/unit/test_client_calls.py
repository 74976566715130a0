"""Every call has a token and a deadline, is repeated exactly where the contract says so, and fails with a typed exception."""

import asyncio
from collections.abc import AsyncIterator

import grpc
import pytest
from viva.session.v1 import client_service_pb2 as clients
from viva.session.v1 import interview_service_pb2 as pb
from viva.session.v1.auth_service_pb2 import GetJwksRequest
from viva.session.v1.auth_service_pb2_grpc import AuthServiceStub
from viva.session.v1.client_service_pb2_grpc import ClientServiceStub
from viva.session.v1.interview_pb2 import Interview, Question
from viva.session.v1.interview_service_pb2_grpc import InterviewServiceStub
from viva.session.v1.resume_service_pb2 import DownloadResumeRequest
from viva.session.v1.resume_service_pb2_grpc import ResumeServiceStub
from viva_client import DeadlineExceeded, NotFound, PermissionDenied, ResourceExhausted, Unavailable
from viva_client.contract import UNARY_SECONDS, rules_of

from mesh import refusal
from tests.partners.fakes import AT_ONCE, Broken, FakeViva, serving

ID = "1a6e9d1e-0000-4000-8000-000000000001"
LOST = Broken()
CUT = Broken(grpc.StatusCode.INTERNAL, "Received RST_STREAM with error code 2")
MADE = pb.CreateInterviewResponse(interview=Interview(interview_id=ID))
GOT = pb.GetInterviewResponse(interview=Interview(interview_id=ID))


class Busy(refusal.Exhausted):
    """Too many at once."""

    reason = "BUSY"


class InterviewUnknown(refusal.NotFound):
    """There is no such interview."""

    reason = "INTERVIEW_UNKNOWN"


@pytest.fixture
async def fake() -> AsyncIterator[FakeViva]:
    """A Viva that does as it is told."""
    async with serving() as fake:
        yield fake


@pytest.mark.parametrize("lost", [LOST, CUT], ids=["unavailable", "cut by a proxy"])
async def test_a_lost_call_is_repeated_under_the_same_request_id(fake: FakeViva, lost: Broken) -> None:
    """F21: a retry made a second interview."""
    script = fake.on("CreateInterview", lost, lost, MADE)
    async with fake.client() as viva:
        assert (await viva.interviews.create(position="baker")).interview_id == ID
    (request_id,) = {call.request.request_id for call in script.seen}
    assert len(script.seen) == 3 and len(request_id) == 36


async def test_two_calls_have_two_request_ids_and_a_given_one_stays(fake: FakeViva) -> None:
    script = fake.on("CreateInterview", MADE)
    async with fake.client() as viva:
        for request_id in ("", "", ID):
            await viva.interviews.create(position="baker", request_id=request_id)
    first, second, third = (call.request.request_id for call in script.seen)
    assert first != second and third == ID


async def test_a_callers_own_message_is_left_as_it_is(fake: FakeViva) -> None:
    fake.on("CreateInterview", MADE)
    request = pb.CreateInterviewRequest(position="baker")
    async with fake.client() as viva:
        await viva.stub(InterviewServiceStub).CreateInterview(request)
    assert request == pb.CreateInterviewRequest(position="baker")


async def test_what_is_not_safe_to_repeat_is_not_repeated(fake: FakeViva) -> None:
    script = fake.on("RotateClientSecret", LOST)
    async with fake.client() as viva:
        with pytest.raises(Unavailable) as raised:
            await viva.stub(ClientServiceStub).RotateClientSecret(clients.RotateClientSecretRequest(client_id=ID))
    assert raised.value.retryable and len(script.seen) == 1


async def test_after_as_many_attempts_as_are_allowed_the_last_error_is_raised(fake: FakeViva) -> None:
    script = fake.on("GetInterview", LOST)
    async with fake.client() as viva:
        with pytest.raises(Unavailable, match="connection reset"):
            await viva.interviews.get(ID)
    assert len(script.seen) == AT_ONCE.attempts


async def test_a_refusal_is_final(fake: FakeViva) -> None:
    script = fake.on("GetInterview", InterviewUnknown())
    async with fake.client() as viva:
        with pytest.raises(NotFound) as raised:
            await viva.interviews.get(ID)
    assert raised.value.reason == "INTERVIEW_UNKNOWN" and len(script.seen) == 1


async def test_a_full_house_is_asked_again_when_it_said_when(fake: FakeViva) -> None:
    fake.on("GetInterview", Busy(retry_after_seconds="0"), Broken(grpc.StatusCode.RESOURCE_EXHAUSTED, "", (("retry-after", "0"),)), GOT)
    async with fake.client() as viva:
        assert (await viva.interviews.get(ID)).interview_id == ID


@pytest.mark.parametrize(
    ("full", "seconds"),
    [(Busy(), 30.0), (Busy(retry_after_seconds=9), 5.0), (Busy(retry_after_seconds=20), 30.0)],
    ids=["no time named", "longer than the call may take", "longer than anybody waits without being asked"],
)
async def test_a_full_house_is_not_pressed(fake: FakeViva, full: Busy, seconds: float) -> None:
    script = fake.on("GetInterview", full)
    async with fake.client(timeout=seconds) as viva:
        with pytest.raises(ResourceExhausted) as raised:
            await viva.interviews.get(ID)
    assert raised.value.retryable and len(script.seen) == 1


async def test_every_call_has_a_deadline_and_a_token_and_public_ones_have_none(fake: FakeViva) -> None:
    got = fake.on("GetInterview", GOT)
    async with fake.client() as viva:
        await viva.interviews.get(ID)
        await viva.stub(InterviewServiceStub).GetInterview(pb.GetInterviewRequest(interview_id=ID), timeout=7)
        await viva.stub(AuthServiceStub).GetJwks(GetJwksRequest())
    async with fake.client(timeout=3.0) as viva:
        await viva.interviews.get(ID)
    lefts = [call.seconds_left or 0 for call in got.seen]
    assert [call.token for call in got.seen] == ["token-1", "token-1", "token-2"]
    assert fake.auth.jwks_tokens == [""]
    assert all(abs(limit - left) < 2 for left, limit in zip(lefts, (UNARY_SECONDS, 7, 3), strict=True))


async def test_a_call_that_takes_too_long_is_given_up(fake: FakeViva) -> None:
    fake.on("GetInterview", GOT).gate.clear()
    async with fake.client(timeout=0.2) as viva:
        with pytest.raises(DeadlineExceeded) as raised:
            await viva.interviews.get(ID)
    assert raised.value.retryable


async def test_a_token_that_takes_too_long_is_not_waited_for(fake: FakeViva) -> None:
    fake.auth.gate.clear()
    async with fake.client(timeout=0.2) as viva:
        with pytest.raises(DeadlineExceeded, match="token"):
            await viva.interviews.get(ID)


async def test_a_call_without_credentials_carries_no_token(fake: FakeViva) -> None:
    script = fake.on("GetInterview", GOT)
    async with fake.client(None) as viva:
        await viva.interviews.get(ID)
    assert script.seen[0].token == "" and fake.auth.issued == 0


async def test_streams_fail_with_the_same_exceptions(fake: FakeViva) -> None:
    fake.streaming("DownloadResume", ([], refusal.PermissionDenied()))
    async with fake.client() as viva:
        with pytest.raises(PermissionDenied):
            async for _ in viva.stub(ResumeServiceStub).DownloadResume(DownloadResumeRequest(resume_id=ID)):
                pass


async def test_nobody_at_the_other_end_is_unavailable() -> None:
    async with serving() as gone:
        pass
    async with gone.client() as viva:
        with pytest.raises(Unavailable, match="Viva cannot be reached now"):
            await viva.interviews.get(ID)


async def test_many_calls_share_one_client(fake: FakeViva) -> None:
    fake.on("GetInterview", GOT)
    async with fake.client() as viva:
        got = await asyncio.gather(*(viva.interviews.get(ID) for _ in range(100)))
    assert len(got) == 100 and fake.auth.issued == 1


async def test_a_list_is_read_page_by_page_as_somebody_comes_to_it(fake: FakeViva) -> None:
    """F31: lists without paging."""
    pages = [
        pb.ListInterviewsResponse(interviews=[Interview(interview_id=one) for one in names], next_page_token=token)
        for names, token in (("ab", "2"), ("", "3"), ("c", ""))
    ]
    script = fake.on("ListInterviews", *pages)
    async with fake.client() as viva:
        interviews = viva.interviews.list()
        assert [(await anext(interviews)).interview_id, (await anext(interviews)).interview_id] == ["a", "b"]
        assert len(script.seen) == 1
        assert [one.interview_id async for one in interviews] == ["c"]
    assert [call.request.page_token for call in script.seen] == ["", "2", "3"]


async def test_an_answer_names_its_question(fake: FakeViva) -> None:
    script = fake.on("SubmitAnswer", pb.SubmitAnswerResponse(answer_id="a"))
    async with fake.client() as viva:
        await viva.interviews.answer(Question(interview_id="i", question_id="q"), "because")
    (call,) = script.seen
    assert (call.request.interview_id, call.request.question_id, call.request.text) == ("i", "q", "because")


def test_the_rules_of_a_method_are_those_of_the_contract() -> None:
    create = rules_of("/viva.session.v1.InterviewService/CreateInterview")
    assert create.is_repeatable and create.is_named and create.answers_once and not create.is_public
    assert rules_of("/viva.session.v1.AuthService/IssueClientToken").is_public
    assert not rules_of("/viva.session.v1.AuthService/RefreshToken").is_repeatable
    ask = rules_of("/viva.llm.v1.LlmService/Ask")
    assert (ask.is_repeatable, ask.answers_once, ask.seconds) == (False, False, 35.0)
