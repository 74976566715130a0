"""What waits to be sent down one socket: bounded, so that a browser that never reads costs one buffer and then its place."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from typing import Any

from services.gateway.live.closing import Closing, SlowReader
from services.gateway.rest.encoding import as_json

LIMIT_BYTES = 1024 * 1024
"""Room for the replay of a whole interview, several times over."""
SEND_SECONDS = 15.0
"""How long one message may take to leave."""
FLUSH_SECONDS = 1.0

Send = Callable[[str], Awaitable[None]]


class Outbox:
    """Messages in order."""

    def __init__(self, limit_bytes: int = LIMIT_BYTES, send_seconds: float = SEND_SECONDS) -> None:
        """Holds at most `limit_bytes`, and waits at most `send_seconds` for one message."""
        self._limit = limit_bytes
        self._send_seconds = send_seconds
        self._waiting: deque[bytes] = deque()
        self._bytes = 0
        self._filled = asyncio.Event()

    def put(self, message: Mapping[str, Any]) -> None:
        """Adds a message; raises Closing SLOW_READER when there is no room left."""
        if not self._add(message, self._limit):
            raise SlowReader

    def put_if_room(self, message: Mapping[str, Any]) -> None:
        """Adds a message that can be done without, when at least half of the room is left."""
        self._add(message, self._limit // 2)

    async def drain_into(self, send: Send) -> None:
        """Sends for ever; raises Closing SLOW_READER when a message cannot leave."""
        while True:
            await self._filled.wait()
            while self._waiting:
                await self._send_next(send)
            self._filled.clear()

    async def flush_into(self, send: Send) -> None:
        """Sends what is waiting, as far as that goes quickly: a last error is worth a moment, a farewell is not worth two."""
        with suppress(TimeoutError, Closing):
            async with asyncio.timeout(FLUSH_SECONDS):
                while self._waiting:
                    await self._send_next(send)

    async def _send_next(self, send: Send) -> None:
        encoded = self._waiting.popleft()
        try:
            async with asyncio.timeout(self._send_seconds):
                await send(encoded.decode())
        except TimeoutError:
            raise SlowReader from None
        self._bytes -= len(encoded)

    def _add(self, message: Mapping[str, Any], limit: int) -> bool:
        encoded = as_json(message)
        if self._bytes + len(encoded) > limit:
            return False
        self._bytes += len(encoded)
        self._waiting.append(encoded)
        self._filled.set()
        return True
