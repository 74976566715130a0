"""Candidates of the tests that need a whole Viva: they sign up and in by REST, bring a real résumé, and can hold an interview."""

import random
from dataclasses import dataclass, field
from typing import Any, Self

from bench.chaos.over_rest import Rest
from bench.chaos.plan import Part, Way
from bench.chaos.room import Candidate
from bench.chaos.rows import Rows
from bench.chaos.state import OPEN, State
from bench.chaos.tally import Tally
from bench.chaos.words import ANSWERS
from deploy.supervisor.postgres import EmbeddedPostgres
from tests.integration.supervised import Supervised


def database_of(viva: Supervised) -> EmbeddedPostgres:
    """The database server of a whole Viva."""
    return EmbeddedPostgres(viva.data_dir / "postgres", viva.port("postgres"), keys_dir=viva.data_dir / "keys")


def rows_of(viva: Supervised) -> Rows:
    """What that server holds, read past all services."""
    return Rows(database_of(viva))


@dataclass
class Visitor:
    """One candidate who is signed in."""

    viva: Supervised
    candidate: Candidate
    tally: Tally = field(default_factory=Tally)

    def __post_init__(self) -> None:
        """Connects on first use."""
        self.rest = Rest(self.viva.url, self.tally)

    @classmethod
    async def arrives(cls, viva: Supervised, language: str = "en") -> Self:
        """Somebody new signs up and in."""
        visitor = cls(viva, Candidate(Part(0, Way.REST, language, random.SystemRandom().randrange(10**8))))
        await visitor.rest.sign_up_and_in(visitor.candidate)
        return visitor

    @property
    def headers(self) -> dict[str, str]:
        """What proves who they are."""
        return {"authorization": f"Bearer {self.rest.token}"}

    def say(self, ordinal: int) -> str:
        """An answer worth evaluating, another one each time."""
        wordings = ANSWERS[self.candidate.part.language]
        return f"{wordings[ordinal % len(wordings)]} ({ordinal})"

    async def new_interview(self) -> str:
        """An interview about their résumé, not begun."""
        return await self.rest.new_interview(self.candidate)

    async def state(self, interview_id: str) -> State:
        """Where it stands."""
        return State.of((await self.rest.ask("GET", f"/interviews/{interview_id}"))["state"])

    async def start(self, interview_id: str) -> str:
        """Begins it; returns the id of the first question."""
        return str((await self.rest.ask("POST", f"/interviews/{interview_id}/start"))["state"]["open_question_id"])

    async def answer(self, interview_id: str, question_id: str, text: str) -> dict[str, Any]:
        """Answers a question; returns what came of it."""
        ids = {"interview_id": interview_id, "question_id": question_id, "request_id": self.candidate.new_id()}
        return await self.rest.ask("POST", "/transcripts", json=ids | {"text": text})

    async def hold(self, interview_id: str) -> None:
        """Answers everything from wherever it stands, and returns when the report is there."""
        await self.answer_until(interview_id, 1 << 30)

    async def answer_until(self, interview_id: str, most: int) -> None:
        """Answers from wherever it stands until so many answers are given or all is over."""
        path, answered = f"/interviews/{interview_id}", 0
        state = await self.rest.newer_state(path, -1)
        while not state.is_over and answered < most:
            if state.next_action == OPEN and state.question_id:
                answered += 1
                await self.answer(interview_id, state.question_id, self.say(answered))
            state = await self.rest.newer_state(path, state.sequence)

    async def leave(self) -> None:
        """Hangs up."""
        await self.rest.close()
