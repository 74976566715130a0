"""Who makes the call that is being served, and on whose behalf.

Two questions are kept apart. The *caller* is a service of the mesh, or nobody we know. The *authority* is whom the call
is made for: a person, a partner client, or the lease of a task. `current_caller()` answers both anywhere inside a call.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field

from viva.contract.v1.options_pb2 import ROLE_ADMIN, Role, Scope, Service

from mesh.refusal import Unauthenticated

AUTHORIZATION = "authorization"
LEASE = "x-viva-lease"


@dataclass(frozen=True)
class Person:
    """Somebody who signed in."""

    account_id: str
    role: Role.ValueType
    session_family_id: str
    expires: float
    """Seconds since the epoch."""

    @property
    def is_admin(self) -> bool:
        """Whether this person passes every ownership rule."""
        return self.role == ROLE_ADMIN


@dataclass(frozen=True)
class Partner:
    """A partner's program."""

    client_id: str
    scopes: frozenset[Scope.ValueType]
    expires: float
    """Seconds since the epoch."""


@dataclass(frozen=True)
class LeaseAuthority:
    """The right that a task's lease gives: to its one resource, until it ends."""

    token: str = field(repr=False)


Authority = Person | Partner | LeaseAuthority


@dataclass(frozen=True)
class Caller:
    """Who makes the call that is being served, and on whose behalf."""

    service: Service.ValueType | None = None
    authority: Authority | None = None
    token: str | None = field(default=None, repr=False)
    """The person's or partner's own token, carried along to peers."""
    unproven: Unauthenticated | None = None
    """Why what the caller brought proves nothing; raised where a proof is needed."""

    @property
    def person(self) -> Person:
        """The person this call is made for; Unauthenticated when it is made for nobody or for somebody else."""
        if isinstance(self.authority, Person):
            return self.authority
        raise Unauthenticated

    @property
    def partner(self) -> Partner:
        """The partner this call is made for; Unauthenticated when it is made for nobody or for somebody else."""
        if isinstance(self.authority, Partner):
            return self.authority
        raise Unauthenticated

    def credentials(self) -> Iterator[tuple[str, str]]:
        """Yields the metadata that carries this authority to a peer: a lease alone, or else the person's token."""
        if isinstance(self.authority, LeaseAuthority):
            yield LEASE, self.authority.token
        elif self.token is not None:
            yield AUTHORIZATION, f"Bearer {self.token}"


NOBODY = Caller()
_current: ContextVar[Caller] = ContextVar("caller", default=NOBODY)


def current_caller() -> Caller:
    """Who makes the call that is being served here and now; nobody outside a call."""
    return _current.get()


@contextmanager
def acting_for(caller: Caller) -> Iterator[None]:
    """Makes a caller the current one, so that outgoing calls carry its authority."""
    token = _current.set(caller)
    try:
        yield
    finally:
        _current.reset(token)
