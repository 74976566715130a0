"""Carries incoming calls through the policies: each of the four RPC shapes is brought to the same form here."""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from functools import partial
from typing import Any

import grpc
import grpc.aio
from google.protobuf.message import DecodeError, Message

from mesh.call import Call, Context, Garbled, Policy, Proceed, closing
from mesh.contract import Method


class PolicyInterceptor(grpc.aio.ServerInterceptor):
    """Puts every method that is served from the contract behind the policies, the first one outermost.

    Methods that are not in the contract (health and reflection) pass untouched.
    """

    def __init__(self, methods: Sequence[Method], policies: Sequence[Policy]) -> None:
        """Guards these methods."""
        self._methods = {method.path: method for method in methods}
        self._policies = tuple(policies)

    async def intercept_service(
        self,
        continuation: Callable[[grpc.HandlerCallDetails], Awaitable[Any]],
        handler_call_details: grpc.HandlerCallDetails,
    ) -> Any:
        """Returns the method's handler, guarded; None where there is none."""
        handler = await continuation(handler_call_details)
        method = self._methods.get(handler_call_details.method)
        if handler is None or method is None:
            return handler
        return self._guarded(handler, method)

    def _guarded(self, handler: Any, method: Method) -> Any:
        through = partial(self._through, method)
        build, behave = {
            (False, False): (grpc.unary_unary_rpc_method_handler, partial(_unary_unary, handler.unary_unary, through)),
            (False, True): (grpc.unary_stream_rpc_method_handler, partial(_unary_stream, handler.unary_stream, through)),
            (True, False): (grpc.stream_unary_rpc_method_handler, partial(_stream_unary, handler.stream_unary, through)),
            (True, True): (grpc.stream_stream_rpc_method_handler, partial(_stream_stream, handler.stream_stream, through)),
        }[method.client_streaming, method.server_streaming]
        return build(behave, partial(_decoded, method.request), handler.response_serializer)

    async def _through(self, method: Method, context: Context, serve: Callable[[Call], Awaitable[None]]) -> None:
        call = Call(method, context)
        proceed: Proceed = partial(_serve, call, serve)
        for policy in reversed(self._policies):
            proceed = partial(policy.around, call, proceed)
        await proceed()


def _decoded(request: type[Message], data: bytes) -> Message | Garbled:
    try:
        return request.FromString(data)
    except DecodeError:
        return Garbled()


Through = Callable[[Context, Callable[[Call], Awaitable[None]]], Awaitable[None]]


async def _serve(call: Call, serve: Callable[[Call], Awaitable[None]]) -> None:
    await serve(call)
    call.raise_objection()


async def _unary_unary(behave: Any, through: Through, request: Message, context: Context) -> Any:
    response = None

    async def serve(call: Call) -> None:
        nonlocal response
        await call.admit(request)
        response = await behave(request, context)

    await through(context, serve)
    return response


async def _unary_stream(behave: Any, through: Through, request: Message, context: Context) -> None:
    async def serve(call: Call) -> None:
        await call.admit(request)
        await _write(behave(request, context), context)

    await through(context, serve)


async def _stream_unary(behave: Any, through: Through, requests: AsyncIterator[Message], context: Context) -> Any:
    response = None

    async def serve(call: Call) -> None:
        nonlocal response
        response = await behave(await _opened(call, requests), context)

    await through(context, serve)
    return response


async def _stream_stream(behave: Any, through: Through, requests: AsyncIterator[Message], context: Context) -> None:
    async def serve(call: Call) -> None:
        await _write(behave(await _opened(call, requests), context), context)

    await through(context, serve)


async def _opened(call: Call, requests: AsyncIterator[Message]) -> AsyncIterator[Message]:
    """The admitted messages, the first of them already admitted where a policy has to see it before anything runs."""
    admitted = call.admitted(requests)
    if not call.reads_before_running:
        return admitted
    try:
        first = await anext(admitted)
    except StopAsyncIteration:
        return admitted
    return _chained(first, admitted)


async def _chained(first: Message, rest: AsyncIterator[Message]) -> AsyncIterator[Message]:
    yield first
    async for message in rest:
        yield message


async def _write(responses: AsyncIterator[Message], context: Context) -> None:
    async with closing(responses):
        async for response in responses:
            await context.write(response)
