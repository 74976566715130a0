"""Judges whether a call may be made, by the `access` option that stands beside the method."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from viva.contract.v1.options_pb2 import Kind, Relation

from mesh.identity import Caller


@dataclass(frozen=True)
class Claim:
    """A relation between the authority and a resource that may or may not hold."""

    kind: Kind.ValueType
    relation: Relation.ValueType
    resource_id: str
    """As the request wrote it: any text of 1 to 200 characters. What is no id at all is an unknown one."""


class Lookup(Protocol):
    """Knows how authorities are related to resources. Session does; the others ask it."""

    async def holds(self, caller: Caller, claims: Sequence[Claim]) -> Sequence[bool]:
        """Says which claims hold, in order; no claims asks only whether the authority still stands.

        Raises Unauthenticated with TOKEN_REVOKED or LEASE_STALE when it does not. Unknown and foreign are both False.
        """
        ...
