"""Guessing is slowed down and nobody else has to wait, whatever the order in which things are tried."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from mesh.refusal import Refusal
from services.session.accounts import guard
from services.session.accounts.domain.throttle import AccountLocked, Count, RateLimited
from services.session.accounts.guard import SIGN_INS, SIGN_INS_FROM_ANYWHERE, Guard
from tests.contract.account_stores import MORNING, Memory, MemoryThrottleStore

OWNER, THIEF = "198.51.100.7", "192.0.2.44"


@pytest.fixture
def memory() -> Memory:
    return Memory()


@pytest.fixture
def guarded(memory: Memory, monkeypatch: pytest.MonkeyPatch) -> Guard[Memory]:
    async def at_once(seconds: float) -> None:
        """Nobody waits in a unit test."""

    monkeypatch.setattr(guard, "sleep", at_once)
    return Guard(memory.work, MemoryThrottleStore, registrations=3, resets=2)


async def lets_in(guarded: Guard[Memory], address: str = OWNER) -> bool:
    try:
        await guarded.sign_in("account", address)
    except AccountLocked:
        return False
    return True


async def test_each_further_failure_doubles_the_wait_up_to_a_quarter_of_an_hour(memory: Memory, guarded: Guard[Memory]) -> None:
    for _ in range(5):
        assert await lets_in(guarded)
    waits = []
    for _ in range(8):
        with pytest.raises(AccountLocked) as refusal:
            await guarded.sign_in("account", OWNER)
        waits.append(int(refusal.value.facts["retry_after_seconds"]))
        memory.turn(timedelta(seconds=waits[-1]))
        assert await lets_in(guarded)
    assert waits == [30, 60, 120, 240, 480, 900, 900, 900]


async def test_waiting_is_not_made_longer_by_trying_in_the_meantime(memory: Memory, guarded: Guard[Memory]) -> None:
    for _ in range(50):
        await lets_in(guarded)
    memory.turn(timedelta(seconds=30))
    assert await lets_in(guarded)


async def test_a_night_forgets_what_an_evening_saw(memory: Memory, guarded: Guard[Memory]) -> None:
    for _ in range(5):
        await lets_in(guarded)
    memory.turn(timedelta(hours=13))
    assert [await lets_in(guarded) for _ in range(6)] == [True] * 5 + [False]


@given(thieves=some.lists(some.sampled_from([f"192.0.2.{n}" for n in range(8)]), max_size=200), minutes=some.integers(0, 600))
async def test_whatever_others_try_the_owner_is_let_in(thieves: list[str], minutes: int) -> None:
    memory = Memory()
    store = MemoryThrottleStore(memory)
    for address in thieves:
        memory.turn(timedelta(minutes=minutes / 200))
        try:
            await store.save(
                "account", "SIGN_IN", address, SIGN_INS.another(await store.lock("account", "SIGN_IN", address), at=memory.time)
            )
        except AccountLocked:
            continue
    assert SIGN_INS.another(await store.lock("account", "SIGN_IN", OWNER), at=memory.time).number == 1


@given(some.lists(some.integers(0, 3600), max_size=60))
def test_one_address_gets_five_free_guesses_and_then_ever_fewer(pauses: list[int]) -> None:
    """However the tries are spread: n counted ones after the fifth take at least 30 s · (2ⁿ − 1), up to a quarter of an hour each."""
    count, now, waited, counted = Count(), MORNING, timedelta(), 0
    for pause in pauses:
        now += timedelta(seconds=pause)
        waited += timedelta(seconds=pause)
        try:
            count = SIGN_INS.another(count, at=now)
        except AccountLocked:
            continue
        counted += 1
    least = sum((min(timedelta(seconds=30 * 2**n), timedelta(minutes=15)) for n in range(max(0, counted - 5))), timedelta())
    assert waited >= least


def test_the_delay_for_guesses_from_anywhere_grows_and_ends() -> None:
    delays = [SIGN_INS_FROM_ANYWHERE.delay(Count(number)).total_seconds() for number in (1, 20, 21, 30, 50, 10_000)]
    assert delays == [0, 0, 0.1, 1.0, 3.0, 3.0]


async def test_a_success_does_not_forget_what_somebody_else_tries(memory: Memory, guarded: Guard[Memory]) -> None:
    for _ in range(5):
        await lets_in(guarded, THIEF)
    await lets_in(guarded)
    await guarded.signed_in(memory, "account", OWNER)
    assert not await lets_in(guarded, THIEF)
    assert memory.counts["account", "FROM_ANYWHERE", ""].number == 5


@pytest.mark.parametrize(("what", "times"), [("register", 3), ("reset", 2)])
async def test_an_hours_worth_is_an_hours_worth(memory: Memory, guarded: Guard[Memory], what: str, times: int) -> None:
    ask = getattr(guarded, what)
    for _ in range(times):
        await ask(memory, OWNER)
    with pytest.raises(RateLimited) as refusal:
        await ask(memory, OWNER)
    await ask(memory, THIEF)
    memory.turn(timedelta(seconds=int(refusal.value.facts["retry_after_seconds"])))
    await ask(memory, OWNER)


async def test_a_clients_secret_is_guarded_under_its_own_reason(memory: Memory, guarded: Guard[Memory]) -> None:
    for _ in range(10):
        await guarded.client_token("client", THIEF)
    with pytest.raises(Refusal) as refusal:
        await guarded.client_token("client", THIEF)
    assert refusal.value.reason == "RATE_LIMITED"
    await guarded.client_token("client", OWNER)
