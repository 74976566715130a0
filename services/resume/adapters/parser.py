"""Runs parser processes: each is forked before it is needed, reads one document, and is gone.

They are forked from a program of its own that is warm and has read nothing, never from this process, which holds gRPC's threads.
"""

import asyncio
import logging
import os
import sys
from collections import deque
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from viva.resume.v1.resume_service_pb2 import AnalyzeResult

from services.resume.adapters.forking import Forked, Forks, ForksUnavailable
from services.resume.adapters.lanes import Lanes, Place, making_way
from services.resume.adapters.ocr import Ocr
from services.resume.adapters.parser_messages import (
    MOST_PIXELS,
    PICTURE,
    READY,
    READY_AND_ISOLATED,
    SIZE,
    ParserLimits,
    pgm,
    read_answer,
    refusal_for_exit,
    with_length,
)
from services.resume.domain.unreadable import Corrupt, ParserBusy, ParserLimit, ParserUnavailable

log = logging.getLogger(__name__)

_START_SECONDS = 20.0
_SCANNED_PAGES = 8
"""Pages of a document whose pictures are read; one takes two to four seconds."""
_PATIENCE = 8
"""Documents that may wait for a parser; each holds its bytes."""
_REPOSITORY = Path(__file__).resolve().parents[3]


async def _hand(process: Forked, content: bytes) -> None:
    """A parser that ends before it has taken all of it says why in its answer, or in its exit."""
    with suppress(BrokenPipeError, ConnectionResetError):
        process.stdin.write(with_length(content))
        await process.stdin.drain()


def _did_not_start(why: str) -> ParserUnavailable:
    log.error("a parser process did not start: %s", why)
    return ParserUnavailable()


def _environment() -> dict[str, str]:
    """What Python needs to find itself, and nothing that this process was told: no key directory, no addresses."""
    needed = {name: os.environ[name] for name in ("LD_LIBRARY_PATH", "PYTHONPATH") if name in os.environ}
    return needed | {"LC_ALL": "C.UTF-8", "PYTHONDONTWRITEBYTECODE": "1"}


class ParserPool:
    """Reads documents, at most `concurrency` at once and as many more that made way. Use as `async with`; leaving it ends every parser."""

    def __init__(self, limits: ParserLimits, *, concurrency: int = 2, ocr: Ocr | None = None) -> None:
        """Starts nothing yet. Without `ocr`, scans have no text."""
        self.limits = replace(limits, max_scanned_pages=_SCANNED_PAGES if ocr else 0)
        self._ocr = ocr
        self._lanes = Lanes(concurrency)
        self._places = concurrency + _PATIENCE
        self._source: asyncio.Task[Forks] | None = None
        self._spares: deque[asyncio.Task[Forked]] = deque()
        self._most_spares = concurrency
        self._processes: set[Forked] = set()
        self.isolated = False
        """Whether the kernel keeps the newest parser from every network."""

    @property
    def reads_scans(self) -> bool:
        """Whether the pictures of scanned pages are read."""
        return self._ocr is not None

    async def __aenter__(self) -> "ParserPool":
        self._keep_spares()
        await asyncio.wait(self._spares)
        return self

    async def __aexit__(self, *_: object) -> None:
        self._most_spares = 0
        # Not cancelled: a spare is there in a moment, and one that is given up half way leaves a child and two pipes to nobody.
        await asyncio.wait(self._spares)
        for process in list(self._processes):
            await self._end(process)
        if self._source is not None:
            with suppress(ForksUnavailable):
                await (await self._source).close()

    async def what_is_missing(self) -> str | None:
        """Says why no document can be read now, or None; a parser that did not start is started again."""
        is_well = True
        for spare in [spare for spare in self._spares if spare.done()]:
            if spare.exception() or spare.result().returncode is not None:
                is_well = False
                self._spares.remove(spare)
        self._keep_spares()
        return None if is_well else "a parser process does not start"

    async def parse(self, content: bytes) -> AnalyzeResult:
        """What stands in the document, without vectors. Raises Unreadable, ParserBusy or ParserUnavailable."""
        if not self._places:
            raise ParserBusy
        self._places -= 1
        try:
            async with self._lanes.place() as place:
                return await self._parse(content, place)
        finally:
            self._places += 1

    async def _parse(self, content: bytes, place: Place) -> AnalyzeResult:
        process = await self._take_spare()
        try:
            async with asyncio.timeout(self.limits.wall_seconds) as clock, making_way(process.pid, place):
                answer = await self._ask(process, content, clock, place)
        except TimeoutError:
            raise ParserLimit from None
        finally:
            await self._end(process)
        return read_answer(answer)

    async def _ask(self, process: Forked, content: bytes, clock: asyncio.Timeout, place: Place) -> bytes:
        """Hands the document over and hears the answer, reading no more than an answer may be long."""
        await _hand(process, content)
        answer, pictures = await process.stdout.read(1), 0
        while answer == PICTURE:
            pictures += 1
            if pictures == 1:
                place.make_way()
                clock.reschedule(asyncio.get_running_loop().time() + self.limits.scan_seconds)
            await _hand(process, await self._words(process.stdout, pictures))
            answer = await process.stdout.read(1)
        while len(answer) <= self.limits.max_answer_bytes + 1 and (piece := await process.stdout.read(65_536)):
            answer += piece
        if not answer:
            status = await process.wait()
            raise ParserUnavailable if process.was_lost else refusal_for_exit(status)
        return answer

    async def _words(self, asked: asyncio.StreamReader, pictures: int) -> bytes:
        """Has the words of a picture read that the parser process asks about."""
        try:
            width, height = SIZE.unpack(await asked.readexactly(SIZE.size))
            if self._ocr is None or pictures > self.limits.max_scanned_pages or not 0 < width * height <= MOST_PIXELS:
                raise Corrupt
            pixels = await asked.readexactly(width * height)
        except asyncio.IncompleteReadError:
            raise Corrupt from None
        return await self._ocr.read(pgm(width, height, pixels))

    async def _take_spare(self) -> Forked:
        """The process that has stood ready longest; the next one is forked at once."""
        taken = self._spares.popleft()
        self._keep_spares()
        process = await taken
        return process if process.returncode is None else await self._start()

    def _keep_spares(self) -> None:
        while len(self._spares) < self._most_spares:
            self._spares.append(asyncio.create_task(self._start()))

    async def _start(self) -> Forked:
        try:
            process = await (await self._forks()).fork()
        except ForksUnavailable as error:
            raise _did_not_start(str(error)) from None
        self._processes.add(process)
        try:
            await self._await_ready(process)
        except BaseException:
            await self._end(process)
            raise
        return process

    async def _forks(self) -> Forks:
        """What parsers are forked from, started when there is none. Raises ForksUnavailable."""
        source = self._source
        if source is None or (source.done() and (source.cancelled() or source.exception() or source.result().is_gone)):
            command = (sys.executable, "-m", "services.resume.adapters.parser_process", self.limits.to_argument())
            starting = Forks.start(command, cwd=_REPOSITORY, env=_environment(), seconds=_START_SECONDS)
            source = self._source = asyncio.create_task(starting)
        return await asyncio.shield(source)

    async def _await_ready(self, process: Forked) -> None:
        try:
            said = await asyncio.wait_for(process.stdout.readline(), _START_SECONDS)
        except TimeoutError:
            said = b""
        if said not in (READY, READY_AND_ISOLATED):
            raise _did_not_start(f"it said {said!r}")
        self.isolated = said == READY_AND_ISOLATED

    async def _end(self, process: Forked) -> None:
        await process.end()
        self._processes.discard(process)
