"""Session's own knowledge of who may touch what: `mesh`'s Lookup, on the tables."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import text
from viva.contract.v1.options_pb2 import ROLE_RECRUITER

from mesh.caller import Caller, LeaseAuthority, Partner, Person
from mesh.refusal import Unauthenticated
from mesh.relations import Claim
from services.session.access import relations
from services.session.database import Database
from services.session.prepared import Prepared
from services.session.tasks.domain import LeaseStale


class TokenRevoked(Unauthenticated):
    """You were signed out; sign in again."""

    reason = "TOKEN_REVOKED"


class LeaseEnded(Unauthenticated):
    """This lease has ended."""

    reason = LeaseStale.reason


@dataclass(frozen=True)
class Question:
    """What is asked of the tables: whether the authority stands, and which relations an authority of its kind can have."""

    stands: str
    conditions: relations.Relations
    parameters: Mapping[str, Any]
    refusal: type[Unauthenticated]


class SessionTables:
    """Answers each call with one statement: the authority and all claims together, each condition found by an index."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def holds(self, caller: Caller, claims: Sequence[Claim]) -> Sequence[bool]:
        """See mesh.relations.Lookup. What a service calls for itself, on nobody's behalf, is related to nothing."""
        if caller.authority is None:
            return [False] * len(claims)
        question = _question(caller.authority)
        asked = [_asked(question, claim) for claim in claims]
        parameters = {**question.parameters, **{f"id{n}": claim.resource_id for n, claim in enumerate(claims) if asked[n]}}
        async with self._database.look() as work:
            (row,) = await work.rows(_statement(question.stands, *asked), **parameters)
        answers = list(row.values())
        if not answers[0]:
            raise question.refusal
        return answers[1:]


def _question(authority: Person | Partner | LeaseAuthority) -> Question:
    match authority:
        case Person(account_id=account_id, role=role, session_family_id=family_id) if _is_id(account_id) and _is_id(family_id):
            parameters = {"subject": account_id, "family": family_id, "role": int(role)}
            known = relations.RECRUITER if role == ROLE_RECRUITER else relations.PERSON
            return Question(relations.PERSON_STANDS, known, parameters, TokenRevoked)
        case Partner(client_id=client_id, scopes=scopes) if _is_id(client_id):
            return Question(
                relations.PARTNER_STANDS, relations.PARTNER, {"subject": client_id, "scopes": list(map(int, scopes))}, TokenRevoked
            )
        case LeaseAuthority(token=token):
            return Question(relations.LEASE_STANDS, {}, {"token": token}, LeaseEnded)
    raise TokenRevoked


def _asked(question: Question, claim: Claim) -> str | None:
    """The condition that answers a claim; None when it cannot hold, whatever the tables say."""
    if not _is_id(claim.resource_id):
        return None
    if question.stands is relations.LEASE_STANDS:
        return relations.LEASE.get(claim.kind)
    return question.conditions.get((claim.kind, claim.relation))


@lru_cache(maxsize=256)
def _statement(stands: str, *conditions: str | None) -> Prepared:
    """Answers both at once; the same few are asked for ever."""
    columns = [f"EXISTS ({stands})", *(_column(condition, n) for n, condition in enumerate(conditions))]
    return Prepared(text("SELECT " + ", ".join(f"{column} AS c{n}" for n, column in enumerate(columns))))


def _column(condition: str | None, number: int) -> str:
    return f"EXISTS ({condition.format(id=f'CAST(:id{number} AS uuid)')})" if condition else "false"


def _is_id(value: str) -> bool:
    try:
        UUID(value)
    except ValueError:
        return False
    return True
