"""What Ask tasks mean to their interview: the context they are given, the question they bring, the bank when they cannot."""

from collections.abc import Sequence

from sqlalchemy import RowMapping
from viva.interview.v1 import evaluation_pb2, rubric_pb2
from viva.llm.v1 import ask_context_pb2 as context_pb
from viva.llm.v1 import llm_service_pb2 as llm

from interviewing.language import Language
from interviewing.wording import faults_in_question
from services.session.database import UnitOfWork
from services.session.hiring.store import PostingStore
from services.session.interviews.domain.question import Making
from services.session.interviews.domain.weakness import Found, weak_run
from services.session.interviews.evaluations import EvaluationStore
from services.session.interviews.store import CANDIDATE, Extra, InterviewStore, Record
from services.session.interviews.words import AnswerKind, QuestionSource, StageKind, number
from services.session.interviews.writing import StepWriter
from services.session.questions.bank import BankEmpty, BankQuestionRow, BankStore
from services.session.questions.domain import forbidden_topic
from services.session.resumes.finding import short_resume
from services.session.tasks.domain import Task
from services.session.tasks.ledger import ResultRefused

BANK_OPTIONS = 20


class AskEffect:
    """Effect of viva.llm.v1 Ask: makes the next question of an interview. The task has the question's id."""

    async def lock(self, work: UnitOfWork, task: Task) -> None:
        """Locks the interview."""
        await InterviewStore(work).lock(task.subject_id)

    async def fill(self, work: UnitOfWork, task: Task) -> bytes:
        """Adds all that the next question may rest on. An interview that has ended gets none: its result will do nothing."""
        request = _request(task)
        record = await InterviewStore(work).read(request.interview_id)
        if record and record.interview.making and record.interview.making.question_id == request.question_id:
            request.context.CopyFrom(await AskContexts(work).of(record, record.interview.making))
        return request.SerializeToString()

    async def done(self, work: UnitOfWork, task: Task, result: bytes) -> None:
        """Opens the question that was made. Raises ResultRefused when it may not be asked."""
        record, made = await self._locked(work, task), llm.AskResult.FromString(result)
        making = record.interview.making if record else None
        if record is None or making is None or making.question_id != task.task_id:
            return
        await self._require_askable(work, record, made)
        source = QuestionSource.BANK if made.bank_question_id else QuestionSource.ENGINE
        extra = Extra(made.is_gentle, made.is_ice_breaker, made.stamp.SerializeToString())
        await self._open(work, record, making, made.text, source, made.bank_question_id or None, extra)

    async def retried(self, work: UnitOfWork, task: Task) -> None:
        """Tells the watchers that it is tried again."""
        record = await self._locked(work, task)
        if record:
            now = await work.now()
            step = record.interview.making_failed(task.task_id, task.attempt, at=now)
            await StepWriter(work).write(record, step, at=now)

    async def fell_back(self, work: UnitOfWork, task: Task) -> None:
        """Asks a question of the bank instead, one that this interview has not had; without any it goes on to the next stage."""
        record = await self._locked(work, task)
        making = record.interview.making if record else None
        if record is None or making is None or making.question_id != task.task_id:
            return
        try:
            chosen = await self._from_bank(work, record, making)
        except BankEmpty:
            now = await work.now()
            await StepWriter(work).write(record, record.interview.making_given_up(making.question_id, at=now), at=now)
            return
        await self._open(work, record, making, chosen.text, QuestionSource.FALLBACK, chosen.question_id, Extra())

    async def _from_bank(self, work: UnitOfWork, record: Record, making: Making) -> BankQuestionRow:
        last = await AskContexts(work).last_turn(record)
        return await BankStore(work).fallback(
            interview_id=record.interview.interview_id,
            stage=making.stage.value,
            language=record.facts["language"],
            position=record.facts["position"],
            company_id=record.facts["company_id"],
            resume_id=record.facts["resume_id"],
            last_answer=last.answer if last else "",
        )

    async def _open(
        self, work: UnitOfWork, record: Record, making: Making, text: str, source: QuestionSource, bank_id: str | None, extra: Extra
    ) -> None:
        now = await work.now()
        step = record.interview.question_made(making.question_id, text, source, at=now, bank_question_id=bank_id)
        await StepWriter(work).write(record, step, at=now, extra=extra)
        if bank_id:
            await BankStore(work).count_use(bank_id)

    async def _require_askable(self, work: UnitOfWork, record: Record, made: llm.AskResult) -> None:
        if finding := forbidden_topic(made.text):
            raise ResultRefused(topic=finding.topic)
        if faults := faults_in_question(made.text, Language(record.facts["language"])):
            raise ResultRefused(fault=faults[0])
        asked = await InterviewStore(work).questions_of(record.interview.interview_id)
        if any(_same(row["text"], made.text) for row in asked):
            raise ResultRefused(fault="REPEATED_QUESTION")

    async def _locked(self, work: UnitOfWork, task: Task) -> Record | None:
        """The interview; its row is locked since `lock`, so this reads it as it is."""
        return await InterviewStore(work).read(task.subject_id)


class AskContexts:
    """Gathers what a question may rest on."""

    def __init__(self, work: UnitOfWork) -> None:
        self._work = work
        self._interviews = InterviewStore(work)

    async def of(self, record: Record, making: Making) -> context_pb.AskContext:
        """Everything that is known when a question is to be made."""
        interview_id, facts = record.interview.interview_id, record.facts
        asked, answered = await self._interviews.questions_of(interview_id), await self._interviews.answers_of(interview_id)
        stage = await self._interviews.stage(interview_id, making.stage.value)
        posting = await PostingStore(self._work).brief(facts["posting_id"]) if facts["posting_id"] else None
        return context_pb.AskContext(
            language=facts["language"],
            stage=number(making.stage),
            kind=number(self._kind(record, making)),
            variant=facts["variant"],
            guide=stage["guide"] if stage else "",
            rubric=rubric_pb2.Rubric.FromString(stage["rubric"]) if stage else None,
            position=facts["position"],
            company_ideal=posting.ideal if posting else "",
            last_turn=await self._turn(answered[-1]) if answered else None,
            asked=[row["text"] for row in asked],
            resume_id=facts["resume_id"] or "",
            resume_passages=await short_resume(self._work, facts["resume_id"]) if facts["resume_id"] else (),
            bank_options=await self._bank_options(record, making),
            weak_answers=await self._weak_answers(interview_id, answered),
            has_broken_ice=any(row["is_ice_breaker"] for row in asked),
        )

    async def last_turn(self, record: Record) -> context_pb.Turn | None:
        """The last question that was answered, and its answer. None before the first."""
        answered = await self._interviews.answers_of(record.interview.interview_id)
        return await self._turn(answered[-1]) if answered else None

    async def _turn(self, row: RowMapping) -> context_pb.Turn:
        said = await self._interviews.lines_of_question(row["question_id"], CANDIDATE)
        return context_pb.Turn(
            question_id=row["question_id"],
            question=row["question_text"],
            answer=_joined(said),
            answer_kind=row["kind"],
        )

    async def _bank_options(self, record: Record, making: Making) -> Sequence[context_pb.BankOption]:
        rows = await BankStore(self._work).options(
            interview_id=record.interview.interview_id,
            stage=making.stage.value,
            language=record.facts["language"],
            position=record.facts["position"],
            company_id=record.facts["company_id"],
            limit=BANK_OPTIONS,
        )
        return [
            context_pb.BankOption(
                question_id=row.question_id,
                text=row.text,
                category=number(row.category),
                difficulty=number(row.difficulty),
                is_for_position=row.is_for_position,
                is_ice_breaker=row.is_ice_breaker,
                mean_points=row.mean_points,
            )
            for row in rows
        ]

    async def _weak_answers(self, interview_id: str, answered: Sequence[RowMapping]) -> int:
        read = {e.answer_id: e for e in await EvaluationStore(self._work).of_interview(interview_id)}
        return weak_run([_found(row, read.get(row["answer_id"])) for row in answered])

    def _kind(self, record: Record, making: Making) -> StageKind:
        planned = next((p for p in record.interview.plan if p.stage is making.stage), None)
        is_template = planned is None or planned.kind is StageKind.TEMPLATE
        return StageKind.FOLLOW_UP if making.ordinal > 1 or is_template else planned.kind  # type: ignore[union-attr]


def _found(answer: RowMapping, evaluation: evaluation_pb2.Evaluation | None) -> Found:
    has_words = evaluation is None or evaluation.unavailable != evaluation_pb2.UNAVAILABLE_NOT_ANSWERED
    points = evaluation.points if evaluation and evaluation.HasField("points") else None
    return Found(AnswerKind(answer["kind"]), has_words, points)


def _request(task: Task) -> llm.AskRequest:
    return llm.AskRequest.FromString(task.request)


def _joined(said: Sequence[RowMapping]) -> str:
    return "\n".join(row["text"] for row in said)


def _same(one: str, other: str) -> bool:
    return " ".join(one.split()).casefold() == " ".join(other.split()).casefold()
