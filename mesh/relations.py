"""Holds a call's messages to the `owns` rules of its method: what they name must belong to the authority.

An unknown resource and somebody else's get the same NOT_FOUND, named after the kind (`INTERVIEW_UNKNOWN`), so that ids cannot be
guessed.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from google.protobuf.message import Message
from viva.contract.v1.options_pb2 import Access, Kind, Ownership, Relation

from mesh.caller import Caller, LeaseAuthority, Person
from mesh.contract import Method
from mesh.deadline import within
from mesh.refusal import InvalidArgument, InvalidRequest, NotFound, Violation

LOOKUP_TIME = 2.0
"""Seconds that an answer may take."""
LONGEST_ID = 200
"""Characters; no id of ours is longer, so that a longer one need not be looked up."""


class IdChanged(InvalidArgument):
    """A stream is about what its first message names; open another one for something else."""

    reason = "ID_CHANGED"


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


class Relations:
    """What one call's authority must be related to, as its first message names it."""

    def __init__(self, method: Method, caller: Caller, lookup: Lookup) -> None:
        """Reads the rules; a service that acts for nobody, and an admin, need no relation."""
        self._caller = caller
        self._lookup = lookup
        self._rules = rules_by_field(method.access) if needs_relation(method.access, caller) else {}
        self._leased = isinstance(caller.authority, LeaseAuthority) and method.access is not None and method.access.lease
        self._named: Mapping[str, str] = {}
        self._is_fixed = False

    @property
    def matter(self) -> bool:
        """Whether messages are held to anything. A lease always is: only session knows whether it stands."""
        return bool(self._rules) or self._leased

    @property
    def will_ask(self) -> bool:
        """Whether the lookup is asked in any case: about the lease, or about what the first message has to name."""
        return self._leased or any(not rule.optional for rules in self._rules.values() for rule in rules)

    async def hold(self, message: Message) -> None:
        """Raises NotFound for a resource that the authority is not related to, IdChanged for another than the first."""
        named = {field: value_at(message, field) for field in self._rules}
        if self._is_fixed:
            self._refuse_another(named)
        else:
            self._refuse_missing(named)
            self._named, self._is_fixed = named, True
            if self._leased or any(named.values()):
                await self.ask()

    async def ask(self) -> None:
        """Asks whether the authority stands and whether, of each field that names something, one of its rules holds."""
        claims = list(self._claims())
        for _, claim in claims:
            if len(claim.resource_id) > LONGEST_ID:
                raise unknown(claim.kind)
        with within(LOOKUP_TIME):
            answers = await self._lookup.holds(self._caller, [claim for _, claim in claims])
        held = {field for (field, _), holds in zip(claims, answers, strict=True) if holds}
        for field, claim in claims:
            if field not in held:
                raise unknown(claim.kind)

    def _claims(self) -> Iterator[tuple[str, Claim]]:
        for field, value in self._named.items():
            if value:
                yield from ((field, Claim(rule.kind, rule.relation, value)) for rule in self._rules[field])

    def _refuse_missing(self, named: Mapping[str, str]) -> None:
        for field, rules in self._rules.items():
            if not named[field] and not any(rule.optional for rule in rules):
                raise InvalidRequest([Violation(field, "required", "value is required")])

    def _refuse_another(self, named: Mapping[str, str]) -> None:
        for field, value in named.items():
            if value and value != self._named[field]:
                raise IdChanged(field=field)


def unknown(kind: Kind.ValueType) -> NotFound:
    """The refusal of a resource of this kind (`INTERVIEW_UNKNOWN`), whether it does not exist or is somebody else's."""
    refusal = NotFound()
    refusal.reason = f"{Kind.Name(kind).removeprefix('KIND_')}_UNKNOWN"
    return refusal


def needs_relation(access: Access | None, caller: Caller) -> bool:
    """Whether the `owns` rules apply to this caller."""
    if access is None or (isinstance(caller.authority, Person) and caller.authority.is_admin):
        return False
    return caller.authority is not None or access.is_public


def rules_by_field(access: Access | None) -> Mapping[str, Sequence[Ownership]]:
    """The `owns` rules, those for one field together: they are alternatives."""
    rules = defaultdict(list)
    for rule in access.owns if access else ():
        rules[rule.field].append(rule)
    return rules


def value_at(message: Message, path: str) -> str:
    """The text at a dotted path of fields; empty where nothing is set."""
    value: object = message
    for step in path.split("."):
        value = getattr(value, step)
    return str(value)
