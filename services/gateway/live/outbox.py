"""What waits to be sent down one socket: bounded, so that a browser that never reads costs one buffer and then its place."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from typing import Any

from services.gateway.live.closing import Closing, SlowReader
from services.gateway.rest.encoding import as_json

LIMIT_BYTES = 256 * 1024
"""What one socket may hold of our memory. A replay that is longer waits in session, not here."""
SEND_SECONDS = 15.0
"""How long one message may take to leave, or to find room."""
FLUSH_SECONDS = 1.0

Send = Callable[[str], Awaitable[None]]


class Outbox:
    """Messages in order. Whoever has more of them than there is room waits, and whoever sent them to him."""

    def __init__(self, limit_bytes: int = LIMIT_BYTES, send_seconds: float | None = None) -> None:
        """Holds `limit_bytes`, or one message that is larger; waits at most `send_seconds` for one to leave."""
        self._limit = limit_bytes
        self._send_seconds = SEND_SECONDS if send_seconds is None else send_seconds
        self._waiting: deque[bytes] = deque()
        self._bytes = 0
        self._filled = asyncio.Event()
        self._left = asyncio.Event()

    async def put(self, message: Mapping[str, Any]) -> None:
        """Adds a message as soon as there is room; raises Closing SLOW_READER when none comes."""
        encoded = as_json(message)
        try:
            async with asyncio.timeout(self._send_seconds):
                while not self._has_room(encoded, self._limit):
                    self._left.clear()
                    await self._left.wait()
        except TimeoutError:
            raise SlowReader from None
        self._add(encoded)

    def put_if_room(self, message: Mapping[str, Any]) -> None:
        """Adds a message that can be done without, when at least half of the room is left."""
        encoded = as_json(message)
        if self._has_room(encoded, self._limit // 2):
            self._add(encoded)

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
        self._left.set()

    def _has_room(self, encoded: bytes, limit: int) -> bool:
        return not self._bytes or self._bytes + len(encoded) <= limit

    def _add(self, encoded: bytes) -> None:
        self._bytes += len(encoded)
        self._waiting.append(encoded)
        self._filled.set()
