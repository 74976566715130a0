"""A small gRPC server for tests of the edge: it is healthy, and answers every call with what it saw of it, as JSON.

`python -m tests.integration.mirror PORT` runs it as a process of its own, which can be frozen or killed.
"""

import asyncio
import json
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import grpc
from grpc_health.v1 import health, health_pb2, health_pb2_grpc

from deploy.supervisor.ports import LOOPBACK

STREAM = "/viva.session.v1.InterviewService/WatchInterview"
PAUSE = "x-pause-seconds"
# As our own servers: nobody shares the port, and a ping every 10 s is welcome.
OPTIONS = [
    ("grpc.so_reuseport", 0),
    ("grpc.keepalive_permit_without_calls", 1),
    ("grpc.http2.min_ping_interval_without_data_ms", 10_000),
]


class Mirror(grpc.GenericRpcHandler):
    """Serves every method there is; the one watch answers twice, with a silence between that the caller chooses."""

    def __init__(self, port: int) -> None:
        """Tells callers that it is the one at `port`."""
        self.port = port

    def service(self, handler_call_details: grpc.HandlerCallDetails) -> "grpc.RpcMethodHandler[bytes, bytes]":
        """Picks the handler by the shape of the call."""
        if handler_call_details.method == STREAM:
            return grpc.unary_stream_rpc_method_handler(self._watch)

        async def answer(_request: bytes, context: "grpc.aio.ServicerContext[bytes, bytes]") -> bytes:
            return self._seen(context, handler_call_details.method)

        return grpc.unary_unary_rpc_method_handler(answer)

    async def _watch(self, _request: bytes, context: "grpc.aio.ServicerContext[bytes, bytes]") -> AsyncIterator[bytes]:
        yield self._seen(context, STREAM)
        await asyncio.sleep(float(_metadata(context).get(PAUSE, "0")))
        yield self._seen(context, STREAM)

    def _seen(self, context: "grpc.aio.ServicerContext[bytes, bytes]", method: str | None) -> bytes:
        return json.dumps({"port": self.port, "method": method, "metadata": _metadata(context)}).encode()


@asynccontextmanager
async def mirror(port: int) -> AsyncIterator[grpc.aio.Server]:
    """Serves at `port` for as long as the context lasts."""
    server = grpc.aio.server(options=OPTIONS)
    servicer = health.aio.HealthServicer()
    await servicer.set("", health_pb2.HealthCheckResponse.SERVING)
    health_pb2_grpc.add_HealthServicer_to_server(servicer, server)
    server.add_generic_rpc_handlers((Mirror(port),))
    server.add_insecure_port(f"{LOOPBACK}:{port}")
    await server.start()
    yield server
    await server.stop(None)


def _metadata(context: "grpc.aio.ServicerContext[bytes, bytes]") -> dict[str, str]:
    return {str(key): str(value) for key, value in context.invocation_metadata() or ()}


async def _main(port: int) -> None:
    async with mirror(port) as server:
        await server.wait_for_termination()


if __name__ == "__main__":
    asyncio.run(_main(int(sys.argv[1])))
