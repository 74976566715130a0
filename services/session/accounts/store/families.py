"""The tables of signed-in devices and of their refresh tokens."""

from datetime import datetime
from typing import Protocol

from sqlalchemy import Column, DateTime, LargeBinary, String, Table, and_, delete, insert, select, update
from sqlalchemy.dialects.postgresql import UUID

from services.session.accounts.domain.family import Family, RefreshToken, Revocation
from services.session.database import UnitOfWork, metadata

families = Table(
    "session_families",
    metadata,
    Column("family_id", UUID(as_uuid=False), primary_key=True),
    Column("account_id", UUID(as_uuid=False), nullable=False),
    Column("create_time", DateTime(timezone=True), nullable=False),
    Column("expire_time", DateTime(timezone=True), nullable=False),
    Column("revoke_time", DateTime(timezone=True)),
    Column("revocation", String),
)

tokens = Table(
    "refresh_tokens",
    metadata,
    Column("digest", LargeBinary, primary_key=True),
    Column("family_id", UUID(as_uuid=False), nullable=False),
    Column("expire_time", DateTime(timezone=True), nullable=False),
    Column("use_time", DateTime(timezone=True)),
)


class FamilyStore(Protocol):
    """Where signed-in devices are kept. The fake in tests/ and the tables pass one suite."""

    async def add(self, family: Family, token: RefreshToken) -> None:
        """Writes a new device with its first token."""
        ...

    async def lock_by_token(self, digest: bytes) -> tuple[Family, RefreshToken] | None:
        """Reads the device that a token was ever given to, and keeps others from changing it until the unit of work ends."""
        ...

    async def rotate(self, family: Family, used: RefreshToken, successor: RefreshToken) -> None:
        """Writes that a token was exchanged for another."""
        ...

    async def revoke(self, family_id: str, why: Revocation, *, at: datetime) -> None:
        """Signs a device out; the first reason stands."""
        ...

    async def revoke_all(self, account_id: str, why: Revocation, *, at: datetime, but: str | None = None) -> int:
        """Signs a person's devices out, all of them or all but one. Returns how many were signed in."""
        ...

    async def delete_expired(self, before: datetime) -> None:
        """Removes devices whose last token can have been good at no time since."""
        ...


class SqlFamilyStore:
    """FamilyStore on PostgreSQL."""

    def __init__(self, work: UnitOfWork) -> None:
        self._work = work

    async def add(self, family: Family, token: RefreshToken) -> None:
        """See FamilyStore."""
        row = {
            "family_id": family.family_id,
            "account_id": family.account_id,
            "create_time": family.create_time,
            "expire_time": family.expire_time,
        }
        await self._work.run(insert(families).values(row))
        await self._add_token(family, token)

    async def lock_by_token(self, digest: bytes) -> tuple[Family, RefreshToken] | None:
        """See FamilyStore."""
        columns = families.c.family_id, families.c.account_id, families.c.create_time, families.c.expire_time, families.c.revoke_time
        own = select(tokens.c.family_id).where(tokens.c.digest == digest).scalar_subquery()
        row = await self._work.one(select(*columns).where(families.c.family_id == own).with_for_update())
        if row is None:
            return None
        # Read after the lock: whoever held it may have used the token.
        token = await self._work.one(select(tokens.c.digest, tokens.c.expire_time, tokens.c.use_time).where(tokens.c.digest == digest))
        return (Family(**row), RefreshToken(bytes(token["digest"]), token["expire_time"], token["use_time"])) if token else None

    async def rotate(self, family: Family, used: RefreshToken, successor: RefreshToken) -> None:
        """See FamilyStore."""
        await self._work.run(update(tokens).where(tokens.c.digest == used.digest).values(use_time=used.use_time))
        await self._add_token(family, successor)

    async def revoke(self, family_id: str, why: Revocation, *, at: datetime) -> None:
        """See FamilyStore."""
        own = and_(families.c.family_id == family_id, families.c.revoke_time.is_(None))
        await self._work.run(update(families).where(own).values(revoke_time=at, revocation=why.value))

    async def revoke_all(self, account_id: str, why: Revocation, *, at: datetime, but: str | None = None) -> int:
        """See FamilyStore."""
        others = [families.c.account_id == account_id, families.c.revoke_time.is_(None), families.c.expire_time > at]
        if but is not None:
            others.append(families.c.family_id != but)
        return await self._work.run(update(families).where(*others).values(revoke_time=at, revocation=why.value))

    async def delete_expired(self, before: datetime) -> None:
        """See FamilyStore."""
        await self._work.run(delete(families).where(families.c.expire_time < before))

    async def _add_token(self, family: Family, token: RefreshToken) -> None:
        row = {"digest": token.digest, "family_id": family.family_id, "expire_time": token.expire_time, "use_time": token.use_time}
        await self._work.run(insert(tokens).values(row))
