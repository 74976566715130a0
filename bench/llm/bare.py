"""What llama.cpp itself needs to read new tokens behind a history: the least that a warm turn can cost with this model on this machine."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from services.llm.engines.llama_cpp.context import AT_A_TIME, Context, Row
from services.llm.engines.llama_cpp.layout import Layout
from services.llm.engines.llama_cpp.library import Library
from services.llm.engines.llama_cpp.model import Model

CELLS = 4096
"""As many as each text of the contenders has."""


class Bare:
    """One text and no engine around it."""

    def __init__(self, model: Model, context: Context) -> None:
        """`bare` makes one."""
        self._context = context
        self._tokens = model.fixed_tokens("When our service became slow I read the logs and found that the pool was too small. ")

    def seconds(self, history: int, added: int) -> float:
        """How long `added` tokens take behind so many."""
        self._context.forget(0)
        self._read(0, history)
        began = time.perf_counter()
        self._read(history, history + added)
        return time.perf_counter() - began

    def _read(self, start: int, end: int) -> None:
        for first in range(start, end, AT_A_TIME):
            places = range(first, min(first + AT_A_TIME, end))
            rows = [Row(self._tokens[place % len(self._tokens)], place, 0, place == end - 1) for place in places]
            assert self._context.decode(rows), "there are cells enough"


@contextmanager
def bare(path: Path, threads: int) -> Iterator[Bare]:
    """Loads the model once more."""
    model = Model(Library(), path, gpu_layers=0, progress=lambda _: True)
    context = Context(model, Layout(CELLS, texts=1), threads=threads)
    try:
        yield Bare(model, context)
    finally:
        context.close()
        model.close()
