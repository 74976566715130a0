"""The table of partner clients. A client is read without its secrets unless they are asked for."""

from datetime import datetime
from typing import Any

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Boolean,
    Column,
    DateTime,
    Integer,
    LargeBinary,
    SmallInteger,
    String,
    Table,
    func,
    select,
    tuple_,
    update,
)
from sqlalchemy.dialects.postgresql import UUID, insert

from services.session.accounts.domain.client import Client, ClientNameTaken, Secrets
from services.session.database import UnitOfWork, metadata
from services.session.prepared import Row

clients = Table(
    "partner_clients",
    metadata,
    Column("client_id", UUID(as_uuid=False), primary_key=True),
    Column("name", String, nullable=False),
    Column("scopes", ARRAY(SmallInteger), nullable=False),
    Column("calls_per_minute", Integer, nullable=False),
    Column("is_disabled", Boolean, nullable=False),
    Column("secret", LargeBinary, nullable=False),
    Column("previous_secret", LargeBinary),
    Column("previous_expire_time", DateTime(timezone=True)),
    Column("version", BigInteger, nullable=False),
    Column("create_time", DateTime(timezone=True), nullable=False),
    Column("last_token_time", DateTime(timezone=True)),
    Column("rotate_time", DateTime(timezone=True)),
)

_SECRETS = (clients.c.secret, clients.c.previous_secret, clients.c.previous_expire_time)
_READ = select(*(column for column in clients.c if column not in _SECRETS))


class ClientStore:
    """Reads and writes partner clients."""

    def __init__(self, work: UnitOfWork) -> None:
        self._work = work

    async def add(self, client: Client, secrets: Secrets) -> None:
        """Writes a new client. Raises ClientNameTaken."""
        row = _encode(client) | _encode_secrets(secrets)
        if await self._work.run(insert(clients).values(row).on_conflict_do_nothing()) == 0:
            raise ClientNameTaken

    async def save(self, client: Client) -> None:
        """Writes a client back that was read under its lock. Raises ClientNameTaken."""
        other = select(clients.c.client_id).where(
            func.lower(clients.c.name) == client.name.lower(), clients.c.client_id != client.client_id
        )
        if await self._work.scalar(other):
            raise ClientNameTaken
        await self._work.run(update(clients).where(clients.c.client_id == client.client_id).values(_encode(client)))

    async def save_secrets(self, client_id: str, secrets: Secrets) -> None:
        """Replaces a client's secrets."""
        await self._work.run(update(clients).where(clients.c.client_id == client_id).values(_encode_secrets(secrets)))

    async def find(self, client_id: str) -> Client | None:
        """Reads a client without a lock."""
        return _decode(await self._work.one(_READ.where(clients.c.client_id == client_id)))

    async def lock(self, client_id: str) -> Client | None:
        """Reads a client and keeps others from changing it until the unit of work ends."""
        return _decode(await self._work.one(_READ.where(clients.c.client_id == client_id).with_for_update()))

    async def secrets(self, client_id: str) -> Secrets | None:
        """The digests of a client's secrets."""
        row = await self._work.one(select(*_SECRETS).where(clients.c.client_id == client_id))
        return Secrets(bytes(row["secret"]), row["previous_secret"], row["previous_expire_time"]) if row else None

    async def page(self, before: tuple[datetime, str] | None, *, limit: int) -> list[Client]:
        """The next clients, newest first, made before the one at (create_time, client_id)."""
        query = _READ.where(tuple_(clients.c.create_time, clients.c.client_id) < before) if before else _READ
        rows = await self._work.all(query.order_by(clients.c.create_time.desc(), clients.c.client_id.desc()).limit(limit))
        return [client for row in rows if (client := _decode(row))]


def _encode(client: Client) -> dict[str, Any]:
    return {
        "client_id": client.client_id,
        "name": client.name,
        "scopes": list(client.scopes),
        "calls_per_minute": client.calls_per_minute,
        "is_disabled": client.is_disabled,
        "version": client.version,
        "create_time": client.create_time,
        "last_token_time": client.last_token_time,
        "rotate_time": client.rotate_time,
    }


def _encode_secrets(secrets: Secrets) -> dict[str, Any]:
    return {
        "secret": secrets.current,
        "previous_secret": secrets.previous,
        "previous_expire_time": secrets.previous_expire_time,
    }


def _decode(row: Row | None) -> Client | None:
    return Client(**{**row, "scopes": tuple(row["scopes"])}) if row else None
