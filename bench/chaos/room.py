"""What every way of taking part offers, and the one interview that is held by all of them."""

import asyncio
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from string import ascii_letters
from typing import Any, Protocol
from uuid import UUID

from bench.chaos import words
from bench.chaos.plan import Part, Span
from bench.chaos.state import END, OPEN, REPORT, State
from bench.chaos.tally import Acknowledged, Record, Tally
from tests.resumes import samples

POSITIONS = {"ko": "백엔드 개발자", "en": "Backend Engineer"}
LANGUAGES = {"ko": "LANGUAGE_KOREAN", "en": "LANGUAGE_ENGLISH"}


@dataclass
class Candidate:
    """Somebody who is interviewed; all ids that they make up follow from their seed."""

    part: Part
    luck: random.Random = field(init=False)
    password: str = field(init=False)

    def __post_init__(self) -> None:
        """Seeds their luck."""
        self.luck = random.Random(self.part.seed)
        self.password = "".join(self.luck.choices(ascii_letters, k=24))

    @property
    def username(self) -> str:
        return f"c{self.part.seed % 10**8}"

    @property
    def email(self) -> str:
        return f"{self.username}@example.com"

    @property
    def full_name(self) -> str:
        return f"후보자 {self.part.number}" if self.part.language == "ko" else f"Candidate {self.part.number}"

    @property
    def resume(self) -> bytes:
        """Their résumé, a real PDF."""
        made = (samples.korean_free_form, samples.korean_tables) if self.part.language == "ko" else (samples.english_free_form,)
        return made[self.part.number % len(made)]()

    def new_id(self) -> str:
        """A new request_id."""
        return str(UUID(int=self.luck.getrandbits(128), version=4))


class Room(Protocol):
    """One way of taking part. Every call comes back with an answer, however often it had to be asked."""

    async def prepare(self) -> str:
        """Signs up and in, uploads the résumé, makes the interview; returns its id."""

    async def start(self) -> None:
        """Goes live."""

    async def newer_state(self, than: int) -> State:
        """Waits for a state that includes more events than `than`."""

    async def answer(self, question_id: str, request_id: str, text: str) -> str:
        """Hands an answer in; returns its id."""

    async def report(self) -> dict[str, Any]:
        """The report."""

    async def lines(self) -> list[dict[str, Any]]:
        """The transcript."""

    async def leave(self) -> None:
        """Closes what is open."""


async def take_part(room: Room, candidate: Candidate, record: Record, tally: Tally, thinking: Span, begun: Callable[[], None]) -> None:
    """Holds one whole interview that is prepared, and writes down what was promised in it."""
    await room.start()
    begun()
    asked: set[str] = set()
    state = await room.newer_state(-1)
    while state.next_action != REPORT:
        if state.next_action == END:
            tally.fault(f"interview {record.interview_id} ended without a report")
            return
        if state.next_action == OPEN and state.question_id and state.question_id not in asked:
            asked.add(state.question_id)
            await asyncio.sleep(thinking.draw(candidate.luck))
            await _answer(room, candidate, record, state.question_id, len(asked))
        state = await room.newer_state(state.sequence)
    record.report, record.lines = await room.report(), await room.lines()


async def _answer(room: Room, candidate: Candidate, record: Record, question_id: str, ordinal: int) -> None:
    text = words.answer(candidate.part.language, candidate.part.number, ordinal, candidate.luck)
    answer_id = await room.answer(question_id, candidate.new_id(), text)
    record.answers.append(Acknowledged(question_id, answer_id, text))
