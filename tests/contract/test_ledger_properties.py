"""Whatever workers do — crash, repeat themselves, answer late, fall silent — each task ends exactly once."""

import asyncio
from collections.abc import Coroutine
from contextlib import suppress
from datetime import timedelta
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from sqlalchemy import text

from services.session.database import Database
from services.session.migrate import migrate
from services.session.tasks.domain import Lane, LeaseStale, TaskState
from tests.contract.ledgers import METHOD, FakeRig, Rig, SqlRig, appetite, put, read, rules


class LedgerMachine(RuleBasedStateMachine):
    """Workers and a clock against one ledger. Subclasses say which."""

    def rig_for_this_run(self) -> Rig:
        """A ledger without tasks."""
        return FakeRig()

    @initialize()
    def begin(self) -> None:
        self.loop = asyncio.Runner()
        self.rig = self.rig_for_this_run()
        self.tasks: list[str] = []
        self.tokens: dict[str, list[str]] = {}
        self.finished: dict[str, TaskState] = {}

    @rule(lane=st.sampled_from(Lane), attempts=st.integers(1, 3), overall=st.sampled_from([20, 200]))
    def put_task(self, lane: Lane, attempts: int, overall: int) -> None:
        task = self._run(put(self.rig, rules(lane, attempts=attempts, attempt=30, overall=overall)))
        self.tasks.append(task.task_id)

    @rule(batch=st.booleans(), overtake=st.booleans(), idle=st.booleans())
    def hand_out(self, batch: bool, overtake: bool, idle: bool) -> None:
        handout = self._run(self.rig.ledger.hand_out(appetite(batch=batch, overtake=overtake, idle=idle)))
        if handout:
            assert handout.task.task_id not in self.finished
            self.tokens.setdefault(handout.task.task_id, []).append(handout.token)

    @rule(data=st.data())
    def complete(self, data: st.DataObject) -> None:
        self._with_a_token(data, lambda token: self.rig.ledger.complete(token, METHOD, b"result"))

    @rule(data=st.data(), retryable=st.booleans())
    def fail(self, data: st.DataObject, retryable: bool) -> None:
        self._with_a_token(data, lambda token: self.rig.ledger.fail(token, "ENGINE_FAILED", retryable=retryable))

    @rule(data=st.data())
    def release_or_renew(self, data: st.DataObject) -> None:
        act = data.draw(st.sampled_from([self.rig.ledger.release, self.rig.ledger.renew]))
        self._with_a_token(data, act)

    @rule(seconds=st.sampled_from([1, 5, 11, 61]))
    def pass_time(self, seconds: int) -> None:
        self.rig.clock.turn(timedelta(seconds=seconds))

    @rule()
    def sweep(self) -> None:
        self._run(self.rig.ledger.sweep())

    @invariant()
    def every_task_has_at_most_one_end_and_keeps_it(self) -> None:
        for task_id in self.tasks:
            done, fell_back = len(self.rig.notes.done.get(task_id, [])), self.rig.notes.fell_back.get(task_id, 0)
            assert done + fell_back <= 1
            if done or fell_back:
                state = TaskState.DONE if done else TaskState.DEAD
                assert self.finished.setdefault(task_id, state) is state

    @invariant()
    def only_the_newest_token_can_be_good(self) -> None:
        for task_id, tokens in self.tokens.items():
            task = self._run(read(self.rig, task_id))
            assert task.lease is None or task.lease.token == tokens[-1]
            assert task.attempt <= task.rules.attempts

    def teardown(self) -> None:
        """However it was left, nothing waits for ever."""
        if not hasattr(self, "rig"):
            return
        for _ in range(12):
            self.rig.clock.turn(timedelta(seconds=61))
            while self._run(self.rig.ledger.hand_out(appetite(overtake=True))):
                pass
            self._run(self.rig.ledger.sweep())
        states = {self._run(read(self.rig, task_id)).state for task_id in self.tasks}
        assert states <= {TaskState.DONE, TaskState.DEAD}
        self.close()
        self.loop.close()

    def close(self) -> None:
        """Lets go of what the rig holds."""

    def _with_a_token(self, data: st.DataObject, act: Any) -> None:
        tokens = [token for own in self.tokens.values() for token in own]
        if not tokens:
            return
        with suppress(LeaseStale):
            self._run(act(data.draw(st.sampled_from(tokens))))

    def _run(self, work: Coroutine[Any, Any, Any]) -> Any:
        return self.loop.run(work)


def test_the_ledger_in_memory_ends_every_task_once() -> None:
    run_state_machine_as_test(LedgerMachine, settings=settings(max_examples=120, stateful_step_count=40, deadline=None))


def test_the_ledger_on_postgres_ends_every_task_once(postgres_url: str) -> None:
    migrate(postgres_url)

    class SqlLedgerMachine(LedgerMachine):
        def rig_for_this_run(self) -> Rig:
            self.database = Database.connect(postgres_url, pool_size=1)
            self._run(self._empty())
            return SqlRig(self.database)

        async def _empty(self) -> None:
            async with self.database.work() as work:
                await work.run(text("TRUNCATE tasks"))

        def close(self) -> None:
            self._run(self.database.close())

    run_state_machine_as_test(
        SqlLedgerMachine,
        settings=settings(max_examples=10, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck)),
    )
