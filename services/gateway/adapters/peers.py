"""Calls the services behind the gateway by request class, and outlasts the death of one of their replicas.

A replica that is killed takes its calls with it. Where the contract says that a repeated call does no harm, the call is
made again until another replica, or the restarted one, answers; the person sees a pause instead of an error.
"""

import asyncio
from collections.abc import AsyncIterator, Collection, Iterator, Mapping
from contextlib import contextmanager
from itertools import chain
from typing import Any

import grpc.aio
from google.protobuf.message import Message
from viva.llm.v1 import llm_service_pb2_grpc as llm_rpc
from viva.resume.v1 import resume_service_pb2_grpc as resume_rpc
from viva.session.v1 import account_service_pb2_grpc as account_rpc
from viva.session.v1 import auth_service_pb2_grpc as auth_rpc
from viva.session.v1 import company_service_pb2_grpc as company_rpc
from viva.session.v1 import interview_service_pb2_grpc as interview_rpc
from viva.session.v1 import posting_service_pb2_grpc as posting_rpc
from viva.session.v1 import report_service_pb2_grpc as report_rpc
from viva.session.v1 import resume_service_pb2_grpc as stored_resume_rpc

from mesh.channels import Channels
from mesh.contract import method_of, methods_of
from services.gateway.adapters.client_address import forwarded

STUBS = (
    account_rpc.AccountServiceStub,
    auth_rpc.AuthServiceStub,
    company_rpc.CompanyServiceStub,
    interview_rpc.InterviewServiceStub,
    posting_rpc.PostingServiceStub,
    report_rpc.ReportServiceStub,
    stored_resume_rpc.ResumeServiceStub,
    resume_rpc.ResumeServiceStub,
    llm_rpc.LlmServiceStub,
)

CALL_SECONDS = 10.0
"""How long a unary call may take, all attempts together."""
ATTEMPT_SECONDS = 4.0
"""How long one attempt may take where another can follow: a replica that hangs is left."""
UPLOAD_SECONDS = 120.0
FIRST_PAUSE, LONGEST_PAUSE = 0.1, 1.0

# What a call ends with when the process at its other end is gone or stuck, as opposed to having said no.
GONE = frozenset(
    {grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.DEADLINE_EXCEEDED, grpc.StatusCode.UNKNOWN, grpc.StatusCode.CANCELLED},
)


class Peers:
    """Every RPC that the gateway may call. Who is calling, the deadline and the trace are carried along by mesh."""

    def __init__(self, channels: Channels, called: Collection[type[Message]], *, seconds: float = CALL_SECONDS) -> None:
        """Makes the stubs. The methods of the requests in `called`, and no others, are checked before the gateway is ready."""
        self._seconds = seconds
        self._calls: Mapping[type[Message], Any] = dict(chain.from_iterable(_calls(channels, kind, called) for kind in STUBS))

    async def call(self, request: Message) -> Message:
        """Makes a unary call. Raises AioRpcError as grpc does, after as many attempts as are safe and there is time for."""
        make = self._calls[type(request)]
        if not method_of(type(request)).idempotent:
            return await _answer(make, request, self._seconds)
        loop = asyncio.get_running_loop()
        ends_at, pause = loop.time() + self._seconds, FIRST_PAUSE
        while True:
            try:
                return await _answer(make, request, min(ATTEMPT_SECONDS, ends_at - loop.time()))
            except grpc.aio.AioRpcError as error:
                if error.code() not in GONE or loop.time() + pause >= ends_at:
                    raise
            await asyncio.sleep(pause)
            pause = min(2 * pause, LONGEST_PAUSE)

    @contextmanager
    def watching(self, request: Message, *, seconds: float) -> Iterator[AsyncIterator[Any]]:
        """A stream of responses that may last `seconds`, and ends at once when whoever reads it has had enough (F38)."""
        call = self._calls[type(request)](request, timeout=seconds, metadata=forwarded())
        try:
            yield aiter(call)
        finally:
            call.cancel()

    async def upload(self, kind: type[Message], requests: AsyncIterator[Message]) -> Message:
        """Streams requests in and returns the one response."""
        response: Message = await self._calls[kind](requests, timeout=UPLOAD_SECONDS, metadata=forwarded())
        return response


def _calls(channels: Channels, kind: type, called: Collection[type[Message]]) -> Iterator[tuple[type[Message], Any]]:
    """What makes each call of one service."""
    methods = methods_of(kind)
    stub = channels.stub(kind, without=[method.request for method in methods if method.request not in called])
    return ((method.request, getattr(stub, method.name)) for method in methods if method.request in called)


async def _answer(make: Any, request: Message, seconds: float) -> Message:
    response: Message = await make(request, timeout=seconds, metadata=forwarded())
    return response
