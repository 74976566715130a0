"""Adds to every outgoing call who we are, on whose behalf, until when, and which trace it is part of.

grpc.aio registers an interceptor that implements several call shapes for the first of them only, and says nothing. So
there is one class per shape here.
"""

from collections.abc import Callable, Sequence
from typing import Any

import grpc.aio
from grpc.aio import ClientCallDetails, Metadata

from mesh.caller import current_caller
from mesh.deadline import UNARY_MAXIMUM, UPLOAD_MAXIMUM, time_left
from mesh.identity import IDENTITY, ServiceIdentity
from mesh.telemetry import outgoing_trace

MARGIN = 0.05
"""Seconds of the caller's time kept back, so that we hear of a peer's delay while we can still answer."""

Continuation = Callable[[ClientCallDetails, Any], Any]


class Outgoing:
    """What every outgoing call carries."""

    def __init__(self, identity: ServiceIdentity) -> None:
        """Signs calls with this identity."""
        self._identity = identity

    def details(self, given: ClientCallDetails, maximum: float | None) -> ClientCallDetails:
        """The call as it goes out: in the time that was given, or is left, or else `maximum` seconds."""
        return ClientCallDetails(
            method=given.method,
            timeout=_timeout(given.timeout, maximum),
            metadata=Metadata(*(given.metadata or ()), (IDENTITY, self._identity.token()), *self._context()),
            credentials=given.credentials,
            wait_for_ready=given.wait_for_ready,
        )

    def _context(self) -> list[tuple[str, str]]:
        return [*current_caller().credentials(), *outgoing_trace().items()]


def interceptors(outgoing: Outgoing) -> Sequence[grpc.aio.ClientInterceptor]:
    """One interceptor per call shape."""
    return [UnaryUnary(outgoing), UnaryStream(outgoing), StreamUnary(outgoing), StreamStream(outgoing)]


class UnaryUnary(grpc.aio.UnaryUnaryClientInterceptor):
    """One request, one response."""

    def __init__(self, outgoing: Outgoing) -> None:
        """Adds what every call carries."""
        self._outgoing = outgoing

    async def intercept_unary_unary(self, continuation: Continuation, client_call_details: ClientCallDetails, request: Any) -> Any:
        """Calls on."""
        return await continuation(self._outgoing.details(client_call_details, UNARY_MAXIMUM), request)


class UnaryStream(grpc.aio.UnaryStreamClientInterceptor):
    """One request, a stream of responses."""

    def __init__(self, outgoing: Outgoing) -> None:
        """Adds what every call carries."""
        self._outgoing = outgoing

    async def intercept_unary_stream(self, continuation: Continuation, client_call_details: ClientCallDetails, request: Any) -> Any:
        """Calls on."""
        return await continuation(self._outgoing.details(client_call_details, None), request)


class StreamUnary(grpc.aio.StreamUnaryClientInterceptor):
    """A stream of requests, one response."""

    def __init__(self, outgoing: Outgoing) -> None:
        """Adds what every call carries."""
        self._outgoing = outgoing

    async def intercept_stream_unary(
        self, continuation: Continuation, client_call_details: ClientCallDetails, request_iterator: Any
    ) -> Any:
        """Calls on."""
        return await continuation(self._outgoing.details(client_call_details, UPLOAD_MAXIMUM), request_iterator)


class StreamStream(grpc.aio.StreamStreamClientInterceptor):
    """Streams both ways."""

    def __init__(self, outgoing: Outgoing) -> None:
        """Adds what every call carries."""
        self._outgoing = outgoing

    async def intercept_stream_stream(
        self, continuation: Continuation, client_call_details: ClientCallDetails, request_iterator: Any
    ) -> Any:
        """Calls on."""
        return await continuation(self._outgoing.details(client_call_details, None), request_iterator)


def _timeout(given: float | None, maximum: float | None) -> float | None:
    left = time_left()
    limits = (given, maximum if given is None else None, None if left is None else max(0.001, left - MARGIN))
    return min((limit for limit in limits if limit is not None), default=None)
