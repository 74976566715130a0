"""Asks a process whether it is ready, in the language it speaks."""

import asyncio
import ssl
from collections.abc import Awaitable, Callable
from typing import Any

import grpc
from grpc_health.v1 import health_pb2

from deploy.supervisor.ports import LOOPBACK
from deploy.supervisor.postgres import EmbeddedPostgres

# One question must not hang on a process that is stuck; the next one follows at once.
ANSWER_SECONDS = 2.0
FIRST_PAUSE, LONGEST_PAUSE = 0.05, 0.25

Probe = Callable[[], Awaitable[bool]]


async def until(probe: Probe) -> None:
    """Returns when `probe` first says yes."""
    pause = FIRST_PAUSE
    while not await probe():
        await asyncio.sleep(pause)
        pause = min(pause * 1.5, LONGEST_PAUSE)


def grpc_health(port: int) -> Probe:
    """Ready when the standard health service says SERVING for the whole server."""

    async def probe() -> bool:
        async with grpc.aio.insecure_channel(f"{LOOPBACK}:{port}") as channel:
            try:
                answer = await _health_check(channel)(health_pb2.HealthCheckRequest(), timeout=ANSWER_SECONDS)
            except grpc.aio.AioRpcError:
                return False
        return bool(answer.status == health_pb2.HealthCheckResponse.SERVING)

    return probe


def http_ok(port: int, path: str, host: str = LOOPBACK, *, tls: bool = False) -> Probe:
    """Ready when a GET of `path` is answered 200."""
    context = _any_certificate() if tls else None

    async def probe() -> bool:
        try:
            async with asyncio.timeout(ANSWER_SECONDS):
                return await _status(host, port, path, context) == b"200"
        except (OSError, TimeoutError):
            return False

    return probe


def postgres_accepts(server: EmbeddedPostgres) -> Probe:
    """Ready when recovery is over and connections are taken."""

    async def probe() -> bool:
        return await asyncio.to_thread(server.accepts)

    return probe


def _health_check(channel: grpc.aio.Channel) -> grpc.aio.UnaryUnaryMultiCallable[Any, Any]:
    return channel.unary_unary(
        "/grpc.health.v1.Health/Check",
        request_serializer=health_pb2.HealthCheckRequest.SerializeToString,
        response_deserializer=health_pb2.HealthCheckResponse.FromString,
    )


def _any_certificate() -> ssl.SSLContext:
    """The question is whether our own child is up, not who it is, and nothing is told to it."""
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


async def _status(host: str, port: int, path: str, tls: ssl.SSLContext | None) -> bytes:
    reader, writer = await asyncio.open_connection(host, port, ssl=tls)
    try:
        writer.write(f"GET {path} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n\r\n".encode())
        words = (await reader.readline()).split()
        return words[1] if len(words) > 1 else b""
    finally:
        writer.close()
