"""One signed-in device: its refresh tokens are a family, of which one at a time is good.

A refresh token is good once. Whoever shows one that was used before is either a thief or was robbed, so every token of the
device ends, and both have to show the password. There is no grace for a client that races itself or lost an answer: a window
for it is a window for a thief, too, and the client is not locked out, for it signs in again.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import Enum

from mesh.refusal import Unauthenticated

REFRESH_LIFETIME = timedelta(days=14)
"""How long a refresh token is good if it is not used."""

FAMILY_LIFETIME = timedelta(days=90)
"""After so long a device has to show the password again, however often it refreshed."""


class RefreshReused(Unauthenticated):
    """This refresh token was used before; the device is signed out. Sign in again."""

    reason = "REFRESH_REUSED"


class RefreshExpired(Unauthenticated):
    """This refresh token is too old; sign in again."""

    reason = "REFRESH_EXPIRED"


class RefreshUnknown(Unauthenticated):
    """This refresh token is not one that is good for anything; sign in again."""

    reason = "REFRESH_UNKNOWN"


class Revocation(Enum):
    """Why a device was signed out."""

    LOGGED_OUT = "LOGGED_OUT"
    REUSED = "REUSED"
    PASSWORD = "PASSWORD"  # noqa: S105 — the reason, not a password
    ROLE = "ROLE"
    WITHDRAWN = "WITHDRAWN"


@dataclass(frozen=True)
class RefreshToken:
    """A refresh token as it is remembered: by its digest, so that what is stored lets nobody in."""

    digest: bytes
    expire_time: datetime
    use_time: datetime | None = None


@dataclass(frozen=True)
class Family:
    """A signed-in device."""

    family_id: str
    account_id: str
    create_time: datetime
    expire_time: datetime
    revoke_time: datetime | None = None

    @classmethod
    def new(cls, family_id: str, account_id: str, *, at: datetime) -> "Family":
        """A device that has just signed in."""
        return cls(family_id, account_id, create_time=at, expire_time=at + FAMILY_LIFETIME)

    def token(self, digest: bytes, *, at: datetime) -> RefreshToken:
        """The device's next refresh token."""
        return RefreshToken(digest, expire_time=min(at + REFRESH_LIFETIME, self.expire_time))

    def used(self, token: RefreshToken, *, at: datetime) -> RefreshToken:
        """The token once it was exchanged. Raises RefreshReused, RefreshUnknown or RefreshExpired when it may not be."""
        if token.use_time is not None:
            raise RefreshReused
        if self.revoke_time is not None:
            raise RefreshUnknown
        if at >= token.expire_time:
            raise RefreshExpired
        return replace(token, use_time=at)
