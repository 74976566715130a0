"""Has a warmed process forked again and again: the half that asks. The other half is `fork_server`, which runs in it.

To start Python with PyMuPDF takes a third of a second of a core; to fork one that has started takes a hundredth. Nothing is ever forked
from this process, which holds gRPC's threads.
"""

import asyncio
import os
import socket
from asyncio.subprocess import DEVNULL, Process
from collections import deque
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from services.resume.adapters.ending import end
from services.resume.adapters.fork_server import END, ENDED, FORK, FORKED, FRAME

_KILLED = -9
_Exit = asyncio.Future[int]


class ForksUnavailable(Exception):
    """The process that children are forked from is gone, or did not start."""


class Forked:
    """A child of the other process, and the pipes to it."""

    def __init__(self, pid: int, exit_status: _Exit, stdin: asyncio.StreamWriter, stdout: asyncio.StreamReader, forks: "Forks") -> None:
        """`Forks.fork` makes one."""
        self.pid = pid
        self.stdin = stdin
        self.stdout = stdout
        self._exit = exit_status
        self._forks = forks

    @property
    def returncode(self) -> int | None:
        """How it ended, as subprocess says it; None while it runs."""
        return self._exit.result() if self._exit.done() else None

    @property
    def was_lost(self) -> bool:
        """Whether it ended because what it was forked from did."""
        return self._forks.is_gone

    async def wait(self) -> int:
        """How it ended, once it has."""
        return await asyncio.shield(self._exit)

    async def end(self) -> None:
        """Kills it and waits until it is gone; harmless for one that has ended. Nobody may be reading its output."""
        self._forks.kill(self)
        self.stdin.close()
        while await self.stdout.read(65_536):
            pass
        await self.wait()


class Forks:
    """A started process, and what was forked from it."""

    def __init__(self, process: Process, asking: socket.socket, heard: asyncio.StreamReader, said: asyncio.StreamWriter) -> None:
        """`start` makes one."""
        self._process = process
        self._asking = asking
        self._said = said
        self._wanted: deque[asyncio.Future[tuple[int, _Exit]]] = deque()
        self._exits: dict[int, _Exit] = {}
        self._hearing = asyncio.create_task(self._hear(heard))

    @classmethod
    async def start(cls, command: Sequence[str], *, cwd: Path, env: Mapping[str, str], seconds: float) -> "Forks":
        """Starts it and waits until it is warm. Raises ForksUnavailable when it isn't within so many seconds."""
        asking, theirs = socket.socketpair()
        with theirs:
            process = await asyncio.create_subprocess_exec(
                *command, stdin=theirs.fileno(), stdout=DEVNULL, stderr=DEVNULL, cwd=cwd, env=env, start_new_session=True
            )
        heard, said = await asyncio.open_connection(sock=asking)
        try:
            async with asyncio.timeout(seconds):
                await heard.readexactly(FRAME.size)
        except BaseException as error:
            said.close()
            await end(process)
            if isinstance(error, TimeoutError | asyncio.IncompleteReadError | ConnectionError):
                raise ForksUnavailable(f"{type(error).__name__}; it ended with {process.returncode}") from error
            raise
        return cls(process, asking, heard, said)

    @property
    def is_gone(self) -> bool:
        """Whether it ended, and everything with it that was forked from it."""
        return self._hearing.done()

    async def fork(self) -> Forked:
        """A child. Raises ForksUnavailable."""
        down, our_down = os.pipe()
        our_up, up = os.pipe()
        try:
            stdin = await _writer(our_down)
            try:
                stdout = await _reader(our_up)
                pid, exit_status = await self._born(down, up)
            except BaseException:
                stdin.close()
                raise
        finally:
            os.close(down)
            os.close(up)
        return Forked(pid, exit_status, stdin, stdout, self)

    def kill(self, child: Forked) -> None:
        """Has a child and what it started killed; harmless for one that has ended."""
        if child.returncode is None and not self.is_gone:
            with suppress(OSError):
                self._asking.send(FRAME.pack(END, child.pid, 0))

    async def close(self) -> None:
        """Ends it with everything that was forked from it."""
        self._said.close()
        await self._hearing
        await end(self._process)

    def _born(self, *pipes: int) -> "asyncio.Future[tuple[int, _Exit]]":
        if self.is_gone:
            raise ForksUnavailable
        try:
            socket.send_fds(self._asking, [FRAME.pack(FORK, 0, 0)], pipes)
        except OSError as error:
            raise ForksUnavailable from error
        wanted = asyncio.get_running_loop().create_future()
        self._wanted.append(wanted)
        return wanted

    async def _hear(self, heard: asyncio.StreamReader) -> None:
        try:
            with suppress(asyncio.IncompleteReadError, ConnectionError):
                while True:
                    self._heard(*FRAME.unpack(await heard.readexactly(FRAME.size)))
        finally:
            self._said.close()
            self._give_up()

    def _heard(self, kind: bytes, pid: int, status: int) -> None:
        if kind == FORKED:
            self._exits[pid] = asyncio.get_running_loop().create_future()
            wanted = self._wanted.popleft()
            if not wanted.done():
                wanted.set_result((pid, self._exits[pid]))
        elif kind == ENDED:
            self._exits.pop(pid).set_result(status)

    def _give_up(self) -> None:
        for wanted in self._wanted:
            if not wanted.done():
                wanted.set_exception(ForksUnavailable())
        for exit_status in self._exits.values():
            exit_status.set_result(_KILLED)


async def _reader(pipe: int) -> asyncio.StreamReader:
    reader = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), os.fdopen(pipe, "rb", 0))
    return reader


async def _writer(pipe: int) -> asyncio.StreamWriter:
    loop = asyncio.get_running_loop()
    # A protocol that reads is also one whose writer can wait until there is room; asyncio offers no other in public.
    idle = asyncio.StreamReaderProtocol(asyncio.StreamReader())
    transport, _ = await loop.connect_write_pipe(lambda: idle, os.fdopen(pipe, "wb", 0))
    return asyncio.StreamWriter(transport, idle, None, loop)
