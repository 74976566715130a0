"""The tables of companies and of those who act for them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    BindParameter,
    Column,
    ColumnClause,
    ColumnElement,
    DateTime,
    Select,
    String,
    Table,
    TableClause,
    delete,
    exists,
    func,
    or_,
    select,
    tuple_,
    update,
)
from sqlalchemy.dialects.postgresql import TSVECTOR, UUID
from sqlalchemy.dialects.postgresql import insert as upsert

from interviewing.likeness import name_key
from services.session.database import UnitOfWork, metadata
from services.session.prepared import Row
from services.session.search.bigrams import indexed
from services.session.search.vectors import vector_table

companies = Table(
    "companies",
    metadata,
    Column("company_id", UUID(as_uuid=False), primary_key=True),
    Column("name", String, nullable=False),
    Column("name_key", String, nullable=False),
    Column("ideal_candidate", String, nullable=False),
    Column("description", String, nullable=False),
    Column("industry", String, nullable=False),
    Column("words", TSVECTOR, nullable=False),
    Column("version", BigInteger, nullable=False),
    Column("create_time", DateTime(timezone=True), nullable=False),
    Column("update_time", DateTime(timezone=True), nullable=False),
)
company_vectors = vector_table("company_vectors", "company_id")
members = Table(
    "company_members",
    metadata,
    Column("company_id", UUID(as_uuid=False), nullable=False),
    Column("account_id", UUID(as_uuid=False)),
    Column("client_id", UUID(as_uuid=False)),
    Column("create_time", DateTime(timezone=True), nullable=False),
)

_accounts = TableClause("accounts", ColumnClause("account_id", UUID(as_uuid=False)), ColumnClause("full_name"), ColumnClause("role"))
_clients = TableClause("partner_clients", ColumnClause("client_id", UUID(as_uuid=False)), ColumnClause("name"))
_postings = TableClause("postings", ColumnClause("company_id", UUID(as_uuid=False)))
_HAS_VECTOR = exists().where(company_vectors.c.company_id == companies.c.company_id).label("has_vector")
_COMPANIES: Select[Any] = select(companies, _HAS_VECTOR)
_MEMBER_ID: ColumnElement[Any] = func.coalesce(members.c.account_id, members.c.client_id)
_MEMBERS: Select[Any] = (
    select(members, func.coalesce(_accounts.c.full_name, _clients.c.name).label("display_name"), _MEMBER_ID.label("member_id"))
    .outerjoin(_accounts, _accounts.c.account_id == members.c.account_id)
    .outerjoin(_clients, _clients.c.client_id == members.c.client_id)
)

Words = dict[str, Any]
"""What people write about a company, by column."""


class CompanyStore:
    """Reads and writes companies."""

    def __init__(self, work: UnitOfWork) -> None:
        self._work = work

    async def add(self, company_id: str, words: Words, *, at: datetime) -> bool:
        """Writes a new company. False when another one has its name."""
        await self.reserve_name(words["name"])
        row = {"company_id": company_id, **_columns(words), "version": 1, "create_time": at, "update_time": at}
        return await self._work.run(upsert(companies).values(row).on_conflict_do_nothing(index_elements=["name_key"])) == 1

    async def reserve_name(self, name: str) -> None:
        """Has those who want one name take turns until the unit of work ends."""
        await self._work.run(select(func.pg_advisory_xact_lock(func.hashtextextended(f"company {name_key(name)}", 0))))

    async def change(self, company_id: str, words: Words, *, at: datetime) -> None:
        """Writes what changed; the caller holds the lock and has looked for the name."""
        row = {**_columns(words), "version": companies.c.version + 1, "update_time": at}
        await self._work.run(update(companies).where(companies.c.company_id == company_id).values(row))

    async def find(self, company_id: str) -> Row | None:
        """A company and whether it has a vector."""
        return await self._work.one(_COMPANIES.where(companies.c.company_id == company_id))

    async def find_all(self, company_ids: Sequence[str]) -> dict[str, Row]:
        """Companies by id."""
        rows = await self._work.all(_COMPANIES.where(companies.c.company_id.in_(company_ids)))
        return {row["company_id"]: row for row in rows}

    async def lock(self, company_id: str) -> Row | None:
        """As `find`, and keeps others from changing it until the unit of work ends."""
        return await self._work.one(_COMPANIES.where(companies.c.company_id == company_id).with_for_update(of=companies))

    async def find_by_name(self, name: str) -> Row | None:
        """The company of this name."""
        return await self._work.one(_COMPANIES.where(companies.c.name_key == name_key(name)))

    async def lock_by_name(self, name: str) -> Row | None:
        """The company of this name, locked."""
        return await self._work.one(_COMPANIES.where(companies.c.name_key == name_key(name)).with_for_update(of=companies))

    async def delete(self, company_id: str) -> None:
        """Removes a company with its members, vector, scenarios and questions."""
        await self._work.run(delete(companies).where(companies.c.company_id == company_id))

    async def has_postings(self, company_id: str) -> bool:
        """Whether it has any."""
        return bool(await self._work.scalar(select(exists().where(_postings.c.company_id == company_id))))

    async def page(self, *, after: tuple[str, str] | None, contains: str, member_id: str | None, limit: int) -> Sequence[Row]:
        """Companies by name, after the (name_key, id) of the last one seen."""
        query = _COMPANIES
        if contains:
            query = query.where(companies.c.name_key.contains(name_key(contains), autoescape=True))
        if member_id:
            query = query.where(companies.c.company_id.in_(companies_of(member_id)))
        if after:
            query = query.where(tuple_(companies.c.name_key, companies.c.company_id) > after)
        return await self._work.all(query.order_by(companies.c.name_key, companies.c.company_id).limit(limit))


class MemberStore:
    """Reads and writes who acts for a company."""

    def __init__(self, work: UnitOfWork) -> None:
        self._work = work

    async def role_of(self, account_id: str) -> int | None:
        """An account's role; None when there is no such account."""
        role: int | None = await self._work.scalar(select(_accounts.c.role).where(_accounts.c.account_id == account_id))
        return role

    async def is_client(self, client_id: str) -> bool:
        """Whether there is such a partner client."""
        return bool(await self._work.scalar(select(exists().where(_clients.c.client_id == client_id))))

    async def add(self, company_id: str, *, account_id: str | None, client_id: str | None, at: datetime) -> None:
        """Writes a membership; one that is there stays as it is."""
        row = {"company_id": company_id, "account_id": account_id, "client_id": client_id, "create_time": at}
        await self._work.run(upsert(members).values(row).on_conflict_do_nothing())

    async def remove(self, company_id: str, member_id: str) -> None:
        """Removes a membership, if there is one."""
        await self._work.run(delete(members).where(members.c.company_id == company_id, _is_member(member_id)))

    async def find(self, company_id: str, member_id: str) -> Row | None:
        """One membership."""
        return await self._work.one(_MEMBERS.where(members.c.company_id == company_id, _is_member(member_id)))

    async def page(self, company_id: str, *, after: tuple[datetime, str] | None, limit: int) -> Sequence[Row]:
        """Who acts for a company, longest first, after the (create_time, id) of the last one seen."""
        query = _MEMBERS.where(members.c.company_id == company_id)
        if after:
            query = query.where(tuple_(members.c.create_time, _MEMBER_ID) > after)
        return await self._work.all(query.order_by(members.c.create_time, _MEMBER_ID).limit(limit))


def companies_of(member_id: str | BindParameter[str]) -> Select[tuple[str]]:
    """The ids of the companies that a person or a partner client acts for."""
    return select(members.c.company_id).where(_is_member(member_id))


def _is_member(member_id: str | BindParameter[str]) -> ColumnElement[bool]:
    return or_(members.c.account_id == member_id, members.c.client_id == member_id)


def company_text(row: Row | Words) -> str:
    """What a company is found by."""
    return "\n".join(part for part in (row["name"], row["industry"], row["ideal_candidate"], row["description"]) if part)


def _columns(words: Words) -> dict[str, Any]:
    return {**words, "name_key": name_key(words["name"]), "words": indexed(company_text(words))}
