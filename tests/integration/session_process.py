"""Session as a process of its own, started as the supervisor starts it."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import grpc
from grpc_health.v1.health_pb2 import HealthCheckRequest, HealthCheckResponse

from deploy.supervisor.ports import free_port

WATCH = "/grpc.health.v1.Health/Watch"
START_SECONDS = 60


@asynccontextmanager
async def running(url: str, directory: Path) -> AsyncIterator[int]:
    """The port of a session process on a migrated database, once it says that it is ready. `directory` holds the keys."""
    port = free_port()
    env = {"VIVA_DATABASE_URL": url, "VIVA_KEYS_DIR": str(directory), "VIVA_DATA_DIR": str(directory), "VIVA_PORT": str(port)}
    process = await asyncio.create_subprocess_exec(sys.executable, "-m", "services.session.main", env=os.environ | env)
    try:
        await ready(port)
        yield port
    finally:
        process.terminate()
        await process.wait()


async def ready(port: int) -> None:
    """Returns when whatever listens there says that it serves."""
    async with asyncio.timeout(START_SECONDS), grpc.aio.insecure_channel(f"127.0.0.1:{port}") as channel:
        await channel.channel_ready()
        watch = channel.unary_stream(WATCH, HealthCheckRequest.SerializeToString, HealthCheckResponse.FromString)
        async for answer in watch(HealthCheckRequest()):
            if answer.status == HealthCheckResponse.SERVING:
                return
