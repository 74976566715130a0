"""A worker is never sent more than it said it has room for, whatever is still under way to it."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from services.session.tasks.domain import LAPSES_BEFORE_ALONE, Lane, Rules, Task
from services.session.tasks.worker import Worker

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)


def task(lane: Lane = Lane.INTERACTIVE, *, lapses: int = 0) -> Task:
    rules = Rules(lane, 3, timedelta(seconds=30), timedelta(seconds=180), fallback=1)
    return Task("t", "m", b"", rules, create_time=NOW, not_before_time=NOW, lapses=lapses)


def worker(free: int, batch: int | None = None, *, running: int = 0, running_batch: int = 0) -> Worker:
    said = Worker(methods=("m",))
    said.report(free=free, free_batch=free if batch is None else batch, running=running, running_batch=running_batch, received=0)
    return said


def test_a_worker_that_has_said_nothing_gets_nothing() -> None:
    assert Worker(methods=("m",)).appetite() is None


def test_a_worker_gets_as_many_tasks_as_it_has_free_slots() -> None:
    one = worker(2)
    one.take(task())
    assert one.appetite() is not None
    one.take(task())
    assert one.appetite() is None


def test_the_slot_that_is_kept_back_takes_no_batch_task() -> None:
    one = worker(2, 1)
    one.take(task(Lane.BATCH))
    appetite = one.appetite()
    assert appetite is not None
    assert (appetite.interactive, appetite.batch) == (True, False)


def test_an_interactive_task_leaves_no_room_for_batch_that_is_not_there() -> None:
    one = worker(1, 1)
    one.take(task())
    assert one.appetite() is None


def test_what_was_sent_and_not_yet_received_is_deducted_from_what_the_worker_says() -> None:
    one = worker(2)
    one.take(task())
    one.take(task())
    one.report(free=2, free_batch=2, running=0, running_batch=0, received=0)
    assert one.appetite() is None


def test_what_was_received_is_not_deducted_a_second_time() -> None:
    one = worker(2)
    one.take(task())
    one.report(free=1, free_batch=1, running=1, running_batch=0, received=1)
    assert one.free == 1
    assert one.appetite() is not None


def test_of_two_tasks_under_way_the_older_one_was_received_first() -> None:
    one = worker(3, 2)
    one.take(task(Lane.BATCH))
    one.take(task())
    one.report(free=2, free_batch=1, running=1, running_batch=1, received=1)
    assert (one.free, one.free_batch, one.running, one.running_batch) == (1, 1, 2, 1)


def test_a_worker_that_counts_backwards_is_given_no_more_than_before() -> None:
    one = worker(4)
    for _ in range(4):
        one.take(task())
    one.report(free=1, free_batch=1, running=3, running_batch=0, received=3)
    one.report(free=4, free_batch=4, running=0, running_batch=0, received=0)
    assert one.free <= 3


def test_old_batch_work_goes_first_only_while_none_of_it_is_running() -> None:
    one = worker(4)
    appetite = one.appetite()
    assert appetite is not None
    assert appetite.batch_may_overtake
    one.take(task(Lane.BATCH))
    appetite = one.appetite()
    assert appetite is not None
    assert not appetite.batch_may_overtake


def test_only_a_worker_without_work_is_idle() -> None:
    fresh, busy = worker(2).appetite(), worker(1, running=1).appetite()
    assert fresh is not None
    assert busy is not None
    assert (fresh.is_idle, busy.is_idle) == (True, False)


def test_a_worker_gets_nothing_beside_a_task_that_kills_its_workers() -> None:
    one = worker(4)
    one.take(task(lapses=LAPSES_BEFORE_ALONE))
    assert one.appetite() is None
    one.report(free=3, free_batch=3, running=1, running_batch=0, received=1)
    assert one.appetite() is None


def test_a_worker_that_survived_such_a_task_is_trusted_again() -> None:
    one = worker(4)
    one.take(task(lapses=LAPSES_BEFORE_ALONE))
    one.report(free=4, free_batch=4, running=0, running_batch=0, received=1)
    assert one.appetite() is not None


@given(st.lists(st.sampled_from(["session sends", "the worker receives", "the worker ends one", "the worker tells", "session hears"])))
def test_no_order_of_messages_gives_a_worker_more_than_its_slots(happened: list[str]) -> None:
    slots, one, under_way, running, received = 3, worker(3), 0, 0, 0
    told: list[tuple[int, int]] = []
    for event in happened:
        if event == "session sends" and one.appetite():
            one.take(task())
            under_way += 1
        elif event == "the worker receives" and under_way:
            under_way, running, received = under_way - 1, running + 1, received + 1
        elif event == "the worker ends one" and running:
            running -= 1
        elif event == "the worker tells":
            told.append((running, received))
        elif event == "session hears" and told:
            then, seen = told.pop(0)
            one.report(free=slots - then, free_batch=slots - then, running=then, running_batch=0, received=seen)
        assert under_way + running <= slots
