"""Embeds with sentence-transformers: any model directory, such as a multilingual one of 1,024 dimensions.

Needs the extra `sentences`. Loaded only where a setting names a directory, so that the default installation needs no torch.
"""

import asyncio
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module
from pathlib import Path
from typing import Any, Self

from services.resume.domain.embedder import EmbedderBusy, Vector

_TURN = 8
"""Texts that one caller gets embedded before the next one's turn."""


class SentenceModel:
    """A model directory, run by sentence-transformers on whatever device it finds."""

    def __init__(self, transformer: Any, model: str, *, max_waiting: int) -> None:
        """At most `max_waiting` callers at once; `load` makes the first, a SentenceTransformer."""
        self._transformer = transformer
        self._max_waiting = max_waiting
        self._waiting = 0
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="sentences")
        self.model = model
        self.dimension = len(self._run([""])[0])

    @classmethod
    def load(cls, directory: Path, *, threads: int = 1, max_waiting: int = 32) -> Self:
        """Loads a directory, under whose name its vectors are kept; seconds, and hundreds of MiB. Never asks the network for anything."""
        # By name: what the extra brings is no part of what the service stands on.
        import_module("torch").set_num_threads(threads)
        sentence_transformers = import_module("sentence_transformers")
        transformer = sentence_transformers.SentenceTransformer(str(directory), local_files_only=True, trust_remote_code=False)
        return cls(transformer, directory.name, max_waiting=max_waiting)

    async def embed(self, texts: Sequence[str]) -> list[Vector]:
        """One vector a text, in order. EmbedderBusy when no place is free."""
        if self._waiting >= self._max_waiting:
            raise EmbedderBusy
        self._waiting += 1
        loop = asyncio.get_running_loop()
        vectors: list[Vector] = []
        try:
            for start in range(0, len(texts), _TURN):
                vectors += await loop.run_in_executor(self._thread, self._run, list(texts[start : start + _TURN]))
        finally:
            self._waiting -= 1
        return vectors

    def close(self) -> None:
        """Lets the thread go."""
        self._thread.shutdown(wait=False, cancel_futures=True)

    def _run(self, texts: list[str]) -> list[Vector]:
        made = self._transformer.encode(texts, normalize_embeddings=True, show_progress_bar=False, convert_to_numpy=True)
        return [[float(number) for number in vector] for vector in made]
