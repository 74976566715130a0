"""Checks at start, on every replica of every peer, that what we will call is served and means the same there.

Passing latches: a peer that is lost later is a matter for retries and balancers, not a reason to stop serving.
"""

import asyncio
import logging
import socket
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import grpc.aio
from viva.contract.v1.contract_service_pb2 import DescribeRequest
from viva.contract.v1.contract_service_pb2_grpc import ContractServiceStub
from viva.contract.v1.options_pb2 import Service

from mesh.channels import Channels
from mesh.compatibility import Definitions, differences
from mesh.contract import Method, name_of
from mesh.describe import described
from mesh.health import Readiness
from mesh.pauses import growing_pauses

log = logging.getLogger(__name__)

ANSWER_TIME = 3.0
"""Seconds that a replica has to describe itself."""
PATIENCE = 10.0
"""Seconds that a silent replica is waited for once another one has passed: one that is down proves no drift."""


@dataclass(frozen=True)
class Finding:
    """What one replica of a peer said."""

    address: str
    is_silent: bool = False
    differences: Sequence[str] = ()

    def __str__(self) -> str:
        return f"{self.address} does not answer" if self.is_silent else f"at {self.address} {self.differences[0]}"


class PeerCheck:
    """The start-up check of all peers."""

    def __init__(self, channels: Channels, readiness: Readiness) -> None:
        """Notes what is missing in the readiness, from now on."""
        self._channels = channels
        self._readiness = readiness
        for peer in channels.needs():
            readiness.lacks(name_of(peer), f"{name_of(peer)} has not been asked yet")

    async def run(self) -> None:
        """Asks every peer until it passes."""
        async with asyncio.TaskGroup() as checks:
            for peer, methods in self._channels.needs().items():
                checks.create_task(self._check(peer, methods))

    async def _check(self, peer: Service.ValueType, methods: Collection[Method]) -> None:
        loop, name, passed_at = asyncio.get_running_loop(), name_of(peer), None
        for pause in growing_pauses():
            findings = await self._ask_all(self._channels.target_of(peer), methods)
            troubled = [finding for finding in findings if finding.is_silent or finding.differences]
            if passed_at is None and len(troubled) < len(findings):
                passed_at = loop.time()
            if not troubled or (passed_at is not None and _only_silent(troubled) and loop.time() - passed_at > PATIENCE):
                self._readiness.lacks(name, None)
                return
            self._readiness.lacks(name, f"{name} {'; '.join(str(finding) for finding in troubled)}")
            await asyncio.sleep(pause)

    async def _ask_all(self, target: str, methods: Collection[Method]) -> Sequence[Finding]:
        try:
            addresses = await resolve(target)
        except OSError:
            return [Finding(target, is_silent=True)]
        return await asyncio.gather(*(self._ask(address, methods) for address in addresses))

    async def _ask(self, address: str, methods: Collection[Method]) -> Finding:
        channel = self._channels.to_address(address)
        try:
            answer = await ContractServiceStub(channel).Describe(DescribeRequest(), timeout=ANSWER_TIME)
        except grpc.aio.AioRpcError as error:
            if error.code() in (grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.DEADLINE_EXCEEDED):
                return Finding(address, is_silent=True)
            return Finding(address, differences=[f"Describe is refused: {error.code().name} {error.details()}"])
        finally:
            await channel.close()
        ours = Definitions.of(described(methods))
        return Finding(address, differences=tuple(differences(methods, ours, answer)))


async def resolve(target: str) -> Sequence[str]:
    """The addresses behind a gRPC target, each a target of its own; OSError when a name is not known."""
    scheme, _, rest = target.partition(":")
    if scheme in ("ipv4", "ipv6"):
        return [f"{scheme}:{address}" for address in rest.split(",")]
    if scheme in ("unix", "unix-abstract"):
        return [target]
    host, _, port = target.removeprefix("dns:").lstrip("/").rpartition(":")
    found = await asyncio.get_running_loop().getaddrinfo(host.strip("[]"), int(port), type=socket.SOCK_STREAM)
    return sorted({_written(family, address) for family, _, _, _, address in found})


def _written(family: int, address: Sequence[object]) -> str:
    host, port = address[:2]
    return f"ipv6:[{host}]:{port}" if family == socket.AF_INET6 else f"ipv4:{host}:{port}"


def _only_silent(findings: Collection[Finding]) -> bool:
    return all(finding.is_silent for finding in findings)
