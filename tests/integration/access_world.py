"""Two companies, two partners and what belongs to them, on a real PostgreSQL; and everybody who might want some of it."""

import base64
import hmac
import importlib
import json
import pkgutil
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import jwt
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from google.protobuf.descriptor import ServiceDescriptor
from sqlalchemy import text
from viva.contract.v1 import options_pb2 as o

from mesh.contract import Method, methods_in, packages_of
from services.session.database import Database, UnitOfWork
from tests.echo.house import House

Relations = frozenset[tuple[int, int]]
EVERY_SCOPE = frozenset(number for number in o.Scope.values() if number)


@dataclass(frozen=True)
class Things:
    """One id of each kind, and who is what to it."""

    name: str
    ids: Mapping[int, str]
    relations: Mapping[str, Relations]
    """By actor; who is not named is nothing to any of them."""
    leased: Mapping[str, frozenset[int]]
    """Kinds that each lease reaches."""


@dataclass(frozen=True)
class Actor:
    """Somebody who calls."""

    name: str
    token: str = ""
    lease: str = ""
    role: int = 0
    scopes: frozenset[int] = frozenset()
    is_proven: bool = True
    """The token is one that was given out here and is not over."""
    stands: bool = True
    """Nobody has revoked it."""
    who: str = ""
    """Under which name the actor's relations stand."""

    @property
    def is_somebody(self) -> bool:
        """Whether the call brings an authority."""
        return bool(self.token or self.lease) and self.is_proven


@dataclass
class World:
    """The rows, and the tokens of those who come for them."""

    keys: House
    things: list[Things] = field(default_factory=list)
    actors: list[Actor] = field(default_factory=list)
    accounts: dict[str, str] = field(default_factory=dict)
    clients: dict[str, str] = field(default_factory=dict)
    families: dict[str, str] = field(default_factory=dict)
    ids: dict[str, str] = field(default_factory=dict)

    def person(self, name: str, role: int, **claims: Any) -> str:
        """A token of somebody who is signed in."""
        role_name = o.Role.Name(role).removeprefix("ROLE_").lower()  # type: ignore[arg-type]
        return self.keys.access_token(**{"sub": self.accounts[name], "role": role_name, "sid": self.families[name], **claims})

    def partner(self, name: str, scopes: frozenset[int]) -> str:
        """A token of a partner client, with these of its scopes."""
        names = (o.Scope.Name(scope).removeprefix("SCOPE_").lower() for scope in scopes)  # type: ignore[arg-type]
        return self.keys.access_token(sub=self.clients[name], client=True, scope=" ".join(names))

    def without(self, scopes: frozenset[int]) -> Actor:
        """The first partner with every scope but these."""
        left = EVERY_SCOPE - scopes
        return Actor("partner without the scope", self.partner("maker", left), scopes=left, who="maker")

    def forged(self, name: str, role: int) -> Iterator[Actor]:
        """The same person with tokens that prove nothing."""
        claims = {"sub": self.accounts[name], "role": o.Role.Name(role).removeprefix("ROLE_").lower(), "sid": self.families[name]}  # type: ignore[arg-type]
        whole = {"iss": "viva", "aud": "viva", "exp": int(time.time()) + 900, **claims}
        tokens = {
            "expired": self.keys.access_token(**claims, exp=int(time.time()) - 1),
            "for another audience": self.keys.access_token(**claims, aud="viva-mesh"),
            "unsigned": jwt.encode(whole, "", "none", headers={"kid": "access"}),
            "signed with the public key": signed_with_the_public_key(self.keys, whole),
            "no token at all": "eyJhbGciOiJFZERTQSJ9.e30.AAAA",
        }
        for how, token in tokens.items():
            yield Actor(f"{name}, {how}", token, role=role, is_proven=False, who=name)


async def make_world(database: Database, keys: House) -> World:
    """Fills the tables and names everybody."""
    world = World(keys)
    async with database.work() as work:
        await _people(work, world)
        ids = await _things(work, world)
    world.ids = ids
    world.things = [_the_candidates(ids), _the_partners(ids), _the_open(ids)]
    world.actors = list(_actors(world))
    return world


PEOPLE = {
    "owner": o.ROLE_CANDIDATE,
    "stranger": o.ROLE_CANDIDATE,
    "recruiter": o.ROLE_RECRUITER,
    "foreign recruiter": o.ROLE_RECRUITER,
    "admin": o.ROLE_ADMIN,
    "former admin": o.ROLE_ADMIN,
}


async def _people(work: UnitOfWork, world: World) -> None:
    now = await work.now()
    for number, (name, role) in enumerate(PEOPLE.items()):
        world.accounts[name], world.families[name] = str(uuid4()), str(uuid4())
        row = {"account": world.accounts[name], "family": world.families[name], "name": f"user_{number}", "role": role, "now": now}
        await work.run(
            text(
                "INSERT INTO accounts (account_id, email, username, full_name, role, state, language, create_time, update_time)"
                " VALUES (:account, :name || '@example.com', :name, :name, :role, 1, 1, :now, :now)"
            ),
            row,
        )
        await work.run(
            text(
                "INSERT INTO session_families (family_id, account_id, create_time, expire_time, revoke_time)"
                " VALUES (:family, :account, :now, CAST(:now AS timestamptz) + interval '1 day',"
                " CASE WHEN :gone THEN CAST(:now AS timestamptz) END)"
            ),
            {**row, "gone": name == "former admin"},
        )
    for name in ("maker", "foreign maker"):
        world.clients[name] = str(uuid4())
        await work.run(
            text(
                "INSERT INTO partner_clients (client_id, name, scopes, calls_per_minute, secret, create_time)"
                " VALUES (:client, :name, CAST(:scopes AS smallint[]), 600, '', :now)"
            ),
            {"client": world.clients[name], "name": name, "scopes": sorted(EVERY_SCOPE), "now": now},
        )


async def _things(work: UnitOfWork, world: World) -> dict[str, str]:
    names = (
        *("ours", "theirs", "draft", "open", "scenario", "shipped", "question", "shipped question"),
        *("blob", "partner blob", "resume", "partner resume", "interview", "partner interview"),
    )
    ids = {name: str(uuid4()) for name in names}
    rows = {**ids, **{f"account {name}": value for name, value in world.accounts.items()}}
    rows |= {f"client {name}": value for name, value in world.clients.items()}
    parameters = {name.replace(" ", "_"): value for name, value in rows.items()}
    for statement in ROWS:
        await work.run(text(statement), {**parameters, "now": await work.now()})
    return rows


ROWS = (
    """INSERT INTO companies (company_id, name, name_key, ideal_candidate, description, industry, words, create_time, update_time)
       VALUES (:ours, 'Ours', 'ours', '', '', '', '', :now, :now), (:theirs, 'Theirs', 'theirs', '', '', '', '', :now, :now)""",
    """INSERT INTO company_members (company_id, account_id, client_id, create_time)
       VALUES (:ours, :account_recruiter, NULL, :now), (:theirs, :account_foreign_recruiter, NULL, :now),
              (:ours, NULL, :client_maker, :now), (:theirs, NULL, :client_foreign_maker, :now)""",
    """INSERT INTO postings (posting_id, company_id, title, position, industry, description, employment_type, difficulty, stages,
                             area_weights, required_documents, language, focus, purpose, jurisdiction, is_blind, status,
                             create_time, update_time)
       SELECT id, CAST(:ours AS uuid), '', '', '', '', 1, 1, '{}', '{}', '{}', 1, 1, 1, '', false, status, :now, :now
       FROM (VALUES (CAST(:draft AS uuid), 1), (CAST(:open AS uuid), 2)) AS p (id, status)""",
    """INSERT INTO scenarios (scenario_id, company_id, name, variant, focus, language, content, create_time, update_time)
       VALUES (:scenario, :ours, 'own', 1, 1, 1, '', :now, :now), (:shipped, NULL, 'shipped', 1, 1, 1, '', :now, :now)""",
    """INSERT INTO bank_questions (question_id, company_id, text, text_key, category, difficulty, stage, rubric, industry, position,
                                   language, is_ice_breaker, status, origin, words, create_time, update_time)
       VALUES (:question, :ours, 'own', 'own', 1, 1, 1, '', '', '', 1, false, 2, 1, '', :now, :now),
              (:shipped_question, NULL, 'shipped', 'shipped', 1, 1, 1, '', '', '', 1, false, 2, 1, '', :now, :now)""",
    """INSERT INTO blobs (blob_id, purpose, account_id, client_id, file_name, media_type, size_bytes, sha256, create_time)
       VALUES (:blob, 1, :account_owner, NULL, '', '', 0, '', :now), (:partner_blob, 1, NULL, :client_maker, '', '', 0, '', :now)""",
    """INSERT INTO resumes (resume_id, candidate_id, client_id, blob_id, file_name, document_type, size_bytes, sha256, state, create_time)
       VALUES (:resume, :account_owner, NULL, :blob, '', 1, 0, '', 3, :now),
              (:partner_resume, NULL, :client_maker, :partner_blob, '', 1, 0, '', 3, :now)""",
    """INSERT INTO interviews (interview_id, candidate_id, client_id, posting_id, company_id, resume_id, position, language, mode,
                               purpose, focus, variant, weights, plan, progress, status, create_time)
       VALUES (:interview, :account_owner, NULL, :draft, :ours, :resume, '', 1, 3, 1, 1, 1, '{}', '[]', '{}', 1, :now),
              (:partner_interview, :account_owner, :client_maker, NULL, NULL, :partner_resume, '', 1, 3, 1, 1, 1, '{}', '[]', '{}',
               1, :now)""",
    """INSERT INTO tasks (task_id, method, request, resource_id, lane, state, max_attempts, attempt_seconds, overall_seconds, fallback,
                          create_time, not_before_time, lease_token, lease_holder, lease_opened)
       SELECT gen_random_uuid(), 'viva.llm.v1.LlmService.Evaluate', '', resource, 2, state, 3, 60, 600, 2, :now, :now, token,
              gen_random_uuid(), opened
       FROM (VALUES (CAST(:interview AS uuid), 'LEASED', 'lease-of-the-interview', true),
                    (CAST(:resume AS uuid), 'READY', 'lapsed-lease-of-the-resume', true),
                    (CAST(:interview AS uuid), 'DONE', 'lease-that-has-ended', true),
                    (CAST(:interview AS uuid), 'LEASED', 'ticket-that-nobody-opened', false)) AS t (resource, state, token, opened)""",
)

CATALOG: Relations = frozenset((kind, o.RELATION_MEMBER) for kind in (o.KIND_COMPANY, o.KIND_POSTING, o.KIND_SCENARIO, o.KIND_QUESTION))
PRIVATE = (o.KIND_INTERVIEW, o.KIND_RESUME, o.KIND_BLOB)
PARTNERS: Relations = CATALOG | {(o.KIND_POSTING, o.RELATION_CLIENT), (o.KIND_CLIENT, o.RELATION_CLIENT)}
OPEN: Relations = frozenset((kind, o.RELATION_OPEN) for kind in (o.KIND_POSTING, o.KIND_SCENARIO, o.KIND_QUESTION))


def _every(relation: int, *kinds: int) -> Relations:
    return frozenset((kind, relation) for kind in kinds)


def _the_candidates(ids: Mapping[str, str]) -> Things:
    relations = {
        "owner": _every(o.RELATION_OWNER, *PRIVATE, o.KIND_ACCOUNT),
        "recruiter": CATALOG | _every(o.RELATION_MEMBER, *PRIVATE),
        "maker": PARTNERS | _every(o.RELATION_MEMBER, *PRIVATE),
    }
    leased = {"interview": frozenset(PRIVATE), "resume": frozenset({o.KIND_RESUME, o.KIND_BLOB})}
    return Things("the candidate's", _ids(ids), relations, leased)


def _the_partners(ids: Mapping[str, str]) -> Things:
    """The partner's interview is no company's, so that only the candidate, the partner and admins see it."""
    own: dict[int, str] = {
        o.KIND_INTERVIEW: ids["partner interview"],
        o.KIND_RESUME: ids["partner resume"],
        o.KIND_BLOB: ids["partner blob"],
    }
    relations = {
        "owner": _every(o.RELATION_OWNER, o.KIND_INTERVIEW, o.KIND_ACCOUNT),
        "recruiter": CATALOG,
        "maker": PARTNERS | _every(o.RELATION_CLIENT, *PRIVATE),
    }
    return Things("the partner's", {**_ids(ids), **own}, relations, {})


def _the_open(ids: Mapping[str, str]) -> Things:
    own: dict[int, str] = {o.KIND_POSTING: ids["open"], o.KIND_SCENARIO: ids["shipped"], o.KIND_QUESTION: ids["shipped question"]}
    candidates = _the_candidates(ids)
    nobodys = {(o.KIND_SCENARIO, o.RELATION_MEMBER), (o.KIND_QUESTION, o.RELATION_MEMBER)}
    relations = {name: (candidates.relations.get(name, frozenset()) - nobodys) | OPEN for name in (*PEOPLE, "maker", "foreign maker")}
    return Things("what is open", {**_ids(ids), **own}, relations, candidates.leased)


def _ids(ids: Mapping[str, str]) -> dict[int, str]:
    return {
        o.KIND_INTERVIEW: ids["interview"],
        o.KIND_RESUME: ids["resume"],
        o.KIND_COMPANY: ids["ours"],
        o.KIND_POSTING: ids["draft"],
        o.KIND_QUESTION: ids["question"],
        o.KIND_SCENARIO: ids["scenario"],
        o.KIND_BLOB: ids["blob"],
        o.KIND_ACCOUNT: ids["account owner"],
        o.KIND_CLIENT: ids["client maker"],
    }


def _actors(world: World) -> Iterator[Actor]:
    yield Actor("nobody")
    for name, role in PEOPLE.items():
        yield Actor(name, world.person(name, role), role=role, who=name, stands=name != "former admin")
    for name in world.clients:
        yield Actor(f"partner: {name}", world.partner(name, EVERY_SCOPE), scopes=EVERY_SCOPE, who=name)
    yield Actor("lease of the interview", lease="lease-of-the-interview", who="interview")
    yield Actor("lapsed lease of the résumé", lease="lapsed-lease-of-the-resume", who="resume")
    for lease in ("lease-that-has-ended", "ticket-that-nobody-opened", "lease-that-never-was"):
        yield Actor(lease.replace("-", " "), lease=lease, stands=False, who="interview")
    yield from world.forged("admin", o.ROLE_ADMIN)
    yield from world.forged("owner", o.ROLE_CANDIDATE)


def signed_with_the_public_key(keys: House, claims: Mapping[str, Any]) -> str:
    """HS256 under the text of the public key, by hand: PyJWT refuses to do it."""
    secret = keys.access_key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    parts = ({"alg": "HS256", "typ": "JWT", "kid": "access"}, claims)
    signed = ".".join(_base64url(json.dumps(part).encode()) for part in parts)
    return f"{signed}.{_base64url(hmac.digest(secret, signed.encode(), 'sha256'))}"


def _base64url(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def all_methods() -> Iterator[Method]:
    """Every method of every service of the mesh, and the one that they all serve."""
    packages = [package for number in o.Service.values() if number for package in packages_of(number)]
    for package in ["viva.contract.v1", *packages]:
        for service in services_in(package):
            yield from methods_in(service)


def services_in(package: str) -> Iterator[ServiceDescriptor]:
    """The services of a package; none of a package that only the tests have."""
    names = [module.name for module in pkgutil.iter_modules(importlib.import_module(package).__path__) if module.name.endswith("_pb2")]
    for name in sorted(names) if not package.endswith("test") else ():
        yield from importlib.import_module(f"{package}.{name}").DESCRIPTOR.services_by_name.values()
