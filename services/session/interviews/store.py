"""The tables of interviews. One row per interview carries everything its next step depends on; lock that row first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ColumnClause,
    DateTime,
    Float,
    Integer,
    LargeBinary,
    Select,
    SmallInteger,
    String,
    Table,
    TableClause,
    and_,
    bindparam,
    delete,
    func,
    insert,
    or_,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import JSONB, UUID
from viva.contract.v1.options_pb2 import KIND_INTERVIEW
from viva.interview.v1 import transcript_pb2

from interviewing.registration_numbers import mask_pieces, masked
from services.session.accounts.domain.audit import Object
from services.session.database import Asked, UnitOfWork, metadata
from services.session.events.domain import Stream, StreamKind
from services.session.interviews import progress
from services.session.interviews.domain.interview import Interview
from services.session.interviews.domain.step import NewAnswer, NewQuestion
from services.session.interviews.words import Status
from services.session.prepared import Prepared, Row, adding, among, changing, itself

INTERVIEWER, CANDIDATE = 1, 2
"""viva.interview.v1.Speaker."""

interviews = Table(
    "interviews",
    metadata,
    Column("interview_id", UUID(as_uuid=False), primary_key=True),
    Column("candidate_id", UUID(as_uuid=False), nullable=False),
    Column("client_id", UUID(as_uuid=False)),
    Column("posting_id", UUID(as_uuid=False)),
    Column("company_id", UUID(as_uuid=False)),
    Column("resume_id", UUID(as_uuid=False)),
    Column("position", String, nullable=False),
    Column("language", SmallInteger, nullable=False),
    Column("mode", SmallInteger, nullable=False),
    Column("purpose", SmallInteger, nullable=False),
    Column("focus", SmallInteger, nullable=False),
    Column("variant", SmallInteger, nullable=False),
    Column("variant_choice", SmallInteger, nullable=False),
    # A CareerJudgement without sentences.
    Column("career", LargeBinary),
    Column("weights", JSONB, nullable=False),
    Column("plan", JSONB, nullable=False),
    Column("progress", JSONB, nullable=False),
    Column("status", SmallInteger, nullable=False),
    Column("event_sequence", BigInteger, nullable=False),
    Column("line_count", Integer, nullable=False),
    Column("report_id", UUID(as_uuid=False)),
    Column("create_time", DateTime(timezone=True), nullable=False),
    Column("scheduled_time", DateTime(timezone=True)),
    Column("start_time", DateTime(timezone=True)),
    Column("end_time", DateTime(timezone=True)),
    Column("due_time", DateTime(timezone=True)),
)

stages = Table(
    "interview_stages",
    metadata,
    Column("interview_id", UUID(as_uuid=False), primary_key=True),
    Column("stage", SmallInteger, primary_key=True),
    Column("area", SmallInteger, nullable=False),
    Column("guide", String, nullable=False),
    Column("rubric", LargeBinary, nullable=False),
)

questions = Table(
    "asked_questions",
    metadata,
    Column("question_id", UUID(as_uuid=False), primary_key=True),
    Column("interview_id", UUID(as_uuid=False), nullable=False),
    Column("stage", SmallInteger, nullable=False),
    Column("ordinal", SmallInteger, nullable=False),
    Column("number", SmallInteger, nullable=False),
    Column("text", String, nullable=False),
    Column("source", SmallInteger, nullable=False),
    Column("bank_question_id", UUID(as_uuid=False)),
    Column("is_gentle", Boolean, nullable=False),
    Column("is_ice_breaker", Boolean, nullable=False),
    Column("stamp", LargeBinary, nullable=False),
    Column("time_limit_seconds", Float, nullable=False),
    Column("create_time", DateTime(timezone=True), nullable=False),
)

answers = Table(
    "answers",
    metadata,
    Column("answer_id", UUID(as_uuid=False), primary_key=True),
    Column("interview_id", UUID(as_uuid=False), nullable=False),
    Column("question_id", UUID(as_uuid=False), nullable=False),
    Column("kind", SmallInteger, nullable=False),
    Column("skip_reason", SmallInteger, nullable=False),
    Column("line_id", UUID(as_uuid=False)),
    Column("create_time", DateTime(timezone=True), nullable=False),
)

lines = Table(
    "transcript_lines",
    metadata,
    Column("line_id", UUID(as_uuid=False), primary_key=True),
    Column("interview_id", UUID(as_uuid=False), nullable=False),
    Column("question_id", UUID(as_uuid=False), nullable=False),
    Column("position", Integer, nullable=False),
    Column("speaker", SmallInteger, nullable=False),
    Column("text", String, nullable=False),
    # A TranscriptLine that holds nothing but its words.
    Column("words", LargeBinary, nullable=False),
    Column("sentiment", Float),
    Column("create_time", DateTime(timezone=True), nullable=False),
)


@dataclass
class Record:
    """An interview and the rest of its row. `line_count` and `event_sequence` count up while the row is locked."""

    interview: Interview
    facts: Row
    line_count: int
    event_sequence: int

    @property
    def stream(self) -> Stream:
        """Where its events go."""
        return Stream(StreamKind.INTERVIEW, self.interview.interview_id)

    @property
    def data(self) -> Object:
        """Whose data it is, for the log of who reads it."""
        return _data(self.facts)


@dataclass(frozen=True)
class Filter:
    """Which interviews a list shows. None means any."""

    candidate_id: str | None = None
    client_id: str | None = None
    member_id: str | None = None
    posting_id: str | None = None
    statuses: Sequence[int] = ()


@dataclass(frozen=True)
class Extra:
    """What is known of a made question besides its words."""

    is_gentle: bool = False
    is_ice_breaker: bool = False
    stamp: bytes = b""


class InterviewStore:
    """Reads and writes interviews."""

    def __init__(self, work: UnitOfWork) -> None:
        self._work = work

    async def add(self, interview: Interview, facts: dict[str, Any], stage_rows: Sequence[dict[str, Any]]) -> Record:
        """Writes a new interview with its stages' guides and rubrics."""
        row = {**facts, **_columns(interview), "plan": progress.encode_plan(interview), "event_sequence": 0, "line_count": 0}
        await self._work.run(insert(interviews).values(interview_id=interview.interview_id, **row))
        await self._work.run(insert(stages), [{"interview_id": interview.interview_id, **stage} for stage in stage_rows])
        added = await self.lock(interview.interview_id)
        assert added is not None
        return added

    async def replan(self, interview: Interview, facts: dict[str, Any], stage_rows: Sequence[dict[str, Any]]) -> None:
        """Puts another plan in place of one that has not begun, with its stages and what of the row goes with it; the row is locked."""
        interview_id = interview.interview_id
        row = {**facts, "plan": progress.encode_plan(interview)}
        await self._work.run(update(interviews).where(interviews.c.interview_id == interview_id).values(row))
        await self._work.run(delete(stages).where(stages.c.interview_id == interview_id))
        await self._work.run(insert(stages), [{"interview_id": interview_id, **stage} for stage in stage_rows])

    def lock(self, interview_id: str) -> Asked[Record | None]:
        """Reads an interview and keeps others from changing it until the unit of work ends."""
        return self._work.row(_LOCK, _record, interview_id=interview_id)

    def read(self, interview_id: str) -> Asked[Record | None]:
        """Reads an interview as it stands."""
        return self._work.row(_READ, _record, interview_id=interview_id)

    async def data_of(self, interview_id: str) -> Object | None:
        """Whose data an interview is."""
        query = select(interviews.c.interview_id, interviews.c.candidate_id, interviews.c.posting_id)
        row = await self._work.one(query.where(interviews.c.interview_id == interview_id))
        return _data(row) if row else None

    async def read_all(self, interview_ids: Sequence[str]) -> dict[str, Record]:
        """Reads several interviews at once."""
        rows = await self._work.all(select(interviews).where(interviews.c.interview_id.in_(interview_ids)))
        return {row["interview_id"]: record for row in rows if (record := _record(row))}

    def save(self, record: Record, *, at: datetime) -> None:
        """Writes back what a step changed."""
        interview, facts = record.interview, record.facts
        began = facts["start_time"] or (at if interview.status is Status.LIVE else None)
        ended = facts["end_time"] or (at if interview.status not in (Status.SCHEDULED, Status.LIVE) else None)
        counters = {"line_count": record.line_count, "event_sequence": record.event_sequence}
        self._work.write(_SAVE, **_columns(interview), **counters, start_time=began, end_time=ended, _interview_id=interview.interview_id)

    async def page(self, wanted: Filter, *, before: tuple[datetime, str] | None, limit: int) -> Sequence[Record]:
        """Interviews, newest first, older than the (create_time, id) of the last one seen."""
        conditions = [
            interviews.c[name] == value for name in ("candidate_id", "client_id", "posting_id") if (value := getattr(wanted, name))
        ]
        if wanted.member_id:
            conditions.append(interviews.c.company_id.in_(companies_of(wanted.member_id)))
        if wanted.statuses:
            conditions.append(interviews.c.status.in_(wanted.statuses))
        if before:
            conditions.append(
                or_(
                    interviews.c.create_time < before[0],
                    and_(interviews.c.create_time == before[0], interviews.c.interview_id < before[1]),
                )
            )
        query = (
            select(interviews).where(*conditions).order_by(interviews.c.create_time.desc(), interviews.c.interview_id.desc()).limit(limit)
        )
        return [record for row in await self._work.all(query) if (record := _record(row))]

    async def due(self, *, limit: int) -> list[str]:
        """Ids of interviews whose clock has something to do, in no order: those that nobody can look at must not hide the others."""
        return [row["interview_id"] for row in await self._work.rows(_DUE, limit=limit)]

    def sequences(self, interview_ids: Sequence[str]) -> Asked[dict[str, int]]:
        """The last event of each of several interviews."""
        read = lambda rows, _: {row["interview_id"]: row["event_sequence"] for row in rows}  # noqa: E731
        return self._work.ask(_SEQUENCES, read, {"interview_ids": interview_ids})

    async def lock_places(self) -> None:
        """Keeps others from going live until the unit of work ends."""
        await self._work.run(select(func.pg_advisory_xact_lock(func.hashtextextended("places of live interviews", 0))))

    async def live_count(self) -> int:
        """How many interviews are live."""
        return int(await self._work.scalar(select(func.count()).select_from(interviews).where(interviews.c.status == int(Status.LIVE))))

    def add_question(self, interview_id: str, question: NewQuestion, extra: Extra, *, at: datetime) -> None:
        """Writes a question down."""
        self._work.write(_ADD_QUESTION, **question_row(interview_id, question, at=at), **vars(extra))

    def set_time_limit(self, question_id: str, limit: timedelta) -> None:
        """Keeps how long a question's answer may take now."""
        self._work.write(_SET_TIME_LIMIT, time_limit_seconds=limit.total_seconds(), _question_id=question_id)

    def add_line(
        self, record: Record, line_id: str, question_id: str, speaker: int, text: str, *, at: datetime, words: bytes = b""
    ) -> None:
        """Writes a line of the transcript down after the others, without registration numbers. Raises the record's line count."""
        record.line_count += 1
        text, words = masked(text), _masked_words(words)
        row = {
            "line_id": line_id,
            "interview_id": record.interview.interview_id,
            "question_id": question_id,
            "position": record.line_count,
            "speaker": speaker,
            "text": text,
            "words": words,
            "create_time": at,
        }
        self._work.write(_ADD_LINE, **row)

    def add_answer(self, interview_id: str, answer: NewAnswer, *, line_id: str | None, skip_reason: int, at: datetime) -> None:
        """Writes an answer down."""
        row = {
            "answer_id": answer.answer_id,
            "interview_id": interview_id,
            "question_id": answer.question_id,
            "kind": int(answer.kind),
            "skip_reason": skip_reason,
            "line_id": line_id,
            "create_time": at,
        }
        self._work.write(_ADD_ANSWER, **row)

    def set_answer_kind(self, answer_id: str, kind: int) -> None:
        """Corrects what a turn was, now that it has been read."""
        self._work.write(_SET_ANSWER_KIND, kind=kind, _answer_id=answer_id)

    def question(self, question_id: str) -> Asked[Row | None]:
        """A question, with `is_closed`."""
        return self._work.row(_QUESTION, itself, question_id=question_id)

    def questions_named(self, question_ids: Sequence[str]) -> Asked[Sequence[Row]]:
        """Several questions by their ids, with `is_closed`."""
        return self._work.rows(_QUESTIONS_NAMED, question_ids=question_ids)

    def questions_of(self, interview_id: str) -> Asked[Sequence[Row]]:
        """An interview's questions in order, with `is_closed`."""
        return self._work.rows(_QUESTIONS_OF, interview_id=interview_id)

    def answer(self, answer_id: str) -> Asked[Row | None]:
        """An answer with its question's stage, number, words and place in the bank."""
        return self._work.row(_ANSWER, itself, answer_id=answer_id)

    def answers_of(self, interview_id: str) -> Asked[Sequence[Row]]:
        """An interview's answers, in order, each as `answer` reads it."""
        return self._work.rows(_ANSWERS_OF, interview_id=interview_id)

    def stage(self, interview_id: str, stage: int) -> Asked[Row | None]:
        """What a stage of an interview wants to learn, and its rubric."""
        return self._work.row(_STAGE, itself, interview_id=interview_id, stage=stage)

    def stages_of(self, interview_id: str) -> Asked[Sequence[Row]]:
        """Every stage's row, in order."""
        return self._work.rows(_STAGES_OF, interview_id=interview_id)

    def line(self, line_id: str) -> Asked[Row | None]:
        """One line of the transcript."""
        return self._work.row(_LINE, itself, line_id=line_id)

    def lines_named(self, line_ids: Sequence[str]) -> Asked[Sequence[Row]]:
        """Several lines by their ids."""
        return self._work.rows(_LINES_NAMED, line_ids=line_ids)

    def lines_of_answers(self, answer_ids: Sequence[str]) -> Asked[Sequence[Row]]:
        """The line that came with each of several answers, with `answer_id`; none for an answer that came without."""
        return self._work.rows(_LINES_OF_ANSWERS, answer_ids=answer_ids)

    def lines_of_question(self, question_id: str, speaker: int) -> Asked[Sequence[Row]]:
        """What one side said to a question, in order."""
        return self._work.rows(_LINES_OF_QUESTION, question_id=question_id, speaker=speaker)

    def lines_of(self, interview_id: str, *, after: int = 0, limit: int = 10_000) -> Asked[Sequence[Row]]:
        """The transcript after a position."""
        return self._work.rows(_LINES_OF, interview_id=interview_id, after=after, limit=limit)


_members = TableClause("company_members", ColumnClause("company_id", UUID(as_uuid=False)), ColumnClause("account_id", UUID(as_uuid=False)))
_STORED = ("progress", "status", "event_sequence", "line_count", "report_id", "start_time", "end_time", "due_time")
"""Columns of an interview that a step may change."""
_INTERVIEW = select(interviews).where(interviews.c.interview_id == bindparam("interview_id"))
_LOCK, _READ = Prepared(_INTERVIEW.with_for_update()), Prepared(_INTERVIEW)
_SEQUENCES = Prepared(
    select(interviews.c.interview_id, interviews.c.event_sequence).where(
        interviews.c.interview_id == among("interview_ids", UUID(as_uuid=False))
    )
)
_SAVE = Prepared(changing(interviews, "interview_id", _STORED))
_DUE = Prepared(
    select(interviews.c.interview_id)
    .where(interviews.c.due_time <= func.statement_timestamp())
    .order_by(func.random())
    .limit(bindparam("limit", type_=Integer))
)
_ADD_QUESTION, _ADD_ANSWER = Prepared(insert(questions)), Prepared(insert(answers))
_ADD_LINE = Prepared(adding(lines, besides={"sentiment"}))
_SET_TIME_LIMIT = Prepared(changing(questions, "question_id", ["time_limit_seconds"]))
_SET_ANSWER_KIND = Prepared(changing(answers, "answer_id", ["kind"]))
_QUESTIONS = select(questions, answers.c.answer_id.is_not(None).label("is_closed")).outerjoin(
    answers, answers.c.question_id == questions.c.question_id
)
_ANSWERS = select(
    answers,
    questions.c.stage,
    questions.c.ordinal,
    questions.c.number,
    questions.c.text.label("question_text"),
    questions.c.bank_question_id,
).join(questions, questions.c.question_id == answers.c.question_id)
_LINES = (
    select(lines, questions.c.stage, answers.c.kind.label("answer_kind"))
    .join(questions, questions.c.question_id == lines.c.question_id)
    .outerjoin(answers, answers.c.question_id == lines.c.question_id)
)
_QUESTION = Prepared(_QUESTIONS.where(questions.c.question_id == bindparam("question_id")))
_QUESTIONS_NAMED = Prepared(_QUESTIONS.where(questions.c.question_id == among("question_ids", UUID(as_uuid=False))))
_QUESTIONS_OF = Prepared(_QUESTIONS.where(questions.c.interview_id == bindparam("interview_id")).order_by(questions.c.number))
_ANSWER = Prepared(_ANSWERS.where(answers.c.answer_id == bindparam("answer_id")))
_ANSWERS_OF = Prepared(_ANSWERS.where(answers.c.interview_id == bindparam("interview_id")).order_by(questions.c.number))
_STAGES = select(stages).where(stages.c.interview_id == bindparam("interview_id"))
_STAGE = Prepared(_STAGES.where(stages.c.stage == bindparam("stage")))
_STAGES_OF = Prepared(_STAGES.order_by(stages.c.stage))
_LINE = Prepared(_LINES.where(lines.c.line_id == bindparam("line_id")))
_LINES_NAMED = Prepared(_LINES.where(lines.c.line_id == among("line_ids", UUID(as_uuid=False))))
_LINES_OF_ANSWERS = Prepared(
    _LINES.add_columns(answers.c.answer_id).where(
        answers.c.answer_id == among("answer_ids", UUID(as_uuid=False)), lines.c.line_id == answers.c.line_id
    )
)
_LINES_OF_QUESTION = Prepared(
    _LINES.where(lines.c.question_id == bindparam("question_id"), lines.c.speaker == bindparam("speaker")).order_by(lines.c.position)
)
_LINES_OF = Prepared(
    _LINES.where(lines.c.interview_id == bindparam("interview_id"), lines.c.position > bindparam("after"))
    .order_by(lines.c.position)
    .limit(bindparam("limit", type_=Integer))
)


def question_row(interview_id: str, question: NewQuestion, *, at: datetime) -> dict[str, Any]:
    """A new question's row, without what is known only of a made one."""
    return {
        "question_id": question.question_id,
        "interview_id": interview_id,
        "stage": int(question.stage),
        "ordinal": question.ordinal,
        "number": question.number,
        "text": question.text,
        "source": int(question.source),
        "bank_question_id": question.bank_question_id,
        "time_limit_seconds": question.time_limit.total_seconds(),
        "create_time": at,
    }


def _masked_words(words: bytes) -> bytes:
    """Word times whose words hold no registration number, spread over several of them as it may be."""
    line = transcript_pb2.TranscriptLine.FromString(words)
    texts, count = mask_pieces([word.text for word in line.words])
    for word, text in zip(line.words, texts, strict=True):
        word.text = text
    return line.SerializeToString() if count else words


def companies_of(member_id: str) -> Select[tuple[str]]:
    """The ids of the companies that an account is a member of, as a subquery."""
    return select(_members.c.company_id).where(_members.c.account_id == member_id)


def _columns(interview: Interview) -> dict[str, Any]:
    return {
        "status": int(interview.status),
        "progress": progress.encode(interview),
        "report_id": interview.report_id,
        "due_time": interview.due_time(),
    }


def _data(facts: Row) -> Object:
    return Object(KIND_INTERVIEW, facts["interview_id"], facts["candidate_id"], cause=facts["posting_id"] or "")


def _record(row: Row | None) -> Record | None:
    if row is None:
        return None
    interview = progress.decode(row["interview_id"], row["plan"], row["progress"], status=row["status"], report_id=row["report_id"])
    return Record(interview, row, row["line_count"], row["event_sequence"])
