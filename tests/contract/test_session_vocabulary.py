"""The words that session's domain speaks are those of the contract, number by number."""

from enum import IntEnum
from typing import Any

import pytest
from viva.contract.v1 import options_pb2 as contract
from viva.session.v1 import interview_pb2 as pb

from services.session.interviews import words
from services.session.tasks.domain import Lane

PAIRS: list[tuple[type[IntEnum], Any, str]] = [
    (words.Status, pb.InterviewStatus, "INTERVIEW_STATUS_"),
    (words.Phase, pb.Phase, "PHASE_"),
    (words.NextAction, pb.NextAction, "NEXT_ACTION_"),
    (words.QuestionSource, pb.QuestionSource, "QUESTION_SOURCE_"),
    (Lane, contract.Lane, "LANE_"),
]


@pytest.mark.parametrize(("ours", "theirs", "prefix"), PAIRS, ids=[ours.__name__ for ours, _, _ in PAIRS])
def test_every_word_has_the_contracts_number(ours: type[IntEnum], theirs: Any, prefix: str) -> None:
    assert {f"{prefix}{word.name}": int(word) for word in ours} == {name: n for name, n in theirs.items() if n}
