"""Embeds with MiniLM on the CPU: one thread, a bounded queue in front of it, short turns for everybody."""

import asyncio
from collections.abc import Sequence
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
_TURN = 4
"""Texts that one caller gets embedded before the next one's turn."""


class MiniLm:
    """all-MiniLM-L6-v2 as ONNX."""

    model = MODEL_NAME
    dimension = 384

    def __init__(self, session: onnxruntime.InferenceSession, tokenizer: Tokenizer, *, max_waiting: int) -> None:
        """At most `max_waiting` callers at once; `load` makes the other two."""
        self._session = session
        self._tokenizer = tokenizer
        self._max_waiting = max_waiting
        self._waiting = 0
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="minilm")

    @classmethod
    def load(cls, directory: Path, *, threads: int = 1, max_waiting: int = 32) -> Self:
        """Loads what build_minilm wrote; takes about 0.3 s and 180 MiB."""
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        session = onnxruntime.InferenceSession(directory / "model.onnx", options, providers=["CPUExecutionProvider"])
        tokenizer = Tokenizer.from_file(str(directory / "tokenizer.json"))
        tokenizer.enable_truncation(MAX_TOKENS)
        tokenizer.enable_padding()
        return cls(session, tokenizer, max_waiting=max_waiting)

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
        """Lets the thread go."""
        self._thread.shutdown(wait=False, cancel_futures=True)

    async def _in_turns(self, texts: Sequence[str]) -> list[Vector]:
        """Texts of like length go together, because all texts of a turn cost as much as its longest."""
        loop = asyncio.get_running_loop()
        order = sorted(range(len(texts)), key=lambda number: len(texts[number]))
        vectors: dict[int, Vector] = {}
        for start in range(0, len(order), _TURN):
            turn = order[start : start + _TURN]
            embedded = await loop.run_in_executor(self._thread, self._run, [texts[number] for number in turn])
            vectors.update(zip(turn, embedded.tolist(), strict=True))
        return [vectors[number] for number in range(len(texts))]

    def _run(self, texts: Sequence[str]) -> NDArray[np.float32]:
        encoded = self._tokenizer.encode_batch(list(texts))
        ids = np.array([text.ids for text in encoded], dtype=np.int64)
        mask = np.array([text.attention_mask for text in encoded], dtype=np.int64)
        (vectors,) = self._session.run(["embedding"], {"input_ids": ids, "attention_mask": mask})
        return np.asarray(vectors, dtype=np.float32)
