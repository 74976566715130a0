"""The columns of a table of questions: what each holds, how its cells are read, and how they are written."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from viva.interview.v1.bank_question_pb2 import Difficulty, QuestionCategory
from viva.interview.v1.language_pb2 import Language
from viva.interview.v1.stage_pb2 import ScenarioVariant, Stage
from viva.session.v1.bank_question_pb2 import BankQuestionContent

from viva_client.questions_csv.rubrics import RubricUnclear, cell_of, rubric_of

YES, NO = ("yes", "y", "true", "1"), ("no", "n", "false", "0")
SHORT_NAMES = {"ko": "korean", "en": "english"}
"""Languages as other files write them."""


class Unclear(ValueError):
    """A cell says nothing that its column knows."""

    def __init__(self, problem: str, remedy: str) -> None:
        """What is wrong, and what to do."""
        super().__init__(problem)
        self.problem, self.remedy = problem, remedy


@dataclass(frozen=True)
class Column:
    """One column, which is one field of the contract's BankQuestionContent."""

    name: str
    field: str
    says: str
    """For people who fill it in."""
    read: Callable[[str], Any]
    """From a cell that is not blank to the field's value. Raises Unclear."""
    write: Callable[[Any], str]
    is_required: bool = False

    def put(self, cell: str, content: BankQuestionContent) -> None:
        """Reads a cell into a question; a blank one leaves the field as it is. Raises Unclear."""
        if not cell.strip():
            return
        value = self.read(cell)
        if hasattr(value, "CopyFrom"):
            getattr(content, self.field).CopyFrom(value)
        else:
            setattr(content, self.field, value)

    def cell(self, content: BankQuestionContent) -> str:
        """What is written about a question."""
        return self.write(getattr(content, self.field))


def _text(name: str, says: str, *, is_required: bool = False) -> Column:
    return Column(name, name, says, read=str, write=str, is_required=is_required)


def _choice(name: str, says: str, enum: Any, *, is_required: bool = True) -> Column:
    prefix = enum.Name(0).removesuffix("UNSPECIFIED")
    numbers: Mapping[str, int] = {each.removeprefix(prefix).lower(): number for each, number in enum.items() if number}
    names = {number: each for each, number in numbers.items()}

    def read(cell: str) -> int:
        word = cell.strip().casefold().replace(" ", "_")
        if (number := numbers.get(SHORT_NAMES.get(word, word))) is None:
            raise Unclear("is not a value of this column", f"write one of {', '.join(numbers)}")
        return number

    return Column(name, name, f"{says}: {', '.join(numbers)}", read, lambda number: names.get(number, ""), is_required)


def _yes_or_no(cell: str) -> bool:
    word = cell.strip().casefold()
    if word not in YES + NO:
        raise Unclear("is neither yes nor no", "write yes or no, or leave it empty")
    return word in YES


def _rubric(cell: str) -> Any:
    try:
        return rubric_of(cell)
    except RubricUnclear as unclear:
        remedy = "write “[id] Name”, then lines “0: …” to “100: …” that rise; or leave it empty for the stage's own"
        raise Unclear(f"is no rubric: {unclear}", remedy) from unclear


COLUMNS: Mapping[str, Column] = {
    column.name: column
    for column in (
        _text("text", "the question, exactly one, as it is to be spoken", is_required=True),
        _choice("language", "what it is written in (ko and en will do)", Language),
        _choice("stage", "where in an interview it belongs", Stage),
        _choice("category", "what kind of question it is", QuestionCategory),
        _choice("difficulty", "how hard it is to answer well", Difficulty),
        _text("position", "the job it is for; empty for any"),
        _text("industry", "the industry it is for; empty for any"),
        _choice("variant", "for whom; empty for everybody", ScenarioVariant, is_required=False),
        Column("ice_breaker", "is_ice_breaker", "yes where it only makes talking easier", _yes_or_no, lambda yes: "yes" if yes else ""),
        _text("follow_up_of", "the id of the bank question it is asked after; empty when it stands alone"),
        Column("rubric", "rubric", "what an answer is read by; empty keeps what is there, or takes the stage's own", _rubric, cell_of),
    )
}
FIELDS: Mapping[str, str] = {column.field: column.name for column in COLUMNS.values()}
"""The column of each field."""
