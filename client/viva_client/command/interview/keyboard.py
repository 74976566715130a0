"""Reads what the person types, line by line, while other things happen: with editing in a terminal, plainly from a pipe or a file."""

import asyncio
import sys
from collections.abc import Callable
from typing import Protocol

from prompt_toolkit import PromptSession
from prompt_toolkit.patch_stdout import patch_stdout

LONGEST_LINE_BYTES = 1024 * 1024


class Keyboard(Protocol):
    """Where lines come from."""

    async def line(self, prompt: Callable[[], str]) -> str | None:
        """The next line without its end, or None when there will be no more. A cancelled call takes no line away."""
        ...


class Terminal:
    """A person's: lines can be edited, and the prompt shows the time that is left, every second anew."""

    def __init__(self) -> None:
        """Touches the terminal only while it asks."""
        self._session: PromptSession[str] = PromptSession()

    async def line(self, prompt: Callable[[], str]) -> str | None:
        """Asks with a prompt; what others print meanwhile appears above it."""
        try:
            with patch_stdout(raw=True):
                return await self._session.prompt_async(prompt, refresh_interval=1.0, handle_sigint=False)
        except EOFError:
            return None


class Lines:
    """A pipe's or a file's: one after the other, and no prompt."""

    def __init__(self, reader: asyncio.StreamReader) -> None:
        """Made by `keyboard`."""
        self._reader = reader

    async def line(self, prompt: Callable[[], str]) -> str | None:
        """The next one."""
        raw = await self._reader.readline()
        return raw.decode(errors="replace").rstrip("\r\n") if raw else None


async def keyboard() -> Keyboard:
    """Whatever standard input is."""
    if sys.stdin.isatty():
        return Terminal()
    reader = asyncio.StreamReader(limit=LONGEST_LINE_BYTES)
    try:
        await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin.buffer)
    except (ValueError, PermissionError):  # a file, which nobody has to wait for
        reader.feed_data(sys.stdin.buffer.read())
        reader.feed_eof()
    return Lines(reader)
