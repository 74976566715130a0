"""Guessing passwords over real servers on a real PostgreSQL: who has to wait, and who must not."""

import asyncio
import threading
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from services.session.accounts import guard
from tests.integration.accounts_rig import Accounts, house, log_in, together

WRONG = "not the password at all"
HOME, ELSEWHERE = "198.51.100.7", "192.0.2.44"


@pytest.fixture
async def two(migrated_url: str, tmp_path: Path) -> AsyncIterator[Accounts]:
    """Two replicas on one database."""
    async with house(migrated_url, tmp_path, replicas=2) as here:
        yield here


async def fail(here: Accounts, name: str, times: int, address: str = HOME) -> list[str]:
    """Tries a wrong password so often, one after the other; returns what came of it."""
    return [str(await here.nobody.at(address).refused(log_in(name, WRONG))) for _ in range(times)]


async def test_the_fifth_failure_makes_this_address_wait_for_this_account(here: Accounts) -> None:
    await here.register("minsu_kim")
    assert await fail(here, "minsu_kim", 5) == ["UNAUTHENTICATED CREDENTIALS_WRONG"] * 5
    refusal = await here.nobody.refused(log_in("minsu_kim"))
    assert str(refusal) == "RESOURCE_EXHAUSTED ACCOUNT_LOCKED"
    assert 0 < int(refusal.facts["retry_after_seconds"]) <= 30


async def test_somebody_who_guesses_elsewhere_locks_nobody_out(here: Accounts) -> None:
    """A7: a lock-out that can't be used to lock others out, by name or by address."""
    account_id = (await here.register("minsu_kim")).account.account_id
    for name in ("minsu_kim", "MINSU_KIM@example.com", "Minsu_Kim"):
        await fail(here, name, 4, ELSEWHERE)
    assert (await here.nobody.at(HOME)(log_in("minsu_kim"))).account.account_id == account_id


async def test_somebody_who_guesses_from_everywhere_locks_nobody_out(here: Accounts, monkeypatch: pytest.MonkeyPatch) -> None:
    """Many addresses slow an account down a little; its owner still gets in."""
    slept: list[float] = []

    async def note(seconds: float) -> None:
        slept.append(seconds)

    await here.register("minsu_kim")
    monkeypatch.setattr(guard, "sleep", note)
    for number in range(60):
        await fail(here, "minsu_kim", 1, f"192.0.2.{number}")
    await here.nobody.at(HOME)(log_in("minsu_kim"))
    assert slept[:20] == [0] * 20
    assert slept == sorted(slept) and 0 < slept[30] < slept[50] and max(slept) == 3.0


async def test_one_account_that_waits_leaves_the_others_of_its_address_alone(here: Accounts) -> None:
    await here.register("minsu_kim")
    await here.register("yuna_lee")
    await fail(here, "minsu_kim", 6)
    assert (await here.nobody(log_in("yuna_lee"))).account.username == "yuna_lee"


async def test_a_name_that_is_nobodys_has_to_wait_as_well(here: Accounts) -> None:
    assert (await fail(here, "never_was", 6))[-1] == "RESOURCE_EXHAUSTED ACCOUNT_LOCKED"


async def test_what_was_typed_as_a_name_is_not_kept(here: Accounts) -> None:
    """People type their password where the name belongs."""
    await fail(here, "my-secret-passphrase", 3)
    assert "passphrase" not in str(await here.rows("SELECT * FROM throttles"))


async def test_a_hundred_guesses_at_once_count_as_a_hundred(two: Accounts) -> None:
    await two.register("minsu_kim")
    callers = [two.nobody, type(two.nobody)(two.ports[1])]
    outcomes = await together(40, lambda number: callers[number % 2](log_in("minsu_kim", WRONG)))
    compared = [one for one in outcomes if str(one) == "UNAUTHENTICATED CREDENTIALS_WRONG"]
    assert len(compared) == 5
    assert {str(one) for one in outcomes} == {"UNAUTHENTICATED CREDENTIALS_WRONG", "RESOURCE_EXHAUSTED ACCOUNT_LOCKED"}


async def test_both_replicas_know_who_has_to_wait(two: Accounts) -> None:
    await two.register("minsu_kim")
    await fail(two, "minsu_kim", 5)
    other = type(two.nobody)(two.ports[1])
    assert str(await other.refused(log_in("minsu_kim"))) == "RESOURCE_EXHAUSTED ACCOUNT_LOCKED"


async def test_a_success_forgets_the_failures_before_it(here: Accounts) -> None:
    await here.register("minsu_kim")
    for _ in range(3):
        await fail(here, "minsu_kim", 4)
        await here.nobody(log_in("minsu_kim"))


async def test_a_header_that_the_caller_wrote_changes_no_address(here: Accounts) -> None:
    """The edge appends the address it sees; what stood there before is the caller's word. The rig sends both."""
    await here.register("minsu_kim")
    await fail(here, "minsu_kim", 5)
    (row,) = await here.rows("SELECT address FROM throttles WHERE action = 'SIGN_IN'")
    assert row == {"address": HOME}


async def test_neighbours_in_one_ipv6_network_are_one_address(here: Accounts) -> None:
    await here.register("minsu_kim")
    for number in range(5):
        await fail(here, "minsu_kim", 1, f"2001:db8:1:2::{number + 1}")
    assert await fail(here, "minsu_kim", 1, "2001:db8:1:2:ffff::1") == ["RESOURCE_EXHAUSTED ACCOUNT_LOCKED"]
    assert await fail(here, "minsu_kim", 1, "2001:db8:1:3::1") == ["UNAUTHENTICATED CREDENTIALS_WRONG"]


async def test_a_full_queue_is_said_at_once_and_costs_no_try(here: Accounts) -> None:
    await here.register("minsu_kim")
    hashing, gate = here.replicas[0].hashing, threading.Event()
    waiting = [asyncio.create_task(hashing.run(gate.wait)) for _ in range(34)]
    refusal = await here.nobody.refused(log_in("minsu_kim"))
    gate.set()
    assert all(await asyncio.gather(*waiting))
    assert str(refusal) == "RESOURCE_EXHAUSTED BUSY"
    assert await here.rows("SELECT number FROM throttles WHERE action IN ('SIGN_IN', 'FROM_ANYWHERE')") == [{"number": 0}] * 2
