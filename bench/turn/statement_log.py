"""Reads back what PostgreSQL logged of every statement, transaction by transaction."""

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

PREFIX = "%n %v "
"""Set as log_line_prefix: the time in seconds, and the virtual number of the transaction."""
_LINE = re.compile(r"(\d+\.\d+) (\S+) (LOG|DETAIL): {2}(.*)", re.DOTALL)
_EXECUTED = re.compile(r"(?:statement|execute [^:]+): (.*)", re.DOTALL)
_PARAMETERS = re.compile(r"Parameters: (.*)", re.DOTALL)
_VALUE = re.compile(r"\$\d+ = (?:(NULL)|'((?:[^']|'')*)')")
_WRITES = re.compile(r"\s*(?:INSERT|UPDATE|DELETE|SELECT pg_notify|SET LOCAL synchronous_commit)\b")


@dataclass
class Statement:
    """One statement as it was executed. Values are what PostgreSQL shows of them, which it can also read."""

    sql: str
    values: list[str | None] = field(default_factory=list)

    @property
    def writes(self) -> bool:
        """Whether it changes anything or tells anybody."""
        return bool(_WRITES.match(self.sql))


@dataclass
class Transaction:
    """The statements between BEGIN and COMMIT, by the time of the COMMIT."""

    time: float
    statements: list[Statement]

    def does(self, words: str) -> bool:
        """Whether one of its statements contains these words."""
        return any(words in statement.sql for statement in self.statements)


def transactions(log: Path) -> list[Transaction]:
    """Every committed transaction that a supervisor's log of PostgreSQL shows, in the order of commits."""
    running: dict[str, list[Statement]] = {}
    committed = []
    for time, name, kind, text in _entries(_lines(log)):
        if kind == "DETAIL" and (parameters := _PARAMETERS.match(text)) and running.get(name):
            running[name][-1].values = [None if null else value.replace("''", "'") for null, value in _VALUE.findall(parameters[1])]
        elif kind == "LOG" and (executed := _EXECUTED.match(text)):
            match executed[1].split(None, 1)[0]:
                case "BEGIN":
                    running[name] = []
                case "COMMIT":
                    committed.append(Transaction(time, running.pop(name, [])))
                case _:
                    running.setdefault(name, []).append(Statement(executed[1]))
    return committed


def _entries(lines: Iterable[str]) -> Iterator[tuple[float, str, str, str]]:
    """Log entries put together again: PostgreSQL begins the further lines of an entry with a tab."""
    entry: list[str] = []
    for line in lines:
        if line.startswith("\t"):
            entry.append(line[1:])
            continue
        yield from _entry(entry)
        entry = [line]
    yield from _entry(entry)


def _entry(lines: Sequence[str]) -> Iterator[tuple[float, str, str, str]]:
    if found := _LINE.match("\n".join(lines)):
        yield float(found[1]), found[2], found[3], found[4]


def _lines(log: Path) -> Iterator[str]:
    """The messages of the log, and of the file before it."""
    for path in (log.with_name(f"{log.name}.1"), log):
        if path.exists():
            yield from (json.loads(line)["message"] for line in path.read_text().splitlines())
