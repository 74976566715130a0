"""Each relation that the contract speaks of is known to session, found by an index, and answered with the rest in one statement."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import text
from viva.contract.v1 import options_pb2 as o

from mesh.caller import Caller, LeaseAuthority, Partner, Person
from mesh.refusal import Unauthenticated
from mesh.relations import Claim
from services.session.access import relations
from services.session.access.lookup import SessionTables
from services.session.database import Database
from tests.echo.house import House
from tests.integration.access_world import World, all_methods, make_world


def relations_of_the_contract() -> set[tuple[int, int]]:
    return {(rule.kind, rule.relation) for method in all_methods() if method.access for rule in method.access.owns}


def conditions() -> Iterator[str]:
    for known in (relations.RECRUITER, relations.PARTNER, relations.LEASE):
        yield from known.values()
    yield from (relations.PERSON_STANDS, relations.PARTNER_STANDS, relations.LEASE_STANDS)


@pytest.fixture
async def database(migrated_url: str) -> AsyncIterator[Database]:
    database = Database.connect(migrated_url)
    yield database
    await database.close()


@pytest.fixture
async def world(database: Database, tmp_path: Path) -> World:
    return await make_world(database, House(tmp_path))


def test_every_relation_that_the_contract_speaks_of_is_known() -> None:
    known = {**relations.RECRUITER, **relations.PARTNER}
    assert relations_of_the_contract() - set(known) == set()


def test_a_candidate_is_a_member_of_nothing_and_a_person_is_no_client() -> None:
    assert {relation for _, relation in relations.PERSON} == {o.RELATION_OWNER, o.RELATION_OPEN}
    assert o.RELATION_CLIENT not in {relation for _, relation in relations.RECRUITER}
    assert o.RELATION_OWNER not in {relation for _, relation in relations.PARTNER}


@pytest.mark.parametrize("condition", sorted(set(conditions())))
async def test_every_relation_is_found_by_an_index(database: Database, condition: str) -> None:
    some_id = "CAST('3f0c1c1e-7a51-4a9f-9a50-0d6b6d3a8f11' AS uuid)"
    parameters = {"subject": str(uuid4()), "family": str(uuid4()), "role": 1, "scopes": [1], "token": "x"}
    statement = "EXPLAIN " + condition.format(id=some_id)
    async with database.work() as work:
        await work.run(text("SET LOCAL enable_seqscan = off"))
        plan = await work.all(text(statement), {name: value for name, value in parameters.items() if f":{name}" in condition})
    assert [line for row in plan for line in row.values() if "Seq Scan" in line] == []


async def test_an_authority_and_all_its_claims_are_one_statement(database: Database, world: World, statements: list[str]) -> None:
    caller = Caller(authority=Person(world.accounts["recruiter"], o.ROLE_RECRUITER, world.families["recruiter"], 0.0))
    claims = [Claim(o.KIND_INTERVIEW, o.RELATION_MEMBER, world.ids["interview"]), Claim(o.KIND_COMPANY, o.RELATION_MEMBER, str(uuid4()))]
    statements.clear()
    assert list(await SessionTables(database).holds(caller, claims)) == [True, False]
    assert len(statements) == 1


@pytest.mark.parametrize(
    "authority",
    [
        Person("not an id", o.ROLE_ADMIN, "nor this", 0.0),
        Person("' OR '1'='1", o.ROLE_ADMIN, str(uuid4()), 0.0),
        Partner("not an id", frozenset(), 0.0),
        Partner(str(uuid4()), frozenset(), 0.0),
        LeaseAuthority(""),
        LeaseAuthority("' OR '1'='1"),
    ],
    ids=str,
)
async def test_an_authority_that_makes_no_sense_does_not_stand(database: Database, authority: Person | Partner | LeaseAuthority) -> None:
    with pytest.raises(Unauthenticated):
        await SessionTables(database).holds(Caller(authority=authority), [])


async def test_a_role_that_is_not_the_accounts_does_not_stand(database: Database, world: World) -> None:
    """A token that was right when it was made: the role was given to, or taken from, the account since."""
    for role in (o.ROLE_RECRUITER, o.ROLE_ADMIN):
        caller = Caller(authority=Person(world.accounts["owner"], role, world.families["owner"], 0.0))
        with pytest.raises(Unauthenticated):
            await SessionTables(database).holds(caller, [])


async def test_a_device_does_not_stand_for_another_person(database: Database, world: World) -> None:
    caller = Caller(authority=Person(world.accounts["stranger"], o.ROLE_CANDIDATE, world.families["owner"], 0.0))
    with pytest.raises(Unauthenticated):
        await SessionTables(database).holds(caller, [])


async def test_nobody_is_related_to_anything(database: Database, world: World) -> None:
    claim = Claim(o.KIND_INTERVIEW, o.RELATION_OWNER, world.ids["interview"])
    assert list(await SessionTables(database).holds(Caller(), [claim])) == [False]


@pytest.mark.parametrize(
    "state", ["status = 1", "status = 3", "open_time = clock_timestamp() + interval '1 hour'", "close_time = clock_timestamp()"]
)
async def test_a_posting_is_open_while_it_takes_candidates(database: Database, world: World, state: str) -> None:
    caller = Caller(authority=Person(world.accounts["stranger"], o.ROLE_CANDIDATE, world.families["stranger"], 0.0))
    claim = Claim(o.KIND_POSTING, o.RELATION_OPEN, world.ids["open"])
    assert list(await SessionTables(database).holds(caller, [claim])) == [True]
    async with database.work() as work:
        await work.run(text(f"UPDATE postings SET {state}"))  # noqa: S608 — words of the test's own
    assert list(await SessionTables(database).holds(caller, [claim])) == [False]
