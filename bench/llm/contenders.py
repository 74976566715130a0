"""Who is measured: the old way, ours, and llama.cpp's own server, each with the same model, threads and prompts."""

import asyncio
import socket
import time
from asyncio.subprocess import DEVNULL
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Protocol

from llama_cpp import Llama

from services.llm.domain.generation import Effort, Generation, Generator
from services.llm.engines.llama_cpp.generator import LlamaCppGenerator
from services.llm.engines.llama_cpp.settings import LlamaCppSettings
from services.llm.engines.openai.generator import ServerGenerator
from services.llm.engines.openai.settings import ServerSettings

CONTEXT = 65536
MOST = 16
"""Streams at once."""


class Writer(Protocol):
    """Writes a text piece by piece."""

    def generate(self, generation: Generation) -> AsyncGenerator[str | Effort, None]: ...


class Serial:
    """The old way: one worker, one text after another, by llama-cpp-python's high-level class."""

    def __init__(self, model: Path, threads: int) -> None:
        self._llama = Llama(str(model), n_ctx=4096, n_threads=threads, n_threads_batch=threads, verbose=False)
        self._turn = asyncio.Lock()

    async def generate(self, generation: Generation) -> AsyncGenerator[str | Effort, None]:
        prompt = generation.prompt
        messages: Any = [{"role": "system", "content": prompt.system}, {"role": "user", "content": prompt.user}]
        async with self._turn:
            how: dict[str, Any] = {"max_tokens": generation.max_tokens, "temperature": generation.temperature, "stream": True}
            if generation.form.schema is not None:
                how["response_format"] = {"type": "json_object", "schema": generation.form.schema}
            chunks: Any = await asyncio.to_thread(self._llama.create_chat_completion, messages, **how)
            written = 0
            while (chunk := await asyncio.to_thread(next, chunks, None)) is not None:
                if piece := chunk["choices"][0]["delta"].get("content"):
                    written += 1
                    yield piece
            yield Effort(True, written_tokens=written)

    def close(self) -> None:
        self._llama.close()


@asynccontextmanager
async def serial(model: Path, threads: int) -> AsyncIterator[Writer]:
    """The old way."""
    writer = Serial(model, threads)
    try:
        yield writer
    finally:
        writer.close()


@asynccontextmanager
async def ours(model: Path, threads: int, slots: int = MOST) -> AsyncIterator[LlamaCppGenerator]:
    """Ours, in this process."""
    generator = LlamaCppGenerator(LlamaCppSettings(model, context=CONTEXT, slots=slots, threads=threads))
    try:
        await _ready(generator)
        yield generator
    finally:
        await generator.close()


@asynccontextmanager
async def llama_server(program: Path, model: Path, threads: int) -> AsyncIterator[Writer]:
    """llama.cpp's server, spoken to by our own adapter."""
    port = free_port()
    options = ["--ctx-size", str(CONTEXT), "--parallel", str(MOST), "--kv-unified", "--threads", str(threads), "--port", str(port)]
    process = await asyncio.create_subprocess_exec(program, "--model", model, *options, stdout=DEVNULL, stderr=DEVNULL)
    generator = ServerGenerator(ServerSettings(f"http://127.0.0.1:{port}/v1", slots=MOST))
    try:
        await _ready(generator)
        yield generator
    finally:
        await generator.close()
        process.terminate()
        await process.wait()


async def _ready(generator: Generator) -> None:
    until = time.monotonic() + 120
    while (missing := await generator.what_is_missing()) is not None:
        if time.monotonic() > until:
            raise TimeoutError(missing)
        await asyncio.sleep(0.1)


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])
