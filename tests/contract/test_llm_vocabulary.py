"""The closed words of our code are those of the contract, name by name and number by number."""

from enum import IntEnum
from typing import Any

import pytest
from viva.interview.v1 import bank_question_pb2, evaluation_pb2, language_pb2, report_pb2, stage_pb2, transcript_pb2
from viva.llm.v1 import llm_service_pb2
from viva.session.v1 import scenario_pb2

from interviewing.language import Language
from interviewing.replies import Reply
from interviewing.vocabulary import (
    AnswerKind,
    Area,
    Axis,
    Category,
    Difficulty,
    Focus,
    Purpose,
    Recommendation,
    Stage,
    StageKind,
    Unavailable,
    Variant,
)
from services.llm.domain.generation import FormControl
from services.session.questions.scenario import FaultKind

PAIRS: list[tuple[type[IntEnum], Any, str]] = [
    (Language, language_pb2.Language, "LANGUAGE_"),
    (Stage, stage_pb2.Stage, "STAGE_"),
    (StageKind, stage_pb2.StageKind, "STAGE_KIND_"),
    (Area, stage_pb2.Area, "AREA_"),
    (Variant, stage_pb2.ScenarioVariant, "SCENARIO_VARIANT_"),
    (Focus, stage_pb2.Focus, "FOCUS_"),
    (Purpose, stage_pb2.Purpose, "PURPOSE_"),
    (AnswerKind, transcript_pb2.AnswerKind, "ANSWER_KIND_"),
    (Unavailable, evaluation_pb2.Unavailable, "UNAVAILABLE_"),
    (Category, bank_question_pb2.QuestionCategory, "QUESTION_CATEGORY_"),
    (Difficulty, bank_question_pb2.Difficulty, "DIFFICULTY_"),
    (Axis, report_pb2.Axis, "AXIS_"),
    (Recommendation, report_pb2.Recommendation, "RECOMMENDATION_"),
    (FaultKind, scenario_pb2.ScenarioFault.Kind, "KIND_"),
    (FormControl, llm_service_pb2.FormControl, "FORM_CONTROL_"),
]


@pytest.mark.parametrize(("ours", "theirs", "prefix"), PAIRS, ids=lambda value: getattr(value, "__name__", ""))
def test_our_words_are_the_contracts(ours: type[IntEnum], theirs: Any, prefix: str) -> None:
    contract = {name.removeprefix(prefix): number for name, number in theirs.items() if number}
    assert {member.name: member.value for member in ours} == contract


def test_every_kind_of_reply_is_an_answer_kind() -> None:
    assert {reply.name for reply in Reply} < {kind.name for kind in AnswerKind}
