"""The llm service on the wire, with its shipped engine, against a scripted ledger: tickets, leases, scores, refusals."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

import grpc.aio
import pytest
from viva.contract.v1.options_pb2 import SERVICE_LLM, SERVICE_RESUME, SERVICE_SESSION
from viva.interview.v1 import evaluation_pb2, report_pb2, rubric_pb2, stage_pb2, transcript_pb2
from viva.interview.v1.bank_question_pb2 import DIFFICULTY_EASY
from viva.interview.v1.language_pb2 import LANGUAGE_ENGLISH, LANGUAGE_KOREAN
from viva.llm.v1 import ask_context_pb2, evaluate_context_pb2, report_context_pb2
from viva.llm.v1 import llm_service_pb2 as pb
from viva.llm.v1.llm_service_pb2_grpc import LlmServiceStub
from viva.resume.v1 import resume_service_pb2 as resume_pb
from viva.resume.v1.passage_pb2 import Passage
from viva.resume.v1.resume_content_pb2 import SECTION_KIND_EXPERIENCE
from viva.resume.v1.resume_service_pb2_grpc import ResumeServiceServicer
from viva.session.v1 import task_service_pb2 as tasks

from mesh.caller import Caller, LeaseAuthority, current_caller
from mesh.refusal import Unavailable
from mesh.rich_status import refusal_in
from mesh.server import Server
from services.llm.engines.bank.engine import BankEngine
from services.llm.engines.workbench import Workbench
from services.llm.main import wired
from services.llm.settings import Settings
from services.session.questions.shipped import read_rubrics
from tests.echo.house import House, bearer
from tests.echo.ledger import ScriptedLedger
from tests.llm.briefs import ENGLISH, KOREAN, TOLD, bank_engine
from tests.resumes.session import Yes, without_gaps

Line = transcript_pb2.TranscriptLine
TICKET = "ticket-0123456789abcdef"
SOON = 30
ENGINE = bank_engine()
"""One for all tests: Korean takes seconds to load."""


class Resumes(ResumeServiceServicer):
    """The résumé service as far as a question needs it."""

    def __init__(self) -> None:
        self.asked: list[tuple[resume_pb.RetrieveRequest, Caller]] = []
        self.is_down = False

    async def Retrieve(self, request: resume_pb.RetrieveRequest, context: Any) -> resume_pb.RetrieveResponse:
        self.asked.append((request, current_caller()))
        if self.is_down:
            raise Unavailable
        passage = Passage(section=SECTION_KIND_EXPERIENCE, text="2023–2025 부하 테스트 자동화")
        return resume_pb.RetrieveResponse(hits=[resume_pb.PassageHit(passage=passage)])


@dataclass
class World:
    """A running llm service and its peers."""

    house: House
    ledger: ScriptedLedger
    resumes: Resumes
    service: Server
    stub: LlmServiceStub = field(repr=False)

    def ask(self, **how: Any) -> Any:
        """Calls Ask as a candidate with a ticket."""
        return self.stub.Ask(pb.AskRequest(ticket=TICKET), metadata=bearer(self.house.person()), **how)

    async def told(self) -> Any:
        """What the worker told the ledger next, but for the renewals of a busy machine."""
        while isinstance(told := await asyncio.wait_for(self.ledger.told.get(), SOON), tasks.RenewRequest):
            pass
        return told

    async def result_of(self, request: Any, arm: str) -> Any:
        """Hands a task out and waits for what the worker tells the ledger."""
        self.ledger.hand_out(request, arm=arm)
        return await self.told()


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    house, ledger, resumes, yes = House(tmp_path), ScriptedLedger(), without_gaps(Resumes), Yes()
    async with (
        house.serving(ledger, yes, service=SERVICE_SESSION, lookup=yes) as session,
        house.serving(resumes, service=SERVICE_RESUME, lookup=yes) as resume,
    ):
        mesh = house.settings(SERVICE_LLM, session=session.port, resume=resume.port)
        async with wired(Settings(mesh), ENGINE) as service:
            await asyncio.wait_for(service.readiness.reached(), SOON)
            async with grpc.aio.insecure_channel(f"127.0.0.1:{service.port}") as channel:
                yield World(house, ledger, resumes, service, LlmServiceStub(channel))


def asking(answer: str = TOLD[KOREAN], **more: Any) -> pb.AskRequest:
    context = ask_context_pb2.AskContext(
        language=LANGUAGE_KOREAN,
        stage=stage_pb2.STAGE_EXPERIENCE_FOLLOWUP,
        kind=stage_pb2.STAGE_KIND_FOLLOW_UP,
        last_turn=ask_context_pb2.Turn(question_id=str(uuid4()), question="?", answer=answer),
        bank_options=[ask_context_pb2.BankOption(question_id=str(uuid4()), text="무엇을 먼저 하셨나요?", difficulty=DIFFICULTY_EASY)],
        **more,
    )
    return pb.AskRequest(interview_id=str(uuid4()), question_id=str(uuid4()), context=context)


def rubric() -> rubric_pb2.Rubric:
    shipped = read_rubrics()["problem_solving", ENGLISH]
    return rubric_pb2.Rubric(
        version=shipped.version,
        criteria=[
            rubric_pb2.Criterion(
                criterion_id=each.criterion_id,
                name=each.name,
                levels=[rubric_pb2.Level(points=level.points, anchor=level.anchor) for level in each.levels],
                indicators=each.indicators,
            )
            for each in shipped.criteria
        ],
    )


def line(
    text: str, order: int = 1, *, speaker: Any = transcript_pb2.SPEAKER_CANDIDATE, question_id: str = ""
) -> transcript_pb2.TranscriptLine:
    return transcript_pb2.TranscriptLine(
        line_id=str(uuid4()),
        speaker=speaker,
        text=text,
        order=order,
        question_id=question_id or str(uuid4()),
        stage=stage_pb2.STAGE_PROBLEM_SOLVING,
    )


def evaluating(*lines: Line, purpose: Any = stage_pb2.PURPOSE_PRACTICE) -> pb.EvaluateRequest:
    context = evaluate_context_pb2.EvaluateContext(
        language=LANGUAGE_ENGLISH,
        purpose=purpose,
        stage=stage_pb2.STAGE_PROBLEM_SOLVING,
        area=stage_pb2.AREA_EXPERIENCE,
        rubric=rubric(),
        question="How did you narrow it down?",
        lines=lines,
    )
    return pb.EvaluateRequest(interview_id=str(uuid4()), answer_id=str(uuid4()), context=context)


def reason_of(error: grpc.aio.AioRpcError) -> tuple[grpc.StatusCode, str]:
    refusal = refusal_in(error)
    return error.code(), refusal.reason if refusal else ""


async def test_a_ticket_streams_the_question_word_by_word_and_completes_its_task(world: World) -> None:
    task = world.ledger.tickets[TICKET] = world.ledger.task(asking(), arm="ask")
    started, *deltas, last = [response async for response in world.ask()]

    assert (started.started.task_id, started.started.attempt) == (task.task_id, 1)
    shown = ""
    for response in deltas:
        assert response.delta.offset == len(shown)
        shown += response.delta.text
    assert len(deltas) > 1 and shown == last.result.text
    completed: tasks.CompleteRequest = await world.told()
    assert (completed.lease_token, completed.ask) == (task.lease_token, last.result)


async def test_the_question_quotes_what_resume_and_answer_share_on_the_leases_authority(world: World) -> None:
    request = asking("부하 테스트를 준비하고 데이터베이스 색인을 다시 만들고 결제 서버를 옮겼습니다.", resume_id=str(uuid4()))
    completed = await world.result_of(request, "ask")
    assert completed.ask.quoted == "부하 테스트"
    ((asked, caller),) = world.resumes.asked
    assert asked.resume_id == request.context.resume_id and caller.service == SERVICE_LLM
    assert isinstance(caller.authority, LeaseAuthority) and caller.token is None


async def test_a_resume_service_that_is_down_keeps_no_question_back(world: World) -> None:
    world.resumes.is_down = True
    completed = await world.result_of(asking(resume_id=str(uuid4())), "ask")
    assert completed.ask.text and completed.ask.stamp.engine == "bank"


async def test_f38_dropping_the_stream_of_a_ticket_does_not_end_its_task(world: World) -> None:
    world.ledger.tickets[TICKET] = world.ledger.task(asking(), arm="ask")
    call = world.ask()
    assert (await call.read()).HasField("started")
    call.cancel()
    assert (await world.told()).ask.text


async def test_f20_every_task_of_the_package_is_asked_for_by_its_name_in_the_contract(world: World) -> None:
    wanted = await asyncio.wait_for(world.ledger.credits.get(), SOON)
    assert sorted(wanted.methods) == [f"viva.llm.v1.LlmService.{name}" for name in ("Ask", "Evaluate", "WriteReport")]
    assert wanted.free_batch_slots == wanted.free_slots - 1


async def test_an_evaluation_comes_back_with_citations_that_stand_in_the_lines(world: World) -> None:
    said = line(TOLD[ENGLISH])
    request = evaluating(said)
    result = (await world.result_of(request, "evaluate")).evaluate
    evaluation = result.evaluation
    assert evaluation.answer_id == request.answer_id and evaluation.HasField("points")
    assert evaluation.stamp.rubric_version == request.context.rubric.version
    citations = [citation for score in evaluation.criteria for citation in score.citations]
    assert citations and all(said.text[citation.start : citation.end] == citation.text for citation in citations)
    assert result.answer_kind == transcript_pb2.ANSWER_KIND_ANSWER


async def test_an_interviewers_line_is_never_evidence(world: World) -> None:
    request = evaluating(line(TOLD[ENGLISH], speaker=transcript_pb2.SPEAKER_INTERVIEWER))
    evaluation = (await world.result_of(request, "evaluate")).evaluate.evaluation
    assert evaluation.unavailable == evaluation_pb2.UNAVAILABLE_NOT_ANSWERED and not evaluation.HasField("points")


async def test_nothing_is_scored_for_a_hiring_decision(world: World) -> None:
    request = evaluating(line(TOLD[ENGLISH]), purpose=stage_pb2.PURPOSE_HIRING)
    evaluation = (await world.result_of(request, "evaluate")).evaluate.evaluation
    assert evaluation.unavailable == evaluation_pb2.UNAVAILABLE_ENGINE_NOT_PERMITTED and evaluation.needs_person


async def test_f45_a_report_reads_the_transcript_in_the_order_it_was_said(world: World) -> None:
    question_id, answer_id = str(uuid4()), str(uuid4())
    sentences = [sentence + "." for sentence in TOLD[ENGLISH].rstrip(".").split(". ")]
    said = [line(sentence, order, question_id=question_id) for order, sentence in enumerate(sentences, start=1)]
    context = report_context_pb2.ReportContext(
        language=LANGUAGE_ENGLISH,
        purpose=stage_pb2.PURPOSE_PRACTICE,
        transcript=reversed(said),
        answers=[report_context_pb2.AnsweredQuestion(answer_id=answer_id, question_id=question_id)],
    )
    request = pb.WriteReportRequest(interview_id=str(uuid4()), version=1, context=context)
    draft = (await world.result_of(request, "write_report")).write_report.draft
    (story,) = draft.stories
    assert (story.answer_id, [citation.line_id for citation in story.situation]) == (answer_id, [said[0].line_id])
    assert [citation.text for citation in story.result] == [sentences[-1]]
    assert draft.recommendation == report_pb2.RECOMMENDATION_NONE and draft.stamp.engine == "bank"


async def test_a_task_whose_interview_has_moved_on_fails_for_good(world: World) -> None:
    failed = await world.result_of(pb.AskRequest(interview_id=str(uuid4()), question_id=str(uuid4())), "ask")
    assert (failed.reason, failed.retryable) == ("CONTEXT_MISSING", False)


async def test_no_question_left_is_a_failure_and_never_an_empty_question(world: World) -> None:
    request = asking("그 경험에서 정말 많은 것을 느꼈던 것 같습니다.")
    del request.context.bank_options[:]
    failed = await world.result_of(request, "ask")
    assert (failed.reason, failed.retryable) == ("ENGINE_FAILED", True)


async def test_ids_from_outside_are_refused(world: World) -> None:
    request = pb.AskRequest(interview_id=str(uuid4()), question_id=str(uuid4()))
    with pytest.raises(grpc.aio.AioRpcError) as refused:
        [response async for response in world.stub.Ask(request, metadata=bearer(world.house.person()))]
    assert reason_of(refused.value) == (grpc.StatusCode.INVALID_ARGUMENT, "TICKET_REQUIRED")


async def test_a_ticket_and_ids_together_are_refused(world: World) -> None:
    request = pb.AskRequest(ticket=TICKET, interview_id=str(uuid4()), question_id=str(uuid4()))
    with pytest.raises(grpc.aio.AioRpcError) as refused:
        [response async for response in world.stub.Ask(request, metadata=bearer(world.house.person()))]
    assert refused.value.code() is grpc.StatusCode.INVALID_ARGUMENT


@pytest.mark.parametrize("method", ["Evaluate", "WriteReport"])
@pytest.mark.parametrize("role", ["candidate", "recruiter", "admin"])
async def test_what_only_the_ledger_may_ask_for_nobody_may_call(world: World, method: str, role: str) -> None:
    request = evaluating() if method == "Evaluate" else pb.WriteReportRequest(interview_id=str(uuid4()), version=1)
    with pytest.raises(grpc.aio.AioRpcError) as refused:
        await getattr(world.stub, method)(request, metadata=bearer(world.house.person(role)))
    assert refused.value.code() is grpc.StatusCode.PERMISSION_DENIED


def scoring() -> pb.ScoreAnswerRequest:
    return pb.ScoreAnswerRequest(
        language=LANGUAGE_ENGLISH,
        purpose=stage_pb2.PURPOSE_PRACTICE,
        question="How did you narrow it down?",
        answer=TOLD[ENGLISH],
        rubric=rubric(),
        answer_id=str(uuid4()),
    )


async def test_a_partner_with_the_scope_has_an_answer_scored_without_an_interview(world: World) -> None:
    request = scoring()
    response = await world.stub.ScoreAnswer(request, metadata=bearer(world.house.partner("scoring")))
    citations = [citation for score in response.evaluation.criteria for citation in score.citations]
    assert response.evaluation.points and citations
    assert all(request.answer[each.start : each.end] == each.text and each.line_id == request.answer_id for each in citations)


@pytest.mark.parametrize("token", ["partner", "candidate"])
async def test_f8_scoring_wants_the_scope(world: World, token: str) -> None:
    metadata = bearer(world.house.partner("interviews") if token == "partner" else world.house.person())
    with pytest.raises(grpc.aio.AioRpcError) as refused:
        await world.stub.ScoreAnswer(scoring(), metadata=metadata)
    assert refused.value.code() is grpc.StatusCode.PERMISSION_DENIED


async def test_a_full_engine_is_busy_now_and_its_task_goes_back_uncounted(tmp_path: Path) -> None:
    house, ledger, yes = House(tmp_path), ScriptedLedger(), Yes()
    full = Workbench(slots=1, queue_limit=0)
    holding = asyncio.Event()
    loop = asyncio.get_running_loop()
    busy = loop.create_task(full.run(lambda: asyncio.run_coroutine_threadsafe(holding.wait(), loop).result()))
    async with (
        house.serving(ledger, yes, service=SERVICE_SESSION, lookup=yes) as session,
        house.serving(without_gaps(Resumes), service=SERVICE_RESUME, lookup=yes) as resume,
        wired(Settings(house.settings(SERVICE_LLM, session=session.port, resume=resume.port)), BankEngine(full)) as service,
        grpc.aio.insecure_channel(f"127.0.0.1:{service.port}") as channel,
    ):
        await asyncio.wait_for(service.readiness.reached(), SOON)
        with pytest.raises(grpc.aio.AioRpcError) as refused:
            await LlmServiceStub(channel).ScoreAnswer(scoring(), metadata=bearer(house.person("admin")))
        assert reason_of(refused.value) == (grpc.StatusCode.RESOURCE_EXHAUSTED, "ENGINE_BUSY")
        lease = ledger.hand_out(asking(), arm="ask")
        assert await asyncio.wait_for(ledger.told.get(), SOON) == tasks.ReleaseRequest(lease_token=lease)
        holding.set()
        await busy
    full.close()


async def test_info_says_that_no_model_runs_and_what_is_scored(world: World) -> None:
    info = await world.stub.Info(pb.InfoRequest(), metadata=bearer(world.house.person()))
    assert (info.stamp.engine, info.has_model) == ("bank", False)
    assert list(info.languages) == [LANGUAGE_KOREAN, LANGUAGE_ENGLISH]
    assert list(info.scored_purposes) == [stage_pb2.PURPOSE_PRACTICE] and info.slots and info.queue_limit
