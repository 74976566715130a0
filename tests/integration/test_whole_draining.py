"""A replica that is stopped for an upgrade sends its watchers on, and they miss nothing (F35)."""

import asyncio
import os
import signal
from typing import Any

import grpc
import grpc.aio
import pytest
from google.rpc import error_details_pb2
from grpc_status import rpc_status
from viva.session.v1 import interview_service_pb2 as pb
from viva.session.v1 import interview_service_pb2_grpc as rpc

from deploy.supervisor.ports import LOOPBACK
from deploy.supervisor.readiness import until
from tests.integration.supervised import Supervised
from tests.integration.visitor import Visitor

PATIENCE_SECONDS = 40


async def follow(visitor: Visitor, port: int, interview_id: str, seen: list[int], through: int) -> None:
    """Watches at one port, and adds the sequences that come to `seen`, up to one."""
    async with grpc.aio.insecure_channel(f"{LOOPBACK}:{port}") as channel:
        request = pb.WatchInterviewRequest(interview_id=interview_id, after_sequence=seen[-1] if seen else 0)
        stream = rpc.InterviewServiceStub(channel).WatchInterview(request, metadata=tuple(visitor.headers.items()))
        async for response in stream:
            if response.HasField("event"):
                seen.append(response.event.sequence)
                if response.event.sequence >= through:
                    return


async def told(seen: list[int]) -> bool:
    """Whether the watcher has been told anything."""
    return bool(seen)


def reason_of(error: grpc.aio.AioRpcError) -> str:
    status: Any = rpc_status.from_call(error)  # type: ignore[arg-type]  # takes any call that ended
    info = error_details_pb2.ErrorInfo()
    return str(info.reason) if status and status.details and status.details[0].Unpack(info) else ""


async def test_a_watcher_is_sent_on_by_a_draining_replica_and_misses_nothing(viva: Supervised) -> None:
    visitor, endless, seen = await Visitor.arrives(viva), 10**9, list[int]()
    interview_id = await visitor.new_interview()
    await visitor.start(interview_id)
    async with asyncio.timeout(PATIENCE_SECONDS):
        watching = asyncio.create_task(follow(visitor, viva.port("session-1"), interview_id, seen, endless))
        await until(lambda: told(seen))
        os.kill(viva.roster["session-1"]["pid"], signal.SIGTERM)
        with pytest.raises(grpc.aio.AioRpcError) as ended:
            await watching
    assert (ended.value.code(), reason_of(ended.value)) == (grpc.StatusCode.UNAVAILABLE, "MOVED")
    await visitor.hold(interview_id)
    last = await visitor.state(interview_id)
    async with asyncio.timeout(PATIENCE_SECONDS):
        await follow(visitor, viva.port("envoy"), interview_id, seen, last.sequence)
    assert seen == list(range(1, last.sequence + 1))
    await visitor.leave()
