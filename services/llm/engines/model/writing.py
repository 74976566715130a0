"""Has a text written to its end and checks that it is one: a model that breaks or stops half-way gives no result, never an empty one."""

import asyncio
import hashlib
import json
from collections.abc import AsyncGenerator
from contextlib import aclosing
from time import monotonic
from types import TracebackType
from typing import Any

from mesh.deadline import time_left
from services.llm.domain.engine import EngineFailed
from services.llm.domain.generation import Effort, Generation, Generator
from services.llm.domain.noting import Ending, Job, Note, Notes
from services.llm.prompts import VERSION


def seed_of(task: str, attempt: int) -> int:
    """The same for one attempt at one task, so that it can be repeated, and another for the next, so that it need not fail again."""
    return int.from_bytes(hashlib.sha256(f"{task}/{attempt}".encode()).digest()[:4])


def seconds_left(longest: float) -> float:
    """What the call that is served here has left, at most `longest`."""
    left = time_left()
    return longest if left is None else min(left, longest)


class Writing:
    """One text that is being written. `with Writing(…) as text` notes how it went, whatever is found wrong with it inside the block."""

    def __init__(self, generator: Generator, generation: Generation, job: Job, notes: Notes) -> None:
        """Asks for nothing yet."""
        self._generator = generator
        self._generation = generation
        self._job = job
        self._notes = notes
        self._began = monotonic()
        self._first: float | None = None
        self._told: Effort | None = None

    def __enter__(self) -> "Writing":
        """Begins to count."""
        self._began = monotonic()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Notes what came of it."""
        dropped = isinstance(error, GeneratorExit | asyncio.CancelledError)
        ending = Ending.WHOLE if error is None else Ending.DROPPED if dropped else Ending.FAILED
        self._notes.wrote(Note(self._job, self._generation.lane, ending, self.effort, self._generator.model.name, VERSION))

    @property
    def effort(self) -> Effort:
        """What it took; of a text that was not heard to its end, the little that can be seen from here."""
        if self._told is not None:
            return self._told
        now = monotonic()
        first = self._first or now
        return Effort(False, first_token_seconds=first - self._began if self._first else 0.0, decode_seconds=now - first)

    async def pieces(self) -> AsyncGenerator[str, None]:
        """The words as they come. Raises EngineFailed for a text that was cut short."""
        async with aclosing(self._generator.generate(self._generation)) as pieces:
            async for piece in pieces:
                if isinstance(piece, str):
                    self._first = self._first or monotonic()
                    yield piece
                else:
                    self._told = piece
        if self._told is None or not self._told.is_whole:
            raise EngineFailed(fault="CUT_SHORT")

    async def reply(self) -> Any:
        """The JSON that was written. Raises EngineFailed for what is none."""
        text = "".join([piece async for piece in self.pieces()])
        try:
            return json.loads(whole_letters(text))
        except ValueError:
            raise EngineFailed(fault="NOT_JSON") from None


def whole_letters(text: str) -> str:
    """The text. Raises EngineFailed when bytes in it made no letter."""
    if "\ufffd" in text:
        raise EngineFailed(fault="BROKEN_LETTERS")
    return text
