"""Tells the truth about being ready: what is still missing, by name, to logs, to probes and to the balancers of peers."""

import asyncio
import logging
from collections.abc import AsyncIterator, Collection
from typing import Any

import grpc
from grpc_health.v1.health_pb2 import HealthCheckRequest, HealthCheckResponse
from grpc_health.v1.health_pb2_grpc import HealthServicer

log = logging.getLogger(__name__)

WHY = "x-viva-not-ready"
"""Trailing metadata of a health check that is not answered SERVING: what is missing."""


class Readiness:
    """What still stands in the way of serving. Starts with the start itself, ends with the drain."""

    def __init__(self) -> None:
        """Not ready."""
        self._missing = {"start": "starting"}
        self._changed = asyncio.Event()
        self.is_over = False
        """Whether the service drains and will not be ready again."""

    @property
    def why_not(self) -> str | None:
        """What is missing, or None when the service is ready."""
        return "; ".join(self._missing.values()) or None

    def lacks(self, part: str, why: str | None) -> None:
        """Notes what a part misses, or that it misses nothing any more."""
        if self._missing.get(part) == why:
            return
        if why is None:
            del self._missing[part]
        else:
            self._missing[part] = why
        log.info("not ready: %s" if self._missing else "ready%s", self.why_not or "")
        self._wake()

    def close(self) -> None:
        """Not ready, for good."""
        self.is_over = True
        self.lacks("drain", "draining")

    async def changed(self) -> None:
        """Waits for the next change."""
        await self._changed.wait()

    async def reached(self) -> None:
        """Waits until the service is ready."""
        while self.why_not:
            await self.changed()

    def _wake(self) -> None:
        self._changed.set()
        self._changed = asyncio.Event()


class Health(HealthServicer):
    """grpc.health.v1 over one readiness: every service that is served is as ready as the whole."""

    def __init__(self, readiness: Readiness, services: Collection[str]) -> None:
        """Answers for these services by full name, and for the whole by the empty one."""
        self._readiness = readiness
        self._known = {"", *services}

    async def Check(self, request: HealthCheckRequest, context: Any) -> HealthCheckResponse:  # noqa: N802
        """Answers now; NOT_FOUND for a service that is not served here."""
        if request.service not in self._known:
            await context.abort(grpc.StatusCode.NOT_FOUND, "no such service here")
        if why := self._readiness.why_not:
            context.set_trailing_metadata(((WHY, why),))
        return HealthCheckResponse(status=self._status(request.service))

    async def Watch(self, request: HealthCheckRequest, context: Any) -> AsyncIterator[HealthCheckResponse]:  # noqa: N802
        """Answers now and at every change; ends with the drain."""
        told = None
        while True:
            status = self._status(request.service)
            if status != told:
                yield HealthCheckResponse(status=status)
                told = status
            elif self._readiness.is_over:
                return
            else:
                await self._readiness.changed()

    def _status(self, service: str) -> int:
        if service not in self._known:
            return HealthCheckResponse.SERVICE_UNKNOWN
        return HealthCheckResponse.NOT_SERVING if self._readiness.why_not else HealthCheckResponse.SERVING
