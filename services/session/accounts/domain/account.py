"""A person's account: who they are, what they may do, and where the account is in its life."""

import unicodedata
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import IntEnum
from typing import Any, Self

from mesh.refusal import Conflict, InvalidArgument, NotFound, Refusal, Status


class Role(IntEnum):
    """What a person is to the installation. The numbers are those of viva.contract.v1.Role."""

    CANDIDATE = 1
    RECRUITER = 2
    ADMIN = 3


class AccountState(IntEnum):
    """Where an account is in its life. The numbers are those of viva.session.v1.AccountState."""

    ACTIVE = 1
    INVITED = 2
    WITHDRAWN = 3


KOREAN = 1
"""viva.interview.v1.Language: what is assumed of somebody who did not say."""


class EmailTaken(Refusal):
    """There is an account with this e-mail address."""

    status = Status.ALREADY_EXISTS
    reason = "EMAIL_TAKEN"


class UsernameTaken(Refusal):
    """There is an account with this user name."""

    status = Status.ALREADY_EXISTS
    reason = "USERNAME_TAKEN"


class AccountUnknown(NotFound):
    """There is no such account."""

    reason = "ACCOUNT_UNKNOWN"


class AccountIsWithdrawn(Refusal):
    """This account was withdrawn."""

    reason = "ACCOUNT_WITHDRAWN"


class LastAdmin(Refusal):
    """Nobody could run the installation without this account."""

    reason = "LAST_ADMIN"


class BirthDateNotPast(InvalidArgument):
    """The birth date is no date in the past."""

    reason = "BIRTH_DATE_NOT_PAST"


class EtagMismatch(Conflict):
    """This was changed since you read it; read it again."""

    reason = "ETAG_MISMATCH"


@dataclass(frozen=True)
class Account:
    """A person's account. Neither it nor its row holds a password, a hash or a token, so no read of it can show one."""

    account_id: str
    """Names the person for ever, in tokens and rows; a user name may be somebody else's tomorrow."""
    email: str = field(repr=False)
    username: str = field(repr=False)
    full_name: str = field(repr=False)
    role: Role
    state: AccountState
    language: int
    create_time: datetime
    update_time: datetime
    version: int = 1
    phone: str = field(default="", repr=False)
    birth_date: date | None = field(default=None, repr=False)
    desired_company_types: tuple[str, ...] = ()
    desired_positions: tuple[str, ...] = ()
    avatar_blob_id: str | None = None
    withdraw_time: datetime | None = None
    lock_expire_time: datetime | None = None
    """Until when somebody who failed too often has to wait. Read along; never written with the account."""

    @property
    def etag(self) -> str:
        """Changes with every change."""
        return str(self.version)

    @property
    def is_running_admin(self) -> bool:
        """Whether this account may run the installation now."""
        return self.role is Role.ADMIN and self.state is AccountState.ACTIVE

    def updated(self, profile: "ProfileChange", etag: str, *, at: datetime) -> Self:
        """The account with a changed profile, or itself when it looks like that already.

        Raises EtagMismatch when it is another one than was read, and BirthDateNotPast.
        """
        profile.check(at.date())
        changed = replace(self, **profile.fields)
        if changed == self:
            return self
        if etag != self.etag:
            raise EtagMismatch(etag=self.etag)
        return changed.touched(at=at)

    def given(self, role: Role, *, at: datetime) -> Self:
        """The account with a role, or itself when it has it. Raises AccountIsWithdrawn."""
        if self.state is AccountState.WITHDRAWN:
            raise AccountIsWithdrawn
        return self if self.role is role else replace(self, role=role).touched(at=at)

    def opened(self, *, at: datetime) -> Self:
        """The account once its person has set a password."""
        return self if self.state is AccountState.ACTIVE else replace(self, state=AccountState.ACTIVE).touched(at=at)

    def withdrawn(self, *, at: datetime) -> Self:
        """The account after its owner has closed it; closing it twice keeps the first time."""
        if self.state is AccountState.WITHDRAWN:
            return self
        return replace(self, state=AccountState.WITHDRAWN, withdraw_time=at).touched(at=at)

    def portrayed(self, blob_id: str | None, *, at: datetime) -> Self:
        """The account with another portrait, or none."""
        return self if self.avatar_blob_id == blob_id else replace(self, avatar_blob_id=blob_id).touched(at=at)

    def touched(self, *, at: datetime) -> Self:
        """The account with a new etag."""
        return replace(self, version=self.version + 1, update_time=at)


@dataclass(frozen=True)
class ProfileChange:
    """What somebody changes about their own profile; None leaves a field as it is. There is no role in it to be changed."""

    full_name: str | None = field(default=None, repr=False)
    phone: str | None = field(default=None, repr=False)
    birth_date: str | None = field(default=None, repr=False)
    """`YYYY-MM-DD`; empty removes it."""
    desired_company_types: tuple[str, ...] | None = None
    desired_positions: tuple[str, ...] | None = None
    language: int | None = None

    def check(self, today: date) -> None:
        """Raises BirthDateNotPast."""
        born = _date(self.birth_date) if self.birth_date else None
        if born is not None and born >= today:
            raise BirthDateNotPast

    @property
    def fields(self) -> dict[str, Any]:
        """The account's fields that are to change, by name."""
        given: dict[str, Any] = {
            "full_name": written(self.full_name) if self.full_name is not None else None,
            "phone": self.phone,
            "desired_company_types": self.desired_company_types,
            "desired_positions": self.desired_positions,
            "language": self.language,
        }
        fields = {name: value for name, value in given.items() if value is not None}
        if self.birth_date is not None:
            fields["birth_date"] = _date(self.birth_date) if self.birth_date else None
        return fields


@dataclass(frozen=True)
class NewAccount:
    """What somebody says about themselves to get an account. There is no role in it to be asked for."""

    email: str = field(repr=False)
    username: str = field(repr=False)
    full_name: str = field(repr=False)
    language: int = KOREAN

    def account(self, account_id: str, role: Role, state: AccountState, *, at: datetime) -> Account:
        """The account as it is first written."""
        return Account(
            account_id=account_id,
            email=address_of(self.email),
            username=self.username.lower(),
            full_name=written(self.full_name),
            role=role,
            state=state,
            language=self.language or KOREAN,
            create_time=at,
            update_time=at,
        )


def address_of(email: str) -> str:
    """The one form in which an address is stored and compared. The contract lets ASCII addresses in only, so lower case is enough."""
    return email.strip().lower()


def written(name: str) -> str:
    """A name in one form: macOS decomposes Hangul into letters, and the same name must look and compare the same."""
    return unicodedata.normalize("NFC", name).strip()


def _date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise BirthDateNotPast from None
