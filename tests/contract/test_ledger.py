"""The ledger's promises, kept by the one in memory and by the one on PostgreSQL alike."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from services.session.database import Database
from services.session.tasks.domain import BROKEN, LEASE, LOOKS, TICKET, Lane, LeaseStale, Task, TaskState, Ticket, TicketSpent
from services.session.tasks.ledger import BATCH_PATIENCE, Handout, WrongResult
from tests.contract.ledgers import METHOD, FakeRig, NotingEffect, Rig, SqlRig, appetite, put, read, rules


@pytest.fixture(params=["memory", "postgres"])
async def rig(request: pytest.FixtureRequest) -> AsyncIterator[Rig]:
    """Each ledger in turn."""
    if request.param == "memory":
        yield FakeRig()
        return
    database = Database.connect(request.getfixturevalue("migrated_url"), pool_size=4)
    yield SqlRig(database)
    await database.close()


async def take(rig: Rig, **how: bool) -> Handout:
    """Hands out the next task, which must be there."""
    handout = await rig.ledger.hand_out(appetite(**how))
    assert handout is not None
    return handout


async def test_a_task_is_handed_out_once(rig: Rig) -> None:
    task = await put(rig)
    handout = await take(rig)
    assert (handout.task.task_id, handout.task.attempt, handout.request) == (task.task_id, 1, b"request")
    assert await rig.ledger.hand_out(appetite()) is None


async def test_a_completed_task_applies_its_result_once_however_often_the_worker_says_so(rig: Rig) -> None:
    task = await put(rig)
    handout = await take(rig)
    for _ in range(3):
        await rig.ledger.complete(handout.token, METHOD, b"result")
    assert rig.notes.done == {task.task_id: [b"result"]}


async def test_a_result_of_another_method_is_refused_and_the_lease_stands(rig: Rig) -> None:
    await put(rig)
    handout = await take(rig)
    with pytest.raises(WrongResult):
        await rig.ledger.complete(handout.token, "viva.test.v1.TestService.Other", b"")
    await rig.ledger.renew(handout.token)


async def test_a_lapsed_task_is_handed_out_again_and_the_first_worker_changes_nothing_any_more(rig: Rig) -> None:
    task = await put(rig)
    slow = await take(rig)
    rig.clock.turn(LEASE)
    await rig.ledger.sweep()
    quick = await take(rig)
    with pytest.raises(LeaseStale):
        await rig.ledger.complete(slow.token, METHOD, b"slow")
    await rig.ledger.complete(quick.token, METHOD, b"quick")
    assert rig.notes.done == {task.task_id: [b"quick"]}
    assert rig.notes.retried == {task.task_id: 1}


async def test_a_worker_that_was_merely_slow_still_delivers_while_nobody_else_has_begun(rig: Rig) -> None:
    task = await put(rig)
    slow = await take(rig)
    rig.clock.turn(LEASE * 2)
    await rig.ledger.sweep()
    await rig.ledger.complete(slow.token, METHOD, b"late but good")
    assert rig.notes.done == {task.task_id: [b"late but good"]}


async def test_renewing_keeps_a_task_until_its_attempt_is_out_of_time(rig: Rig) -> None:
    await put(rig, rules(attempt=25))
    handout = await take(rig)
    for _ in range(2):
        rig.clock.turn(LEASE * 0.9)
        assert await rig.ledger.renew(handout.token) > timedelta()
    rig.clock.turn(LEASE)
    with pytest.raises(LeaseStale):
        await rig.ledger.renew(handout.token)


async def test_out_of_attempts_the_fallback_applies_once_and_stale_workers_are_told(rig: Rig) -> None:
    task = await put(rig, rules(attempts=2))
    tokens = []
    for _ in range(2):
        tokens.append((await take(rig)).token)
        await rig.ledger.fail(tokens[-1], "ENGINE_FAILED", retryable=True)
        rig.clock.turn(timedelta(seconds=30))
    assert rig.notes.fell_back == {task.task_id: 1}
    assert (await read(rig, task.task_id)).state is TaskState.DEAD
    with pytest.raises(LeaseStale):
        await rig.ledger.complete(tokens[-1], METHOD, b"")
    assert await rig.ledger.sweep() == 0


async def test_a_failure_that_no_attempt_can_mend_falls_back_at_once(rig: Rig) -> None:
    task = await put(rig, rules(attempts=3))
    handout = await take(rig)
    await rig.ledger.fail(handout.token, "NO_TEXT", retryable=False)
    gone = await read(rig, task.task_id)
    assert (gone.state, gone.reason) == (TaskState.DEAD, "NO_TEXT")


async def test_out_of_time_the_fallback_applies_even_while_a_worker_is_at_it(rig: Rig) -> None:
    task = await put(rig, rules(attempt=30, overall=40))
    for _ in range(2):
        handout = await take(rig)
        rig.clock.turn(timedelta(seconds=20))
        await rig.ledger.sweep()
    with pytest.raises(LeaseStale):
        await rig.ledger.complete(handout.token, METHOD, b"")
    assert rig.notes.fell_back == {task.task_id: 1}


async def test_a_batch_task_has_all_its_time_from_its_first_hand_out_on(rig: Rig) -> None:
    task = await put(rig, rules(Lane.BATCH, overall=60))
    rig.clock.turn(timedelta(hours=3))
    assert await rig.ledger.sweep() == 0
    assert (await take(rig)).task.task_id == task.task_id


async def test_a_released_task_is_taken_at_once_and_no_attempt_is_counted(rig: Rig) -> None:
    await put(rig)
    for _ in range(20):
        handout = await take(rig)
        assert handout.task.attempt == 1
        await rig.ledger.release(handout.token)
    with pytest.raises(LeaseStale):
        await rig.ledger.release(handout.token)


async def test_a_failed_attempt_waits_before_the_next(rig: Rig) -> None:
    await put(rig)
    handout = await take(rig)
    await rig.ledger.fail(handout.token, "ENGINE_FAILED", retryable=True)
    assert await rig.ledger.hand_out(appetite()) is None
    now, due = await rig.ledger.next_due_time(appetite())
    assert due is not None
    assert due > now
    rig.clock.turn(due - now)
    assert (await take(rig)).task.attempt == 2


async def test_what_somebody_waits_for_goes_before_what_nobody_waits_for(rig: Rig) -> None:
    await put(rig, rules(Lane.BATCH))
    rig.clock.turn(timedelta(seconds=1))
    urgent = await put(rig)
    assert (await take(rig, overtake=True)).task.task_id == urgent.task_id


async def test_batch_work_that_has_waited_a_minute_goes_first_where_none_is_running(rig: Rig) -> None:
    patient = await put(rig, rules(Lane.BATCH))
    rig.clock.turn(BATCH_PATIENCE)
    urgent = await put(rig)
    assert (await take(rig, overtake=False)).task.task_id == urgent.task_id
    await put(rig)
    assert (await take(rig, overtake=True)).task.task_id == patient.task_id


async def test_a_worker_that_keeps_its_last_slot_back_gets_no_batch_task(rig: Rig) -> None:
    await put(rig, rules(Lane.BATCH))
    assert await rig.ledger.hand_out(appetite(batch=False)) is None


async def test_a_worker_sleeps_while_nothing_is_due_that_it_may_take(rig: Rig) -> None:
    await put(rig, rules(Lane.BATCH))
    now, due = await rig.ledger.next_due_time(appetite(batch=True))
    assert due == now
    assert (await rig.ledger.next_due_time(appetite(batch=False)))[1] is None


async def test_a_worker_with_something_to_lose_sleeps_beside_a_task_that_kills_its_workers(rig: Rig) -> None:
    await put(rig, rules(attempts=5))
    for _ in range(2):
        await take(rig)
        rig.clock.turn(LEASE)
        await rig.ledger.sweep()
    assert (await rig.ledger.next_due_time(appetite(idle=False)))[1] is None


async def test_a_task_that_kills_its_workers_is_handed_out_alone(rig: Rig) -> None:
    task = await put(rig, rules(attempts=5))
    for _ in range(2):
        await take(rig)
        rig.clock.turn(LEASE)
        await rig.ledger.sweep()
    assert await rig.ledger.hand_out(appetite(idle=False)) is None
    alone = await take(rig, idle=True)
    assert alone.task.task_id == task.task_id
    assert alone.task.must_be_alone


async def test_two_tasks_of_one_dedupe_key_are_one(rig: Rig) -> None:
    first = await put(rig, dedupe_key="report:1")
    second = await put(rig, dedupe_key="report:1")
    assert (await take(rig)).task.task_id == first.task_id
    assert await rig.ledger.hand_out(appetite()) is None
    assert second.task_id != first.task_id


async def ticketed(rig: Rig) -> tuple[str, Ticket]:
    """A task kept back for a ticket."""
    ticket = Ticket(f"ticket-{uuid4()}", str(uuid4()))
    task = await put(rig)
    async with rig.work() as work:
        rig.store(work).save(task.ticketed(ticket, now=rig.clock.now))
    return task.task_id, ticket


async def test_a_ticket_opens_its_task_once_and_workers_leave_it_alone_meanwhile(rig: Rig) -> None:
    task_id, ticket = await ticketed(rig)
    assert await rig.ledger.hand_out(appetite()) is None
    handout = await rig.ledger.open(ticket, "viva.test.v1")
    assert (handout.task.task_id, handout.task.attempt) == (task_id, 1)
    with pytest.raises(TicketSpent):
        await rig.ledger.open(ticket, "viva.test.v1")


async def test_a_ticket_is_good_only_for_whom_it_was_given_to_and_only_in_its_own_package(rig: Rig) -> None:
    _, ticket = await ticketed(rig)
    for wrong, package in ((Ticket(ticket.token, str(uuid4())), "viva.test.v1"), (ticket, "viva.other.v1")):
        with pytest.raises(TicketSpent):
            await rig.ledger.open(wrong, package)
    await rig.ledger.open(ticket, "viva.test.v1")


async def test_a_ticket_that_nobody_opens_lapses_and_a_worker_gets_the_task_as_its_first_attempt(rig: Rig) -> None:
    _, ticket = await ticketed(rig)
    rig.clock.turn(TICKET)
    await rig.ledger.sweep()
    assert (await take(rig)).task.attempt == 1
    with pytest.raises(TicketSpent):
        await rig.ledger.open(ticket, "viva.test.v1")


async def test_a_newer_ticket_kills_the_older_one(rig: Rig) -> None:
    task_id, old = await ticketed(rig)
    new = Ticket(f"ticket-{uuid4()}", old.holder)
    async with rig.work() as work:
        task = await rig.store(work).lock(task_id)
        assert task is not None
        assert task.can_be_ticketed_again
        rig.store(work).save(task.ticketed(new, now=rig.clock.now))
    with pytest.raises(TicketSpent):
        await rig.ledger.open(old, "viva.test.v1")
    await rig.ledger.open(new, "viva.test.v1")


async def test_f20_a_task_whose_method_this_release_no_longer_knows_reaches_its_fallback(rig: Rig) -> None:
    task = await put(rig, rules(overall=60))
    async with rig.work() as work:
        await rig.store(work).add(replace(task, task_id=str(uuid4()), method="viva.test.v1.TestService.Renamed"))
    rig.clock.turn(timedelta(seconds=61))
    assert await rig.ledger.sweep() == 2
    assert len(rig.notes.fell_back) == 2


async def test_f20_a_batch_task_of_a_method_that_is_gone_has_its_time_from_its_making(rig: Rig) -> None:
    task = replace(await put(rig, rules(Lane.BATCH, overall=60)), task_id=str(uuid4()), method="viva.test.v1.TestService.Renamed")
    async with rig.work() as work:
        await rig.store(work).add(task)
    rig.clock.turn(timedelta(seconds=59))
    assert await rig.ledger.sweep() == 0
    rig.clock.turn(timedelta(seconds=2))
    await rig.ledger.sweep()
    assert rig.notes.fell_back == {task.task_id: 1}


async def test_a_task_that_cannot_be_put_together_gives_way_and_reaches_its_fallback(rig: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    broken, sound = await put(rig, rules(attempts=2)), await put(rig)
    fill = NotingEffect.fill

    async def fill_but_one(effect: NotingEffect, work: Any, task: Task) -> bytes:
        if task.task_id == broken.task_id:
            raise ValueError("a request that nobody can read")
        return await fill(effect, work, task)

    monkeypatch.setattr(NotingEffect, "fill", fill_but_one)
    assert await rig.ledger.hand_out(appetite()) is None
    assert (await take(rig)).task.task_id == sound.task_id
    rig.clock.turn(timedelta(seconds=5))
    assert await rig.ledger.hand_out(appetite()) is None
    await rig.ledger.sweep()
    assert rig.notes.fell_back == {broken.task_id: 1}


async def test_f22_nothing_waits_for_ever(rig: Rig) -> None:
    tasks = [await put(rig, rules(attempts=3, overall=120)) for _ in range(3)]
    for _ in range(40):
        await rig.ledger.hand_out(appetite())
        rig.clock.turn(timedelta(seconds=6))
        await rig.ledger.sweep()
    assert {(await read(rig, task.task_id)).state for task in tasks} == {TaskState.DEAD}
    assert sum(rig.notes.fell_back.values()) == 3


async def test_f22_a_task_whose_subject_cannot_be_locked_is_left_for_later_and_ends(rig: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    task, looks = await put(rig, rules(overall=20)), 0

    async def break_down(*_: Any) -> None:
        nonlocal looks
        looks += 1
        raise ValueError("a request that nobody can read")

    monkeypatch.setattr(NotingEffect, "lock", break_down)
    rig.clock.turn(timedelta(seconds=21))
    for _ in range(600):
        await rig.ledger.sweep()
        rig.clock.turn(timedelta(seconds=0.5))
    ended = await read(rig, task.task_id)
    assert (ended.state, ended.reason, looks) == (TaskState.DEAD, BROKEN, LOOKS + 1)


async def test_a_task_that_can_be_looked_at_again_has_its_fallback(rig: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    task = await put(rig, rules(overall=20))
    rig.clock.turn(timedelta(seconds=21))
    with monkeypatch.context() as for_a_while:
        for_a_while.setattr(NotingEffect, "fell_back", lambda *_: 1 / 0)
        await rig.ledger.sweep()
    await rig.ledger.sweep()
    assert rig.notes.fell_back == {}
    rig.clock.turn(timedelta(seconds=1))
    await rig.ledger.sweep()
    assert rig.notes.fell_back == {task.task_id: 1}


async def test_f33_one_task_that_cannot_be_looked_at_does_not_stop_the_others(rig: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    broken, sound = await put(rig, rules(overall=20)), await put(rig, rules(overall=20))
    rig.clock.turn(timedelta(seconds=21))
    look_at = rig.ledger._look_at

    async def break_one(task_id: str) -> None:
        if task_id == broken.task_id:
            raise ValueError("a row that nobody can read")
        await look_at(task_id)

    monkeypatch.setattr(rig.ledger, "_look_at", break_one)
    await rig.ledger.sweep()
    assert (await read(rig, sound.task_id)).state is TaskState.DEAD
