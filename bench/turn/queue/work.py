"""What the old way's workers do: read what they need, ask the same engine as Viva, and commit what it says."""

import asyncio
import os
from functools import cache
from typing import Any
from uuid import uuid4

import psycopg
from viva.interview.v1 import rubric_pb2

from interviewing.language import Language
from interviewing.vocabulary import Difficulty, Purpose, Stage, StageKind
from services.llm.domain.answer import AnswerBrief, Criterion, Level, Line
from services.llm.domain.question import BankOption, Question, QuestionBrief, Turn
from services.llm.engines.bank.engine import BankEngine
from services.llm.engines.workbench import Workbench

POSITION = "Backend Engineer"
OPTIONS = "SELECT question_id::text, text, difficulty FROM bank WHERE stage = %s LIMIT 20"
TURN = "SELECT q.text, a.text FROM questions q JOIN answers a USING (interview_id, number) WHERE interview_id = %s AND number = %s"
ASKED = "SELECT text, bank_question_id::text FROM questions WHERE interview_id = %s"


def make_question(interview_id: str, number: int) -> dict[str, Any]:
    """Makes the question of a stage and keeps it."""
    connection, stage = _connection(), Stage(number)
    turn = connection.execute(TURN, [interview_id, number - 1]).fetchone() or ("", "")
    asked = connection.execute(ASKED, [interview_id]).fetchall()
    known = {question_id for _, question_id in asked}
    options = [row for row in connection.execute(OPTIONS, [stage]).fetchall() if row[0] not in known]
    brief = QuestionBrief(
        question_id=str(uuid4()),
        language=Language.ENGLISH,
        stage=stage,
        kind=StageKind.FOLLOW_UP if stage.follows else StageKind.GENERATED,
        position=POSITION,
        last_turn=Turn(*turn),
        asked=tuple(text for text, _ in asked),
        bank_options=tuple(BankOption(question_id, text, Difficulty(difficulty)) for question_id, text, difficulty in options),
    )
    question = _loop().run_until_complete(_asked(brief))
    row = [interview_id, number, question.text, question.bank_question_id or None]
    connection.execute("INSERT INTO questions (interview_id, number, text, bank_question_id) VALUES (%s, %s, %s, %s)", row)
    connection.commit()
    return {"number": number, "text": question.text}


def evaluate(interview_id: str, number: int) -> None:
    """Reads an answer and keeps what was found."""
    connection, stage = _connection(), Stage(number)
    question, answer = connection.execute(TURN, [interview_id, number]).fetchone() or ("", "")
    row = connection.execute("SELECT rubric FROM rubrics WHERE stage = %s", [stage]).fetchone() or (b"",)
    brief = AnswerBrief(
        answer_id=str(uuid4()),
        language=Language.ENGLISH,
        purpose=Purpose.PRACTICE,
        question=question,
        lines=(Line(str(uuid4()), answer),),
        criteria=_criteria(row[0]),
        stage=stage,
    )
    found = _loop().run_until_complete(_engine().evaluate(brief))
    connection.execute("INSERT INTO evaluations VALUES (%s, %s, %s, %s)", [interview_id, number, found.points, found.feedback])
    connection.commit()


async def _asked(brief: QuestionBrief) -> Question:
    pieces = [piece async for piece in _engine().ask(brief)]
    assert isinstance(pieces[-1], Question)
    return pieces[-1]


def _criteria(rubric: bytes) -> tuple[Criterion, ...]:
    return tuple(
        Criterion(one.criterion_id, one.name, tuple(Level(level.points, level.anchor) for level in one.levels), tuple(one.indicators))
        for one in rubric_pb2.Rubric.FromString(rubric).criteria
    )


# One of each per worker process, made at its first task: after the fork.


@cache
def _connection() -> psycopg.Connection[Any]:
    return psycopg.connect(os.environ["OLD_WAY_DATABASE"])


@cache
def _engine() -> BankEngine:
    return BankEngine(Workbench(slots=1, queue_limit=32))


@cache
def _loop() -> asyncio.AbstractEventLoop:
    return asyncio.new_event_loop()
