"""Accounts, profiles, clients and receipts, without a database."""

from dataclasses import fields, replace
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from viva.contract.v1.options_pb2 import Role as WireRole
from viva.session.v1.account_pb2 import AccountState as WireState
from viva.session.v1.account_pb2 import CopyKind as WireKind
from viva.session.v1.audit_service_pb2 import AuditAct

from services.session.accounts.domain import password
from services.session.accounts.domain.account import (
    Account,
    AccountIsWithdrawn,
    AccountState,
    BirthDateNotPast,
    EtagMismatch,
    NewAccount,
    ProfileChange,
    Role,
)
from services.session.accounts.domain.audit import Act
from services.session.accounts.domain.client import Client, ScopeNotGranted, Secrets, digest_of
from services.session.accounts.domain.erasure import CopyKind, Outcome, Retained, summed
from services.session.accounts.servicer.wire import client_address
from tests.contract.account_stores import MORNING

LATER = MORNING + timedelta(hours=1)


@pytest.fixture
def account() -> Account:
    return NewAccount("Minsu@Example.com", "minsu_kim", "김민수").account(str(uuid4()), Role.CANDIDATE, AccountState.ACTIVE, at=MORNING)


@pytest.mark.parametrize(("ours", "wire"), [(Role, WireRole), (AccountState, WireState), (CopyKind, WireKind), (Act, AuditAct)])
def test_our_numbers_are_those_of_the_contract(ours: Any, wire: Any) -> None:
    prefix = {"Role": "ROLE_", "AccountState": "ACCOUNT_STATE_", "CopyKind": "COPY_KIND_", "Act": "AUDIT_ACT_"}[ours.__name__]
    assert {f"{prefix}{one.name}": one.value for one in ours} == {name: number for name, number in wire.items() if number}


def test_f1_what_somebody_says_about_themselves_has_no_role_and_no_state() -> None:
    """F1: registration accepted role=admin."""
    said = {field.name for kind in (NewAccount, ProfileChange) for field in fields(kind)}
    assert said & {"role", "state", "account_id", "email_verified", "version"} == set()


def test_an_account_in_a_log_shows_nothing_personal(account: Account) -> None:
    shown = repr(replace(account, phone="+821012345678"))
    assert [word for word in ("minsu", "Minsu", "김민수", "+8210") if word in shown] == []


def test_an_address_is_kept_in_one_form(account: Account) -> None:
    assert account.email == "minsu@example.com"


def test_a_profile_that_looks_like_that_already_is_not_changed(account: Account) -> None:
    assert account.updated(ProfileChange(full_name="김민수"), "a stale etag", at=LATER) is account


def test_a_changed_profile_has_another_etag(account: Account) -> None:
    changed = account.updated(ProfileChange(phone="+821012345678", desired_positions=("backend",)), account.etag, at=LATER)
    assert (changed.phone, changed.desired_positions, changed.update_time) == ("+821012345678", ("backend",), LATER)
    with pytest.raises(EtagMismatch):
        changed.updated(ProfileChange(phone=""), account.etag, at=LATER)


@pytest.mark.parametrize("day", ["2026-11-21", "2026-11-22", "1999-02-30", "0000-01-01"])
def test_today_and_days_that_are_none_are_no_birth_dates(account: Account, day: str) -> None:
    with pytest.raises(BirthDateNotPast):
        account.updated(ProfileChange(birth_date=day), account.etag, at=MORNING)


def test_closing_an_account_twice_keeps_the_first_time(account: Account) -> None:
    closed = account.withdrawn(at=MORNING)
    assert closed.withdrawn(at=LATER) is closed and closed.withdraw_time == MORNING
    with pytest.raises(AccountIsWithdrawn):
        closed.given(Role.ADMIN, at=LATER)


@pytest.mark.parametrize("good", ["under the tall old pine", "소나무 아래에서 만나요", "xK9#mQ2$vL5n", "correct horse battery"])
def test_long_sentences_are_welcome_in_every_language(good: str) -> None:
    password.check(good, username="minsu_kim")


@pytest.mark.parametrize(
    "bad", ["password12", "PASSWORD1234", "p@ssw0rd1234", "qwertyuiop12", "1q2w3e4r5t", "ab" * 40, "x_MINSU_kim_x9!", "aaaaaaaaaa"]
)
def test_what_anybody_would_try_first_is_too_common(bad: str) -> None:
    with pytest.raises(password.PasswordTooCommon):
        password.check(bad, username="minsu_kim", about=("김민수",))


def test_a_name_is_not_made_a_password_by_a_digit() -> None:
    with pytest.raises(password.PasswordTooCommon):
        password.check("christopher1", username="minsu_kim", about=("Christopher",))


def test_a_password_is_the_same_however_the_keyboard_composed_it() -> None:
    assert password.normal("한국") == password.normal("한국")


def test_a_rotated_secret_leaves_the_one_before_for_its_grace_and_no_other() -> None:
    first = Secrets(digest_of("one"))
    second = first.rotated("two", timedelta(hours=1), at=MORNING)
    third = second.rotated("three", timedelta(hours=1), at=MORNING)
    later = MORNING + timedelta(hours=1)
    assert [second.match(secret, at=MORNING) for secret in ("one", "two")] == [True, True]
    assert [second.match(secret, at=later) for secret in ("one", "two")] == [False, True]
    assert [third.match(secret, at=MORNING) for secret in ("one", "two", "three")] == [False, True, True]


def test_a_client_is_granted_what_it_asks_for_if_it_has_it() -> None:
    client = Client(str(uuid4()), "HR", (1, 3), 600, MORNING)
    assert client.granted([]) == (1, 3) and client.granted([3]) == (3,)
    with pytest.raises(ScopeNotGranted):
        client.granted([1, 2])


def test_a_receipt_adds_up_what_several_nouns_removed_of_one_kind() -> None:
    kept = Retained(2, "a duty", LATER)
    outcomes = [Outcome(CopyKind.BLOB, 2), Outcome(CopyKind.ACCOUNT, 1), Outcome(CopyKind.BLOB, 3), Outcome(CopyKind.AUDIT_ENTRY, 0, kept)]
    assert summed(outcomes) == (Outcome(CopyKind.ACCOUNT, 1), Outcome(CopyKind.BLOB, 5), Outcome(CopyKind.AUDIT_ENTRY, 0, kept))


@pytest.mark.parametrize(
    ("forwarded", "peer", "address"),
    [
        (None, "ipv4:198.51.100.7:4711", "198.51.100.7"),
        (None, "ipv6:%5B2001:db8::1%5D:4711", "2001:db8::"),
        (None, "ipv6:[::ffff:198.51.100.7]:4711", "198.51.100.7"),
        (None, "unix:/run/viva.sock", "unknown"),
        ("198.51.100.7", "ipv4:127.0.0.1:1", "198.51.100.7"),
        ("1.1.1.1, 2.2.2.2,198.51.100.7", "ipv4:127.0.0.1:1", "198.51.100.7"),
        ("198.51.100.7, nonsense", "ipv4:127.0.0.1:1", "unknown"),
        ("2001:db8:1:2:3:4:5:6", "ipv4:127.0.0.1:1", "2001:db8:1:2::"),
    ],
)
def test_an_address_is_the_one_that_the_edge_saw(forwarded: str | None, peer: str, address: str) -> None:
    class Context:
        def invocation_metadata(self) -> Any:
            return (("x-forwarded-for", forwarded),) if forwarded else ()

        def peer(self) -> str:
            return peer

    assert client_address(Context()) == address  # type: ignore[arg-type]
