"""What admins do about accounts, over a real server on a real PostgreSQL, and what of it stands in the audit log."""

from uuid import uuid4

import pytest
from viva.contract.v1.options_pb2 import ROLE_ADMIN, ROLE_CANDIDATE, ROLE_RECRUITER, SCOPE_CATALOG_READ
from viva.session.v1 import account_pb2 as pb
from viva.session.v1 import account_service_pb2 as accounts
from viva.session.v1 import audit_service_pb2 as audit
from viva.session.v1 import client_service_pb2 as clients

from services.session.paging import token
from tests.integration.accounts_rig import PASSWORD, Accounts, Caller, log_in


def invitation(username: str = "hr_lee", **changes: object) -> accounts.CreateStaffAccountRequest:
    fields = {
        "request_id": str(uuid4()),
        "email": f"{username}@example.com",
        "username": username,
        "full_name": "이영희",
        "role": ROLE_RECRUITER,
    }
    return accounts.CreateStaffAccountRequest(**{**fields, **changes})  # type: ignore[arg-type]


async def test_staff_set_their_own_password_and_are_let_in_then(here: Accounts) -> None:
    admin = await here.admin()
    made = await admin(invitation())
    assert (made.account.state, made.account.role) == (pb.ACCOUNT_STATE_INVITED, ROLE_RECRUITER)
    assert str(await here.nobody.refused(log_in("hr_lee"))) == "UNAUTHENTICATED CREDENTIALS_WRONG"
    await here.nobody(accounts.ResetPasswordRequest(reset_token=made.reset_token, new_password=PASSWORD))
    assert (await here.nobody(log_in("hr_lee"))).account.state == pb.ACCOUNT_STATE_ACTIVE


async def test_a_repeat_returns_the_account_with_a_new_token_until_a_password_is_set(here: Accounts) -> None:
    admin = await here.admin()
    request = invitation()
    first, second = await admin(request), await admin(request)
    assert first.account == second.account and first.reset_token != second.reset_token
    old = accounts.ResetPasswordRequest(reset_token=first.reset_token, new_password=PASSWORD)
    assert str(await here.nobody.refused(old)) == "FAILED_PRECONDITION RESET_TOKEN_INVALID"
    await here.nobody(accounts.ResetPasswordRequest(reset_token=second.reset_token, new_password=PASSWORD))
    assert (await admin(request)).reset_token == ""


async def test_staff_cannot_take_a_name_that_is_taken(here: Accounts) -> None:
    admin = await here.admin()
    await here.register("minsu_kim")
    assert str(await admin.refused(invitation("minsu_kim"))) == "ALREADY_EXISTS EMAIL_TAKEN"
    assert str(await admin.refused(invitation("minsu_kim", email="other@example.com"))) == "ALREADY_EXISTS USERNAME_TAKEN"


async def test_nobody_but_an_admin_makes_staff_or_gives_roles(here: Accounts) -> None:
    admin = await here.admin()
    candidate, account_id = await here.candidate()
    recruiter, _ = await here.staff(admin)
    for caller in (candidate, recruiter):
        for request in (
            invitation(),
            accounts.SetRoleRequest(account_id=account_id, role=ROLE_ADMIN, reason="me"),
            accounts.ListAccountsRequest(),
            accounts.GetAccountRequest(account_id=account_id),
            accounts.UnlockAccountRequest(account_id=account_id),
        ):
            assert str(await caller.refused(request)) == "PERMISSION_DENIED AUTHORITY_NOT_GRANTED"


async def test_f5_an_admin_is_not_locked_out_by_the_way_the_role_is_written(here: Accounts) -> None:
    """F5: role compared in the wrong case: admins were locked out."""
    admin = await here.admin()
    assert (await admin(accounts.ListAccountsRequest())).accounts[0].role == ROLE_ADMIN


async def test_a_new_role_counts_at_once_and_the_old_token_ends(here: Accounts) -> None:
    admin = await here.admin()
    recruiter, account_id = await here.staff(admin)
    given = await admin(accounts.SetRoleRequest(account_id=account_id, role=ROLE_CANDIDATE, reason="left the company"))
    assert given.account.role == ROLE_CANDIDATE
    assert str(await recruiter.refused(accounts.GetMeRequest())) == "UNAUTHENTICATED TOKEN_REVOKED"


async def test_an_admin_who_is_none_any_more_is_out_at_once(here: Accounts) -> None:
    """Admins pass every ownership rule, so that nothing but the token's own standing stops them."""
    first = await here.admin()
    second, second_id = await here.staff(first, role=ROLE_ADMIN)
    await first(accounts.SetRoleRequest(account_id=second_id, role=ROLE_CANDIDATE, reason="left the company"))
    assert str(await second.refused(accounts.ListAccountsRequest())) == "UNAUTHENTICATED TOKEN_REVOKED"


async def test_the_last_admin_stays_one(here: Accounts) -> None:
    admin = await here.admin()
    me = (await admin(accounts.GetMeRequest())).account
    request = accounts.SetRoleRequest(account_id=me.account_id, role=ROLE_CANDIDATE, reason="tired")
    assert str(await admin.refused(request)) == "FAILED_PRECONDITION LAST_ADMIN"


async def test_a_closed_account_gets_no_role(here: Accounts) -> None:
    admin = await here.admin()
    candidate, account_id = await here.candidate()
    await candidate(accounts.WithdrawAccountRequest(password=PASSWORD))
    request = accounts.SetRoleRequest(account_id=account_id, role=ROLE_RECRUITER, reason="hired")
    assert str(await admin.refused(request)) == "FAILED_PRECONDITION ACCOUNT_WITHDRAWN"


async def test_an_admin_lets_somebody_try_again(here: Accounts) -> None:
    admin = await here.admin()
    account_id = (await here.register("minsu_kim")).account.account_id
    for _ in range(6):
        await here.nobody.refused(log_in("minsu_kim", "not this one"))
    assert (await admin(accounts.GetAccountRequest(account_id=account_id))).account.HasField("lock_expire_time")
    assert not (await admin(accounts.UnlockAccountRequest(account_id=account_id))).account.HasField("lock_expire_time")
    assert (await here.nobody(log_in("minsu_kim"))).account.account_id == account_id


async def test_accounts_are_listed_newest_first_page_by_page(here: Accounts) -> None:
    admin = await here.admin()
    names = [(await here.register()).account.username for _ in range(5)]
    listed = [account.username for page in await pages(admin, page_size=2) for account in page.accounts]
    assert listed == [*reversed(names), "admin"]


async def test_accounts_are_found_by_role_state_and_words(here: Accounts) -> None:
    admin = await here.admin()
    await here.register("minsu_kim", full_name="김민수")
    await here.register("percent_one", email="a%b@example.com", full_name="A % sign")
    await admin(invitation("hr_lee"))

    async def found(**how: object) -> set[str]:
        answer: accounts.ListAccountsResponse = await admin(accounts.ListAccountsRequest(**how))  # type: ignore[arg-type]
        return {account.username for account in answer.accounts}

    assert await found(role=ROLE_RECRUITER) == {"hr_lee"} == await found(state=pb.ACCOUNT_STATE_INVITED)
    assert await found(query="민수") == {"minsu_kim"} == await found(query="MINSU_KIM@")
    assert await found(query="%") == {"percent_one"}


@pytest.mark.parametrize("made_up", ["nonsense", "WyJ4Il0=", "bm8=", "한글", "="])
async def test_a_page_token_that_was_not_given_out_is_refused(here: Accounts, made_up: str) -> None:
    admin = await here.admin()
    assert str(await admin.refused(accounts.ListAccountsRequest(page_token=made_up))) == "INVALID_ARGUMENT PAGE_TOKEN_BROKEN"


async def test_a_page_token_that_was_bent_is_refused_and_breaks_nothing(here: Accounts) -> None:
    """What a caller can make of a token of ours: another id, another time, none."""
    admin = await here.admin()
    await admin(clients.CreateClientRequest(request_id=str(uuid4()), name="One", scopes=[SCOPE_CATALOG_READ]))
    for bent in (token("clients", "2026-11-21T09:00:00+00:00", "no id"), token("clients", "no time", str(uuid4())), token("clients")):
        assert str(await admin.refused(clients.ListClientsRequest(page_token=bent))) == "INVALID_ARGUMENT PAGE_TOKEN_BROKEN"


async def test_a_page_token_is_not_good_for_other_filters_or_another_list(here: Accounts) -> None:
    admin = await here.admin()
    await here.register()
    given = (await admin(accounts.ListAccountsRequest(page_size=1))).next_page_token
    other = accounts.ListAccountsRequest(page_size=1, page_token=given, role=ROLE_ADMIN)
    assert str(await admin.refused(other)) == "INVALID_ARGUMENT PAGE_TOKEN_BROKEN"
    assert str(await admin.refused(clients.ListClientsRequest(page_token=given))) == "INVALID_ARGUMENT PAGE_TOKEN_BROKEN"


async def test_f31_a_longer_list_takes_no_more_statements(here: Accounts, statements: list[str]) -> None:
    """F31: three-look-ups-per-row lists without paging."""
    admin = await here.admin()
    for _ in range(8):
        await here.register()
    counts = []
    for size in (1, 8):
        statements.clear()
        await admin(accounts.ListAccountsRequest(page_size=size))
        counts.append(len([one for one in statements if "FROM accounts" in one]))
    assert counts[0] == counts[1] > 0


async def test_who_read_whose_data_is_written_down_with_the_method_and_the_address(here: Accounts) -> None:
    admin = await here.admin()
    me = (await admin(accounts.GetMeRequest())).account
    _, account_id = await here.candidate()
    await admin(accounts.GetAccountRequest(account_id=account_id))
    (entry,) = await here.rows("SELECT * FROM audit_entries WHERE subject_id = :account", account=account_id)
    assert (str(entry["account_id"]), entry["act"], entry["resource_kind"]) == (me.account_id, audit.AUDIT_ACT_READ, 5)
    assert entry["method"] == "viva.session.v1.AccountService.GetAccount"
    assert entry["remote_address"] == "198.51.100.7"


async def test_a_list_is_a_reading_of_everybody_on_it_and_of_nobody_else(here: Accounts) -> None:
    admin = await here.admin()
    ids = {(await here.candidate())[1] for _ in range(3)}
    await admin(accounts.ListAccountsRequest(page_size=2))
    read = {str(row["subject_id"]) for row in await here.rows("SELECT subject_id FROM audit_entries WHERE act = 1")}
    assert len(read) == 2 and read < ids


async def test_nobody_is_written_down_for_looking_at_themselves(here: Accounts) -> None:
    candidate, account_id = await here.candidate()
    await candidate(accounts.GetMeRequest())
    assert await here.rows("SELECT 1 FROM audit_entries WHERE subject_id = :account", account=account_id) == []


async def test_a_change_of_role_is_written_down_with_its_reason(here: Accounts) -> None:
    admin = await here.admin()
    _, account_id = await here.candidate()
    await admin(accounts.SetRoleRequest(account_id=account_id, role=ROLE_RECRUITER, reason="hired by HR"))
    (entry,) = await here.rows("SELECT act, reason FROM audit_entries WHERE subject_id = :account", account=account_id)
    assert entry == {"act": audit.AUDIT_ACT_GRANT, "reason": "RECRUITER: hired by HR"}


async def pages(admin: Caller, page_size: int) -> list[accounts.ListAccountsResponse]:
    read: list[accounts.ListAccountsResponse] = []
    while not read or read[-1].next_page_token:
        following = read[-1].next_page_token if read else ""
        read.append(await admin(accounts.ListAccountsRequest(page_size=page_size, page_token=following)))
    return read
