"""Whatever an engine cannot do, the interview goes on and its report says what is missing."""

from collections.abc import AsyncIterator
from datetime import timedelta
from uuid import uuid4

import pytest
from google.protobuf.duration_pb2 import Duration
from viva.interview.v1 import evaluation_pb2, report_pb2, transcript_pb2
from viva.llm.v1 import llm_service_pb2 as llm
from viva.session.v1 import interview_service_pb2 as pb

from services.session.interviews.evaluations import EvaluationStore
from services.session.interviews.store import InterviewStore
from services.session.interviews.words import NextAction, QuestionSource, Stage, Status
from services.session.questions.encoding import encode_rubric
from services.session.questions.shipped import read_bank
from services.session.reports.store import ReportStore
from services.session.seed import seed
from services.session.tasks.domain import LeaseStale
from services.session.tasks.ledger import ResultRefused
from tests.integration.interview_rig import (
    ASK,
    EVALUATE,
    REPORT,
    Replica,
    answer,
    candidate,
    count,
    evaluated,
    hold,
    new_interview,
    open_question,
    replicas,
    take,
)

OPEN_TASKS = "SELECT count(*) FROM tasks WHERE state IN ('READY', 'LEASED')"
NEEDS_PERSON = "SELECT count(*) FROM evaluations WHERE interview_id = :id AND unavailable = :why"


@pytest.fixture
async def replica(migrated_url: str) -> AsyncIterator[Replica]:
    """One session replica on a database without a question bank."""
    async with replicas(migrated_url, 1) as (one,):
        yield one


async def held(replica: Replica) -> str:
    """An interview of which everything was answered and nothing has been read."""
    interview_id = await new_interview(replica.database)
    await hold(replica, interview_id, candidate())
    return interview_id


async def lose(replica: Replica, method: str) -> None:
    """A worker says that no attempt at the next task can go well."""
    handout = await take(replica, method)
    assert handout is not None
    await replica.ledger.fail(handout.token, "ENGINE_FAILED", retryable=False)


async def read_all(replica: Replica) -> None:
    """Does all Evaluate tasks."""
    while handout := await take(replica, EVALUATE):
        await replica.ledger.complete(handout.token, EVALUATE, evaluated(handout))


async def report_of(replica: Replica, interview_id: str) -> report_pb2.Report:
    """The interview's report."""
    async with replica.database.work() as work:
        report = await ReportStore(work).read(interview_id)
    assert report is not None
    return report


async def asking(replica: Replica) -> str:
    """An interview that waits for its first made question."""
    interview_id, who = await new_interview(replica.database), candidate()
    question_id = await hold(replica, interview_id, who, until=Stage.MOTIVATION)
    await replica.live.submit(answer(interview_id, question_id), who)
    return interview_id


async def test_a_question_that_no_engine_makes_comes_from_the_bank(replica: Replica, migrated_url: str) -> None:
    await seed(migrated_url)
    interview_id = await asking(replica)
    await lose(replica, ASK)
    assert (await open_question(replica, interview_id)).stage == int(Stage.SKILL)
    source = await count(
        replica, "SELECT source FROM asked_questions WHERE interview_id = :id AND stage = :s", id=interview_id, s=Stage.SKILL
    )
    assert source == QuestionSource.FALLBACK


async def test_a_report_says_of_each_question_what_thought_of_it_and_what_that_took(replica: Replica, migrated_url: str) -> None:
    await seed(migrated_url)
    interview_id = await asking(replica)
    await lose(replica, ASK)
    question = await open_question(replica, interview_id)
    effort = evaluation_pb2.EngineEffort(queue_duration=Duration(nanos=1000), prompt_tokens=900, cached_tokens=700, written_tokens=40)
    stamp = evaluation_pb2.EngineStamp(engine="llama_cpp", model="Tiny", prompt_version="1", effort=effort)
    await replica.live.submit(answer(interview_id, question.question_id), candidate())
    handout = await take(replica, ASK)
    assert handout is not None
    made = llm.AskResult(text="And what came of that?", stamp=stamp)
    await replica.ledger.complete(handout.token, ASK, made.SerializeToString())
    question = await open_question(replica, interview_id)
    while question.question_id:
        response = await replica.live.submit(answer(interview_id, question.question_id), candidate())
        question = response.question
    await read_all(replica)
    await lose(replica, REPORT)
    _, template, fallen_back, by_model, *_ = (await report_of(replica, interview_id)).questions
    assert not template.HasField("stamp") and not template.is_fallback
    assert fallen_back.is_fallback and not fallen_back.HasField("stamp")
    assert by_model.stamp == stamp and by_model.question_id == handout.task.task_id


async def test_f46_an_answer_to_a_question_of_the_bank_is_read_by_that_questions_own_rubric(replica: Replica, migrated_url: str) -> None:
    """F46: the rubric that came with a question was kept and never used; all answers of a stage were read alike."""
    await seed(migrated_url)
    interview_id = await asking(replica)
    await lose(replica, ASK)
    question = await open_question(replica, interview_id)
    await replica.live.submit(answer(interview_id, question.question_id), candidate())
    read_by = {}
    while handout := await take(replica, EVALUATE):
        context = llm.EvaluateRequest.FromString(handout.request).context
        read_by[context.stage] = (context.question, context.rubric)
        await replica.ledger.complete(handout.token, EVALUATE, evaluated(handout))
    own = {shipped.question.text: encode_rubric(shipped.question.rubric) for shipped in read_bank()}
    asked, rubric = read_by[question.stage]
    assert rubric == own[asked]
    others = [rubric for stage, (_, rubric) in read_by.items() if stage != question.stage]
    assert others and rubric not in others


async def test_f22_an_interview_whose_bank_is_empty_goes_on_to_the_next_stage_and_to_its_end(replica: Replica) -> None:
    interview_id = await asking(replica)
    for _ in range(2):
        await lose(replica, ASK)
    question = await open_question(replica, interview_id)
    assert question.stage == int(Stage.FINAL_STATEMENT)
    await replica.live.submit(answer(interview_id, question.question_id), candidate())
    await read_all(replica)
    await lose(replica, REPORT)
    missing = {part.stage: part.reason for part in (await report_of(replica, interview_id)).missing}
    assert missing[Stage.SKILL.value] == evaluation_pb2.UNAVAILABLE_NOT_ANSWERED  # type: ignore[index]


async def test_f44_an_answer_that_no_engine_reads_has_no_score_and_is_for_a_person_to_look_at(replica: Replica) -> None:
    interview_id = await held(replica)
    await lose(replica, EVALUATE)
    assert await count(replica, NEEDS_PERSON, id=interview_id, why=evaluation_pb2.UNAVAILABLE_ENGINE_FAILED) == 1
    async with replica.database.work() as work:
        (lost,) = await EvaluationStore(work).of_interview(interview_id)
    assert lost.needs_person
    assert not lost.HasField("points")


async def test_f33_the_last_evaluation_has_the_report_written_even_when_it_failed(replica: Replica) -> None:
    interview_id = await held(replica)
    for _ in range(4):
        handout = await take(replica, EVALUATE)
        assert handout is not None
        await replica.ledger.complete(handout.token, EVALUATE, evaluated(handout))
    assert await take(replica, REPORT) is None
    await lose(replica, EVALUATE)
    handout = await take(replica, REPORT)
    assert handout is not None
    context = llm.WriteReportRequest.FromString(handout.request).context
    assert [part.reason for part in context.missing] == [evaluation_pb2.UNAVAILABLE_ENGINE_FAILED]
    assert len(context.evaluations) == 5
    assert context.transcript
    assert interview_id


async def test_f33_a_report_without_words_still_has_every_number_and_says_what_is_missing(replica: Replica) -> None:
    interview_id = await held(replica)
    await read_all(replica)
    await lose(replica, REPORT)
    report = await report_of(replica, interview_id)
    assert report.is_partial
    assert (report.overall, [area.points for area in report.areas]) == (70, [70, 70])
    assert len(report.evaluations) == 5
    assert [part.reason for part in report.missing] == [evaluation_pb2.UNAVAILABLE_ENGINE_FAILED]
    assert report.recommendation == report_pb2.RECOMMENDATION_NONE
    async with replica.database.work() as work:
        record = await InterviewStore(work).read(interview_id)
        assert record is not None
        state = record.interview.state(at=await work.now())
    assert (state.status, state.next_action) == (Status.COMPLETED, NextAction.SHOW_REPORT)
    assert await count(replica, OPEN_TASKS) == 0


async def test_f45_the_report_is_told_each_question_and_then_its_answer(replica: Replica) -> None:
    await held(replica)
    await read_all(replica)
    handout = await take(replica, REPORT)
    assert handout is not None
    context = llm.WriteReportRequest.FromString(handout.request).context
    speakers = [line.speaker for line in context.transcript]
    assert speakers == [transcript_pb2.SPEAKER_INTERVIEWER, transcript_pb2.SPEAKER_CANDIDATE] * 5
    pairs = zip(context.transcript[::2], context.transcript[1::2], strict=True)
    assert all(asked.question_id == said.question_id for asked, said in pairs)
    assert [line.order for line in context.transcript] == list(range(1, 11))


async def test_f46_the_weights_of_the_interview_decide_its_overall_score(replica: Replica) -> None:
    interview_id = await held(replica)
    while handout := await take(replica, EVALUATE):
        result = llm.EvaluateResult.FromString(evaluated(handout))
        area = llm.EvaluateRequest.FromString(handout.request).context.area
        result.evaluation.points = 50 if area == 1 else 100
        await replica.ledger.complete(handout.token, EVALUATE, result.SerializeToString())
    await lose(replica, REPORT)
    assert (await report_of(replica, interview_id)).overall == pytest.approx(0.4 * 50 + 0.6 * 100)


async def test_a_citation_that_nobody_said_is_refused_and_the_answer_stays_to_be_read(replica: Replica) -> None:
    await held(replica)
    handout = await take(replica, EVALUATE)
    assert handout is not None
    result = llm.EvaluateResult.FromString(evaluated(handout))
    result.evaluation.criteria[0].citations[0].text = "I did not."
    with pytest.raises(ResultRefused):
        await replica.ledger.complete(handout.token, EVALUATE, result.SerializeToString())
    await replica.ledger.complete(handout.token, EVALUATE, evaluated(handout))


async def test_a_citation_that_ends_behind_its_line_is_refused(replica: Replica) -> None:
    await held(replica)
    handout = await take(replica, EVALUATE)
    assert handout is not None
    result = llm.EvaluateResult.FromString(evaluated(handout))
    result.evaluation.criteria[0].citations[0].end += 5
    with pytest.raises(ResultRefused):
        await replica.ledger.complete(handout.token, EVALUATE, result.SerializeToString())


async def test_f47_when_each_word_was_spoken_is_kept_with_its_line(replica: Replica) -> None:
    interview_id, who = await new_interview(replica.database), candidate()
    question_id = await hold(replica, interview_id, who, until=Stage.INTRO)
    word = transcript_pb2.Word(text="Hello", start_offset=Duration(seconds=1), end_offset=Duration(seconds=2))
    request = pb.AddLineRequest(interview_id=interview_id, question_id=question_id, request_id=str(uuid4()), text="Hello", words=[word])
    await replica.live.add_line(request, who)
    await replica.live.submit(answer(interview_id, question_id, ""), who)
    handout = await take(replica, EVALUATE)
    assert handout is not None
    (line,) = llm.EvaluateRequest.FromString(handout.request).context.lines
    assert [(w.text, w.end_offset.ToTimedelta()) for w in line.words] == [("Hello", timedelta(seconds=2))]


async def test_an_interview_that_is_called_off_has_nothing_read_and_no_report(replica: Replica) -> None:
    interview_id, who = await new_interview(replica.database), candidate()
    await hold(replica, interview_id, who, until=Stage.SKILL_FOLLOWUP)
    reading = await take(replica, EVALUATE)
    assert reading is not None
    await replica.live.move(interview_id, lambda interview, now: interview.cancel(at=now), who)
    assert await count(replica, OPEN_TASKS) == 0
    with pytest.raises(LeaseStale):
        await replica.ledger.complete(reading.token, EVALUATE, evaluated(reading))
    assert await count(replica, "SELECT count(*) FROM tasks WHERE method = :report", report=REPORT) == 0
