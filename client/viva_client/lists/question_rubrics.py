"""Writes a rubric into one cell, in lines that people can write themselves, and reads it back.

    [accuracy] Accuracy
    Whether terms and principles are explained correctly.
    0: No explanation, or a wrong one.
    70: Explains the principle correctly.
    100: Explains the principle and where it ends.
    indicators: principle, structure, limit

One block per criterion. A rubric that these lines cannot say exactly is written as JSON instead; both are read.
"""

import re

from google.protobuf import json_format
from viva.interview.v1.rubric_pb2 import Criterion, Level, Rubric

_HEADING = re.compile(r"\[([^\[\]]*)\]\s*(.*)")
_LEVEL = re.compile(r"(\d{1,3})\s*[:：]\s*(\S.*)")
_INDICATORS = re.compile(r"indicators\s*[:：]\s*(.*)", re.IGNORECASE)


class RubricUnclear(ValueError):
    """The cell is no rubric; the message says which line and why."""


def cell_of(rubric: Rubric) -> str:
    """A rubric as it stands in a cell. Its version is left out: it follows from the rest."""
    bare = Rubric(criteria=rubric.criteria)
    lines = "\n".join(_lines_of(criterion) for criterion in bare.criteria)
    try:
        is_exact = rubric_of(lines) == bare
    except RubricUnclear:
        is_exact = False
    return lines if is_exact else json_format.MessageToJson(bare, preserving_proto_field_name=True, indent=None, ensure_ascii=False)


def rubric_of(cell: str) -> Rubric:
    """The rubric in a cell; an empty one when the cell is. Raises RubricUnclear."""
    if cell.lstrip().startswith("{"):
        return _from_json(cell)
    rubric = Rubric()
    for line in filter(None, map(str.strip, cell.split("\n"))):
        if heading := _HEADING.fullmatch(line):
            rubric.criteria.add(criterion_id=heading[1].strip(), name=heading[2].strip())
        elif not rubric.criteria:
            raise RubricUnclear(f"{line!r} stands before the first criterion")
        else:
            _add(rubric.criteria[-1], line)
    _require_rising(rubric)
    return rubric


def _add(criterion: Criterion, line: str) -> None:
    if level := _LEVEL.fullmatch(line):
        criterion.levels.append(Level(points=int(level[1]), anchor=level[2]))
    elif indicators := _INDICATORS.fullmatch(line):
        criterion.indicators.extend(filter(None, map(str.strip, indicators[1].split(","))))
    elif criterion.levels or criterion.indicators:
        raise RubricUnclear(f"{line!r} is neither a criterion nor a level nor indicators")
    else:
        criterion.description = f"{criterion.description}\n{line}".strip()


def _require_rising(rubric: Rubric) -> None:
    ids = [criterion.criterion_id for criterion in rubric.criteria]
    for criterion in rubric.criteria:
        points = [level.points for level in criterion.levels]
        if points != sorted(set(points)):
            raise RubricUnclear(f"the levels of {criterion.criterion_id!r} do not rise")
        if ids.count(criterion.criterion_id) > 1:
            raise RubricUnclear(f"the criterion {criterion.criterion_id!r} stands twice")


def _from_json(cell: str) -> Rubric:
    try:
        rubric = json_format.Parse(cell, Rubric())
    except json_format.ParseError as broken:
        raise RubricUnclear(" ".join(str(broken).split())) from broken
    rubric.ClearField("version")
    _require_rising(rubric)
    return rubric


def _lines_of(criterion: Criterion) -> str:
    lines = [f"[{criterion.criterion_id}] {criterion.name}", criterion.description]
    lines += [f"{level.points}: {level.anchor}" for level in criterion.levels]
    lines += [f"indicators: {', '.join(criterion.indicators)}"] if criterion.indicators else []
    return "\n".join(filter(None, lines))
