"""Interviews on a real PostgreSQL as two session replicas see them, without the network in between."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import text
from viva.interview.v1 import evaluation_pb2, language_pb2, rubric_pb2, stage_pb2, transcript_pb2
from viva.llm.v1 import llm_service_pb2 as llm
from viva.session.v1 import interview_event_pb2 as event_pb
from viva.session.v1 import interview_pb2
from viva.session.v1 import interview_service_pb2 as pb

from mesh.contract import method_of
from services.session.database import Database, UnitOfWork
from services.session.interviews.asking import AskEffect
from services.session.interviews.clock import InterviewClock
from services.session.interviews.domain.interview import Interview
from services.session.interviews.domain.question import PlannedStage
from services.session.interviews.evaluating import EvaluateEffect
from services.session.interviews.live import LiveInterviews, Who
from services.session.interviews.store import InterviewStore
from services.session.interviews.words import Stage, StageKind
from services.session.reports.writing import WriteReportEffect
from services.session.tasks.ledger import Appetite, Effect, Handout, Ledger
from services.session.tasks.store import SqlTaskStore

ASK, EVALUATE, REPORT = (method_of(request).full_name for request in (llm.AskRequest, llm.EvaluateRequest, llm.WriteReportRequest))
TEMPLATES = {Stage.INTRO: "Who are you?", Stage.MOTIVATION: "Why us?", Stage.FINAL_STATEMENT: "Anything else?"}
SHORT = (Stage.INTRO, Stage.MOTIVATION, Stage.SKILL, Stage.SKILL_FOLLOWUP, Stage.FINAL_STATEMENT)


class Line:
    """What a servicer asks of the call it serves: where it comes from."""

    def invocation_metadata(self) -> tuple[()]:
        """Nothing came along."""
        return ()

    def peer(self) -> str:
        """This machine."""
        return "ipv4:127.0.0.1:4711"


@dataclass
class Replica:
    """One session process."""

    database: Database
    live: LiveInterviews
    ledger: Ledger[UnitOfWork]
    clock: InterviewClock

    @classmethod
    def on(cls, url: str) -> "Replica":
        """A replica on a database."""
        database = Database.connect(url, pool_size=10)
        ask, evaluate, report = AskEffect(), EvaluateEffect(), WriteReportEffect()
        effects: dict[str, Effect[UnitOfWork]] = {ASK: ask, EVALUATE: evaluate, REPORT: report}
        ledger = Ledger(database.work, SqlTaskStore, effects, {1: ask, 2: evaluate, 3: report})
        return cls(database, LiveInterviews(database, max_live=10_000), ledger, InterviewClock(database))


@asynccontextmanager
async def replicas(url: str, count: int = 2) -> AsyncIterator[list[Replica]]:
    """Several replicas on one database."""
    made = [Replica.on(url) for _ in range(count)]
    try:
        yield made
    finally:
        for replica in made:
            await replica.database.close()


def candidate() -> Who:
    """Somebody."""
    account_id = str(uuid4())
    return Who(event_pb.Actor(party=event_pb.Actor.PARTY_PERSON, actor_id=account_id), account_id)


async def new_interview(database: Database, stages: tuple[Stage, ...] = SHORT) -> str:
    """A scheduled interview."""
    interview_id = str(uuid4())
    rubric = rubric_pb2.Rubric(version="1")
    async with database.work() as work:
        now = await work.now()
        plan = tuple(
            PlannedStage(s, StageKind.TEMPLATE if s in TEMPLATES else StageKind.GENERATED, timedelta(minutes=2), TEMPLATES.get(s, ""))
            for s in stages
        )
        facts: dict[str, Any] = {
            "candidate_id": str(uuid4()),
            "position": "backend engineer",
            "language": language_pb2.LANGUAGE_ENGLISH,
            "mode": interview_pb2.MODE_TEXT,
            "purpose": stage_pb2.PURPOSE_PRACTICE,
            "focus": stage_pb2.FOCUS_COMPREHENSIVE,
            "variant": stage_pb2.SCENARIO_VARIANT_STANDARD,
            "weights": {"1": 40, "3": 60},
            "create_time": now,
        }
        rows = [{"stage": int(s), "area": 1 if s in TEMPLATES else 3, "guide": "", "rubric": rubric.SerializeToString()} for s in stages]
        await InterviewStore(work).add(Interview(interview_id, plan, now + timedelta(days=1)), facts, rows)
    return interview_id


def answer(interview_id: str, question_id: str, said: str = "I did that.", *, claim: bool = False) -> pb.SubmitAnswerRequest:
    """An answer with a request_id of its own."""
    return pb.SubmitAnswerRequest(interview_id=interview_id, question_id=question_id, request_id=str(uuid4()), text=said, claim=claim)


async def take(replica: Replica, method: str) -> Handout | None:
    """Hands out the next task of a method, as if the moment had come for which new ones are put off."""
    async with replica.database.work() as work:
        put_off = "method = :method AND state = 'READY' AND attempt = 0 AND ticket IS NULL"
        await work.run(text(f"UPDATE tasks SET not_before_time = create_time WHERE {put_off}"), {"method": method})  # noqa: S608 — our own
    return await replica.ledger.hand_out(
        Appetite([method], str(uuid4()), interactive=True, batch=True, batch_may_overtake=False, is_idle=True)
    )


async def make_question(replica: Replica, handout: Handout, words: str = "") -> None:
    """Does an Ask task."""
    made = llm.AskResult(text=words or f"And then, {uuid4()}?")
    await replica.ledger.complete(handout.token, ASK, made.SerializeToString())


def evaluated(handout: Handout) -> bytes:
    """The result of an Evaluate task: a score that cites the whole first line."""
    context = llm.EvaluateRequest.FromString(handout.request).context
    line = context.lines[0]
    citation = evaluation_pb2.Citation(line_id=line.line_id, start=0, end=len(line.text), text=line.text)
    criterion = evaluation_pb2.CriterionScore(criterion_id="all", name="All", points=70, citations=[citation])
    evaluation = evaluation_pb2.Evaluation(points=70, criteria=[criterion])
    return llm.EvaluateResult(evaluation=evaluation, answer_kind=transcript_pb2.ANSWER_KIND_ANSWER).SerializeToString()


async def hold(replica: Replica, interview_id: str, who: Who, *, until: Stage | None = None) -> str:
    """Starts and answers until a stage's question is open, or to the end; returns the open question's id, or "" at the end."""
    _, question = await replica.live.start(interview_id, who)
    while question is not None and question.stage != (until or 0):
        response = await replica.live.submit(answer(interview_id, question.question_id), who)
        question = response.question if response.HasField("question") else None
        if response.task_id:
            handout = await take(replica, ASK)
            assert handout is not None
            await make_question(replica, handout)
            question = await open_question(replica, interview_id)
    return question.question_id if question else ""


async def open_question(replica: Replica, interview_id: str) -> interview_pb2.Question:
    """The question that takes an answer now."""
    async with replica.database.work() as work:
        record = await InterviewStore(work).read(interview_id)
        assert record is not None
        assert record.interview.open is not None
        return interview_pb2.Question(question_id=record.interview.open.question_id, stage=int(record.interview.open.stage))  # type: ignore[arg-type]


async def count(replica: Replica, query: str, **values: object) -> int:
    """The number a query gives."""
    async with replica.database.work() as work:
        return int(await work.scalar(text(query), values))


async def sequences(replica: Replica, interview_id: str) -> list[int]:
    """The sequences of an interview's events, in order."""
    async with replica.database.work() as work:
        rows = await work.all(text("SELECT sequence FROM events WHERE stream_id = :id ORDER BY sequence"), {"id": interview_id})
        return [row["sequence"] for row in rows]


async def asked_before(database: Database, bank_question_id: str, points: int | None = None) -> str:
    """An interview in which a question of the bank was asked and, with points, answered and read; the interview's id."""
    interview_id = await new_interview(database)
    ids = {"i": interview_id, "q": str(uuid4()), "a": str(uuid4()), "b": bank_question_id, "p": points}
    async with database.work() as work:
        await work.run(
            text(
                "INSERT INTO asked_questions (question_id, interview_id, stage, ordinal, number, text, source, bank_question_id,"
                " time_limit_seconds, create_time) VALUES (:q, :i, 4, 1, 1, 'Why?', 3, :b, 60, now())"
            ),
            ids,
        )
        if points is not None:
            answers = "INSERT INTO answers (answer_id, interview_id, question_id, kind, create_time) VALUES (:a, :i, :q, 1, now())"
            await work.run(text(answers), ids)
            await work.run(text("INSERT INTO evaluations VALUES (:a, :i, :p, 0, '', now())"), ids)
    return interview_id
