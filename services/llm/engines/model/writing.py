"""Has a text written to its end and checks that it is one: a model that breaks or stops half-way gives no result, never an empty one."""

import hashlib
import json
import logging
from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Any

from mesh.deadline import time_left
from services.llm.domain.engine import EngineFailed
from services.llm.domain.generation import Effort, Generation, Generator

log = logging.getLogger(__name__)


def seed_of(task: str, attempt: int) -> int:
    """The same for one attempt at one task, so that it can be repeated, and another for the next, so that it need not fail again."""
    return int.from_bytes(hashlib.sha256(f"{task}/{attempt}".encode()).digest()[:4])


def seconds_left(longest: float) -> float:
    """What the call that is served here has left, at most `longest`."""
    left = time_left()
    return longest if left is None else min(left, longest)


async def pieces_of(generator: Generator, generation: Generation, kind: str) -> AsyncGenerator[str, None]:
    """The words as they come. Raises EngineFailed for a text that was cut short."""
    async with aclosing(generator.generate(generation)) as pieces:
        async for piece in pieces:
            if isinstance(piece, str):
                yield piece
            else:
                _note(piece, generation, kind)
                if not piece.is_whole:
                    raise EngineFailed(fault="CUT_SHORT")


async def reply_to(generator: Generator, generation: Generation, kind: str) -> Any:
    """The JSON that was written. Raises EngineFailed for what is none."""
    text = "".join([piece async for piece in pieces_of(generator, generation, kind)])
    try:
        return json.loads(whole_letters(text))
    except ValueError:
        raise EngineFailed(fault="NOT_JSON") from None


def whole_letters(text: str) -> str:
    """The text. Raises EngineFailed when bytes in it made no letter."""
    if "\ufffd" in text:
        raise EngineFailed(fault="BROKEN_LETTERS")
    return text


def _note(effort: Effort, generation: Generation, kind: str) -> None:
    """One line for each text: what it took, and no word of it."""
    log.info(
        "a model wrote for %s",
        kind,
        extra={
            "lane": generation.lane.value,
            "is_whole": effort.is_whole,
            "prompt_tokens": effort.prompt_tokens,
            "cached_tokens": effort.cached_tokens,
            "written_tokens": effort.written_tokens,
            "grammar_rejects": effort.grammar_rejects,
            "queue_ms": round(effort.queue_seconds * 1000, 1),
            "prefill_ms": round(effort.prefill_seconds * 1000, 1),
            "decode_ms": round(effort.decode_seconds * 1000, 1),
        },
    )
