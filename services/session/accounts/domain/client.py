"""A partner client: another system that drives Viva with a secret of its own."""

import hmac
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from hashlib import sha256

from mesh.refusal import NotFound, PermissionDenied, Refusal, Status
from services.session.accounts.domain.account import EtagMismatch

CALLS_PER_MINUTE = 600
"""What a client is let through when nobody said."""


class ClientUnknown(NotFound):
    """There is no such client."""

    reason = "CLIENT_UNKNOWN"


class ClientNameTaken(Refusal):
    """There is a client with this name."""

    status = Status.ALREADY_EXISTS
    reason = "CLIENT_NAME_TAKEN"


class ClientDisabled(Refusal):
    """This client is shut out."""

    reason = "CLIENT_DISABLED"


class ScopeNotGranted(PermissionDenied):
    """This client does not have a scope that was asked for."""

    reason = "SCOPE_NOT_GRANTED"


def digest_of(secret: str) -> bytes:
    """What is kept of a secret of 256 random bits. Guessing such a one is hopeless however fast the digest, so none slower is needed."""
    return sha256(secret.encode()).digest()


@dataclass(frozen=True)
class Secrets:
    """The digests of a client's secret and, for a while after a rotation, of the one before."""

    current: bytes = field(repr=False)
    previous: bytes | None = field(default=None, repr=False)
    previous_expire_time: datetime | None = None

    def match(self, secret: str, *, at: datetime) -> bool:
        """Whether a secret is good now."""
        digest = digest_of(secret)
        is_current = hmac.compare_digest(self.current, digest)
        is_previous = self.previous is not None and hmac.compare_digest(self.previous, digest)
        return is_current or (is_previous and self.previous_expire_time is not None and at < self.previous_expire_time)

    def rotated(self, secret: str, grace: timedelta, *, at: datetime) -> "Secrets":
        """A new secret; the one before stays good for as long as asked for."""
        return Secrets(digest_of(secret), self.current, at + grace) if grace else Secrets(digest_of(secret))


@dataclass(frozen=True)
class Client:
    """A partner client."""

    client_id: str
    name: str
    scopes: tuple[int, ...]
    """viva.contract.v1.Scope, sorted."""
    calls_per_minute: int
    create_time: datetime
    is_disabled: bool = False
    version: int = 1
    last_token_time: datetime | None = None
    rotate_time: datetime | None = None

    @property
    def etag(self) -> str:
        """Changes with every change."""
        return str(self.version)

    def updated(self, name: str, scopes: Iterable[int], calls_per_minute: int, etag: str) -> "Client":
        """The client as an admin wants it, or itself when it is so already. Raises EtagMismatch."""
        changed = replace(self, name=name, scopes=tuple(sorted(scopes)), calls_per_minute=calls_per_minute)
        if changed == self:
            return self
        if etag != self.etag:
            raise EtagMismatch(etag=self.etag)
        return replace(changed, version=self.version + 1)

    def disabled(self, is_disabled: bool) -> "Client":
        """The client shut out, or let in again; itself when it is so already."""
        return self if self.is_disabled == is_disabled else replace(self, is_disabled=is_disabled, version=self.version + 1)

    def granted(self, wanted: Iterable[int]) -> tuple[int, ...]:
        """The scopes of a token: those wanted, or all when none is named. Raises ScopeNotGranted."""
        asked = tuple(sorted(wanted)) or self.scopes
        if not set(asked) <= set(self.scopes):
            raise ScopeNotGranted
        return asked
