"""How many weak answers came in a row: from two on, the next question is a gentler one (row Q5)."""

from collections.abc import Sequence
from dataclasses import dataclass

from services.session.interviews.words import AnswerKind

WEAK_BELOW = 40
"""An answer of fewer points is a weak one."""

GAVE_NOTHING = (AnswerKind.REFUSAL, AnswerKind.EMPTY, AnswerKind.SKIPPED)


@dataclass(frozen=True)
class Found:
    """What is known of an answer by now: `points` is None before somebody has read it, and where there is nothing to read."""

    kind: AnswerKind
    has_words: bool
    points: int | None = None

    @property
    def is_weak(self) -> bool:
        """Whether it was refused, left empty, or read as weak. That the time ran out says nothing about what was said until then."""
        return self.kind in GAVE_NOTHING or not self.has_words or (self.points is not None and self.points < WEAK_BELOW)


def weak_run(answers: Sequence[Found]) -> int:
    """The length of the run that the last answer ends. Whoever asks back has not answered yet, which neither counts nor ends it."""
    run = 0
    for answer in reversed([each for each in answers if each.kind is not AnswerKind.QUESTION_BACK]):
        if not answer.is_weak:
            break
        run += 1
    return run
