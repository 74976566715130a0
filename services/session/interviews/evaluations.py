"""What was found in each answer: one row per answer, with a score or with the reason there is none."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Column, DateTime, LargeBinary, RowMapping, SmallInteger, String, Table, cast, exists, select
from sqlalchemy.dialects.postgresql import UUID, insert
from viva.interview.v1 import evaluation_pb2 as pb

from services.session.database import UnitOfWork, metadata
from services.session.interviews.domain.step import NewAnswer
from services.session.interviews.store import answers, questions, stages
from services.session.interviews.words import Unavailable, number
from services.session.tasks.domain import TaskState
from services.session.tasks.store import tasks

evaluations = Table(
    "evaluations",
    metadata,
    Column("answer_id", UUID(as_uuid=False), primary_key=True),
    Column("interview_id", UUID(as_uuid=False), nullable=False),
    Column("points", SmallInteger),
    Column("unavailable", SmallInteger, nullable=False),
    Column("content", LargeBinary, nullable=False),
    Column("create_time", DateTime(timezone=True), nullable=False),
)


EVALUATES = "evaluate:"
"""What the dedupe key of an Evaluate task begins with; the answer's id follows."""


class EvaluationStore:
    """Reads and writes evaluations."""

    def __init__(self, work: UnitOfWork) -> None:
        self._work = work

    async def add(self, interview_id: str, evaluation: pb.Evaluation, *, at: datetime) -> bool:
        """Writes an evaluation. False when the answer has one, which then stands."""
        row = {
            "answer_id": evaluation.answer_id,
            "interview_id": interview_id,
            "points": evaluation.points if evaluation.HasField("points") else None,
            "unavailable": evaluation.unavailable,
            "content": evaluation.SerializeToString(),
            "create_time": at,
        }
        return await self._work.run(insert(evaluations).values(row).on_conflict_do_nothing()) == 1

    async def add_unavailable(self, answer: NewAnswer, interview_id: str, reason: Unavailable, *, at: datetime) -> bool:
        """Writes down that an answer has no score, and why."""
        query = select(stages.c.area).where(stages.c.interview_id == interview_id, stages.c.stage == int(answer.stage))
        evaluation = pb.Evaluation(
            answer_id=answer.answer_id,
            stage=number(answer.stage),
            area=number(await self._work.scalar(query) or 0),
            unavailable=number(reason),
            needs_person=reason is Unavailable.ENGINE_FAILED,
        )
        return await self.add(interview_id, evaluation, at=at)

    async def left_unread(self, interview_id: str, *, besides: str) -> Sequence[RowMapping]:
        """Answers that nobody has read and no open task is to read; the task `besides` does not count. Each with its question's place."""
        was_read = exists().where(evaluations.c.answer_id == answers.c.answer_id)
        to_read = exists().where(
            tasks.c.dedupe_key == EVALUATES + cast(answers.c.answer_id, String),
            tasks.c.state.in_([TaskState.READY.value, TaskState.LEASED.value]),
            tasks.c.task_id != besides,
        )
        query = select(answers, questions.c.stage, questions.c.ordinal).join(questions, questions.c.question_id == answers.c.question_id)
        return await self._work.all(query.where(answers.c.interview_id == interview_id, ~was_read, ~to_read).order_by(questions.c.number))

    async def of_interview(self, interview_id: str) -> Sequence[pb.Evaluation]:
        """An interview's evaluations in the order of its questions."""
        query = (
            select(evaluations.c.content)
            .join(answers, answers.c.answer_id == evaluations.c.answer_id)
            .join(questions, questions.c.question_id == answers.c.question_id)
            .where(evaluations.c.interview_id == interview_id)
            .order_by(questions.c.number)
        )
        return [pb.Evaluation.FromString(row["content"]) for row in await self._work.all(query)]
