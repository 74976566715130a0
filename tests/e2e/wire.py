"""A cable between a browser and Viva that a test can pull out and plug in again."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Self
from urllib.parse import urlsplit

from deploy.supervisor.ports import LOOPBACK

PIECE_BYTES = 65536


class Wire:
    """Forwards TCP connections. Pulled, it ends those there are and refuses new ones."""

    def __init__(self, url: str) -> None:
        """Leads to `url`."""
        self._far_port = urlsplit(url).port
        self._server: asyncio.Server | None = None
        self._near_port = 0
        self._ends: set[asyncio.StreamWriter] = set()
        self._swallows = False

    @classmethod
    @asynccontextmanager
    async def to(cls, url: str) -> AsyncIterator[Self]:
        """A wire that is plugged in."""
        wire = cls(url)
        await wire.plug()
        try:
            yield wire
        finally:
            await wire.pull()

    @property
    def url(self) -> str:
        """Where the browser goes instead."""
        return f"http://{LOOPBACK}:{self._near_port}"

    async def plug(self) -> None:
        """Connections pass, at the same address as before."""
        self._server = await asyncio.start_server(self._connected, LOOPBACK, self._near_port)
        self._near_port = self._server.sockets[0].getsockname()[1]
        self._swallows = False

    def swallows_replies(self) -> None:
        """From now on nothing comes back through the connections there are, until it is plugged in again."""
        self._swallows = True

    async def pull(self) -> None:
        """All connections end at once, without a goodbye."""
        if self._server is None:
            return
        self._server.close()
        for end in list(self._ends):
            end.transport.abort()
        await self._server.wait_closed()
        self._server = None

    async def _connected(self, near_reader: asyncio.StreamReader, near: asyncio.StreamWriter) -> None:
        far_reader, far = await asyncio.open_connection(LOOPBACK, self._far_port)
        self._ends |= {near, far}
        try:
            await asyncio.gather(self._pass_on(near_reader, far), self._pass_on(far_reader, near, is_reply=True))
        finally:
            self._ends -= {near, far}

    async def _pass_on(self, source: asyncio.StreamReader, drain: asyncio.StreamWriter, *, is_reply: bool = False) -> None:
        with suppress(ConnectionError):
            while piece := await source.read(PIECE_BYTES):
                if not (is_reply and self._swallows):
                    drain.write(piece)
                    await drain.drain()
        drain.close()
        with suppress(ConnectionError):
            await drain.wait_closed()
