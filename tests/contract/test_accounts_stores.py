"""The stores of accounts in memory and on PostgreSQL keep the same promises."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import text

from services.session.accounts.domain.family import Family, RefreshToken, Revocation
from services.session.accounts.domain.throttle import Count
from services.session.accounts.store.families import FamilyStore, SqlFamilyStore
from services.session.accounts.store.throttles import SqlThrottleStore, ThrottleStore
from services.session.database import Database
from tests.contract.account_stores import MORNING, Memory, MemoryFamilyStore, MemoryThrottleStore


@dataclass
class Twin:
    """One of the two."""

    work: Callable[[], AbstractAsyncContextManager[Any]]
    throttles: Callable[[Any], ThrottleStore]
    families: Callable[[Any], FamilyStore]
    account_id: str


@pytest.fixture(params=["memory", "postgresql"])
async def twin(request: pytest.FixtureRequest) -> AsyncIterator[Twin]:
    account_id = str(uuid4())
    if request.param == "memory":
        yield Twin(Memory().work, MemoryThrottleStore, MemoryFamilyStore, account_id)
        return
    database = Database.connect(request.getfixturevalue("migrated_url"))
    async with database.work() as work:
        await work.run(text(SOMEBODY), {"account": account_id, "time": MORNING})
    yield Twin(database.work, SqlThrottleStore, SqlFamilyStore, account_id)
    await database.close()


SOMEBODY = """
    INSERT INTO accounts (account_id, email, username, full_name, role, state, language, create_time, update_time)
    VALUES (:account, 'a@example.com', 'somebody', 'A', 1, 1, 1, :time, :time)
"""


def family(twin: Twin, **changes: Any) -> Family:
    return Family(**{**vars(Family.new(str(uuid4()), twin.account_id, at=MORNING)), **changes})


def token(number: int, **changes: Any) -> RefreshToken:
    return RefreshToken(**{"digest": bytes([number]) * 32, "expire_time": MORNING + timedelta(days=14), **changes})


async def test_what_nobody_tried_is_zero_and_what_is_saved_comes_back(twin: Twin) -> None:
    subject = str(uuid4())
    saved = Count(3, MORNING, MORNING + timedelta(minutes=1), MORNING + timedelta(minutes=2))
    async with twin.work() as work:
        assert await twin.throttles(work).lock(subject, "SIGN_IN", "here") == Count()
        await twin.throttles(work).save(subject, "SIGN_IN", "here", saved)
    async with twin.work() as work:
        assert await twin.throttles(work).lock(subject, "SIGN_IN", "here") == saved
        assert await twin.throttles(work).lock(subject, "SIGN_IN", "there") == Count()
        assert await twin.throttles(work).lock(subject, "RESET", "here") == Count()
        assert await twin.throttles(work).lock(str(uuid4()), "SIGN_IN", "here") == Count()


@pytest.mark.parametrize(("address", "left"), [("here", {"there": 1}), (None, {})])
async def test_counts_of_one_address_or_of_all_are_forgotten(twin: Twin, address: str | None, left: dict[str, int]) -> None:
    subject, other = str(uuid4()), str(uuid4())
    async with twin.work() as work:
        store = twin.throttles(work)
        for who, where in ((subject, "here"), (subject, "there"), (other, "here")):
            await store.lock(who, "SIGN_IN", where)
            await store.save(who, "SIGN_IN", where, Count(1, MORNING, MORNING))
        await store.forget(subject, ["SIGN_IN", "FROM_ANYWHERE"], address)
        numbers = {where: (await store.lock(subject, "SIGN_IN", where)).number for where in ("here", "there")}
        assert {where: number for where, number in numbers.items() if number} == left
        assert (await store.lock(other, "SIGN_IN", "here")).number == 1


async def test_old_counts_are_forgotten_and_young_ones_are_not(twin: Twin) -> None:
    subject = str(uuid4())
    async with twin.work() as work:
        store = twin.throttles(work)
        for where, time in (("old", MORNING), ("young", MORNING + timedelta(hours=2))):
            await store.lock(subject, "SIGN_IN", where)
            await store.save(subject, "SIGN_IN", where, Count(1, time, time))
        await store.forget_before(MORNING + timedelta(hours=1))
        assert [(await store.lock(subject, "SIGN_IN", where)).number for where in ("old", "young")] == [0, 1]


async def test_a_device_is_found_by_every_token_it_ever_had(twin: Twin) -> None:
    device = family(twin)
    used = token(1, use_time=MORNING)
    async with twin.work() as work:
        store = twin.families(work)
        await store.add(device, token(1))
        await store.rotate(device, used, token(2))
    async with twin.work() as work:
        store = twin.families(work)
        assert await store.lock_by_token(token(1).digest) == (device, used)
        assert await store.lock_by_token(token(2).digest) == (device, token(2))
        assert await store.lock_by_token(token(3).digest) is None


async def test_the_first_reason_for_signing_a_device_out_stands(twin: Twin) -> None:
    device = family(twin)
    async with twin.work() as work:
        store = twin.families(work)
        await store.add(device, token(1))
        await store.revoke(device.family_id, Revocation.REUSED, at=MORNING)
        await store.revoke(device.family_id, Revocation.LOGGED_OUT, at=MORNING + timedelta(hours=1))
        found = await store.lock_by_token(token(1).digest)
        assert found and found[0].revoke_time == MORNING


async def test_all_devices_but_one_are_signed_out_and_only_open_ones_are_counted(twin: Twin) -> None:
    kept, gone, out, over = family(twin), family(twin), family(twin), family(twin, expire_time=MORNING)
    later = MORNING + timedelta(hours=1)
    async with twin.work() as work:
        store = twin.families(work)
        for number, device in enumerate((kept, gone, out, over)):
            await store.add(device, token(number))
        await store.revoke(out.family_id, Revocation.LOGGED_OUT, at=MORNING)
        assert await store.revoke_all(twin.account_id, Revocation.PASSWORD, at=later, but=kept.family_id) == 1
        revoked = [found[0].revoke_time for number in range(3) if (found := await store.lock_by_token(token(number).digest))]
        assert revoked == [None, later, MORNING]
        assert await store.revoke_all(str(uuid4()), Revocation.PASSWORD, at=later) == 0


async def test_a_device_that_has_expired_is_removed_with_its_tokens(twin: Twin) -> None:
    async with twin.work() as work:
        store = twin.families(work)
        await store.add(family(twin, expire_time=MORNING), token(1))
        await store.add(family(twin), token(2))
        await store.delete_expired(MORNING + timedelta(seconds=1))
        assert await store.lock_by_token(token(1).digest) is None
        assert await store.lock_by_token(token(2).digest) is not None


async def test_what_a_block_wrote_is_undone_when_it_raises(twin: Twin) -> None:
    async def break_off() -> None:
        async with twin.work() as work:
            await twin.families(work).add(family(twin), token(1))
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await break_off()
    async with twin.work() as work:
        assert await twin.families(work).lock_by_token(token(1).digest) is None
