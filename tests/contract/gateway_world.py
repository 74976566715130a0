"""The real gateway app on a real port, in front of peers whose answers a test writes down."""

import asyncio
import base64
import hmac
import json
import shutil
import time
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

import grpc
import grpc.aio
import httpx
import jwt
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from google.protobuf.message import Message
from viva.contract.v1.options_pb2 import SERVICE_GATEWAY, SERVICE_LLM, SERVICE_RESUME, SERVICE_SESSION

from deploy.supervisor.keys import public_jwk, thumbprint
from mesh.channels import Channels
from mesh.contract import Method, methods_of
from mesh.identity import KeySet, ServiceIdentity, Verifier
from mesh.refusal import Refusal
from mesh.rich_status import code_of, trailers_of
from mesh.settings import Environment, MeshSettings
from services.gateway.adapters.peers import STUBS, Peers
from services.gateway.http_server import HttpServer
from services.gateway.live.socket import LiveEndpoint
from services.gateway.rest.app import Parts, build_app, requests_called
from services.gateway.rest.web import WebApp

PERSON = str(uuid4())


@dataclass
class Heard:
    """One call as a peer heard it."""

    request: Any
    metadata: dict[str, str]
    seconds_left: float
    pieces: list[Any] = field(default_factory=list)


Answer = Callable[[Heard, Any], Any]


class FakePeers(grpc.GenericRpcHandler):
    """Serves every method that the gateway could call; what it has no answer for it answers with an empty response."""

    def __init__(self) -> None:
        self.heard: list[Heard] = []
        self._answers: dict[type[Message], Answer] = {}
        self._methods = {method.path: method for kind in STUBS for method in methods_of(kind)}

    def answer(self, request: type[Message], answer: Any) -> None:
        """Answers a method with a response, a refusal, a status code, or whatever a function of the call returns or yields."""
        self._answers[request] = answer if callable(answer) else (lambda heard, context: answer)

    def forget(self) -> None:
        """Has heard nothing, and has no answers."""
        self.heard.clear()
        self._answers.clear()

    def only(self, kind: type[Any]) -> Heard:
        """The one call of a method that was heard."""
        (found,) = [heard for heard in self.heard if isinstance(heard.request, kind)]
        return found

    def service(self, handler_call_details: grpc.HandlerCallDetails) -> Any:
        method = self._methods.get(handler_call_details.method)
        if method is None:
            return None
        codecs: Any = {"request_deserializer": method.request.FromString, "response_serializer": method.response.SerializeToString}
        if method.client_streaming:
            return grpc.stream_unary_rpc_method_handler(self._upload(method), **codecs)
        if method.server_streaming:
            return grpc.unary_stream_rpc_method_handler(self._stream(method), **codecs)
        return grpc.unary_unary_rpc_method_handler(self._unary(method), **codecs)

    def _unary(self, method: Method) -> Any:
        async def serve(request: Any, context: Any) -> Any:
            return await self._response(method, self._hear(request, context), context)

        return serve

    def _upload(self, method: Method) -> Any:
        async def serve(requests: AsyncIterator[Any], context: Any) -> Any:
            first = await anext(aiter(requests))
            heard = self._hear(first, context)
            early = self._answers.get(method.request)
            if isinstance(refusal := early(heard, context) if early else None, Refusal):
                await context.abort(code_of(refusal), refusal.message(), trailers_of(refusal))
            async for message in requests:
                heard.pieces.append(message.piece)
            return await self._response(method, heard, context)

        return serve

    def _stream(self, method: Method) -> Any:
        async def serve(request: Any, context: Any) -> AsyncIterator[Any]:
            heard = self._hear(request, context)
            answer = self._answers.get(method.request)
            found = answer(heard, context) if answer else []
            if isinstance(found, Refusal):
                await context.abort(code_of(found), found.message(), trailers_of(found))
            if isinstance(found, list):
                for response in found:
                    yield response
                return
            async for response in found:
                yield response

        return serve

    async def _response(self, method: Method, heard: Heard, context: Any) -> Any:
        answer = self._answers.get(method.request)
        found = answer(heard, context) if answer else method.response()
        if asyncio.iscoroutine(found):
            found = await found
        if isinstance(found, Refusal):
            await context.abort(code_of(found), found.message(), trailers_of(found))
        if isinstance(found, grpc.StatusCode):
            await context.abort(found, "secret detail of a peer")
        return found

    def _hear(self, request: Any, context: Any) -> Heard:
        metadata = {key: value for key, value in context.invocation_metadata() if isinstance(value, str)}
        heard = Heard(request, metadata, context.time_remaining())
        self.heard.append(heard)
        return heard


@dataclass
class World:
    """The gateway and what a test can do with it."""

    url: str
    peers: FakePeers
    http: httpx.AsyncClient
    key: Ed25519PrivateKey
    address: str
    web_dir: Path
    not_ready: list[str]

    def forget(self) -> None:
        """Makes all as it was at first."""
        self.peers.forget()
        self.http.cookies.clear()
        self.not_ready.clear()
        shutil.rmtree(self.web_dir, ignore_errors=True)

    @property
    def ws_url(self) -> str:
        return self.url.replace("http", "ws", 1)

    def token(self, *, lasts: float = 900, subject: str = PERSON, key: Ed25519PrivateKey | None = None, **claims: Any) -> str:
        """A person's access token, or what a test makes of one."""
        given = {
            "iss": "viva",
            "aud": "viva",
            "sub": subject,
            "role": "candidate",
            "sid": str(uuid4()),
            "exp": time.time() + lasts,
            **claims,
        }
        return jwt.encode(given, key or self.key, "EdDSA", headers={"kid": thumbprint(self.key.public_key())})

    def forged(self) -> dict[str, str]:
        """Tokens that nobody here gave out, and why."""
        claims = {"iss": "viva", "aud": "viva", "sub": PERSON, "role": "admin", "sid": str(uuid4()), "exp": time.time() + 900}
        header = {"kid": thumbprint(self.key.public_key())}
        public = self.key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
        return {
            "signed by somebody else": self.token(key=Ed25519PrivateKey.generate()),
            "for another audience": self.token(aud="viva-mesh"),
            "by another issuer": self.token(iss="evil"),
            "not signed": by_hand(claims, {"alg": "none", **header}, lambda signed: b""),
            "signed with the public key": by_hand(claims, {"alg": "HS256", **header}, lambda signed: hmac.digest(public, signed, "sha256")),
            "without a role": self.token(role=None),
            "with a role there is not": self.token(role="ADMIN"),
            "without a device": self.token(sid=None),
            "without an end": self.token(exp=None),
            "no token": "x.y.z",
            "too long": "a" * 4000,
        }

    def bearer(self, **claims: Any) -> dict[str, str]:
        return {"authorization": f"Bearer {self.token(**claims)}"}


@asynccontextmanager
async def gateway_world(tmp_path: Path) -> AsyncIterator[World]:
    """A gateway with peers on free ports of its own."""
    access_key, own_key, fakes = Ed25519PrivateKey.generate(), Ed25519PrivateKey.generate(), FakePeers()
    jwks = tmp_path / "jwks.json"
    jwks.write_text(json.dumps({"keys": [public_jwk(access_key.public_key(), kid=thumbprint(access_key.public_key()))]}))
    server = grpc.aio.server(options=[("grpc.so_reuseport", 0)])
    server.add_generic_rpc_handlers((fakes,))
    address = f"127.0.0.1:{server.add_insecure_port('127.0.0.1:0')}"
    await server.start()
    channels = Channels(mesh_settings(tmp_path, address), identity=ServiceIdentity(SERVICE_GATEWAY, own_key))
    verifier = Verifier(services=KeySet(tmp_path / "services.json"), access=KeySet(jwks))
    peers = Peers(channels, requests_called(), seconds=3.0)
    web_dir, not_ready = tmp_path / "dist", list[str]()

    async def ready() -> str | None:
        return not_ready[0] if not_ready else None

    app = build_app(Parts(peers, verifier, LiveEndpoint(peers, verifier, limit=3), WebApp(web_dir), ready))
    async with HttpServer(app, "127.0.0.1", 0) as http_server:
        url = f"http://127.0.0.1:{http_server.port}"
        async with httpx.AsyncClient(base_url=url, timeout=15, trust_env=False) as http:
            yield World(url, fakes, http, access_key, address, web_dir, not_ready)
    await channels.close()
    await server.stop(None)


def mesh_settings(keys_dir: Path, address: str) -> MeshSettings:
    targets = dict.fromkeys((SERVICE_SESSION, SERVICE_LLM, SERVICE_RESUME), f"ipv4:{address}")
    return MeshSettings(SERVICE_GATEWAY, Environment.DEVELOPMENT, "127.0.0.1", 0, keys_dir, targets=targets)


def by_hand(claims: Mapping[str, Any], header: Mapping[str, str], sign: Callable[[bytes], bytes]) -> str:
    """A token that PyJWT would refuse to make."""
    signed = b".".join(unpadded(json.dumps(part).encode()) for part in (header, claims))
    return (signed + b"." + unpadded(sign(signed))).decode()


def unpadded(content: bytes) -> bytes:
    return base64.urlsafe_b64encode(content).rstrip(b"=")
