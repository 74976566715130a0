"""Runs the HTTP app beside the gRPC server in one process, and gets rid of sockets whose peers read nothing."""

import asyncio
import socket
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import TYPE_CHECKING

import uvicorn
from starlette.types import ASGIApp
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

if TYPE_CHECKING:
    from uvicorn._types import ASGISendEvent

FRAME_BYTES = 1024 * 1024
"""A larger message is not even taken in: the socket is closed with 1009. `live` refuses smaller ones in words."""
HEADER_BYTES = 32 * 1024
KEEP_ALIVE_SECONDS = 3660
"""Longer than the hour for which Envoy keeps an idle connection, so that it is Envoy who closes, and never as a request comes."""
PING_SECONDS = 20.0
DRAIN_SECONDS = 8
FAREWELL_SECONDS = 3.0
"""How long a peer may take to read the close frame before its connection is cut."""
BACKLOG = 512
RESET = struct.pack("ii", 1, 0)
"""SO_LINGER on, for 0 seconds: closing resets the connection."""


class ImpatientProtocol(WebSocketsSansIOProtocol):
    """A socket that is cut when its peer does not even read the farewell; uvicorn would hold its buffer until TCP gives up."""

    async def send(self, message: "ASGISendEvent") -> None:
        """Lets a close frame join what waits, instead of waiting with it."""
        if message["type"] == "websocket.close":
            self.cut_soon()
            self.writable.set()
        await super().send(message)

    def keepalive_timeout(self) -> None:
        """A peer that answers no ping gets the same short farewell."""
        self.cut_soon()
        super().keepalive_timeout()

    def cut_soon(self) -> None:
        """Gives the peer a moment."""
        self.loop.call_later(FAREWELL_SECONDS, self._cut)

    def _cut(self) -> None:
        """Ends the connection for good, and has the kernel throw away what nobody reads; nothing happens if it has ended by then."""
        if not self.disconnected:
            self.transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
            self.transport.abort()


class _Uvicorn(uvicorn.Server):
    """uvicorn without hands on the process's signals, which belong to the gRPC server."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


class HttpServer:
    """`async with HttpServer(…)` listens, and drains at the end: no new requests, running ones finish, sockets close with 1012."""

    def __init__(self, app: ASGIApp, host: str, port: int) -> None:
        """Listens nowhere yet; port 0 takes a free one."""
        self._address = (host, port)
        self._server = _Uvicorn(
            uvicorn.Config(
                app,
                ws=ImpatientProtocol,
                ws_max_size=FRAME_BYTES,
                ws_ping_interval=PING_SECONDS,
                ws_ping_timeout=PING_SECONDS,
                # Frames are short, and zlib's windows would be most of a socket's memory: websockets keeps them until the collector comes.
                ws_per_message_deflate=False,
                lifespan="off",
                log_config=None,
                # From INFO on it writes addresses with their queries, where tokens may stand.
                log_level="warning",
                access_log=False,
                server_header=False,
                timeout_keep_alive=KEEP_ALIVE_SECONDS,
                timeout_graceful_shutdown=DRAIN_SECONDS,
                h11_max_incomplete_event_size=HEADER_BYTES,
            )
        )
        self.port = port

    async def __aenter__(self) -> "HttpServer":
        """Listens. OSError when the port is taken."""
        listening = socket.create_server(self._address, backlog=BACKLOG)
        self.port = listening.getsockname()[1]
        self._running = asyncio.create_task(self._server.serve([listening]))
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Drains."""
        self._server.should_exit = True
        await self._running
