"""Who looked at whose personal data, or changed what somebody may do, and why."""

from dataclasses import dataclass, field
from enum import IntEnum


class Act(IntEnum):
    """What was done. The numbers are those of viva.session.v1.AuditAct."""

    READ = 1
    EXPORT = 2
    ERASE = 3
    GRANT = 4
    POLICY = 5
    DECISION = 6
    CLIENT = 7
    REFUSAL = 8


@dataclass(frozen=True)
class Doer:
    """Who does something that is written down, how, and from where. Neither a person nor a client: session itself."""

    account_id: str | None = None
    client_id: str | None = None
    method: str = ""
    """Full name of the method that was called."""
    remote_address: str = field(default="", repr=False)

    def is_foreign_to(self, thing: "Object") -> bool:
        """Whether this is a person or a partner, and another one than whose data the thing is."""
        return self.client_id is not None or (self.account_id is not None and self.account_id != thing.subject_id)


@dataclass(frozen=True)
class Object:
    """What it was done to."""

    kind: int
    """viva.contract.v1.Kind."""
    resource_id: str
    subject_id: str | None = None
    """The person whose data it is."""
    cause: str = ""
    """The posting that gave cause to look at it."""


ACCOUNT_KIND, CLIENT_KIND = 5, 6
"""viva.contract.v1.Kind."""


def account_object(account_id: str) -> Object:
    """A person's account."""
    return Object(ACCOUNT_KIND, account_id, account_id)


def client_object(client_id: str) -> Object:
    """A partner client."""
    return Object(CLIENT_KIND, client_id)
