"""Writes one line per request: verb, route, status, time. No query, no body, no token, no address of a page (F9)."""

import logging
import time

from starlette.types import ASGIApp, Message, Receive, Scope, Send

log = logging.getLogger("services.gateway.access")

MATCHED = "viva.route"
"""Key of the scope under which whoever answers leaves its route's own path (`/interviews/{interview_id}`)."""
UNMATCHED = "/*"
"""A path that is no route may hold anything, the secret of a mailed link too."""


class AccessLog:
    """Wraps the app."""

    def __init__(self, app: ASGIApp) -> None:
        """Logs what passes through to `app`."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes a request on and logs what became of it."""
        if scope["type"] not in {"http", "websocket"}:
            await self._app(scope, receive, send)
            return
        status, began_at = 0, time.perf_counter()

        async def watched(message: Message) -> None:
            nonlocal status
            status = message.get("status") or {"websocket.accept": 101}.get(message["type"], status)
            await send(message)

        try:
            await self._app(scope, receive, watched)
        finally:
            milliseconds = (time.perf_counter() - began_at) * 1000
            log.info("%s %s %d in %.1f ms", scope.get("method", "WS"), scope.get(MATCHED, UNMATCHED), status, milliseconds)
