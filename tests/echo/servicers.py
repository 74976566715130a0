"""Servicers of the test-only contract: one answers what it saw of its caller, one answers whoever it lets in."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

from opentelemetry import trace

from mesh.caller import LeaseAuthority, Partner, Person, current_caller
from mesh.contract import name_of
from mesh.deadline import time_left
from tests.echo import guarded_pb, guarded_rpc, pb, rpc


def seen() -> Any:
    """What can be seen of the caller from inside a call."""
    caller = current_caller()
    return pb.Seen(
        caller=name_of(caller.service) if caller.service else "",
        authority=authority(caller.authority),
        seconds_left=time_left() or 0.0,
        trace_id=f"{trace.get_current_span().get_span_context().trace_id:032x}",
    )


def authority(whose: Person | Partner | LeaseAuthority | None) -> str:
    match whose:
        case Person(account_id=account_id):
            return f"person {account_id}"
        case Partner(client_id=client_id):
            return f"partner {client_id}"
        case LeaseAuthority(token=token):
            return f"lease {token}"
        case None:
            return ""


class EchoServicer(rpc.EchoServiceServicer):  # type: ignore[misc]  # compiled by the test, so without types
    """Answers what it was told; `breaks` is raised instead when it is set."""

    def __init__(self) -> None:
        self.breaks: Exception | None = None
        self.said: list[str] = []
        self.acted = 0
        self.collecting = asyncio.Event()
        self.ended = asyncio.Event()
        """Set when a stream has been left, however it was left."""

    async def Say(self, request: Any, context: Any) -> Any:
        self.said.append(request.text)
        self._break()
        return pb.SayResponse(text=request.text, seen=seen())

    async def Act(self, request: Any, context: Any) -> Any:
        self.acted += 1
        self._break()
        return pb.ActResponse()

    async def Count(self, request: Any, context: Any) -> AsyncIterator[Any]:
        try:
            for number in range(1, request.to + 1):
                yield pb.CountResponse(number=number, seen=seen(), filling=b"." * 1024)
                self._break()
            if request.to == 0:
                await asyncio.Event().wait()
        finally:
            self.ended.set()

    async def Collect(self, requests: AsyncIterator[Any], context: Any) -> Any:
        texts = []
        async for request in requests:
            texts.append(request.text)
            self.collecting.set()
        self._break()
        return pb.CollectResponse(texts=texts, seen=seen())

    async def Converse(self, requests: AsyncIterator[Any], context: Any) -> AsyncIterator[Any]:
        try:
            async for request in requests:
                self._break()
                yield pb.ConverseResponse(text=request.text, seen=seen())
        finally:
            self.ended.set()

    def _break(self) -> None:
        if self.breaks is not None:
            raise self.breaks


class GuardedServicer(guarded_rpc.GuardedServiceServicer):  # type: ignore[misc]  # compiled by the test, so without types
    """Answers whoever reaches it."""

    async def Forget(self, request: Any, context: Any) -> Any:
        return guarded_pb.ForgetResponse()

    async def Hire(self, request: Any, context: Any) -> Any:
        return guarded_pb.HireResponse()

    async def Score(self, request: Any, context: Any) -> Any:
        return guarded_pb.ScoreResponse()

    async def Serve(self, request: Any, context: Any) -> Any:
        return guarded_pb.ServeResponse()

    async def Help(self, request: Any, context: Any) -> Any:
        return guarded_pb.HelpResponse()

    async def Carry(self, request: Any, context: Any) -> Any:
        return guarded_pb.CarryResponse()

    async def Open(self, request: Any, context: Any) -> Any:
        return guarded_pb.OpenResponse()

    async def Watch(self, request: Any, context: Any) -> AsyncIterator[Any]:
        yield guarded_pb.WatchResponse(number=1)
        await asyncio.Event().wait()

    async def Talk(self, requests: AsyncIterator[Any], context: Any) -> AsyncIterator[Any]:
        number = 0
        async for _ in requests:
            number += 1
            yield guarded_pb.TalkResponse(number=number)
