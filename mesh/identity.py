"""Proves who calls and on whose behalf: signs and verifies service identities, verifies people's and partners' tokens."""

import json
import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from jwt.exceptions import ExpiredSignatureError, InvalidTokenError
from viva.contract.v1.options_pb2 import Role, Scope, Service

from mesh.caller import AUTHORIZATION, LEASE, Caller, LeaseAuthority, Partner, Person
from mesh.contract import name_of
from mesh.refusal import Unauthenticated
from mesh.settings import MeshSettings

log = logging.getLogger(__name__)

ALGORITHM = "EdDSA"
ACCESS_ISSUER = "viva"
ACCESS_AUDIENCE = "viva"
IDENTITY_AUDIENCE = "viva-mesh"
IDENTITY_LIFETIME = 60.0
"""Seconds that a service identity is good for; it is signed anew at half of that."""
REMEMBERED_TOKENS = 4096

IDENTITY = "x-viva-identity"
SIGNER = "kid"
"""Whose key signed a token, kept beside its claims."""

role_named = {Role.Name(role).removeprefix("ROLE_").lower(): role for role in Role.values() if role}
scope_named = {Scope.Name(scope).removeprefix("SCOPE_").lower(): scope for scope in Scope.values() if scope}


class TokenInvalid(Unauthenticated):
    """This token is not one that was given out here."""

    reason = "TOKEN_INVALID"


class TokenExpired(Unauthenticated):
    """This token has expired; get a new one and try again."""

    reason = "TOKEN_EXPIRED"


class IdentityInvalid(Unauthenticated):
    """The calling service could not prove which one it is."""

    reason = "IDENTITY_INVALID"


class ServiceIdentity:
    """Signs who we are for outgoing calls."""

    def __init__(self, service: Service.ValueType, key: Ed25519PrivateKey, *, clock: Callable[[], float] = time.time) -> None:
        """Signs as `service` with its private key."""
        self._name = name_of(service)
        self._key = key
        self._clock = clock
        self._token = ""
        self._stale_at = 0.0

    @classmethod
    def from_settings(cls, settings: MeshSettings) -> "ServiceIdentity":
        """Reads our private key."""
        key = load_pem_private_key(settings.own_key.read_bytes(), password=None)
        if not isinstance(key, Ed25519PrivateKey):
            raise TypeError(f"{settings.own_key} is no Ed25519 key")
        return cls(settings.service, key)

    def token(self) -> str:
        """A token that is good for at least half of its lifetime."""
        now = self._clock()
        if now >= self._stale_at:
            claims = {"iss": self._name, "aud": IDENTITY_AUDIENCE, "exp": int(now + IDENTITY_LIFETIME)}
            self._token = jwt.encode(claims, self._key, ALGORITHM, headers={"kid": self._name})
            self._stale_at = now + IDENTITY_LIFETIME / 2
        return self._token


class KeySet:
    """Public keys from a JWKS file, read again when it has changed and a key is asked for that was not in it."""

    def __init__(self, path: Path) -> None:
        """Reads nothing yet: session may write the file after we have started."""
        self._path = path
        self._read_at = 0
        self._keys: dict[str, jwt.PyJWK] = {}

    def key(self, token: str) -> jwt.PyJWK:
        """The key that a token says it was signed with; InvalidTokenError when we have no such key."""
        kid = str(jwt.get_unverified_header(token).get("kid", ""))
        if kid not in self._keys:
            self._read()
        if kid not in self._keys:
            raise InvalidTokenError("unknown key")
        return self._keys[kid]

    def _read(self) -> None:
        written_at = self._path.stat().st_mtime_ns if self._path.exists() else 0
        if written_at != self._read_at:
            try:
                keys = json.loads(self._path.read_bytes())["keys"]
            except ValueError:
                log.warning("%s is being written or is damaged; the keys read before stay good", self._path)
                return
            self._keys = {str(key["kid"]): jwt.PyJWK(key, ALGORITHM) for key in keys if key["kty"] == "OKP"}
            self._read_at = written_at


class Verifier:
    """Tells from a call's metadata who makes it and on whose behalf."""

    def __init__(self, *, services: KeySet, access: KeySet, clock: Callable[[], float] = time.time) -> None:
        """Verifies with the services' keys and with the keys of access tokens."""
        self._services = services
        self._access = access
        self._clock = clock
        self._remembered: dict[str, Mapping[str, Any]] = {}

    @classmethod
    def from_settings(cls, settings: MeshSettings) -> "Verifier":
        """Verifies with what stands in the directory of keys."""
        return cls(services=KeySet(settings.keys_dir / "services.json"), access=KeySet(settings.keys_dir / "jwks.json"))

    def caller(self, metadata: Mapping[str, str]) -> Caller:
        """Reads the proofs a call brings. One that fails is noted, and raised only where a proof is needed."""
        caller = Caller()
        try:
            caller = replace(caller, service=self._service(metadata))
            if lease := metadata.get(LEASE):
                return replace(caller, authority=LeaseAuthority(lease))
            if (token := _bearer(metadata)) is not None:
                return replace(caller, authority=self.authority(token), token=token)
        except Unauthenticated as refusal:
            return replace(caller, unproven=refusal)
        return caller

    def authority(self, token: str) -> Person | Partner:
        """Whom an access token stands for; TokenInvalid or TokenExpired when for nobody."""
        claims = self._claims(token, self._access, ACCESS_AUDIENCE)
        if claims.get("iss") != ACCESS_ISSUER or not isinstance(claims.get("sub"), str):
            raise TokenInvalid
        return _partner(claims) if claims.get("client") is True else _person(claims)

    def _service(self, metadata: Mapping[str, str]) -> Service.ValueType | None:
        token = metadata.get(IDENTITY)
        if token is None:
            return None
        try:
            claims = self._claims(token, self._services, IDENTITY_AUDIENCE)
            if claims["iss"] != claims[SIGNER]:
                raise IdentityInvalid
            return Service.Value(f"SERVICE_{claims['iss'].upper()}")
        except (Unauthenticated, ValueError):
            raise IdentityInvalid from None

    def _claims(self, token: str, keys: KeySet, audience: str) -> Mapping[str, Any]:
        """The claims of a token that is genuine and not expired. Genuine ones are remembered: a signature costs 0.1 ms."""
        memory = f"{audience} {token}"
        claims = self._remembered.get(memory)
        if claims is None:
            claims = _verified(token, keys, audience)
            if len(self._remembered) >= REMEMBERED_TOKENS:
                self._remembered.pop(next(iter(self._remembered)))
            self._remembered[memory] = claims
        if claims["exp"] <= self._clock():
            raise TokenExpired
        return claims


def _verified(token: str, keys: KeySet, audience: str) -> Mapping[str, Any]:
    options: Any = {"require": ["exp", "iss", "aud"], "verify_exp": False, "verify_iat": False}
    try:
        key = keys.key(token)
        claims: Mapping[str, Any] = jwt.decode(token, key, [ALGORITHM], audience=audience, options=options)
    except ExpiredSignatureError:
        raise TokenExpired from None
    except InvalidTokenError:
        raise TokenInvalid from None
    if not isinstance(claims["exp"], int | float):
        raise TokenInvalid
    return {**claims, SIGNER: key.key_id}


def _bearer(metadata: Mapping[str, str]) -> str | None:
    value = metadata.get(AUTHORIZATION)
    if value is None:
        return None
    scheme, _, token = value.partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise TokenInvalid
    return token


def _person(claims: Mapping[str, Any]) -> Person:
    role = role_named.get(str(claims.get("role")))
    if role is None or not isinstance(claims.get("sid"), str):
        raise TokenInvalid
    return Person(claims["sub"], role, claims["sid"], float(claims["exp"]))


def _partner(claims: Mapping[str, Any]) -> Partner:
    scopes = (scope_named.get(name) for name in str(claims.get("scope", "")).split())
    return Partner(claims["sub"], frozenset(scope for scope in scopes if scope is not None), float(claims["exp"]))
