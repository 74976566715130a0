"""Serves: builds the gRPC server, starts it, tells the truth about being ready, and drains it."""

import asyncio
import logging
import signal
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack
from types import TracebackType
from typing import Any

import grpc.aio
from grpc_health.v1.health_pb2 import DESCRIPTOR as HEALTH_FILE
from grpc_health.v1.health_pb2_grpc import add_HealthServicer_to_server
from grpc_reflection.v1alpha import reflection

from mesh.access import AccessPolicy, IdentityPolicy
from mesh.call import Policy
from mesh.channels import MAX_MESSAGE_BYTES, Channels
from mesh.contract import Method, name_of
from mesh.deadline import DeadlinePolicy
from mesh.describe import ContractServicer, description
from mesh.handlers import handler_of
from mesh.health import Health, Readiness
from mesh.identity import Verifier
from mesh.leases import LeaseWorker
from mesh.lifetime import LifetimePolicy
from mesh.metrics import show_metrics
from mesh.peers import PeerCheck
from mesh.refusals import RefusalsPolicy
from mesh.relations import Lookup
from mesh.session_lookup import SessionLookup
from mesh.settings import Environment, MeshSettings
from mesh.shapes import PolicyInterceptor
from mesh.telemetry import TelemetryPolicy, start_telemetry
from mesh.validation import ValidationPolicy

log = logging.getLogger(__name__)

GRACE = 10.0
"""Seconds that running calls and tasks have to finish in a drain."""
HEALTH = HEALTH_FILE.services_by_name["Health"].full_name
READY_PERIOD = 1.0
"""Seconds between two looks at our own engine or database."""
READY_TIME = 5.0
"""Seconds that such a look may take."""
OPTIONS: tuple[tuple[str, Any], ...] = (
    # An orphan of the last run would share the port and take a part of the calls.
    ("grpc.so_reuseport", 0),
    ("grpc.max_receive_message_length", MAX_MESSAGE_BYTES),
    ("grpc.max_send_message_length", MAX_MESSAGE_BYTES),
    # Clients ping every 30 s, proxies more often; nobody is thrown out for it.
    ("grpc.http2.min_ping_interval_without_data_ms", 10_000),
    ("grpc.keepalive_permit_without_calls", 1),
    ("grpc.keepalive_time_ms", 30_000),
    ("grpc.keepalive_timeout_ms", 10_000),
    ("grpc.http2.max_pings_without_data", 0),
)

Ready = Callable[[], Awaitable[str | None]]
"""Says what is missing before we can work (`"the database does not answer"`), or None."""


class Server:
    """One service on the wire. `async with Server(…)` starts it and drains it."""

    def __init__(
        self,
        settings: MeshSettings,
        *,
        servicers: Sequence[object],
        channels: Channels | None = None,
        worker: LeaseWorker | None = None,
        lookup: Lookup | None = None,
        ready: Ready | None = None,
        verifier: Verifier | None = None,
        reflected: Sequence[str] = (),
        asks_always: bool = False,
    ) -> None:
        """Wires a service; nothing runs yet.

        Without `lookup` session is asked, so that `channels` is needed. `ready` is asked about our own engine or
        database once a second. `reflected` names services of others that reflection shows, too (for the edge).
        `asks_always`: see AccessPolicy.
        """
        self.port = settings.port
        """Where it listens, once started: the port that was free when the settings say 0."""
        self.readiness = Readiness()
        self.settings = settings
        self._channels = channels
        self._worker = worker
        self._ready = ready
        self._reflected = reflected
        self._handlers, self.methods = _read(servicers)
        self._lifetime = LifetimePolicy()
        lookup = lookup or _session_lookup(channels)
        self._policies = _policies(verifier or Verifier.from_settings(settings), lookup, self._lifetime, asks_always=asks_always)
        self._tasks: list[asyncio.Task[None]] = []

    async def __aenter__(self) -> "Server":
        """Listens at once, and is ready when our own engine is and every peer has passed its check."""
        self._server = self._built()
        self.port = self._server.add_insecure_port(f"{self.settings.host}:{self.settings.port}")
        await self._server.start()
        self._log_what_is_served()
        if self._channels is not None:
            self._run(PeerCheck(self._channels, self.readiness).run())
        if self._ready is not None:
            self.readiness.lacks("own", "our own engine has not been asked yet")
            self._run(self._watch_own(self._ready))
        if self._worker is not None:
            self._run(self._lease(self._worker))
        self.readiness.lacks("start", None)
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Drains: not ready, then endless streams are moved, then calls and tasks finish or are cut off."""
        self.readiness.close()
        self._lifetime.drain()
        await asyncio.gather(self._stop_serving(), *([self._worker.drain(GRACE)] if self._worker else ()))
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._channels is not None:
            await self._channels.close()
        log.info("drained")

    async def _stop_serving(self) -> None:
        await asyncio.sleep(self.settings.leave_pause)
        await self._server.stop(GRACE)

    def _built(self) -> grpc.aio.Server:
        answer = description(self.settings.service, self.settings.release, self.methods, self._worker.methods if self._worker else ())
        contract, contract_methods = handler_of(ContractServicer(answer))
        guard = PolicyInterceptor([*self.methods, *contract_methods], self._policies)
        server = grpc.aio.server(interceptors=[guard], options=OPTIONS)
        server.add_generic_rpc_handlers((*self._handlers, contract))
        services = sorted({method.service for method in (*self.methods, *contract_methods)})
        add_HealthServicer_to_server(Health(self.readiness, services), server)
        if self.settings.environment is Environment.DEVELOPMENT:
            reflection.enable_server_reflection([*services, *self._reflected, HEALTH, reflection.SERVICE_NAME], server)
        return server

    def _log_what_is_served(self) -> None:
        log.info("%s listens on %s:%d", name_of(self.settings.service), self.settings.host, self.port)
        for method in self.methods:
            log.info("serves %s", method.full_name)
        for method in self._worker.methods if self._worker else ():
            log.info("takes %s", method.full_name)

    async def _watch_own(self, ready: Ready) -> None:
        while True:
            try:
                self.readiness.lacks("own", await asyncio.wait_for(ready(), READY_TIME))
            except TimeoutError:
                self.readiness.lacks("own", "our own engine does not answer")
            except Exception as error:
                log.exception("could not ask our own engine whether it is ready")
                self.readiness.lacks("own", f"our own engine broke: {type(error).__name__}")
            await asyncio.sleep(READY_PERIOD)

    async def _lease(self, worker: LeaseWorker) -> None:
        await self.readiness.reached()
        await worker.lease()

    def _run(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        task.add_done_callback(_log_what_broke)
        self._tasks.append(task)


async def serve(server: Server, *, beside: Sequence[AbstractAsyncContextManager[object]] = ()) -> None:
    """Serves until SIGTERM or Ctrl-C, then drains. What runs `beside` starts after the server and ends before it."""
    start_telemetry(server.settings)
    stop = stop_signal()
    async with AsyncExitStack() as running:
        await running.enter_async_context(server)
        show_metrics(server.settings, server.port)
        for other in beside:
            await running.enter_async_context(other)
        await stop.wait()


def stop_signal() -> asyncio.Event:
    """An event that SIGTERM or Ctrl-C sets, from now on."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    return stop


def _log_what_broke(task: asyncio.Task[None]) -> None:
    if not task.cancelled() and (error := task.exception()) is not None:
        log.error("a part of the server broke", exc_info=error)


def _read(servicers: Sequence[object]) -> tuple[Sequence[grpc.GenericRpcHandler], Sequence[Method]]:
    read = [handler_of(servicer) for servicer in servicers]
    return [handler for handler, _ in read], [method for _, methods in read for method in methods]


def _policies(verifier: Verifier, lookup: Lookup, lifetime: LifetimePolicy, *, asks_always: bool) -> Sequence[Policy]:
    """Every call passes these in this order."""
    return (
        TelemetryPolicy(),
        DeadlinePolicy(),
        RefusalsPolicy(),
        lifetime,
        IdentityPolicy(verifier),
        AccessPolicy(lookup, asks_always=asks_always),
        ValidationPolicy(),
    )


def _session_lookup(channels: Channels | None) -> Lookup:
    if channels is None:
        raise TypeError("a server needs a lookup, or channels to ask session over")
    return SessionLookup(channels)
