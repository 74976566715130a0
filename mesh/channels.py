"""Calls peers through one channel each, which spreads calls over replicas and retries where the contract allows it."""

import asyncio
import json
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any, TypeVar, cast

import grpc.aio
from google.protobuf.message import Message
from viva.contract.v1.options_pb2 import Service

from mesh.contract import Method, method_of, methods_in, methods_of, packages_of, server_of, services_in
from mesh.identity import ServiceIdentity
from mesh.outgoing import Outgoing, interceptors
from mesh.settings import MeshSettings

Stub = TypeVar("Stub")

MAX_MESSAGE_BYTES = 4 * 1024 * 1024
OPTIONS: tuple[tuple[str, Any], ...] = (
    ("grpc.max_receive_message_length", MAX_MESSAGE_BYTES),
    ("grpc.max_send_message_length", MAX_MESSAGE_BYTES),
    # A line that died in silence is noticed within 40 s, also while a long stream says nothing.
    ("grpc.keepalive_time_ms", 30_000),
    ("grpc.keepalive_timeout_ms", 10_000),
    ("grpc.http2.max_pings_without_data", 0),
    # A peer that was restarted is found again at once, not after a doubling wait of minutes.
    ("grpc.initial_reconnect_backoff_ms", 100),
    ("grpc.min_reconnect_backoff_ms", 100),
    ("grpc.max_reconnect_backoff_ms", 1_000),
)
RETRY = {
    "maxAttempts": 4,
    "initialBackoff": "0.1s",
    "maxBackoff": "1s",
    "backoffMultiplier": 2,
    "retryableStatusCodes": ["UNAVAILABLE"],
}


class Channels:
    """The peers of this service."""

    def __init__(self, settings: MeshSettings, *, identity: ServiceIdentity | None = None) -> None:
        """Opens nothing yet; signs with the service's own key unless told otherwise."""
        self._settings = settings
        self._outgoing = Outgoing(identity or ServiceIdentity.from_settings(settings))
        self._needs: dict[Service.ValueType, dict[str, Method]] = {}
        self._open: dict[Service.ValueType, grpc.aio.Channel] = {}

    def stub(self, stub: Callable[[grpc.aio.Channel], Stub], *, without: Collection[type[Message]] = ()) -> Stub:
        """A stub on the channel of the peer that serves it; its methods are checked before we are ready.

        `without` names, by request class, those that are never called here, so that nobody waits for them.
        """
        uncalled = {method_of(request) for request in without}
        methods = [method for method in methods_of(cast("type", stub)) if method not in uncalled]
        peer = server_of(methods[0].package)
        self._needs.setdefault(peer, {}).update((method.full_name, method) for method in methods)
        return stub(self._channel(peer))

    def needs(self) -> Mapping[Service.ValueType, tuple[Method, ...]]:
        """The methods that may be called, by the peer that must serve them."""
        return {peer: tuple(methods.values()) for peer, methods in self._needs.items()}

    def target_of(self, peer: Service.ValueType) -> str:
        """Where a peer is, as gRPC writes targets."""
        return self._settings.target_of(peer)

    def to_address(self, address: str) -> grpc.aio.Channel:
        """A channel to one replica of a peer, for whoever asks them one by one and closes it afterwards."""
        return grpc.aio.insecure_channel(address, OPTIONS, interceptors=interceptors(self._outgoing))

    async def close(self) -> None:
        """Ends what is still under way and closes every channel."""
        await asyncio.gather(*(channel.close() for channel in self._open.values()))
        self._open.clear()

    def _channel(self, peer: Service.ValueType) -> grpc.aio.Channel:
        if peer not in self._open:
            served = (method for package in packages_of(peer) for service in services_in(package) for method in methods_in(service))
            options = (*OPTIONS, ("grpc.service_config", json.dumps(service_config(served))))
            self._open[peer] = grpc.aio.insecure_channel(self.target_of(peer), options, interceptors=interceptors(self._outgoing))
        return self._open[peer]


def service_config(methods: Iterable[Method]) -> Mapping[str, object]:
    """How gRPC balances and retries: over replicas that say they are ready, and only what may safely be repeated."""
    repeatable = [{"service": method.service, "method": method.name} for method in methods if method.idempotent]
    return {
        "loadBalancingConfig": [{"round_robin": {}}],
        "healthCheckConfig": {"serviceName": ""},
        "methodConfig": [{"name": repeatable, "retryPolicy": RETRY}] if repeatable else [],
    }
