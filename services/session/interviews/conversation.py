"""What was asked, answered and said in interviews: questions, answers, and the lines of the transcript."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Integer, bindparam, insert, select
from sqlalchemy.dialects.postgresql import UUID
from viva.interview.v1 import transcript_pb2

from interviewing.registration_numbers import mask_pieces, masked
from services.session.database import Asked, UnitOfWork
from services.session.interviews.domain.step import NewAnswer, NewQuestion
from services.session.interviews.store import Record
from services.session.interviews.tables import answers, lines, questions
from services.session.prepared import Prepared, Row, adding, among, changing, itself

INTERVIEWER, CANDIDATE = 1, 2
"""viva.interview.v1.Speaker."""


@dataclass(frozen=True)
class Extra:
    """What is known of a made question besides its words."""

    is_gentle: bool = False
    is_ice_breaker: bool = False
    stamp: bytes = b""


class Conversation:
    """Reads and writes what was asked, answered and said."""

    def __init__(self, work: UnitOfWork) -> None:
        self._work = work

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
