"""Bank questions as the contract's messages say them, and back."""

from typing import Any

from viva.interview.v1 import rubric_pb2
from viva.session.v1 import bank_question_pb2 as pb

from interviewing.registration_numbers import masked
from services.session.moments import timestamp
from services.session.prepared import Row
from services.session.questions.bank_store import Words
from services.session.questions.domain import BankQuestion, Category, Difficulty
from services.session.questions.encoding import decode_rubric, encode_rubric
from services.session.questions.stages import Language, Stage, Variant

_WORDS = ("text", "category", "difficulty", "stage", "industry", "position", "language", "is_ice_breaker", "variant")


def decode_question(content: pb.BankQuestionContent) -> BankQuestion:
    """What people wrote about a question."""
    return BankQuestion(
        text=masked(content.text),
        language=Language(content.language),
        stage=Stage(content.stage),
        category=Category(content.category),
        difficulty=Difficulty(content.difficulty),
        rubric=decode_rubric(content.rubric),
        position=masked(content.position),
        industry=masked(content.industry),
        is_ice_breaker=content.is_ice_breaker,
        variant=Variant(content.variant) if content.variant else None,
    )


def words_of(question: BankQuestion, follow_up_of: str = "") -> Words:
    """What people wrote about a question, by column."""
    words: Words = {name: getattr(question, name) for name in _WORDS}
    for name in ("category", "difficulty", "stage", "language", "variant"):
        words[name] = int(words[name] or 0)
    rubric = encode_rubric(question.rubric).SerializeToString(deterministic=True)
    return {**words, "rubric": rubric, "follow_up_of": follow_up_of or None, "tags": list(question.tags)}


def encode_question(row: Row) -> pb.BankQuestion:
    """A question of the bank."""
    question = pb.BankQuestion(
        question_id=row["question_id"],
        company_id=row["company_id"] or "",
        content=pb.BankQuestionContent(
            **_content(row), follow_up_of=row["follow_up_of"] or "", rubric=rubric_pb2.Rubric.FromString(row["rubric"])
        ),
        status=row["status"],
        origin=row["origin"],
        usage_count=row["usage_count"],
        has_vector=row["has_vector"],
        create_time=timestamp(row["create_time"]),
        update_time=timestamp(row["update_time"]),
        etag=str(row["version"]),
    )
    if row["mean_points"] is not None:
        question.mean_points = row["mean_points"]
    return question


def _content(row: Row) -> dict[str, Any]:
    return {name: row[name] for name in _WORDS}
