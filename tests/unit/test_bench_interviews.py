"""What `make bench-interviews` notices in a report."""

from copy import deepcopy
from typing import Any

import pytest

from bench.llm.interviews import STAGES, Held

STAMP = {"engine": "openai", "model": "a-model", "effort": {"written_tokens": 20}}
CITED = {"line_id": "line-3", "start": 2, "end": 5, "text": "cde"}
REPORT: dict[str, Any] = {
    "stamp": STAMP,
    "questions": [{"stamp": STAMP}, {"is_fallback": True, "stamp": {"engine": "bank"}}, *({} for _ in range(STAGES - 2))],
    "fallback_questions": 1,
    "evaluations": [{"stamp": STAMP, "points": 60, "citations": [CITED]}, {"unavailable": "UNAVAILABLE_NOT_ANSWERED"}],
}


def seen(report: dict[str, Any], *, named: str = "a-model") -> Held:
    """What is found in a report on an interview in which everybody says the alphabet."""
    lines = {f"line-{number}": "abcdefgh" for number in range(STAGES)}
    held = Held("openai", "a-model", "en", 1.0, report, lines, named)
    held.look()
    return held


def test_a_good_report_has_no_fault_and_says_what_came_from_where() -> None:
    held = seen(REPORT)
    assert held.faults == []
    assert "1 asked, 1 from the bank" in held.line() and "1 scored, without score: 1 NOT_ANSWERED" in held.line()


@pytest.mark.parametrize(
    ("path", "value", "fault"),
    [
        (("stamp",), {}, "the report names"),
        (("questions",), [], "not every stage"),
        (("questions", 0, "stamp", "model"), "", "was made by"),
        (("questions", 0, "stamp", "effort"), {}, "took no token"),
        (("questions", 0, "is_fallback"), True, "the model asked nothing"),
        (("fallback_questions",), 0, "fell back"),
        (("evaluations", 0, "points"), None, "the model scored nothing"),
        (("evaluations", 0, "citations", 0, "text"), "xyz", "was never said"),
        (("evaluations", 0, "citations", 0, "line_id"), "another", "was never said"),
    ],
)
def test_what_must_not_be_in_a_report_is_a_fault(path: tuple[Any, ...], value: Any, fault: str) -> None:
    report = deepcopy(REPORT)
    place: Any = report
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    if path[0] == "evaluations" and value is None:
        report["evaluations"][0]["unavailable"] = "UNAVAILABLE_NO_EVIDENCE"
    assert any(fault in found for found in seen(report).faults)


def test_pages_that_name_another_model_are_a_fault() -> None:
    assert seen(REPORT, named="another").faults == ["the pages name 'another'"]
