"""Where an interview stands, as far as this terminal has been told."""

import asyncio
from dataclasses import dataclass, field

from viva.session.v1.interview_pb2 import InterviewState, Question

from viva_client.command.interview.screen import clock


@dataclass
class Standing:
    """The state that came last, the question that takes an answer, and how many lines of that answer are kept."""

    state: InterviewState = field(default_factory=InterviewState)
    question: Question | None = None
    number: int = 0
    """Of the newest question; counts on when it closes."""
    lines: int = 0
    until: float | None = None
    """When the answer's time is up, on the loop's clock; None while no clock runs."""

    def now(self, state: InterviewState) -> None:
        """Takes a newer state over; an older one, which came by another way, says nothing."""
        if state.sequence < self.state.sequence:
            return
        self.state = state
        runs = state.HasField("answer_time_left") and not state.is_paused
        self.until = asyncio.get_running_loop().time() + state.answer_time_left.ToTimedelta().total_seconds() if runs else None

    def open(self, question: Question) -> None:
        """A question takes an answer, of which nothing was said yet."""
        self.question, self.number, self.lines = question, question.number, 0

    def close(self, question_id: str) -> None:
        """It takes none any more."""
        if self.question is not None and self.question.question_id == question_id:
            self.question = None

    def prompt(self) -> str:
        """The time that is left, and where to write."""
        if self.until is None:
            return "› "
        return f"{clock(self.until - asyncio.get_running_loop().time())} › "
