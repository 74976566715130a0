"""Every RPC of the contract, tried by everybody: who gets through is exactly whom its `access` option names.

The servers here answer whoever reaches them, so that nothing but the rules decides; the rules are enforced as in production, by
mesh's policies with session's own look-ups on a real PostgreSQL. What is expected is worked out here, from the options and from who is
what to whom in access_world.py, without the code that enforces it. Cases that read no option are in test_access_cases.py.
"""

import asyncio
import importlib
from collections import defaultdict
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any

import grpc
import pytest
import pytest_asyncio
from google.protobuf.message import Message
from viva.contract.v1 import options_pb2 as o

from mesh.contract import Method
from mesh.rich_status import refusal_in
from mesh.server import Server
from services.session.access.lookup import SessionTables
from services.session.database import Database
from tests.echo.house import SERVICES, House
from tests.integration.access_world import Actor, Things, World, all_methods, make_world

pytestmark = pytest.mark.asyncio(loop_scope="module")


class Verdict(Enum):
    """What a caller finds."""

    ADMITTED = "admitted"
    UNKNOWN_CALLER = "UNAUTHENTICATED"
    FORBIDDEN = "PERMISSION_DENIED"
    NOT_THEIRS = "NOT_FOUND"


METHODS = list(all_methods())


@dataclass(frozen=True)
class Call:
    """One try: who, through which service, about which things."""

    actor: Actor
    service: int
    things: Things

    def __str__(self) -> str:
        via = f" through {o.Service.Name(self.service)}" if self.service else ""  # type: ignore[arg-type]
        return f"{self.actor.name}{via}, about {self.things.name}"


@dataclass(frozen=True)
class Installation:
    """Servers that answer whoever reaches them."""

    world: World
    channel: grpc.aio.Channel

    async def verdict(self, method: Method, call: Call) -> Verdict:
        """What came of a try."""
        request = request_of(method, call.things)
        metadata = [("x-viva-identity", self.world.keys.identity(call.service))] if call.service else []  # type: ignore[arg-type]
        metadata += [("authorization", f"Bearer {call.actor.token}")] if call.actor.token else []
        metadata += [("x-viva-lease", call.actor.lease)] if call.actor.lease else []
        try:
            await self._try(method, request, tuple(metadata))
        except grpc.aio.AioRpcError as error:
            refusal = refusal_in(error)
            return judged(error.code(), refusal.reason if refusal else "")
        return Verdict.ADMITTED

    async def _try(self, method: Method, request: Message, metadata: tuple[tuple[str, str], ...]) -> None:
        shape = f"{'stream' if method.client_streaming else 'unary'}_{'stream' if method.server_streaming else 'unary'}"
        multi = getattr(self.channel, shape)(method.path, method.request.SerializeToString, method.response.FromString)
        call = multi(iter([request]) if method.client_streaming else request, metadata=metadata, timeout=30)
        if method.server_streaming:
            async for _ in call:
                return
        else:
            await call


def judged(code: grpc.StatusCode, reason: str) -> Verdict:
    """A call that got as far as the rules for its content has passed those for its caller."""
    if code is grpc.StatusCode.INVALID_ARGUMENT:
        return Verdict.ADMITTED
    return {
        grpc.StatusCode.UNAUTHENTICATED: Verdict.UNKNOWN_CALLER,
        grpc.StatusCode.PERMISSION_DENIED: Verdict.FORBIDDEN,
        grpc.StatusCode.NOT_FOUND: Verdict.NOT_THEIRS,
    }[code]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def installation(module_migrated_url: str, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Installation]:
    keys = House(tmp_path_factory.mktemp("keys"))
    database = Database.connect(module_migrated_url)
    world = await make_world(database, keys)
    server = Server(keys.settings(o.SERVICE_SESSION), servicers=list(yes_men()), lookup=SessionTables(database), asks_always=True)
    async with server, grpc.aio.insecure_channel(f"127.0.0.1:{server.port}") as channel:
        yield Installation(world, channel)
    await database.close()


def yes_men() -> Iterator[object]:
    """A servicer for each service, that answers everything with nothing in it. What may only be leased is left to mesh."""
    by_service: dict[str, list[Method]] = defaultdict(list)
    for method in METHODS:
        if method.package != "viva.contract.v1":
            by_service[method.service].append(method)
    for name, methods in by_service.items():
        generated = generated_servicer(methods[0])
        answers = {method.name: answer_of(method) for method in methods if method.access}
        yield type(f"Yes{name.rpartition('.')[2]}", (generated,), answers)()


def generated_servicer(method: Method) -> type:
    module = method.descriptor.containing_service.file.name.removesuffix(".proto").replace("/", ".") + "_pb2_grpc"
    found: type = getattr(importlib.import_module(module), f"{method.service.rpartition('.')[2]}Servicer")
    return found


def answer_of(method: Method) -> Any:
    async def drain(request: Any) -> None:
        if method.client_streaming:
            async for _ in request:
                pass

    async def one(self: object, request: Any, context: object) -> Message:
        await drain(request)
        return method.response()

    async def some(self: object, request: Any, context: object) -> AsyncIterator[Message]:
        await drain(request)
        yield method.response()

    return some if method.server_streaming else one


def request_of(method: Method, things: Things) -> Message:
    """A request that names one of the things in every field that a rule is about."""
    request = method.request()
    for rule in method.access.owns if method.access else ():
        *path, field = rule.field.split(".")
        holder = request
        for step in path:
            holder = getattr(holder, step)
        setattr(holder, field, things.ids[rule.kind])
    return request


def expected(access: o.Access | None, call: Call, named: Mapping[str, bool]) -> Verdict:
    """What the option says about a try. `named`: by field of a rule, whether the request has something in it."""
    if access is None or not (access.is_public or access.roles or access.scopes or access.services):
        return Verdict.FORBIDDEN
    if access.is_public:
        return Verdict.ADMITTED
    if access.services and call.service not in access.services:
        return Verdict.FORBIDDEN
    if access.roles or access.scopes or access.lease:
        return authority_verdict(access, call, named)
    return relation_verdict(access, call, named) if call.actor.is_somebody else Verdict.ADMITTED


def authority_verdict(access: o.Access, call: Call, named: Mapping[str, bool]) -> Verdict:
    actor = call.actor
    if not actor.is_somebody:
        return Verdict.UNKNOWN_CALLER
    granted = access.lease if actor.lease else actor.role in access.roles if actor.role else bool(actor.scopes & set(access.scopes))
    if not granted:
        return Verdict.FORBIDDEN
    return relation_verdict(access, call, named) if actor.stands else Verdict.UNKNOWN_CALLER


def relation_verdict(access: o.Access, call: Call, named: Mapping[str, bool]) -> Verdict:
    if call.actor.role == o.ROLE_ADMIN:
        return Verdict.ADMITTED
    by_field: dict[str, list[o.Ownership]] = defaultdict(list)
    for rule in access.owns:
        by_field[rule.field].append(rule)
    if any(not named[field] and not any(rule.optional for rule in rules) for field, rules in by_field.items()):
        return Verdict.ADMITTED  # mesh objects to the request, not to the caller
    holds = all(any(related(call, rule) for rule in rules) for field, rules in by_field.items() if named[field])
    return Verdict.ADMITTED if holds else Verdict.NOT_THEIRS


def related(call: Call, rule: o.Ownership) -> bool:
    if call.actor.lease:
        return rule.kind in call.things.leased.get(call.actor.who, frozenset())
    return (rule.kind, rule.relation) in call.things.relations.get(call.actor.who, frozenset())


def named_fields(method: Method, things: Things) -> dict[str, bool]:
    """Which fields of the rules are set; of alternatives in a oneof it is the last."""
    request = request_of(method, things)
    found = {}
    for rule in method.access.owns if method.access else ():
        value: Any = request
        for step in rule.field.split("."):
            value = getattr(value, step)
        found[rule.field] = bool(value)
    return found


def tries(method: Method, world: World) -> Iterator[Call]:
    """Everybody, about everything that a rule can be about; through services where the method asks who calls."""
    access = method.access or o.Access()
    for things in world.things if access.owns else world.things[:1]:
        for actor in [*world.actors, world.without(frozenset(access.scopes))]:
            for service in services_tried(access, actor):
                yield Call(actor, service, things)


def services_tried(access: o.Access, actor: Actor) -> Sequence[int]:
    """Nobody's word, a service that is admitted and one that is not; where none is asked for, whether one is of any use."""
    admitted = [one for one in SERVICES if one in access.services][:1]
    others = [one for one in SERVICES if one not in access.services][:1]
    return [0, *admitted, *others] if access.services or not actor.token else [0]


@pytest.mark.parametrize("method", METHODS, ids=lambda method: method.full_name.removeprefix("viva."))
async def test_exactly_those_get_through_whom_the_option_names(installation: Installation, method: Method) -> None:
    calls = list(tries(method, installation.world))
    found: list[Verdict] = []
    for start in range(0, len(calls), 40):
        found += await asyncio.gather(*(installation.verdict(method, call) for call in calls[start : start + 40]))
    wrong = {
        str(call): f"{verdict.name}, not {wanted.name}"
        for call, verdict in zip(calls, found, strict=True)
        if verdict is not (wanted := expected(method.access, call, named_fields(method, call.things)))
    }
    assert wrong == {}


async def test_the_tries_include_somebody_who_is_admitted_and_somebody_who_is_not(installation: Installation) -> None:
    """A matrix in which everybody was refused, or nobody, would show nothing."""
    one_sided = []
    for method in METHODS:
        verdicts = {expected(method.access, call, named_fields(method, call.things)) for call in tries(method, installation.world)}
        is_one_sided = len(verdicts) == 1 or Verdict.ADMITTED not in verdicts
        if is_one_sided and method.access is not None and not method.access.is_public:
            one_sided.append(method.full_name)
    assert one_sided == []
