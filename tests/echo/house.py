"""A small installation for tests: keys and tokens for everybody, and services that listen where a port is free."""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from jwt.algorithms import OKPAlgorithm
from viva.contract.v1.options_pb2 import (
    SERVICE_GATEWAY,
    SERVICE_LLM,
    SERVICE_MEDIA,
    SERVICE_RESUME,
    SERVICE_SESSION,
    SERVICE_VISION,
    Service,
)

from mesh.caller import Caller
from mesh.channels import Channels
from mesh.contract import name_of
from mesh.relations import Claim
from mesh.server import Server
from mesh.settings import Environment, MeshSettings

CANDIDATE = "1a6e9d1e-0000-4000-8000-000000000001"
CLIENT = "1a6e9d1e-0000-4000-8000-0000000000c1"
SERVICES = (SERVICE_GATEWAY, SERVICE_SESSION, SERVICE_LLM, SERVICE_RESUME, SERVICE_VISION, SERVICE_MEDIA)


class House:
    """Keys on disk as an installation has them, and what can be signed with them."""

    def __init__(self, directory: Path) -> None:
        """Writes a key for each service and one for access tokens."""
        self.directory = directory
        self.access_key = _written(directory / "access.key")
        self.access_kid = "access"
        self.service_keys = {service: _written(directory / f"{name_of(service)}.key") for service in SERVICES}
        _publish(directory / "jwks.json", {"access": self.access_key})
        _publish(directory / "services.json", {name_of(service): key for service, key in self.service_keys.items()})

    def rotate_access_key(self) -> None:
        """Signs access tokens with a new key from now on, and publishes it beside the old one."""
        old, self.access_key = self.access_key, _written(self.directory / "access.key")
        self.access_kid = "access-2"
        _publish(self.directory / "jwks.json", {"access": old, self.access_kid: self.access_key})

    def settings(self, service: Service.ValueType, **targets: int) -> MeshSettings:
        """Settings of a service on any free port, with its peers at these ports."""
        peers = {Service.Value(f"SERVICE_{name.upper()}"): f"ipv4:127.0.0.1:{port}" for name, port in targets.items()}
        return MeshSettings(service, Environment.DEVELOPMENT, "127.0.0.1", 0, self.directory, peers, leave_pause=0.0)

    def person(self, role: str = "candidate", **claims: Any) -> str:
        """An access token of somebody."""
        return self.access_token(**{"sub": CANDIDATE, "role": role, "sid": "family-1"} | claims)

    def partner(self, scope: str, **claims: Any) -> str:
        """An access token of a partner's client."""
        return self.access_token(**{"sub": CLIENT, "client": True, "scope": scope} | claims)

    def access_token(self, **claims: Any) -> str:
        """Any token that the access key signs; a claim of None is left out."""
        whole = {"iss": "viva", "aud": "viva", "exp": int(time.time()) + 900} | claims
        return jwt.encode({k: v for k, v in whole.items() if v is not None}, self.access_key, "EdDSA", headers={"kid": self.access_kid})

    def identity(self, service: Service.ValueType = SERVICE_LLM, **claims: Any) -> str:
        """A service's proof of who it is, signed by its own key whatever it says."""
        whole = {"iss": name_of(service), "aud": "viva-mesh", "exp": int(time.time()) + 60} | claims
        return jwt.encode(whole, self.service_keys[service], "EdDSA", headers={"kid": name_of(service)})

    @asynccontextmanager
    async def serving(self, *servicers: object, service: Service.ValueType = SERVICE_VISION, **how: Any) -> AsyncIterator[Server]:
        """Serves these until the end of the block; nobody is related to anything unless `lookup` says so."""
        how.setdefault("lookup", Relatives())
        async with Server(how.pop("settings", self.settings(service)), servicers=servicers, **how) as server:
            yield server

    @asynccontextmanager
    async def calling(self, server: Server, service: Service.ValueType = SERVICE_GATEWAY) -> AsyncIterator[Channels]:
        """Channels of a service that calls this server."""
        channels = Channels(self.settings(service, **{name_of(server.settings.service): server.port}))
        try:
            yield channels
        finally:
            await channels.close()


class Relatives:
    """A lookup that knows what it was told."""

    def __init__(self, *claims: Claim) -> None:
        """These hold, for everybody."""
        self.holding = set(claims)
        self.asked: list[tuple[Caller, Sequence[Claim]]] = []
        self.refusal: Exception | None = None
        self.refused = asyncio.Semaphore(0)
        """Released each time that `refusal` was given for an answer."""

    async def holds(self, caller: Caller, claims: Sequence[Claim]) -> Sequence[bool]:
        """Says which hold, or raises what it was told to raise."""
        self.asked.append((caller, claims))
        if self.refusal is not None:
            self.refused.release()
            raise self.refusal
        return [claim in self.holding for claim in claims]


def bearer(token: str) -> tuple[tuple[str, str], ...]:
    """Metadata that carries an access token."""
    return (("authorization", f"Bearer {token}"),)


def _written(path: Path) -> Ed25519PrivateKey:
    key = Ed25519PrivateKey.generate()
    path.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    path.chmod(0o600)
    return key


def _publish(path: Path, keys: Mapping[str, Ed25519PrivateKey]) -> None:
    public = [json.loads(OKPAlgorithm.to_jwk(key.public_key())) | {"kid": kid} for kid, key in keys.items()]
    path.write_text(json.dumps({"keys": public}))
