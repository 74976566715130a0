"""Changing and resetting passwords over a real server on a real PostgreSQL, with the mails as the gateway would take them."""

import asyncio
from typing import Any

import pytest
from viva.gateway.v1.delivery_service_pb2 import MAIL_KIND_PASSWORD_CHANGED, MAIL_KIND_PASSWORD_RESET, SendMailContext
from viva.interview.v1.language_pb2 import LANGUAGE_KOREAN
from viva.session.v1 import account_service_pb2 as accounts
from viva.session.v1 import auth_service_pb2 as auth

from tests.integration.accounts_rig import PASSWORD, Accounts, Caller, Refused, link_token, log_in, together

NEW = "quite another tall tree"


def change(old: str = PASSWORD, new: str = NEW) -> accounts.ChangePasswordRequest:
    return accounts.ChangePasswordRequest(old_password=old, new_password=new)


def reset(token: str, new: str = NEW) -> accounts.ResetPasswordRequest:
    return accounts.ResetPasswordRequest(reset_token=token, new_password=new)


async def asked_for(here: Accounts, email: str = "minsu_kim@example.com") -> list[tuple[int, SendMailContext]]:
    """The mails that somebody who forgot their password gets."""
    await here.nobody(accounts.RequestPasswordResetRequest(email=email))
    return await here.mails()


async def seconds(caller: Caller, request: Any) -> float:
    clock = asyncio.get_running_loop().time
    began = clock()
    await caller(request)
    return clock() - began


async def test_a_changed_password_is_the_only_one(here: Accounts) -> None:
    candidate, _ = await here.candidate("minsu_kim")
    await candidate(change())
    assert str(await here.nobody.refused(log_in("minsu_kim"))) == "UNAUTHENTICATED CREDENTIALS_WRONG"
    assert (await here.nobody(log_in("minsu_kim", NEW))).account.username == "minsu_kim"


async def test_f10_a_password_is_not_changed_without_the_old_one(here: Accounts) -> None:
    """F10: password change without the old one."""
    candidate, _ = await here.candidate("minsu_kim")
    assert str(await candidate.refused(change(old="not this one"))) == "FAILED_PRECONDITION CREDENTIALS_WRONG"
    assert (await here.nobody(log_in("minsu_kim"))).account.username == "minsu_kim"


async def test_changing_a_password_signs_out_every_other_device(here: Accounts) -> None:
    candidate, _ = await here.candidate("minsu_kim")
    others = [await here.log_in("minsu_kim") for _ in range(2)]
    assert (await candidate(change())).signed_out_devices == 2
    assert (await candidate(accounts.GetMeRequest())).account.username == "minsu_kim"
    for tokens in others:
        assert str(await here.nobody.bearing(tokens.access_token).refused(accounts.GetMeRequest())) == "UNAUTHENTICATED TOKEN_REVOKED"


async def test_a_borrowed_screen_cannot_guess_the_old_password(here: Accounts) -> None:
    candidate, _ = await here.candidate("minsu_kim")
    for _ in range(5):
        await candidate.refused(change(old="not this one"))
    assert str(await candidate.refused(change())) == "RESOURCE_EXHAUSTED ACCOUNT_LOCKED"


async def test_a_new_password_must_be_a_good_one(here: Accounts) -> None:
    candidate, _ = await here.candidate("minsu_kim")
    assert str(await candidate.refused(change(new="password1234"))) == "INVALID_ARGUMENT PASSWORD_TOO_COMMON"


async def test_whoever_changed_it_is_told_in_a_mail_without_a_link(here: Accounts) -> None:
    candidate, _ = await here.candidate("minsu_kim")
    await candidate(change())
    ((kind, words),) = await here.mails()
    assert (kind, words.address, words.link_path) == (MAIL_KIND_PASSWORD_CHANGED, "minsu_kim@example.com", "")


async def test_a_mailed_link_sets_a_password(here: Accounts) -> None:
    await here.register("minsu_kim")
    ((kind, words),) = await asked_for(here)
    assert (kind, words.address, words.full_name) == (MAIL_KIND_PASSWORD_RESET, "minsu_kim@example.com", "김민수")
    assert words.language == LANGUAGE_KOREAN
    await here.nobody(reset(link_token(words)))
    assert (await here.nobody(log_in("minsu_kim", NEW))).account.username == "minsu_kim"


async def test_f10_a_link_comes_by_mail_and_not_in_the_answer(here: Accounts) -> None:
    """F10: reset code returned in the reply. The answer has no field to return one in, and no row or task holds one either."""
    await here.register("minsu_kim")
    answer = await here.nobody(accounts.RequestPasswordResetRequest(email="minsu_kim@example.com"))
    assert answer.ByteSize() == 0 and not answer.DESCRIPTOR.fields
    assert await here.rows("SELECT 1 FROM password_resets") == []
    ((_, words),) = await here.mails()
    stored = str(await here.rows("SELECT digest FROM password_resets")) + str(await here.rows("SELECT * FROM tasks"))
    assert link_token(words) not in stored


async def test_a_link_is_good_once(here: Accounts) -> None:
    await here.register("minsu_kim")
    ((_, words),) = await asked_for(here)
    outcomes = await together(6, lambda number: here.nobody(reset(link_token(words), f"{NEW} {number}")))
    assert len([one for one in outcomes if not isinstance(one, Refused)]) == 1
    assert {str(one) for one in outcomes if isinstance(one, Refused)} == {"FAILED_PRECONDITION RESET_TOKEN_INVALID"}


async def test_a_newer_link_ends_the_older_one_even_when_that_is_sent_last(here: Accounts) -> None:
    await here.register("minsu_kim")
    ((_, older),) = await asked_for(here)
    await here.nobody(accounts.RequestPasswordResetRequest(email="minsu_kim@example.com"))
    assert str(await here.nobody.refused(reset(link_token(older)))) == "FAILED_PRECONDITION RESET_TOKEN_INVALID"
    await here.rows("UPDATE tasks SET state = 'READY', lease_token = NULL WHERE state = 'DONE' RETURNING 1")
    tokens = [link_token(words) for kind, words in await here.mails() if kind == MAIL_KIND_PASSWORD_RESET]
    outcomes = [str(one) for one in await together(2, lambda number: here.nobody(reset(tokens[number])))]
    assert sorted(outcomes) == ["", "FAILED_PRECONDITION RESET_TOKEN_INVALID"]


async def test_a_link_lives_for_an_hour(here: Accounts) -> None:
    await here.register("minsu_kim")
    ((_, words),) = await asked_for(here)
    (row,) = await here.rows("SELECT extract(epoch FROM expire_time - clock_timestamp()) AS left FROM password_resets")
    assert 3590 < row["left"] <= 3600
    await here.rows("UPDATE password_resets SET expire_time = clock_timestamp() RETURNING 1")
    assert str(await here.nobody.refused(reset(link_token(words)))) == "FAILED_PRECONDITION RESET_TOKEN_INVALID"


async def test_a_link_outlives_a_password_that_is_too_common(here: Accounts) -> None:
    await here.register("minsu_kim")
    ((_, words),) = await asked_for(here)
    refusal = await here.nobody.refused(reset(link_token(words), "password1234"))
    assert str(refusal) == "INVALID_ARGUMENT PASSWORD_TOO_COMMON"
    await here.nobody(reset(link_token(words)))


async def test_a_link_that_was_mailed_twice_is_good_either_way(here: Accounts) -> None:
    """The worker died after the mail went out: both copies have the same id, and the person sees one of them."""
    await here.register("minsu_kim")
    ((_, first),) = await asked_for(here)
    await here.rows("UPDATE tasks SET state = 'READY', lease_token = NULL RETURNING 1")
    ((_, second),) = await here.mails()
    assert link_token(first) != link_token(second)
    await here.nobody(reset(link_token(first)))
    assert str(await here.nobody.refused(reset(link_token(second)))) == "FAILED_PRECONDITION RESET_TOKEN_INVALID"


async def test_a_reset_signs_out_every_device_and_forgets_failures(here: Accounts) -> None:
    candidate, _ = await here.candidate("minsu_kim")
    for _ in range(6):
        await here.nobody.refused(log_in("minsu_kim", "not this one"))
    ((_, words),) = await asked_for(here)
    await here.nobody(reset(link_token(words)))
    assert str(await candidate.refused(accounts.GetMeRequest())) == "UNAUTHENTICATED TOKEN_REVOKED"
    assert (await here.nobody(log_in("minsu_kim", NEW))).account.username == "minsu_kim"


async def test_asking_for_a_link_tells_nobody_who_has_an_account(here: Accounts) -> None:
    await here.register("minsu_kim")
    known, unknown = ([f"{name}@example.com"] * 3 for name in ("minsu_kim", "never_was"))
    times = [
        [await seconds(here.nobody, accounts.RequestPasswordResetRequest(email=email)) for email in emails] for emails in (known, unknown)
    ]
    assert all(0.25 <= one < 0.5 for some in times for one in some)
    assert abs(min(times[0]) - min(times[1])) < 0.05


async def test_links_cannot_be_asked_for_without_end(here: Accounts) -> None:
    """F15: no rate limits. A flood of mails to somebody is an attack, too."""
    request = accounts.RequestPasswordResetRequest(email="minsu_kim@example.com")
    outcomes = await together(14, lambda number: here.nobody(request))
    assert sorted({str(one) for one in outcomes}) == ["", "RESOURCE_EXHAUSTED RATE_LIMITED"]
    assert len([one for one in outcomes if isinstance(one, Refused)]) == 4


async def test_a_closed_account_gets_no_link(here: Accounts) -> None:
    candidate, _ = await here.candidate("minsu_kim")
    await candidate(accounts.WithdrawAccountRequest(password=PASSWORD))
    assert await asked_for(here) == []


@pytest.mark.parametrize("token", ["x" * 43, "x" * 20])
async def test_a_made_up_link_is_good_for_nothing(here: Accounts, token: str) -> None:
    assert str(await here.nobody.refused(reset(token))) == "FAILED_PRECONDITION RESET_TOKEN_INVALID"


async def test_nobody_who_comes_in_by_the_old_password_survives_its_change(here: Accounts) -> None:
    """A log-in and a refresh that race the change: either they are refused, or what they were given is dead afterwards."""
    candidate, _ = await here.candidate("minsu_kim")
    old = PASSWORD
    for number in range(6):
        new = f"{NEW} {number}"
        other = await here.log_in("minsu_kim", old)
        requests = (log_in("minsu_kim", old), auth.RefreshTokenRequest(refresh_token=other.refresh_token))
        outcomes = await asyncio.gather(
            candidate(change(old, new)), *(here.nobody.at(f"192.0.2.{number}")(request) for request in requests), return_exceptions=True
        )
        assert not isinstance(outcomes[0], BaseException)
        for outcome in outcomes[1:]:
            if not isinstance(outcome, Refused):
                device = here.nobody.bearing(outcome.tokens.access_token)  # type: ignore[union-attr]
                assert str(await device.refused(accounts.GetMeRequest())) == "UNAUTHENTICATED TOKEN_REVOKED"
        old = new
