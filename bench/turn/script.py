"""What one interview makes a database write and a line carry, in a form that can be replayed for as many interviews as wanted."""

import hashlib
import json
import re
from base64 import urlsafe_b64encode
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_OID, uuid5

from bench.turn.statement_log import Statement

_NAME = re.compile(r"«(id|token)(\d+)»")
Values = list[str | None]


@dataclass(frozen=True)
class Step:
    """One transaction that writes: its statements, in which «id7» and «token3» stand for what is new in every interview."""

    statements: Sequence[Statement] = ()

    def bound(self, interview_id: str) -> list[tuple[str, Values]]:
        """The statements for one interview."""
        return [(sql, [part if isinstance(part, str | None) else part(interview_id) for part in parts]) for sql, parts in self._compiled]

    @cached_property
    def _compiled(self) -> "list[tuple[str, list[str | Blank | None]]]":
        return [(statement.sql, [_compiled(value) for value in statement.values]) for statement in self.statements]


@dataclass(frozen=True)
class Turn:
    """One answer and all that it set going."""

    kind: str
    reply: str
    """The frame that says the answer is kept."""
    deltas: Sequence[str]
    searches: bool
    """Whether the résumé was searched for it."""
    submit: Step
    open: Step
    complete: Step
    hand_out: Step
    evaluated: Step
    """The last two come after the answer, and the candidate does not wait for them."""

    @property
    def is_made(self) -> bool:
        """Whether the question is made by a task, instead of standing in the scenario."""
        return bool(self.open.statements)


@dataclass(frozen=True)
class Script:
    """A whole interview. Frames of events are found by their sequence."""

    prologue: Sequence[Step]
    turns: Sequence[Turn]
    frames: Mapping[int, str] = field(default_factory=dict)
    passages_bytes: int = 0
    """How much the résumé service returns for one question."""

    def save(self, path: Path) -> None:
        """Writes it down."""
        path.write_text(json.dumps(asdict(self)))

    @classmethod
    def load(cls, path: Path) -> "Script":
        """Reads it."""
        document = json.loads(path.read_text())
        return cls(
            prologue=[_step(step) for step in document["prologue"]],
            turns=[Turn(**{name: _part(part) for name, part in turn.items()}) for turn in document["turns"]],
            frames={int(sequence): frame for sequence, frame in document["frames"].items()},
            passages_bytes=document["passages_bytes"],
        )


class Blank:
    """A value that is another one in every interview."""

    def __init__(self, pieces: Sequence[str]) -> None:
        """`pieces` as re.split leaves them: text, kind, number, text, …"""
        self._pieces = pieces

    def __call__(self, interview_id: str) -> str:
        """The value in one interview: the same wherever it is asked for."""
        texts, kinds, numbers = self._pieces[::3], self._pieces[1::3], self._pieces[2::3]
        new = [named(interview_id, kind, number) for kind, number in zip(kinds, numbers, strict=True)]
        return texts[0] + "".join(value + text for value, text in zip(new, texts[1:], strict=True))


def named(interview_id: str, kind: str, number: str) -> str:
    """What stands for a name in one interview. «id0» is the interview itself."""
    if kind == "id":
        return interview_id if number == "0" else str(uuid5(NAMESPACE_OID, f"{interview_id}/{number}"))
    return urlsafe_b64encode(hashlib.sha256(f"{interview_id}/{number}".encode()).digest()[:24]).decode()


def _compiled(value: str | None) -> str | Blank | None:
    pieces = _NAME.split(value) if value is not None else []
    return Blank(pieces) if len(pieces) > 1 else value


def _part(part: Any) -> Any:
    return _step(part) if isinstance(part, dict) else part


def _step(document: Mapping[str, Any]) -> Step:
    return Step([Statement(**statement) for statement in document["statements"]])
