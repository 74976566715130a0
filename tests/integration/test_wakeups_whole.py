"""Whatever wake-up is lost, a task starts within a second and a half of being due; measured by what the ledger wrote down."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import psycopg
import pytest

from deploy.supervisor.postgres import DATABASE
from deploy.supervisor.readiness import until
from tests.integration.supervised import Supervised
from tests.integration.visitor import Visitor, database_of, rows_of

PROMISED_SECONDS = 1.5
SLACK_SECONDS = 0.5
"""What a machine whose two cores everything shares may add."""
PATIENCE_SECONDS = 40.0
TASKS_OF_AN_INTERVIEW = 20
"""At least: fifteen answers to read, the questions that are made, the report."""

# A first attempt ends so many seconds after it began, and may begin at not_before_time.
WAITS = """
    SELECT method, extract(epoch FROM attempt_expire_time - not_before_time)::float - attempt_seconds AS seconds
    FROM tasks WHERE resource_id = %s AND attempt = 1
"""
# The copy of a task that was done: it finds everything that it needs, and its result changes nothing.
COPY = """
    INSERT INTO tasks (task_id, method, request, resource_id, lane, state, max_attempts, attempt_seconds, overall_seconds, fallback,
                       create_time, not_before_time)
    SELECT gen_random_uuid(), method, request, resource_id, lane, 'READY', max_attempts, attempt_seconds, overall_seconds, fallback,
           clock_timestamp(), clock_timestamp()
    FROM tasks WHERE resource_id = %s AND method LIKE '%%.Evaluate' AND state = 'DONE' LIMIT 1
    RETURNING task_id::text
"""
DUE = "SELECT coalesce(lease_expire_time, not_before_time) AS due FROM tasks WHERE task_id = %s"
STARTED = """
    SELECT extract(epoch FROM attempt_expire_time - %s)::float - attempt_seconds AS seconds
    FROM tasks WHERE task_id = %s AND state = 'DONE'
"""
WAYS_TO_BECOME_DUE = {
    "written without a word": "",
    "kept back until a moment": "UPDATE tasks SET not_before_time = clock_timestamp() + interval '0.7 s' WHERE task_id = %s",
    "leased by a worker that fell silent": """
        UPDATE tasks SET state = 'LEASED', attempt = 1, lease_token = task_id::text, lease_holder = task_id, lease_opened = true,
            lease_expire_time = clock_timestamp() + interval '0.7 s', attempt_expire_time = clock_timestamp() + interval '60 s'
        WHERE task_id = %s
    """,
    "held by a ticket that nobody opens": """
        UPDATE tasks SET state = 'LEASED', ticket = task_id::text, ticket_holder = task_id, lease_token = task_id::text,
            lease_holder = task_id, lease_expire_time = clock_timestamp() + interval '0.7 s'
        WHERE task_id = %s
    """,
}
LISTENERS = "SELECT pid FROM pg_stat_activity WHERE starts_with(query, 'LISTEN ')"
SESSIONS_END = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'viva'"
# Ours is found before the server's own, as long as a role's path says so.
SILENCE = [
    "CREATE FUNCTION public.pg_notify(text, text) RETURNS void LANGUAGE sql AS 'SELECT NULL::void'",
    "ALTER ROLE viva SET search_path = public, pg_catalog",
    SESSIONS_END,
]
NOISE = ["ALTER ROLE viva RESET search_path", "DROP FUNCTION public.pg_notify(text, text)", SESSIONS_END]


@contextmanager
def silence(viva: Supervised) -> Iterator[psycopg.Connection[tuple[object, ...]]]:
    """Drops every NOTIFY of Viva's on its way; yields a connection that listens and must hear nothing."""
    with database_of(viva).administer(DATABASE) as administrator:
        for statement in SILENCE:
            administrator.execute(statement)
        try:
            with database_of(viva).administer(DATABASE) as listener:
                listener.execute("LISTEN viva")
                yield listener
        finally:
            for statement in NOISE:
                administrator.execute(statement)


def put_due(viva: Supervised, interview_id: str, way: str) -> tuple[str, object]:
    """Writes a task straight into the ledger; returns its id and when it is due."""
    with database_of(viva).administer(DATABASE) as connection, connection.transaction():
        (task_id,) = connection.execute(COPY, [interview_id]).fetchone() or ("",)
        if WAYS_TO_BECOME_DUE[way]:
            connection.execute(WAYS_TO_BECOME_DUE[way], [task_id])
        (due,) = connection.execute(DUE, [task_id]).fetchone() or (None,)
    return str(task_id), due


async def seconds_until_started(viva: Supervised, task_id: str, due: object) -> float:
    """Waits until the task is done; returns how long after being due it was begun."""
    rows = rows_of(viva)

    async def done() -> bool:
        return bool(rows.all(STARTED, [due, task_id]))

    async with asyncio.timeout(PATIENCE_SECONDS):
        await until(done)
    return float(rows.all(STARTED, [due, task_id])[0]["seconds"])


@pytest.fixture(scope="module")
def held(viva: Supervised) -> str:
    """An interview that is over, with its report."""
    return asyncio.run(hold_one(viva))


async def hold_one(viva: Supervised) -> str:
    visitor = await Visitor.arrives(viva)
    interview_id = await visitor.new_interview()
    await visitor.start(interview_id)
    await visitor.hold(interview_id)
    await visitor.leave()
    return interview_id


async def test_with_every_notice_dropped_a_whole_interview_loses_no_time(viva: Supervised) -> None:
    with silence(viva) as listener:
        interview_id = await hold_one(viva)
        assert list(listener.notifies(timeout=0)) == []
    waits = rows_of(viva).all(WAITS, [interview_id])
    assert len(waits) >= TASKS_OF_AN_INTERVIEW
    assert max(row["seconds"] for row in waits) <= PROMISED_SECONDS + SLACK_SECONDS


@pytest.mark.parametrize("way", WAYS_TO_BECOME_DUE)
async def test_a_task_that_nobody_is_told_of_starts_in_time(viva: Supervised, held: str, way: str) -> None:
    with silence(viva):
        waits = [await seconds_until_started(viva, *put_due(viva, held, way)) for _ in range(3)]
    assert max(waits) <= PROMISED_SECONDS + SLACK_SECONDS


async def test_after_a_restart_of_postgres_tasks_start_in_time(viva: Supervised, held: str) -> None:
    server = database_of(viva)
    viva.kill("postgres")

    async def accepts() -> bool:
        with suppress(psycopg.OperationalError):
            server.administer(DATABASE).close()
            return True
        return False

    async with asyncio.timeout(PATIENCE_SECONDS):
        await until(accepts)
    assert await seconds_until_started(viva, *put_due(viva, held, "written without a word")) <= PROMISED_SECONDS + SLACK_SECONDS


async def test_listeners_that_are_cut_off_listen_again(viva: Supervised, held: str) -> None:
    rows = rows_of(viva)
    before = {row["pid"] for row in rows.all(LISTENERS)}
    assert len(before) == 2
    with database_of(viva).administer(DATABASE) as connection:
        for pid in before:
            connection.execute("SELECT pg_terminate_backend(%s)", [pid])
    assert await seconds_until_started(viva, *put_due(viva, held, "written without a word")) <= PROMISED_SECONDS + SLACK_SECONDS

    async def replaced() -> bool:
        now = {row["pid"] for row in rows.all(LISTENERS)}
        return len(now) == 2 and not now & before

    async with asyncio.timeout(PATIENCE_SECONDS):
        await until(replaced)
