"""Has a text written to its end and checks that it is one: a model that breaks or stops half-way gives no result, never an empty one."""

import asyncio
import hashlib
import json
import logging
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from time import monotonic
from types import TracebackType
from typing import Any

from mesh.deadline import time_left
from services.llm.domain.engine import EngineFailed
from services.llm.domain.generation import Effort, Generation, Generator
from services.llm.domain.noting import Ending, Job, Note, Notes
from services.llm.prompts import VERSION

log = logging.getLogger(__name__)

MARGIN, HALF = 0.95, 0.5
"""Below what should fit, for texts do not all have as many tokens a letter; and what to try where nobody says what fits."""
LEAST_STEP, LEAST_SHARE = 0.1, 0.03
"""How much is left of a share at least, for a part of every prompt stays as it is, and a share that is not worth an attempt."""


def seed_of(task: str, attempt: int) -> int:
    """The same for one attempt at one task, so that it can be repeated, and another for the next, so that it need not fail again."""
    return int.from_bytes(hashlib.sha256(f"{task}/{attempt}".encode()).digest()[:4])


def seconds_left(longest: float) -> float:
    """What the call that is served here has left, at most `longest`."""
    left = time_left()
    return longest if left is None else min(left, longest)


def less(share: float, refusal: EngineFailed) -> float:
    """What share of the material to show after the model has said how much of it was too much; 0 where nothing is left to leave out."""
    tokens, limit = (int(refusal.facts.get(name, 0)) for name in ("tokens", "limit"))
    fits = MARGIN * limit / tokens if tokens > 0 else HALF
    share *= max(LEAST_STEP, min(fits, MARGIN))
    return share if share >= LEAST_SHARE else 0.0


class Writing:
    """One text that is being written. `with Writing(…) as text` notes how it went, whatever is found wrong with it inside the block.

    Where the model has no room for the prompt, it is shown less: `share` says how much of the material that was.
    """

    def __init__(self, generator: Generator, generation_of: Callable[[float], Generation], job: Job, notes: Notes) -> None:
        """Asks for nothing yet. `generation_of`: the text, when that share of its material is shown, from 1 downwards."""
        self.share = 1.0
        self._generator = generator
        self._generation_of = generation_of
        self._generation = generation_of(self.share)
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
        async with aclosing(self._fitting()) as pieces:
            async for piece in pieces:
                if isinstance(piece, str):
                    self._first = self._first or monotonic()
                    yield piece
                else:
                    self._told = piece
        if self._told is None or not self._told.is_whole:
            raise EngineFailed(fault="CUT_SHORT")

    async def _fitting(self) -> AsyncGenerator[str | Effort, None]:
        """What the model writes when it is shown as much as it has room for. That it has not, it says before its first word."""
        while True:
            try:
                async with aclosing(self._generator.generate(self._generation)) as pieces:
                    async for piece in pieces:
                        yield piece
                    return
            except EngineFailed as refusal:
                share = less(self.share, refusal) if refusal.facts["fault"] == "PROMPT_TOO_LONG" else 0.0
                if not share:
                    raise
                log.info("a prompt was too long for the model and is made shorter", extra={"job": self._job.value, "share": share})
                self.share, self._generation = share, self._generation_of(share)

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
