"""Makes each request a span, and one line: verb, route, status, time. No query, body, token or address of a page (F9)."""

import logging
import time
from collections.abc import Mapping

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from mesh.telemetry import traced

log = logging.getLogger("services.gateway.access")

MATCHED = "viva.route"
"""Key of the scope under which whoever answers leaves its route's own path (`/interviews/{interview_id}`)."""
SPAN = "http"
"""What a request's span is called until its route is known."""
TRACE_HEADERS = (b"traceparent", b"tracestate")
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

        with traced(SPAN, trace_headers(scope)) as span:
            try:
                await self._app(scope, receive, watched)
            finally:
                name = f"{scope.get('method', 'WS')} {scope.get(MATCHED, UNMATCHED)}"
                span.update_name(name)
                log.info("%s %d in %.1f ms", name, status, (time.perf_counter() - began_at) * 1000)


def trace_headers(scope: Scope) -> Mapping[str, str]:
    """What the edge says about the trace that a request is part of."""
    return {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"] if name in TRACE_HEADERS}
