"""What was found in each answer: one row per answer, with a score or with the reason there is none."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Column, DateTime, LargeBinary, SmallInteger, String, Table, bindparam, cast, exists, select
from sqlalchemy.dialects.postgresql import UUID
from viva.interview.v1 import evaluation_pb2 as pb

from services.session.database import Asked, UnitOfWork, metadata
from services.session.interviews.domain.step import NewAnswer
from services.session.interviews.tables import answers, questions, stages
from services.session.interviews.words import Unavailable, number
from services.session.prepared import Prepared, Row, adding
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

    def add(self, interview_id: str, evaluation: pb.Evaluation, *, at: datetime) -> Asked[bool]:
        """Writes an evaluation. False when the answer has one, which then stands."""
        row = {
            "answer_id": evaluation.answer_id,
            "interview_id": interview_id,
            "points": evaluation.points if evaluation.HasField("points") else None,
            "unavailable": evaluation.unavailable,
            "content": evaluation.SerializeToString(),
            "create_time": at,
        }
        return self._work.ask(_ADD, lambda _, count: count == 1, row)

    async def add_unavailable(self, answer: NewAnswer, interview_id: str, reason: Unavailable, *, at: datetime) -> bool:
        """Writes down that an answer has no score, and why."""
        area = self._work.row(_AREA, lambda row: row["area"] if row else 0, interview_id=interview_id, stage=int(answer.stage))
        evaluation = pb.Evaluation(
            answer_id=answer.answer_id,
            stage=number(answer.stage),
            area=number(await area),
            unavailable=number(reason),
            needs_person=reason is Unavailable.ENGINE_FAILED,
        )
        return await self.add(interview_id, evaluation, at=at)

    def left_unread(self, interview_id: str, *, besides: str) -> Asked[Sequence[Row]]:
        """Answers that nobody has read and no open task is to read; the task `besides` does not count. Each with its question's place."""
        return self._work.rows(_LEFT_UNREAD, interview_id=interview_id, besides=besides)

    def of_interview(self, interview_id: str) -> Asked[Sequence[pb.Evaluation]]:
        """An interview's evaluations in the order of its questions."""
        read = lambda rows, _: [pb.Evaluation.FromString(row["content"]) for row in rows]  # noqa: E731
        return self._work.ask(_OF_INTERVIEW, read, {"interview_id": interview_id})


_ADD = Prepared(adding(evaluations).on_conflict_do_nothing())
_AREA = Prepared(select(stages.c.area).where(stages.c.interview_id == bindparam("interview_id"), stages.c.stage == bindparam("stage")))
_WAS_READ = exists().where(evaluations.c.answer_id == answers.c.answer_id)
_IS_TO_BE_READ = exists().where(
    tasks.c.dedupe_key == EVALUATES + cast(answers.c.answer_id, String),
    tasks.c.state.in_([TaskState.READY.value, TaskState.LEASED.value]),
    tasks.c.task_id != bindparam("besides"),
)
_LEFT_UNREAD = Prepared(
    select(answers, questions.c.stage, questions.c.ordinal)
    .join(questions, questions.c.question_id == answers.c.question_id)
    .where(answers.c.interview_id == bindparam("interview_id"), ~_WAS_READ, ~_IS_TO_BE_READ)
    .order_by(questions.c.number)
)
_OF_INTERVIEW = Prepared(
    select(evaluations.c.content)
    .join(answers, answers.c.answer_id == evaluations.c.answer_id)
    .join(questions, questions.c.question_id == answers.c.question_id)
    .where(evaluations.c.interview_id == bindparam("interview_id"))
    .order_by(questions.c.number)
)
