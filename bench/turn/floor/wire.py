"""How the bare services call each other: grpc.aio with plain bytes, and round robin over replicas as in Viva."""

import asyncio
import json
from collections.abc import Callable, Mapping
from typing import Any

import grpc.aio

SERVICE = "floor"
CONTEXT_BYTES = 6000
"""What a task is handed out with: the rubric, the guide, the last turn, and twenty questions of the bank, roughly."""
TASK_BYTES = 2000
QUERY_BYTES = 2000
"""An answer that a résumé is searched with, and its vector of 384 numbers."""
CLAIM_BYTES = 300
"""A small request or response with the metadata that Viva's calls carry: who calls, for whom, and the trace."""

_ROUND_ROBIN = json.dumps({"loadBalancingConfig": [{"round_robin": {}}]})


def channel(ports: str) -> grpc.aio.Channel:
    """A channel to every replica; `ports`: separated by commas."""
    target = "ipv4:" + ",".join(f"127.0.0.1:{port}" for port in ports.split(","))
    return grpc.aio.insecure_channel(target, [("grpc.service_config", _ROUND_ROBIN)])


def unary(to: grpc.aio.Channel, method: str) -> Any:
    """Calls a method that answers once."""
    return to.unary_unary(f"/{SERVICE}/{method}")


def stream(to: grpc.aio.Channel, method: str) -> Any:
    """Calls a method that answers again and again."""
    return to.unary_stream(f"/{SERVICE}/{method}")


async def serve(port: int, once: Mapping[str, Callable[..., Any]], again: Mapping[str, Callable[..., Any]]) -> None:
    """Serves bytes until the process is ended: `once` the methods with one response, `again` those that stream."""
    server = grpc.aio.server(options=[("grpc.so_reuseport", 0)])
    handlers: dict[str, Any] = {name: grpc.unary_unary_rpc_method_handler(behave) for name, behave in once.items()}
    handlers |= {name: grpc.unary_stream_rpc_method_handler(behave) for name, behave in again.items()}
    server.add_generic_rpc_handlers((grpc.method_handlers_generic_handler(SERVICE, handlers),))
    server.add_insecure_port(f"127.0.0.1:{port}")
    await server.start()
    await asyncio.Event().wait()


def address(interview_id: str, turn: int, size: int) -> bytes:
    """A request of so many bytes that says which turn of which interview it is about."""
    return f"{interview_id} {turn} ".encode().ljust(size, b".")


def addressed(request: bytes) -> tuple[str, int]:
    """Reads an address."""
    interview_id, turn, _ = request.split(b" ", 2)
    return interview_id.decode(), int(turn)
