"""Runs drawing processes, one for each page, a few at once."""

import asyncio
import os
import signal
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from contextlib import suppress
from pathlib import Path

from services.resume.adapters.drawing_messages import question, read_picture
from services.resume.adapters.parser_messages import ParserLimits, refusal_for_exit
from services.resume.domain.drawing import Drawing
from services.resume.domain.unreadable import ParserBusy, ParserLimit

_REPOSITORY = Path(__file__).resolve().parents[3]
_PATIENCE = 4
"""Pages that may wait for a process; each holds its document's bytes."""
_START_SECONDS = 5.0
"""What loading PyMuPDF may take on a busy machine, besides the document's own time."""


class Drawer:
    """Draws pages, at most `concurrency` at once."""

    def __init__(self, limits: ParserLimits, *, concurrency: int = 1) -> None:
        """Starts nothing yet."""
        self._limits = limits
        self._running = asyncio.Semaphore(concurrency)
        self._places = concurrency + _PATIENCE

    async def draw(self, content: bytes, drawing: Drawing) -> bytes:
        """The page as a JPEG. Raises Unreadable or ParserBusy."""
        if not self._places:
            raise ParserBusy
        self._places -= 1
        try:
            async with self._running:
                return read_picture(await self._answer(question(drawing, content)))
        finally:
            self._places += 1

    async def _answer(self, told: bytes) -> bytes:
        process = await self._start()
        try:
            answer, _ = await asyncio.wait_for(process.communicate(told), self._limits.wall_seconds + _START_SECONDS)
        except TimeoutError:
            raise ParserLimit from None
        finally:
            await self._end(process)
        if not answer:
            raise refusal_for_exit(process.returncode or 0)
        return answer

    async def _start(self) -> Process:
        # Python finds itself by these, and is told nothing else: no key directory, no addresses.
        needed = {name: os.environ[name] for name in ("LD_LIBRARY_PATH", "PYTHONPATH") if name in os.environ}
        return await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "services.resume.adapters.drawing_process",
            self._limits.to_argument(),
            stdin=PIPE,
            stdout=PIPE,
            stderr=DEVNULL,
            cwd=_REPOSITORY,
            env=needed | {"LC_ALL": "C.UTF-8", "PYTHONDONTWRITEBYTECODE": "1"},
            start_new_session=True,
        )

    async def _end(self, process: Process) -> None:
        if process.returncode is None:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
        await process.wait()
