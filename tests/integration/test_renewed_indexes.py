"""Indexes that an earlier release made are built anew while they are searched, on a real PostgreSQL."""

from collections.abc import AsyncIterator

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from services.session.database import Database
from services.session.hiring.company_store import company_vectors
from services.session.search import renewing
from services.session.search.moving import IndexesRenewed, Moving
from services.session.search.renewing import DUE, ONE_RENEWER, Renewing
from services.session.search.vectors import BUILT_WITH, index_name

NAME = index_name(company_vectors.name, "a model", 2)


class House:
    """A database as an earlier release left it: three companies, found by an index of that release."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.renewing = Renewing(database, [company_vectors])

    async def run(self, *statements: str) -> None:
        async with self.database.look() as work:
            for statement in statements:
                await work.run(text(statement))

    async def tells(self, query: str) -> object:
        async with self.database.look() as work:
            return await work.scalar(text(query), {"name": NAME})

    async def file(self) -> object:
        """Which file an index is in: another one once it was built anew."""
        return await self.tells("SELECT relfilenode FROM pg_class WHERE relname = :name")

    async def numbers(self) -> object:
        return await self.tells("SELECT reloptions FROM pg_class WHERE relname = :name")


@pytest.fixture
async def house(migrated_url: str) -> AsyncIterator[House]:
    database = Database.connect(migrated_url)
    house = House(database)
    await house.run(
        "INSERT INTO companies SELECT gen_random_uuid(), n::text, n::text, '', '', '', '', 1, now(), now() FROM generate_series(1, 3) n",
        "INSERT INTO company_vectors SELECT company_id, 'a model', 2, '[1,0]' FROM companies",
        f'CREATE INDEX "{NAME}" ON company_vectors USING hnsw ((vector::halfvec(2)) halfvec_cosine_ops)'
        " WITH (m = 24, ef_construction = 128) WHERE model = 'a model' AND dimension = 2",
    )
    yield house
    await database.close()


WANTED = [f"{name}={value}" for name, value in BUILT_WITH.items()]


async def test_an_index_of_an_earlier_release_is_built_anew_once_and_under_its_name(house: House) -> None:
    before = await house.file()
    assert await house.renewing.step()
    assert await house.numbers() == WANTED
    assert await house.file() != before
    assert not await house.renewing.step()


async def test_what_was_stopped_half_way_is_built_all_the_same(house: House) -> None:
    await house.run(f"COMMENT ON INDEX \"{NAME}\" IS '{DUE}'", f'ALTER INDEX "{NAME}" SET (ef_construction = 256)')
    before = await house.file()
    assert await house.renewing.step()
    assert await house.file() != before
    assert not await house.renewing.step()


async def test_what_a_stopped_build_left_behind_is_removed(house: House) -> None:
    with pytest.raises(IntegrityError):
        await house.run(f'CREATE UNIQUE INDEX CONCURRENTLY "{NAME}_ccnew" ON company_vectors (model)')
    assert await house.tells("SELECT count(*) FROM pg_class WHERE starts_with(relname, :name || '_ccnew')") == 1
    assert await house.renewing.step()
    assert await house.tells("SELECT count(*) FROM pg_class WHERE starts_with(relname, :name || '_ccnew')") == 0


async def test_nobody_waits_for_an_index_that_another_replica_builds(house: House) -> None:
    async with house.database.look() as other:
        await other.run(text("SELECT pg_advisory_lock(:key)"), {"key": ONE_RENEWER})
        assert not await house.renewing.step()
        await other.connection.invalidate()


async def test_an_index_that_cannot_be_built_stops_nobody_and_stays_due(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(renewing, "BUILT_WITH", {"m": 24, "ef_construction": 1})
    assert not await house.renewing.step()
    monkeypatch.undo()
    assert await house.renewing.step()
    assert await house.numbers() == WANTED


async def test_a_move_begun_while_an_index_is_built_is_refused_at_once_and_not_after_a_long_wait(house: House) -> None:
    await house.run(
        "INSERT INTO embedding_models (model, dimension, state, start_time) VALUES ('a model', 2, 1, now()), ('kept', 2, 3, now())"
    )
    moving = Moving(house.database, [])
    async with house.database.look() as builder:
        await builder.scalar(text("SELECT pg_advisory_lock(:key)"), {"key": ONE_RENEWER})
        with pytest.raises(IndexesRenewed):
            await moving.start("another", 3)
        with pytest.raises(IndexesRenewed):
            await moving.forget("kept")
        await builder.scalar(text("SELECT pg_advisory_unlock(:key)"), {"key": ONE_RENEWER})

    await moving.start("another", 3)
    assert await moving.forget("kept") == 0
