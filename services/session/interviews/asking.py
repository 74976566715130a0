"""What Ask tasks mean to their interview: the context they are given, the question they bring, the bank when they cannot."""

from collections.abc import Sequence
from datetime import datetime

from viva.interview.v1 import evaluation_pb2, rubric_pb2
from viva.llm.v1 import ask_context_pb2 as context_pb
from viva.llm.v1 import llm_service_pb2 as llm

from interviewing.language import Language
from interviewing.wording import faults_in_question
from services.session.database import Asked, UnitOfWork
from services.session.hiring.store import PostingStore
from services.session.interviews.conversation import CANDIDATE, Conversation, Extra
from services.session.interviews.domain.question import Making
from services.session.interviews.domain.weakness import Found, weak_run
from services.session.interviews.evaluations import EvaluationStore
from services.session.interviews.store import InterviewStore, Record
from services.session.interviews.words import AnswerKind, QuestionSource, StageKind, number
from services.session.interviews.writing import StepWriter
from services.session.prepared import Row
from services.session.questions.bank import BankEmpty, BankQuestionRow, BankStore, jobs_like
from services.session.questions.bank_store import BankQuestions
from services.session.questions.domain import forbidden_topic
from services.session.resumes.blind import passage_without_what_tells
from services.session.resumes.finding import short_resume
from services.session.resumes.veil import Veil
from services.session.resumes.veiling import veil_of, veiled
from services.session.tasks.domain import Task
from services.session.tasks.ledger import ResultRefused

BANK_OPTIONS = 20


class AskEffect:
    """Effect of viva.llm.v1 Ask: makes the next question of an interview. The task has the question's id."""

    def lock(self, work: UnitOfWork, task: Task) -> Asked[Record | None]:
        """Locks the interview."""
        return InterviewStore(work).lock(task.subject_id)

    async def fill(self, work: UnitOfWork, task: Task) -> bytes:
        """Adds all that the next question may rest on. An interview that has ended gets none: its result will do nothing."""
        request = _request(task)
        contexts = AskContexts(work, request.interview_id)
        record = await contexts.record
        if record and record.interview.making and record.interview.making.question_id == request.question_id:
            request.context.CopyFrom(await contexts.of(record, record.interview.making))
        return request.SerializeToString()

    async def done(self, work: UnitOfWork, task: Task, result: bytes) -> None:
        """Opens the question that was made. Raises ResultRefused when it may not be asked."""
        made, asked = llm.AskResult.FromString(result), Conversation(work).questions_of(task.subject_id)
        locked, clock = self._locked(work, task), work.now()
        record, now = await locked, await clock
        making = record.interview.making if record else None
        if record is None or making is None or making.question_id != task.task_id:
            return
        _require_askable(made, Language(record.facts["language"]), await asked)
        source = QuestionSource.BANK if made.bank_question_id else QuestionSource.ENGINE
        extra = Extra(made.is_gentle, made.is_ice_breaker, made.stamp.SerializeToString())
        await self._open(work, record, making, made.text, source, made.bank_question_id or None, extra, now)

    async def retried(self, work: UnitOfWork, task: Task) -> None:
        """Tells the watchers that it is tried again."""
        locked, clock = self._locked(work, task), work.now()
        record, now = await locked, await clock
        if record:
            step = record.interview.making_failed(task.task_id, task.attempt, at=now)
            await StepWriter(work).write(record, step, at=now)

    async def fell_back(self, work: UnitOfWork, task: Task) -> None:
        """Asks a question of the bank instead, one that this interview has not had; without any it goes on to the next stage."""
        locked, clock = self._locked(work, task), work.now()
        record, now = await locked, await clock
        making = record.interview.making if record else None
        if record is None or making is None or making.question_id != task.task_id:
            return
        try:
            chosen = await self._from_bank(work, record, making)
        except BankEmpty:
            await StepWriter(work).write(record, record.interview.making_given_up(making.question_id, at=now), at=now)
            return
        await self._open(work, record, making, chosen.text, QuestionSource.FALLBACK, chosen.question_id, Extra(), now)

    async def _from_bank(self, work: UnitOfWork, record: Record, making: Making) -> BankQuestionRow:
        last = await AskContexts(work, record.interview.interview_id).last_turn()
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
        self,
        work: UnitOfWork,
        record: Record,
        making: Making,
        text: str,
        source: QuestionSource,
        bank_id: str | None,
        extra: Extra,
        at: datetime,
    ) -> None:
        step = record.interview.question_made(making.question_id, text, source, at=at, bank_question_id=bank_id)
        await StepWriter(work).write(record, step, at=at, extra=extra)

    def _locked(self, work: UnitOfWork, task: Task) -> Asked[Record | None]:
        """The interview; its row is locked since `lock`, so this reads it as it is."""
        return InterviewStore(work).read(task.subject_id)


class AskContexts:
    """Gathers what an interview's next question may rest on. What needs no more than the interview's id is asked for at once."""

    def __init__(self, work: UnitOfWork, interview_id: str) -> None:
        self._work = work
        self._interviews, self._conversation = InterviewStore(work), Conversation(work)
        self.record = self._interviews.read(interview_id)
        self._asked = self._conversation.questions_of(interview_id)
        self._answered = self._conversation.answers_of(interview_id)
        self._evaluated = EvaluationStore(work).of_interview(interview_id)
        self._positions = BankQuestions(work).positions()

    async def of(self, record: Record, making: Making) -> context_pb.AskContext:
        """Everything that is known when a question is to be made."""
        interview_id, facts = record.interview.interview_id, record.facts
        asked, answered = await self._asked, await self._answered
        its_stage = self._interviews.stage(interview_id, making.stage.value)
        said = self._said(answered[-1]) if answered else None
        passages = short_resume(self._work, facts["resume_id"]) if facts["resume_id"] else None
        options = self._bank_options(record, making, asked, await self._positions)
        stage = await its_stage
        posting = await PostingStore(self._work).brief(facts["posting_id"]) if facts["posting_id"] else None
        context = context_pb.AskContext(
            language=facts["language"],
            stage=number(making.stage),
            kind=number(self._kind(record, making)),
            variant=facts["variant"],
            guide=stage["guide"] if stage else "",
            rubric=rubric_pb2.Rubric.FromString(stage["rubric"]) if stage else None,
            position=facts["position"],
            company_ideal=posting.ideal if posting else "",
            last_turn=_turn(answered[-1], await said) if said else None,
            asked=[row["text"] for row in asked],
            resume_id=facts["resume_id"] or "",
            resume_passages=await passages if passages else (),
            bank_options=map(_option, await options),
            weak_answers=_weak_answers(answered, await self._evaluated),
            has_broken_ice=any(row["is_ice_breaker"] for row in asked),
        )
        return (
            _blind(context, await veil_of(self._work, facts["candidate_id"], facts["resume_id"]))
            if posting and posting.is_blind
            else context
        )

    async def last_turn(self) -> context_pb.Turn | None:
        """The last question that was answered, and its answer. None before the first."""
        answered = await self._answered
        return _turn(answered[-1], await self._said(answered[-1])) if answered else None

    def _said(self, answer: Row) -> Asked[Sequence[Row]]:
        return self._conversation.lines_of_question(answer["question_id"], CANDIDATE)

    def _bank_options(
        self, record: Record, making: Making, asked: Sequence[Row], positions: Sequence[str]
    ) -> Asked[Sequence[BankQuestionRow]]:
        return BankStore(self._work).options(
            asked=asked,
            stage=making.stage.value,
            language=record.facts["language"],
            variant=record.facts["variant"],
            jobs=jobs_like(record.facts["position"], positions),
            company_id=record.facts["company_id"],
            limit=BANK_OPTIONS,
        )

    def _kind(self, record: Record, making: Making) -> StageKind:
        planned = next((p for p in record.interview.plan if p.stage is making.stage), None)
        is_template = planned is None or planned.kind is StageKind.TEMPLATE
        return StageKind.FOLLOW_UP if making.ordinal > 1 or is_template else planned.kind  # type: ignore[union-attr]


def _blind(context: context_pb.AskContext, veil: Veil) -> context_pb.AskContext:
    """The same for an engine that must not learn who is asked."""
    kept = [passage_without_what_tells(passage, veil) for passage in context.resume_passages]
    context.resume_passages[:] = [passage for passage in kept if passage]
    return veiled(context, veil)


def _require_askable(made: llm.AskResult, language: Language, asked: Sequence[Row]) -> None:
    if finding := forbidden_topic(made.text):
        raise ResultRefused(topic=finding.topic)
    if faults := faults_in_question(made.text, language):
        raise ResultRefused(fault=faults[0])
    if any(_same(row["text"], made.text) for row in asked):
        raise ResultRefused(fault="REPEATED_QUESTION")


def _turn(answer: Row, said: Sequence[Row]) -> context_pb.Turn:
    return context_pb.Turn(
        question_id=answer["question_id"], question=answer["question_text"], answer=_joined(said), answer_kind=answer["kind"]
    )


def _option(row: BankQuestionRow) -> context_pb.BankOption:
    return context_pb.BankOption(
        question_id=row.question_id,
        text=row.text,
        category=number(row.category),
        difficulty=number(row.difficulty),
        is_for_position=row.is_for_position,
        is_ice_breaker=row.is_ice_breaker,
        mean_points=row.mean_points,
    )


def _weak_answers(answered: Sequence[Row], evaluated: Sequence[evaluation_pb2.Evaluation]) -> int:
    read = {evaluation.answer_id: evaluation for evaluation in evaluated}
    return weak_run([_found(row, read.get(row["answer_id"])) for row in answered])


def _found(answer: Row, evaluation: evaluation_pb2.Evaluation | None) -> Found:
    has_words = evaluation is None or evaluation.unavailable != evaluation_pb2.UNAVAILABLE_NOT_ANSWERED
    points = evaluation.points if evaluation and evaluation.HasField("points") else None
    return Found(AnswerKind(answer["kind"]), has_words, points)


def _request(task: Task) -> llm.AskRequest:
    return llm.AskRequest.FromString(task.request)


def _joined(said: Sequence[Row]) -> str:
    return "\n".join(row["text"] for row in said)


def _same(one: str, other: str) -> bool:
    return " ".join(one.split()).casefold() == " ".join(other.split()).casefold()
