"""What a unit of work promises on a real PostgreSQL: one trip for what is asked together, all or nothing, and a line that stays whole."""

import asyncio
import random
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest
from psycopg.errors import UniqueViolation
from sqlalchemy import (
    Boolean,
    Column,
    DateTime,
    Float,
    LargeBinary,
    MetaData,
    SmallInteger,
    String,
    Table,
    bindparam,
    select,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, UUID
from sqlalchemy.schema import CreateTable

from services.session.database import Database, DatabaseUnavailable, RowHeld, UnitOfWork
from services.session.prepared import Prepared, adding, among, changing, itself

things = Table(
    "things",
    MetaData(),
    Column("thing_id", UUID(as_uuid=False), primary_key=True),
    Column("name", String, nullable=False),
    Column("size", SmallInteger),
    Column("share", Float),
    Column("is_new", Boolean),
    Column("content", LargeBinary),
    Column("facts", JSONB(none_as_null=True)),
    Column("tags", ARRAY(String)),
    Column("time", DateTime(timezone=True)),
)
ADD, RENAME = Prepared(adding(things)), Prepared(changing(things, "thing_id", ["name"]))
OF_ID = select(things).where(things.c.thing_id == bindparam("thing_id"))
FIND, LOCK = Prepared(OF_ID), Prepared(OF_ID.with_for_update())
AMONG = Prepared(select(things.c.name).where(things.c.name == among("names", String())).order_by(things.c.name))
KNOWN_SIZES = Prepared(select(things.c.name).where(things.c.size.in_([1, 3]), things.c.share > bindparam("share")))
COUNT = Prepared(text("SELECT count(*) AS count FROM things"))
HANG_UP = Prepared(text("SELECT pg_terminate_backend(pg_backend_pid())"))
SLEEP = Prepared(text("SELECT pg_sleep(:seconds)"))


def thing(name: str = "a", **values: Any) -> dict[str, Any]:
    return dict.fromkeys(things.c.keys()) | {"thing_id": str(uuid4()), "name": name} | values


@pytest.fixture
async def database(module_postgres_url: str) -> AsyncIterator[Database]:
    opened = Database.connect(module_postgres_url, pool_size=2)
    async with opened.work() as work:
        await work.run(text("DROP TABLE IF EXISTS things"))
        await work.run(CreateTable(things))
    yield opened
    await opened.close()


async def count(database: Database) -> int:
    async with database.look() as work:
        (row,) = await work.rows(COUNT)
        return int(row["count"])


async def add(work: UnitOfWork, **values: Any) -> str:
    made = thing(**values)
    work.write(ADD, **made)
    return str(made["thing_id"])


async def test_what_is_asked_is_answered_in_its_order_whatever_is_awaited_first(database: Database) -> None:
    async with database.work() as work:
        added, first = work.write(ADD, **thing("a")), work.rows(COUNT)
        work.write(ADD, **thing("b"))
        second = work.rows(COUNT)
        assert [row["count"] for row in (*await second, *await first)] == [2, 1]
        assert await added == 1


async def test_what_is_asked_together_is_one_trip(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    trips: list[bool] = []
    send = UnitOfWork.send

    async def counted(work: UnitOfWork, *, commit: bool = False) -> None:
        trips.append(commit)
        await send(work, commit=commit)

    monkeypatch.setattr(UnitOfWork, "send", counted)
    async with database.work() as work:
        found, clock = work.row(FIND, itself, thing_id=str(uuid4())), work.now()
        assert (await found, (await clock).tzinfo) == (None, UTC)
        work.write(ADD, **thing("a"))
        work.wake("somebody")
    assert trips == [False, True]


async def test_what_nobody_awaited_is_committed_all_the_same(database: Database) -> None:
    async with database.work() as work:
        await add(work)
    assert await count(database) == 1


async def test_a_statement_that_is_built_in_place_sees_what_was_asked_before_it(database: Database) -> None:
    async with database.work() as work:
        thing_id = await add(work, name="a")
        assert await work.scalar(select(things.c.name).where(things.c.thing_id == thing_id)) == "a"


async def test_nothing_is_left_of_a_unit_that_broke(database: Database) -> None:
    async def break_down() -> None:
        async with database.work() as work:
            await add(work)
            await work.now()
            await add(work)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await break_down()
    assert await count(database) == 0


@pytest.mark.parametrize("read_between", [True, False])
async def test_a_write_that_breaks_a_rule_takes_the_whole_unit_with_it(database: Database, read_between: bool) -> None:
    async with database.work() as work:
        taken = await add(work)

    async def add_it_again() -> None:
        async with database.work() as work:
            await add(work, name="beside")
            if read_between:
                await work.now()
            await add(work, thing_id=taken)
            await add(work, name="after")

    with pytest.raises(UniqueViolation):
        await add_it_again()
    assert await count(database) == 1


async def test_a_change_finds_its_row_by_the_old_value(database: Database) -> None:
    async with database.work() as work:
        thing_id = await add(work, name="a")
        assert await work.write(RENAME, _thing_id=thing_id, name="b") == 1
        assert await work.write(RENAME, _thing_id=str(uuid4()), name="c") == 0
        (row,) = await work.rows(AMONG, names=["a", "b"])
    assert row["name"] == "b"


async def test_a_row_that_is_held_is_told_from_a_database_that_is_gone(database: Database) -> None:
    async with database.work() as work:
        thing_id = await add(work)

    async def take() -> None:
        async with database.work() as work:
            work.hurry()
            await work.row(LOCK, itself, thing_id=thing_id)

    async def hang_up() -> None:
        async with database.work() as work:
            await work.now()
            work.rows(HANG_UP)
            await work.now()

    async with database.work() as holder:
        await holder.row(LOCK, itself, thing_id=thing_id)
        with pytest.raises(RowHeld):
            await take()
    with pytest.raises(DatabaseUnavailable) as told:
        await hang_up()
    assert not isinstance(told.value, RowHeld)
    assert await count(database) == 1


async def test_a_call_that_is_dropped_in_the_middle_leaves_no_line_behind_that_answers_somebody_else(database: Database) -> None:
    luck = random.Random(1)

    async def turn(name: str) -> str:
        async with database.work() as work:
            thing_id = await add(work, name=name)
            slept = work.rows(SLEEP, seconds=0.003)
            found = work.row(FIND, itself, thing_id=thing_id)
            await slept
            row = await found
            assert row is not None
            return str(row["name"])

    done = 0
    for number in range(60):
        task = asyncio.create_task(turn(f"thing {number}"))
        try:
            async with asyncio.timeout(luck.uniform(0.0, 0.012)):
                assert await task == f"thing {number}"
            done += 1
        except TimeoutError:
            pass
    assert await turn("last") == "last"
    assert done < await count(database) + 1 <= 62


UNSYNCED = "SET LOCAL synchronous_commit = off"


async def test_what_may_be_lost_is_there_for_everybody_else_at_once(database: Database, statements: list[str]) -> None:
    async with database.work() as work:
        work.may_be_lost()
        await add(work)
    assert statements[-2:] == [UNSYNCED, "COMMIT"]
    assert await count(database) == 1
    async with database.work() as work:
        assert await work.scalar(text("SHOW synchronous_commit")) == "on"


async def test_what_must_last_waits_for_the_disk_whatever_else_is_written(database: Database, statements: list[str]) -> None:
    async with database.work() as work:
        work.may_be_lost()
        await add(work)
        work.must_last()
    assert UNSYNCED not in statements
    assert await count(database) == 1


async def test_a_unit_is_one_transaction_from_its_first_statement_on_and_none_where_nothing_was_asked(
    database: Database, statements: list[str]
) -> None:
    async with database.work():
        pass
    assert statements == []
    async with database.work() as work:
        await add(work)
        await work.scalar(text("SELECT 1"))
    assert (statements[0], statements.count("BEGIN")) == ("BEGIN", 1)
    async with database.work() as first, database.work() as second:
        await add(first)
        await first.now()
        (seen,) = await second.rows(COUNT)
    assert seen["count"] == 1


async def test_a_prepared_statement_reads_and_writes_what_sqlalchemy_does(database: Database) -> None:
    values = thing(
        "한국어 %(name)s :name",
        size=3,
        share=0.5,
        is_new=True,
        content=b"\x00\xff",
        facts={"a": [1, None, "ß"]},
        tags=["x", "y"],
        time=datetime(2026, 11, 27, 12, tzinfo=UTC),
    )
    nothing = thing("nothing")
    async with database.work() as work:
        work.write(ADD, **values)
        work.write(ADD, **nothing)
        for made in (values, nothing):
            prepared = await work.row(FIND, itself, thing_id=made["thing_id"])
            assert prepared == dict(await work.one(OF_ID, {"thing_id": made["thing_id"]}) or {}) == made
        assert [row["name"] for row in await work.rows(KNOWN_SIZES, share=0.4)] == [values["name"]]
        assert await work.rows(AMONG, names=[]) == []
