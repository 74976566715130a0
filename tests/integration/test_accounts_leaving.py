"""Closing accounts and erasing people over a real server on a real PostgreSQL."""

from uuid import uuid4

import pytest
from viva.contract.v1.options_pb2 import ROLE_ADMIN, ROLE_RECRUITER
from viva.session.v1 import account_pb2 as pb
from viva.session.v1 import account_service_pb2 as accounts
from viva.session.v1 import auth_service_pb2 as auth

from services.session.sweeper import Retention
from tests.integration.accounts_rig import PASSWORD, Accounts, Refused, log_in, registration, together

OWN_TABLES = ("accounts", "passwords", "password_resets", "session_families", "refresh_tokens", "mails", "portraits", "requests")


def erasing(account_id: str, **how: str) -> accounts.EraseAccountRequest:
    return accounts.EraseAccountRequest(**{"request_id": str(uuid4()), "account_id": account_id, **how})


async def test_who_closes_the_account_is_out_at_once_and_stays_out(here: Accounts) -> None:
    candidate, _ = await here.candidate("minsu_kim")
    other = await here.log_in("minsu_kim")
    closed = (await candidate(accounts.WithdrawAccountRequest(password=PASSWORD))).account
    assert closed.state == pb.ACCOUNT_STATE_WITHDRAWN
    assert str(await candidate.refused(accounts.GetMeRequest())) == "UNAUTHENTICATED TOKEN_REVOKED"
    assert str(await here.nobody.refused(auth.RefreshTokenRequest(refresh_token=other.refresh_token))) == "UNAUTHENTICATED REFRESH_UNKNOWN"
    assert str(await here.nobody.refused(log_in("minsu_kim"))) == "UNAUTHENTICATED CREDENTIALS_WRONG"


async def test_a_closed_accounts_name_and_address_stay_taken(here: Accounts) -> None:
    candidate, _ = await here.candidate("minsu_kim")
    await candidate(accounts.WithdrawAccountRequest(password=PASSWORD))
    assert str(await here.nobody.refused(registration("minsu_kim"))) == "ALREADY_EXISTS EMAIL_TAKEN"


@pytest.mark.parametrize("leave", ["withdraw", "erase"])
async def test_a_borrowed_screen_cannot_close_or_erase_an_account(here: Accounts, leave: str) -> None:
    candidate, account_id = await here.candidate()
    request = accounts.WithdrawAccountRequest(password="no") if leave == "withdraw" else erasing(account_id, password="no")
    assert str(await candidate.refused(request)) == "FAILED_PRECONDITION CREDENTIALS_WRONG"
    assert (await candidate(accounts.GetMeRequest())).account.state == pb.ACCOUNT_STATE_ACTIVE


@pytest.mark.parametrize("leave", ["withdraw", "erase"])
async def test_nobody_leaves_in_the_middle_of_an_interview(here: Accounts, leave: str) -> None:
    candidate, account_id = await here.candidate()
    here.is_interviewed.add(account_id)
    request = accounts.WithdrawAccountRequest(password=PASSWORD) if leave == "withdraw" else erasing(account_id, password=PASSWORD)
    assert str(await candidate.refused(request)) == "FAILED_PRECONDITION INTERVIEW_LIVE"


@pytest.mark.parametrize("leave", ["withdraw", "erase"])
async def test_somebody_must_be_left_to_run_the_installation(here: Accounts, leave: str) -> None:
    admin = await here.admin()
    me = (await admin(accounts.GetMeRequest())).account
    password = here.admin_password
    request = accounts.WithdrawAccountRequest(password=password) if leave == "withdraw" else erasing(me.account_id, password=password)
    assert str(await admin.refused(request)) == "FAILED_PRECONDITION LAST_ADMIN"


async def test_two_admins_who_leave_at_once_do_not_both_leave(here: Accounts) -> None:
    first = await here.admin()
    pair = [await here.staff(first, role=ROLE_ADMIN) for _ in range(2)]
    me = (await first(accounts.GetMeRequest())).account
    await pair[0][0](accounts.SetRoleRequest(account_id=me.account_id, role=ROLE_RECRUITER, reason="moves to hiring"))
    outcomes = await together(2, lambda number: pair[number][0](accounts.WithdrawAccountRequest(password=PASSWORD)))
    assert sorted(str(one) for one in outcomes if isinstance(one, Refused)) == ["FAILED_PRECONDITION LAST_ADMIN"]
    assert await here.rows("SELECT count(*) AS n FROM accounts WHERE role = 3 AND state = 1") == [{"n": 1}]


async def test_nothing_of_an_erased_person_is_left_in_any_table_of_accounts(here: Accounts) -> None:
    request = registration("minsu_kim")
    account_id = (await here.nobody(request)).account.account_id
    tokens = await here.log_in("minsu_kim")
    await here.nobody(accounts.RequestPasswordResetRequest(email="minsu_kim@example.com"))
    await here.mails()
    await here.nobody(accounts.RequestPasswordResetRequest(email="minsu_kim@example.com"))
    await here.nobody.refused(log_in("minsu_kim", "wrong password"))
    answer = await here.nobody.bearing(tokens.access_token)(erasing(account_id, password=PASSWORD))
    left = {table: await here.rows(f"TABLE {table}") for table in OWN_TABLES}
    # What is remembered is the erasure itself, by ids alone.
    assert [row["method"] for row in left.pop("requests")] == ["EraseAccount"]
    assert {table: rows for table, rows in left.items() if rows} == {}
    assert await here.rows("SELECT 1 FROM throttles WHERE subject_id = :account", account=account_id) == []
    assert await here.rows("SELECT state FROM tasks WHERE state IN ('READY', 'LEASED')") == []
    assert answer.receipt.account_id == account_id


async def test_a_receipt_names_every_kind_of_copy_zeros_included(here: Accounts) -> None:
    candidate, account_id = await here.candidate()
    receipt = (await candidate(erasing(account_id, password=PASSWORD))).receipt
    assert {copies.kind: copies.count for copies in receipt.erased} == {
        pb.COPY_KIND_ACCOUNT: 3,
        pb.COPY_KIND_BLOB: 0,
        pb.COPY_KIND_AUDIT_ENTRY: 0,
    }
    assert receipt.erase_time.seconds > 0 and not receipt.retained


async def test_what_the_law_keeps_stands_in_the_receipt_with_its_duty_and_its_end(here: Accounts) -> None:
    admin = await here.admin()
    _, account_id = await here.candidate()
    await admin(accounts.GetAccountRequest(account_id=account_id))
    receipt = (await admin(erasing(account_id, reason="asked for by letter"))).receipt
    (kept,) = receipt.retained
    assert (kept.kind, kept.count) == (pb.COPY_KIND_AUDIT_ENTRY, 1)
    assert "GDPR" in kept.duty
    assert kept.purge_time.ToDatetime() > receipt.erase_time.ToDatetime()


async def test_an_admin_says_why_and_may_ask_again(here: Accounts) -> None:
    admin = await here.admin()
    _, account_id = await here.candidate()
    assert str(await admin.refused(erasing(account_id))) == "INVALID_ARGUMENT REASON_REQUIRED"
    request = erasing(account_id, reason="asked for by letter")
    assert await admin(request) == await admin(request)
    assert str(await admin.refused(erasing(account_id, reason="again"))) == "NOT_FOUND ACCOUNT_UNKNOWN"
    other = erasing(str(uuid4()), reason="again", request_id=request.request_id)
    assert str(await admin.refused(other)) == "INVALID_ARGUMENT REQUEST_ID_REUSED"


async def test_of_many_repeats_at_once_each_gets_the_one_receipt(here: Accounts) -> None:
    admin = await here.admin()
    _, account_id = await here.candidate()
    request = erasing(account_id, reason="asked for by letter")
    outcomes = await together(6, lambda number: admin(request))
    assert [one for one in outcomes if isinstance(one, Refused)] == []
    assert len({one.receipt.receipt_id for one in outcomes}) == 1
    assert await here.rows("SELECT count(*) AS n FROM erasure_receipts") == [{"n": 1}]


async def test_nobody_erases_somebody_else(here: Accounts) -> None:
    candidate, _ = await here.candidate()
    _, other_id = await here.candidate()
    refusal = await candidate.refused(erasing(other_id, password=PASSWORD, reason="because"))
    assert refusal.code.name == "NOT_FOUND"
    assert await here.rows("SELECT count(*) AS n FROM accounts") == [{"n": 2}]


async def test_f57_who_left_is_erased_when_the_retention_period_ends(here: Accounts) -> None:
    """F57: retention promised in text, not enforced in code."""
    soon, _ = await here.candidate()
    overdue, overdue_id = await here.candidate()
    for candidate in (soon, overdue):
        await candidate(accounts.WithdrawAccountRequest(password=PASSWORD))
    await here.rows(
        "UPDATE accounts SET withdraw_time = withdraw_time - interval '30 days' WHERE account_id = :account RETURNING 1", account=overdue_id
    )
    await here.replicas[0].leaving.erase_overdue()
    assert await here.rows("SELECT count(*) AS n FROM accounts") == [{"n": 1}]
    assert [str(row["account_id"]) for row in await here.rows("SELECT account_id FROM erasure_receipts")] == [overdue_id]


async def test_devices_and_links_that_are_over_are_swept_away_and_others_are_not(here: Accounts) -> None:
    await here.register("minsu_kim")
    await here.log_in("minsu_kim")
    await here.rows("UPDATE session_families SET expire_time = clock_timestamp() RETURNING 1")
    await here.log_in("minsu_kim")
    await here.nobody(accounts.RequestPasswordResetRequest(email="minsu_kim@example.com"))
    await here.mails()
    await here.rows("UPDATE password_resets SET expire_time = clock_timestamp() RETURNING 1")
    await Retention(here.database).forget_devices()
    left = [await here.rows(f"TABLE {table}") for table in ("session_families", "refresh_tokens", "password_resets")]
    assert [len(rows) for rows in left] == [1, 1, 0]
