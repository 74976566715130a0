"""What the doctor says about one thing."""

from dataclasses import dataclass
from enum import Enum


class Level(Enum):
    """How bad it is: `PROBLEM` keeps Viva from running or from being safe, `WARNING` may, `OK` does not."""

    OK = "ok"
    WARNING = "warning"
    PROBLEM = "problem"


@dataclass(frozen=True)
class Finding:
    """One sentence about what was seen, and, unless all is well, one about what to do."""

    check: str
    level: Level
    sentence: str
    remedy: str = ""


def ok(check: str, sentence: str) -> Finding:
    return Finding(check, Level.OK, sentence)


def warning(check: str, sentence: str, remedy: str) -> Finding:
    return Finding(check, Level.WARNING, sentence, remedy)


def problem(check: str, sentence: str, remedy: str) -> Finding:
    return Finding(check, Level.PROBLEM, sentence, remedy)
