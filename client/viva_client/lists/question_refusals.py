"""Says in words why the bank refused a row, and what to do about it."""

from viva.session.v1.imported_row_pb2 import ImportedRow

from interviewing.wording import WordingFault
from viva_client.lists.kind import Words
from viva_client.lists.question_wording import ANOTHER_TOPIC, WORDING


def in_words(outcome: ImportedRow) -> Words:
    """The reason of a refused row."""
    facts = outcome.facts
    match outcome.reason:
        case "QUESTION_FORBIDDEN_TOPIC":
            return Words("text", f"is about {facts['topic'].lower()}" if "topic" in facts else "is about a forbidden topic", ANOTHER_TOPIC)
        case "QUESTION_BROKEN" | "NOT_ONE_QUESTION":
            return _of_fault(facts.get("fault", ""))
        case "QUESTION_TAKEN":
            other = facts.get("question_id", "another")
            return Words("text", f"is a question that every company has already, {other}", "take it out of the table")
        case "QUESTION_UNKNOWN":
            return Words("follow_up_of", "names a question that is not there", "correct the id, or leave it empty")
        case "INVALID_REQUEST":
            return Words("", f"breaks the rule {facts.get('rule', '')}".rstrip(), "change it so that it holds")
        case reason:
            return Words("", f"was refused: {reason}", "ask whoever runs Viva")


def _of_fault(fault: str) -> Words:
    if fault == "RUBRIC_BROKEN":
        return Words("rubric", "cannot be read by", "give every criterion an id, a name and two levels or more that rise")
    known = next((each for each in WORDING if each.name == fault), WordingFault.NO_QUESTION)
    return Words("text", *WORDING[known])
