"""Signs access tokens and publishes the keys they are checked with."""

import base64
import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path

import jwt
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_private_key
from viva.contract.v1.options_pb2 import Scope

from mesh.identity import ACCESS_AUDIENCE, ACCESS_ISSUER, ALGORITHM
from mesh.settings import UnusableSettings
from services.session.accounts.domain.account import Role

ACCESS_LIFETIME = timedelta(minutes=15)

Jwk = Mapping[str, str]


class AccessTokens:
    """The one place where an access token is made. All of its times are seconds since the epoch, which knows no time zone."""

    def __init__(self, key: Ed25519PrivateKey, published: Sequence[Jwk]) -> None:
        """`published`: the public keys of the installation. Raises UnusableSettings when the own one is not among them."""
        x = base64.urlsafe_b64encode(key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)).rstrip(b"=").decode()
        own = [jwk for jwk in published if jwk.get("x") == x]
        if not own:
            raise UnusableSettings("jwks.json does not hold the public half of access.key: nobody could check a token signed with it")
        self._key = key
        self._kid = own[0]["kid"]
        self.jwks: Sequence[Jwk] = own + [jwk for jwk in published if jwk.get("x") != x]

    @classmethod
    def from_directory(cls, directory: Path) -> "AccessTokens":
        """Reads `access.key` and `jwks.json`."""
        key = load_pem_private_key((directory / "access.key").read_bytes(), password=None)
        if not isinstance(key, Ed25519PrivateKey):
            raise UnusableSettings(f"{directory / 'access.key'} is no Ed25519 key")
        return cls(key, json.loads((directory / "jwks.json").read_bytes())["keys"])

    def for_person(self, account_id: str, role: Role, family_id: str, *, at: datetime) -> str:
        """A token for a signed-in device. Its subject is the account's id, which is never given to anybody else."""
        return self._sign({"sub": account_id, "role": role.name.lower(), "sid": family_id}, at)

    def for_client(self, client_id: str, scopes: Iterable[int], *, at: datetime) -> str:
        """A token for a partner client."""
        names = " ".join(Scope.Name(scope).removeprefix("SCOPE_").lower() for scope in scopes)  # type: ignore[arg-type]
        return self._sign({"sub": client_id, "client": True, "scope": names}, at)

    def _sign(self, claims: Mapping[str, object], at: datetime) -> str:
        issued = int(at.timestamp())
        lifetime = int(ACCESS_LIFETIME.total_seconds())
        whole = {"iss": ACCESS_ISSUER, "aud": ACCESS_AUDIENCE, "iat": issued, "exp": issued + lifetime, **claims}
        return jwt.encode(whole, self._key, ALGORITHM, headers={"kid": self._kid})
