"""Seals webhook secrets for the database: whoever copies it, and not the keys, can sign nothing in Viva's name.

A digest would not do, as it does for passwords: a secret has to come out again to sign with. The sealing key follows from the
key that session has anyway, so there is one thing less to hand out, and to lose.
"""

import base64
from collections.abc import Sequence
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from mesh.settings import UnusableSettings

OWN, BEFORE = "session.key", "session.previous.key"
"""The second is there for a while after the first was changed: what it sealed is sealed anew when session starts."""

_PREFIX = "sealed:"
_PURPOSE = b"viva: webhook secrets"


class Seal:
    """Closes secrets with the first of its keys, and opens them with any. What was stored before there was a seal is the secret itself."""

    def __init__(self, keys: Sequence[bytes]) -> None:
        """`keys`: of 32 bytes each, the one in use first."""
        fernets = [Fernet(base64.urlsafe_b64encode(key)) for key in keys]
        self._current, self._all = fernets[0], MultiFernet(fernets)

    @classmethod
    def from_directory(cls, directory: Path) -> "Seal":
        """Derives its keys from session's. Raises UnusableSettings."""
        paths = [directory / OWN, *(path for path in [directory / BEFORE] if path.exists())]
        return cls([_derived(path) for path in paths])

    def close(self, secret: str) -> str:
        """What is stored for a secret."""
        return _PREFIX + self._current.encrypt(secret.encode()).decode()

    def open(self, stored: str) -> str:
        """The secret that was stored. Raises InvalidToken when none of the keys closed it."""
        if not stored.startswith(_PREFIX):
            return stored
        return self._all.decrypt(stored.removeprefix(_PREFIX)).decode()

    def is_current(self, stored: str) -> bool:
        """Whether it was closed with the key in use."""
        try:
            self._current.decrypt(stored.removeprefix(_PREFIX))
        except InvalidToken:
            return False
        return stored.startswith(_PREFIX)


def _derived(path: Path) -> bytes:
    key = load_pem_private_key(path.read_bytes(), password=None)
    if not isinstance(key, Ed25519PrivateKey):
        raise UnusableSettings(f"{path} is no Ed25519 key")
    return HKDF(SHA256(), length=32, salt=None, info=_PURPOSE).derive(key.private_bytes_raw())
