"""The tables of accounts and of their passwords. No read of an account ever touches the other one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Column,
    Date,
    DateTime,
    LargeBinary,
    SmallInteger,
    String,
    Table,
    and_,
    delete,
    func,
    or_,
    select,
    text,
    tuple_,
    update,
)
from sqlalchemy.dialects.postgresql import UUID, insert

from services.session.accounts.domain.account import Account, AccountState, EmailTaken, Role, UsernameTaken
from services.session.accounts.store.throttles import SIGN_IN, throttles
from services.session.database import UnitOfWork, metadata
from services.session.prepared import Row

ADMINS_LOCK = 0x61646D696E73  # "admins"
"""Advisory lock: the number of admins is counted and changed by one transaction at a time."""

accounts = Table(
    "accounts",
    metadata,
    Column("account_id", UUID(as_uuid=False), primary_key=True),
    Column("email", String, nullable=False),
    Column("username", String, nullable=False),
    Column("full_name", String, nullable=False),
    Column("role", SmallInteger, nullable=False),
    Column("state", SmallInteger, nullable=False),
    Column("language", SmallInteger, nullable=False),
    Column("phone", String, nullable=False),
    Column("birth_date", Date),
    Column("desired_company_types", ARRAY(String), nullable=False),
    Column("desired_positions", ARRAY(String), nullable=False),
    Column("avatar_blob_id", UUID(as_uuid=False)),
    Column("version", BigInteger, nullable=False),
    Column("create_time", DateTime(timezone=True), nullable=False),
    Column("update_time", DateTime(timezone=True), nullable=False),
    Column("withdraw_time", DateTime(timezone=True)),
)

passwords = Table(
    "passwords",
    metadata,
    Column("account_id", UUID(as_uuid=False), primary_key=True),
    Column("hash", String, nullable=False),
    Column("change_time", DateTime(timezone=True), nullable=False),
)

password_resets = Table(
    "password_resets",
    metadata,
    Column("digest", LargeBinary, primary_key=True),
    Column("account_id", UUID(as_uuid=False), nullable=False),
    Column("expire_time", DateTime(timezone=True), nullable=False),
)

_LOCKED_UNTIL = (
    select(func.max(throttles.c.wait_expire_time))
    .where(
        throttles.c.subject_id == accounts.c.account_id,
        throttles.c.action == SIGN_IN,
        throttles.c.wait_expire_time > func.clock_timestamp(),
    )
    .scalar_subquery()
    .label("lock_expire_time")
)
_READ = select(accounts, _LOCKED_UNTIL)


@dataclass(frozen=True)
class Filter:
    """Which accounts an admin wants to see; what is None is not asked about."""

    role: Role | None = None
    state: AccountState | None = None
    query: str = ""


class AccountStore:
    """Reads and writes accounts."""

    def __init__(self, work: UnitOfWork) -> None:
        self._work = work

    async def add(self, account: Account) -> None:
        """Writes a new account. Raises EmailTaken or UsernameTaken: the indexes decide, so two at once cannot both get in."""
        if await self._work.run(insert(accounts).values(_encode(account)).on_conflict_do_nothing()) == 0:
            taken = await self._work.scalar(select(accounts.c.account_id).where(accounts.c.email == account.email))
            raise EmailTaken if taken else UsernameTaken

    async def save(self, account: Account) -> None:
        """Writes an account back that was read under its lock."""
        await self._work.run(update(accounts).where(accounts.c.account_id == account.account_id).values(_encode(account)))

    async def find(self, account_id: str) -> Account | None:
        """Reads an account without a lock."""
        return _decode(await self._work.one(_READ.where(accounts.c.account_id == account_id)))

    async def lock(self, account_id: str) -> Account | None:
        """Reads an account and keeps others from changing it until the unit of work ends."""
        return _decode(await self._work.one(_READ.where(accounts.c.account_id == account_id).with_for_update(of=accounts)))

    async def find_by_name(self, name: str) -> Account | None:
        """Reads the account that somebody signs in to with this user name or e-mail address, in lower case."""
        return _decode(await self._work.one(_READ.where(or_(accounts.c.username == name, accounts.c.email == name))))

    async def page(self, wanted: Filter, before: tuple[datetime, str] | None, *, limit: int) -> list[Account]:
        """The next accounts, newest first, made before the one at (create_time, account_id)."""
        query = _READ.where(and_(True, *_conditions(wanted)))
        if before:
            query = query.where(tuple_(accounts.c.create_time, accounts.c.account_id) < before)
        rows = await self._work.all(query.order_by(accounts.c.create_time.desc(), accounts.c.account_id.desc()).limit(limit))
        return [account for row in rows if (account := _decode(row))]

    async def withdrawn_before(self, time: datetime, *, limit: int) -> list[str]:
        """Ids of accounts that were withdrawn before a time, the longest gone first."""
        conditions = accounts.c.state == AccountState.WITHDRAWN, accounts.c.withdraw_time < time
        rows = await self._work.all(select(accounts.c.account_id).where(*conditions).order_by(accounts.c.withdraw_time).limit(limit))
        return [row["account_id"] for row in rows]

    async def delete(self, account_id: str) -> None:
        """Removes an account with its password, devices, links and mails."""
        await self._work.run(delete(accounts).where(accounts.c.account_id == account_id))

    async def count_admins(self) -> int:
        """How many may run the installation. Waits until nobody else changes that, and keeps it so until the unit of work ends."""
        await self._work.run(text("SELECT pg_advisory_xact_lock(:key)"), {"key": ADMINS_LOCK})
        count: int = await self._work.scalar(
            select(func.count()).where(accounts.c.role == Role.ADMIN, accounts.c.state == AccountState.ACTIVE)
        )
        return count


class PasswordStore:
    """Reads and writes hashes of passwords, and the digests of links that set one."""

    def __init__(self, work: UnitOfWork) -> None:
        self._work = work

    async def find(self, account_id: str) -> str | None:
        """The hash of an account's password; None when it has none yet."""
        found: str | None = await self._work.scalar(select(passwords.c.hash).where(passwords.c.account_id == account_id))
        return found

    async def save(self, account_id: str, hashed: str, *, at: datetime) -> None:
        """Sets an account's password."""
        row = {"hash": hashed, "change_time": at}
        statement = insert(passwords).values(account_id=account_id, **row).on_conflict_do_update(index_elements=["account_id"], set_=row)
        await self._work.run(statement)

    async def add_reset(self, account_id: str, digest: bytes, *, expires: datetime) -> None:
        """Makes a link good until it expires."""
        await self._work.run(insert(password_resets).values(account_id=account_id, digest=digest, expire_time=expires))

    async def find_reset(self, digest: bytes, now: datetime) -> str | None:
        """Whose link it is; None when it is good no longer, or never was."""
        account_id: str | None = await self._work.scalar(
            select(password_resets.c.account_id).where(password_resets.c.digest == digest, password_resets.c.expire_time > now)
        )
        return account_id

    async def delete_resets(self, account_id: str) -> None:
        """Ends every link of an account."""
        await self._work.run(delete(password_resets).where(password_resets.c.account_id == account_id))

    async def delete_resets_before(self, time: datetime) -> None:
        """Removes links that have expired."""
        await self._work.run(delete(password_resets).where(password_resets.c.expire_time < time))


def _conditions(wanted: Filter) -> Sequence[Any]:
    conditions: list[Any] = []
    if wanted.role:
        conditions.append(accounts.c.role == wanted.role)
    if wanted.state:
        conditions.append(accounts.c.state == wanted.state)
    if wanted.query:
        contained = [
            column.icontains(wanted.query, autoescape=True) for column in (accounts.c.username, accounts.c.email, accounts.c.full_name)
        ]
        conditions.append(or_(*contained))
    return conditions


def _encode(account: Account) -> dict[str, Any]:
    return {
        "account_id": account.account_id,
        "email": account.email,
        "username": account.username,
        "full_name": account.full_name,
        "role": int(account.role),
        "state": int(account.state),
        "language": account.language,
        "phone": account.phone,
        "birth_date": account.birth_date,
        "desired_company_types": list(account.desired_company_types),
        "desired_positions": list(account.desired_positions),
        "avatar_blob_id": account.avatar_blob_id,
        "version": account.version,
        "create_time": account.create_time,
        "update_time": account.update_time,
        "withdraw_time": account.withdraw_time,
    }


def _decode(row: Row | None) -> Account | None:
    if row is None:
        return None
    wishes = {name: tuple(row[name]) for name in ("desired_company_types", "desired_positions")}
    return Account(**{**row, **wishes, "role": Role(row["role"]), "state": AccountState(row["state"])})
