"""Makes, once, the keys that Viva's processes prove themselves with; a key that exists is never replaced.

`<service>.key` signs that service's identity towards its peers and `services.json` holds the public halves (kid = service).
`access.key` signs people's access tokens and `jwks.json` publishes what they are checked against (kid = RFC 7638 thumbprint).
"""

import base64
import hashlib
import json
import os
import secrets
from collections.abc import Iterable
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

SERVICES = ("session", "llm", "resume", "gateway", "vision", "media")
ACCESS = "access"


def ensure_keys(directory: Path, services: Iterable[str] = SERVICES) -> None:
    """Adds to `directory` (0700) every key that is missing (0600), then brings both public sets up to date."""
    directory.mkdir(parents=True, exist_ok=True, mode=0o700)
    identities = [public_jwk(_ensure_key(directory / f"{name}.key"), kid=name) for name in services]
    _publish(directory / "services.json", identities)
    access = _ensure_key(directory / f"{ACCESS}.key")
    _publish(directory / "jwks.json", [public_jwk(access, kid=thumbprint(access))])


def ensure_secret(path: Path) -> str:
    """The random secret kept in `path` (0600), made on first use."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        _write_once(path, secrets.token_urlsafe(32).encode())
    return path.read_text()


def thumbprint(key: Ed25519PublicKey) -> str:
    """RFC 7638 with the members RFC 8037 names: the same key has the same kid wherever it is computed."""
    members = {"crv": "Ed25519", "kty": "OKP", "x": _coordinate(key)}
    return _base64url(hashlib.sha256(json.dumps(members, separators=(",", ":"), sort_keys=True).encode()).digest())


def public_jwk(key: Ed25519PublicKey, *, kid: str) -> dict[str, str]:
    return {"kty": "OKP", "crv": "Ed25519", "alg": "EdDSA", "use": "sig", "kid": kid, "x": _coordinate(key)}


def _ensure_key(path: Path) -> Ed25519PublicKey:
    if not path.exists():
        pem = Ed25519PrivateKey.generate().private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        _write_once(path, pem)
    try:
        key = serialization.load_pem_private_key(path.read_bytes(), password=None)
    except ValueError as failure:
        raise ValueError(f"{path} is not a private key: {failure}") from failure
    if not isinstance(key, Ed25519PrivateKey):
        raise ValueError(f"{path} is a key, but not an Ed25519 one")
    return key.public_key()


def _publish(path: Path, keys: list[dict[str, str]]) -> None:
    """Adds `keys` to the set in `path` and keeps what was there: an operator rotates by leaving the old key in for a while."""
    known = {key["kid"]: key for key in json.loads(path.read_text())["keys"]} if path.exists() else {}
    merged = {"keys": list((known | {key["kid"]: key for key in keys}).values())}
    if path.exists() and json.loads(path.read_text()) == merged:
        return
    draft = path.with_suffix(".new")
    draft.unlink(missing_ok=True)
    _write_once(draft, json.dumps(merged, indent=2).encode())
    draft.replace(path)


def _write_once(path: Path, content: bytes) -> None:
    """Creates `path` readable by its owner alone from its first moment, and never touches one that exists."""
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _coordinate(key: Ed25519PublicKey) -> str:
    return _base64url(key.public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw))


def _base64url(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()
