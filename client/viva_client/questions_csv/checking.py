"""Checks a table without a server: the contract's own rules, the rules for questions that every service shares, and what stands twice."""

from collections.abc import Iterator, Sequence

import protovalidate

from interviewing.language import Language
from interviewing.likeness import alike, text_key
from interviewing.topics import forbidden_topic
from interviewing.wording import WordingFault, faults_in_question
from viva_client.questions_csv.columns import COLUMNS, FIELDS
from viva_client.questions_csv.findings import Finding, Severity, shortened
from viva_client.questions_csv.reading import Row, Table

WORDING: dict[WordingFault, tuple[str, str]] = {
    WordingFault.EMPTY: ("says nothing", "write the question"),
    WordingFault.TOO_LONG: ("is too long to be spoken", "shorten it to 1000 characters or less"),
    WordingFault.NO_QUESTION: ("asks nothing", "end it as a question, or as a request such as “말씀해 주세요.” or “Please tell me …”"),
    WordingFault.SEVERAL_QUESTIONS: ("asks several things", "ask one thing; put the others into rows of their own"),
    WordingFault.OTHER_LANGUAGE: ("is not written in the language of its row", "correct the language, or translate it"),
    WordingFault.MARK_UP: ("holds mark-up that a voice would stumble over", "write plain words"),
    WordingFault.PLACEHOLDER: ("leaves a place open that nobody fills in", "write out what is meant"),
}
ANOTHER_TOPIC = "ask about the work instead; no interview may touch this"


def check(table: Table) -> list[Finding]:
    """Everything that is to be said about a table, by row, what was found when it was read included."""
    found = [*table.findings, *_twice(table.rows), *_nearly_twice(table.rows)]
    said = {(finding.row, finding.column) for finding in found if finding.severity is Severity.ERROR}
    for row in table.rows:
        found += [finding for finding in _against_the_contract(row) if (row.number, finding.column) not in said]
        found += _as_a_question(row)
    return sorted(found, key=lambda finding: finding.row)


def sound(table: Table, found: Sequence[Finding]) -> list[Row]:
    """The rows that can be taken in: none when the file itself, or its row of names, is at fault."""
    wrong = {finding.row for finding in found if finding.severity is Severity.ERROR}
    return [] if wrong & {0, 1} else [row for row in table.rows if row.number not in wrong]


def _against_the_contract(row: Row) -> Iterator[Finding]:
    for violation in protovalidate.collect_violations(row.content):
        path = violation.proto.field
        field = path.elements[0].field_name if path else ""
        if field == "rubric" and not row.content.HasField("rubric"):
            continue  # an import may leave it out
        name = FIELDS.get(field, field)
        value = COLUMNS[name].cell(row.content) if name in COLUMNS else ""
        yield Finding(row.number, name, value, f"breaks a rule: {violation.proto.message}", "change it so that it holds")


def _as_a_question(row: Row) -> Iterator[Finding]:
    text, language = row.content.text, row.content.language
    faults = faults_in_question(text, Language(language)) if text and language else ()
    for fault in faults:
        if fault is not WordingFault.FORBIDDEN_TOPIC:
            yield Finding(row.number, "text", text, *WORDING[fault])
    if topic := forbidden_topic(text):
        yield Finding(row.number, "text", topic.words, f"is about {topic.topic.value}", ANOTHER_TOPIC)


def _twice(rows: Sequence[Row]) -> Iterator[Finding]:
    for row, first in zip(rows, _first_with_its_words(rows), strict=True):
        if first is not row:
            yield Finding(row.number, "text", row.content.text, f"is the question of row {first.number}", "keep one of the two")


def _nearly_twice(rows: Sequence[Row]) -> Iterator[Finding]:
    """For each row the earlier one that it is most like, whatever their stages; rows that are there twice aside."""
    once = [row for row, first in zip(rows, _first_with_its_words(rows), strict=True) if first is row and _has_words(row)]
    for language in sorted({int(row.content.language) for row in once}):
        same = [row for row in once if row.content.language == language]
        nearest: dict[int, tuple[float, int]] = {}
        for earlier, later, likeness in alike([row.content.text for row in same]):
            nearest[later] = max(nearest.get(later, (0.0, 0)), (likeness, -earlier))
        for later, (likeness, earlier) in nearest.items():
            other = same[-earlier]
            problem = f"is {likeness:.0%} like row {other.number}, {shortened(other.content.text)!r}"
            remedy = "keep both only if they ask different things"
            yield Finding(same[later].number, "text", same[later].content.text, problem, remedy, Severity.NOTE)


def _first_with_its_words(rows: Sequence[Row]) -> list[Row]:
    """For each row the first that the bank would take for the same question."""
    first: dict[tuple[int, str], Row] = {}
    return [first.setdefault((row.content.stage, text_key(row.content.text)), row) if _has_words(row) else row for row in rows]


def _has_words(row: Row) -> bool:
    return bool(text_key(row.content.text))
