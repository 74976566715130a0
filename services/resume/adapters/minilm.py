"""Embeds with MiniLM on the CPU: a few threads, a bounded queue in front of them, short turns for everybody."""

import asyncio
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Self

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from tokenizers import Tokenizer

from services.resume.adapters.build_minilm import MODEL_NAME
from services.resume.domain.embedder import EmbedderBusy, Vector

MAX_TOKENS = 256
"""What sentence-transformers feeds this model; the rest of a longer text is not seen."""
_TURN_TEXTS, _TURN_CHARACTERS = 4, 500
"""What one caller gets embedded on one thread before the next one's turn. Short texts are quicker together, long ones alone: all of a
turn cost as much as its longest."""


class MiniLm:
    """all-MiniLM-L6-v2 as ONNX."""

    model = MODEL_NAME
    dimension = 384

    def __init__(self, session: onnxruntime.InferenceSession, tokenizer: Tokenizer, *, threads: int, max_waiting: int) -> None:
        """At most `max_waiting` callers at once; `load` makes the other two."""
        self._session = session
        self._tokenizer = tokenizer
        self._max_waiting = max_waiting
        self._waiting = 0
        self._threads = threads
        self._executor = ThreadPoolExecutor(threads, thread_name_prefix="minilm")

    @classmethod
    def load(cls, directory: Path, *, threads: int = 1, max_waiting: int = 32) -> Self:
        """Loads what build_minilm wrote; takes about 0.3 s and 180 MiB."""
        options = onnxruntime.SessionOptions()
        # Each of our threads runs a turn of its own: threads that share one wait for each other, and for whoever else is at work.
        options.intra_op_num_threads = 1
        session = onnxruntime.InferenceSession(directory / "model.onnx", options, providers=["CPUExecutionProvider"])
        tokenizer = Tokenizer.from_file(str(directory / "tokenizer.json"))
        tokenizer.enable_truncation(MAX_TOKENS)
        tokenizer.enable_padding()
        return cls(session, tokenizer, threads=threads, max_waiting=max_waiting)

    async def embed(self, texts: Sequence[str]) -> list[Vector]:
        """One vector a text, in order. EmbedderBusy when no place is free."""
        if self._waiting >= self._max_waiting:
            raise EmbedderBusy
        self._waiting += 1
        try:
            return await self._in_turns(texts)
        finally:
            self._waiting -= 1

    def close(self) -> None:
        """Lets the threads go."""
        self._executor.shutdown(wait=False, cancel_futures=True)

    async def _in_turns(self, texts: Sequence[str]) -> list[Vector]:
        """As many turns at once as there are threads, and the next when one is done."""
        turns, vectors = _turns(texts), dict[int, Vector]()
        async with asyncio.TaskGroup() as group:
            for _ in range(self._threads):
                group.create_task(self._take(turns, texts, vectors))
        return [vectors[number] for number in range(len(texts))]

    async def _take(self, turns: Iterator[Sequence[int]], texts: Sequence[str], vectors: dict[int, Vector]) -> None:
        loop = asyncio.get_running_loop()
        for turn in turns:
            embedded = await loop.run_in_executor(self._executor, self._run, [texts[number] for number in turn])
            vectors.update(zip(turn, embedded.tolist(), strict=True))

    def _run(self, texts: Sequence[str]) -> NDArray[np.float32]:
        encoded = self._tokenizer.encode_batch(list(texts))
        ids = np.array([text.ids for text in encoded], dtype=np.int64)
        mask = np.array([text.attention_mask for text in encoded], dtype=np.int64)
        (vectors,) = self._session.run(["embedding"], {"input_ids": ids, "attention_mask": mask})
        return np.asarray(vectors, dtype=np.float32)


def _turns(texts: Sequence[str]) -> Iterator[Sequence[int]]:
    """Numbers of texts of like length, the longest first, so that no thread has a long one left when the others are done."""
    turn: list[int] = []
    for number in sorted(range(len(texts)), key=lambda number: -len(texts[number])):
        if turn and (len(turn) == _TURN_TEXTS or (len(turn) + 1) * len(texts[turn[0]]) > _TURN_CHARACTERS):
            yield turn
            turn = []
        turn.append(number)
    if turn:
        yield turn
