"""Makes every call of a client by the contract: with a token, in its time, as often as it may be made, and with typed errors.

grpc.aio registers an interceptor that implements several call shapes for the first of them only, and says nothing. So
there is one class per shape here.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Generator, Sequence
from functools import partial
from typing import Any
from uuid import uuid4

import grpc.aio
from google.protobuf.message import Message
from grpc.aio import AioRpcError, ClientCallDetails, Metadata

from viva_client.contract import Rules, rules_of
from viva_client.errors import DeadlineExceeded, Unauthenticated, VivaError
from viva_client.retrying import Retrying, with_another_token
from viva_client.tokens import Tokens
from viva_client.wire_errors import error_of

Continuation = Callable[[ClientCallDetails, Any], Awaitable[Any]]
Typed = Callable[[AioRpcError], VivaError]


class Calling:
    """What the four call shapes have in common."""

    def __init__(self, retrying: Retrying, timeout: float | None) -> None:
        """`timeout`: seconds for calls that answer once, instead of the usual; None for those."""
        self.retrying = retrying
        self.tokens: Tokens | None = None
        """Set once there is a channel to fetch tokens over; without it calls carry none."""
        self._timeout = timeout

    def until(self, given: ClientCallDetails) -> float:
        """When a call has to be over, on the loop's clock."""
        rules, seconds = rules_of(given.method), given.timeout
        if seconds is None:
            seconds = self._timeout if self._timeout is not None and rules.answers_once else rules.seconds
        return asyncio.get_running_loop().time() + seconds

    async def begin(self, given: ClientCallDetails, until: float) -> tuple[ClientCallDetails, Typed]:
        """The details of one attempt, and what makes its failure a typed one. Raises DeadlineExceeded when no token comes in time."""
        token = await self._token(rules_of(given.method), until)
        carried = (("authorization", f"Bearer {token}"),) if token else ()
        details = ClientCallDetails(
            method=given.method,
            timeout=max(0.001, until - asyncio.get_running_loop().time()),
            metadata=Metadata(*(given.metadata or ()), *carried),
            credentials=given.credentials,
            wait_for_ready=given.wait_for_ready,
        )
        return details, partial(self._failure, token)

    def _failure(self, token: str, failed: AioRpcError) -> VivaError:
        """The typed error. One about the token is worth another attempt when there will be another token."""
        error = error_of(failed)
        if isinstance(error, Unauthenticated) and token and self.tokens is not None:
            error.retryable = self.tokens.refuse(token)
        return error

    async def _token(self, rules: Rules, until: float) -> str:
        if rules.is_public or self.tokens is None:
            return ""
        try:
            async with asyncio.timeout_at(until):
                return await self.tokens.get()
        except TimeoutError:
            raise DeadlineExceeded("No token came in time.", retryable=True) from None


def interceptors(calling: Calling) -> Sequence[grpc.aio.ClientInterceptor]:
    """One interceptor per call shape."""
    return [UnaryUnary(calling), UnaryStream(calling), StreamUnary(calling), StreamStream(calling)]


class UnaryUnary(grpc.aio.UnaryUnaryClientInterceptor):
    """One request, one response: repeated where the contract says that this is safe."""

    def __init__(self, calling: Calling) -> None:
        """Calls by these rules."""
        self._calling = calling

    async def intercept_unary_unary(self, continuation: Continuation, client_call_details: ClientCallDetails, request: Any) -> Any:
        """Returns the response."""
        rules = rules_of(client_call_details.method)
        until, named = self._calling.until(client_call_details), with_request_id(request, rules)

        once = partial(self._attempt, continuation, client_call_details, named, until)
        attempt = partial(with_another_token, once)
        return await (self._calling.retrying.run(attempt, until=until) if rules.is_repeatable else attempt())

    async def _attempt(self, continuation: Continuation, given: ClientCallDetails, request: Any, until: float) -> Any:
        details, typed = await self._calling.begin(given, until)
        try:
            return await (await continuation(details, request))
        except AioRpcError as failed:
            raise typed(failed) from failed


class UnaryStream(grpc.aio.UnaryStreamClientInterceptor):
    """One request, a stream of responses."""

    def __init__(self, calling: Calling) -> None:
        """Calls by these rules."""
        self._calling = calling

    async def intercept_unary_stream(self, continuation: Continuation, client_call_details: ClientCallDetails, request: Any) -> Any:
        """Returns the responses."""
        details, typed = await self._calling.begin(client_call_details, self._calling.until(client_call_details))
        return _responses(await continuation(details, request), typed)


class StreamUnary(grpc.aio.StreamUnaryClientInterceptor):
    """A stream of requests, one response. Only who streams can begin anew, so nothing is repeated here."""

    def __init__(self, calling: Calling) -> None:
        """Calls by these rules."""
        self._calling = calling

    async def intercept_stream_unary(
        self, continuation: Continuation, client_call_details: ClientCallDetails, request_iterator: Any
    ) -> Any:
        """Returns the call."""
        details, typed = await self._calling.begin(client_call_details, self._calling.until(client_call_details))
        return TypedCall(await continuation(details, request_iterator), typed)


class StreamStream(grpc.aio.StreamStreamClientInterceptor):
    """Streams both ways."""

    def __init__(self, calling: Calling) -> None:
        """Calls by these rules."""
        self._calling = calling

    async def intercept_stream_stream(
        self, continuation: Continuation, client_call_details: ClientCallDetails, request_iterator: Any
    ) -> Any:
        """Returns the responses."""
        details, typed = await self._calling.begin(client_call_details, self._calling.until(client_call_details))
        return _responses(await continuation(details, request_iterator), typed)


class TypedCall:
    """A call whose failure is a VivaError; it is the call in all else."""

    def __init__(self, call: Any, typed: Typed) -> None:
        """Stands for a call."""
        self._call = call
        self._typed = typed

    def __await__(self) -> Generator[Any, None, Any]:
        try:
            return (yield from self._call.__await__())
        except AioRpcError as failed:
            raise self._typed(failed) from failed

    def __getattr__(self, name: str) -> Any:
        return getattr(self._call, name)


def with_request_id(request: Any, rules: Rules) -> Any:
    """The request, or, where the contract wants a `request_id` and it has none, a copy with a new one."""
    if not rules.is_named or not isinstance(request, Message) or getattr(request, "request_id", "") != "":
        return request
    named = type(request)()
    named.CopyFrom(request)
    named.request_id = str(uuid4())  # type: ignore[attr-defined]  # is_named says that it has one
    return named


async def _responses(call: Any, typed: Typed) -> AsyncIterator[Any]:
    try:
        async for response in call:
            yield response
    except AioRpcError as failed:
        raise typed(failed) from failed
    finally:
        call.cancel()
