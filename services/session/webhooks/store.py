"""The tables of webhooks and of what is delivered to them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Column,
    ColumnClause,
    DateTime,
    Integer,
    LargeBinary,
    SmallInteger,
    String,
    Table,
    TableClause,
    bindparam,
    delete,
    exists,
    func,
    insert,
    select,
    tuple_,
    update,
)
from sqlalchemy.dialects.postgresql import ARRAY, UUID

from services.session.database import Asked, UnitOfWork, metadata
from services.session.prepared import Prepared, Row, itself
from services.session.webhooks.domain import DeliveryStatus, Topic

webhooks = Table(
    "webhooks",
    metadata,
    Column("webhook_id", UUID(as_uuid=False), primary_key=True),
    Column("client_id", UUID(as_uuid=False), nullable=False),
    Column("url", String, nullable=False),
    Column("topics", ARRAY(SmallInteger), nullable=False),
    Column("secret", String, nullable=False),
    Column("previous_secret", String),
    Column("previous_expire_time", DateTime(timezone=True)),
    Column("create_time", DateTime(timezone=True), nullable=False),
    Column("last_success_time", DateTime(timezone=True)),
)
deliveries = Table(
    "deliveries",
    metadata,
    Column("delivery_id", UUID(as_uuid=False), primary_key=True),
    Column("webhook_id", UUID(as_uuid=False), nullable=False),
    Column("topic", SmallInteger, nullable=False),
    Column("resource_id", UUID(as_uuid=False)),
    Column("body", LargeBinary, nullable=False),
    Column("status", SmallInteger, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("reason", String, nullable=False),
    Column("create_time", DateTime(timezone=True), nullable=False),
    Column("end_time", DateTime(timezone=True)),
)
_clients = TableClause("partner_clients", ColumnClause("client_id", UUID(as_uuid=False)))
_SHOWN = [column for column in deliveries.c if column.name != "body"]

After = tuple[datetime, str]
"""The (create_time, id) of the last row seen."""


class WebhookStore:
    """Reads and writes webhooks."""

    def __init__(self, work: UnitOfWork) -> None:
        self._work = work

    async def is_client(self, client_id: str) -> bool:
        """Whether there is such a partner client."""
        return bool(await self._work.scalar(select(exists().where(_clients.c.client_id == client_id))))

    async def count_of(self, client_id: str) -> int:
        """How many a client has; others who add one to the same client wait until the unit of work ends."""
        await self._work.run(select(func.pg_advisory_xact_lock(func.hashtextextended(f"webhooks of {client_id}", 0))))
        return int(await self._work.scalar(select(func.count()).select_from(webhooks).where(webhooks.c.client_id == client_id)))

    async def add(self, row: dict[str, Any]) -> None:
        """Writes a new webhook."""
        await self._work.run(insert(webhooks).values(row))

    async def change(self, webhook_id: str, **row: Any) -> None:
        """Writes what changed."""
        await self._work.run(update(webhooks).where(webhooks.c.webhook_id == webhook_id).values(row))

    async def find(self, webhook_id: str, client_id: str) -> Row | None:
        """A client's webhook."""
        return await self._work.one(select(webhooks).where(webhooks.c.webhook_id == webhook_id, webhooks.c.client_id == client_id))

    async def lock_all(self) -> Sequence[Row]:
        """Every webhook, kept from others until the unit of work ends."""
        return await self._work.all(select(webhooks).order_by(webhooks.c.webhook_id).with_for_update())

    async def hearing(self, client_id: str, topic: Topic) -> list[str]:
        """The ids of a client's webhooks that hear of a topic."""
        hears = webhooks.c.topics.contains([int(topic)])
        return [
            row["webhook_id"] for row in await self._work.all(select(webhooks.c.webhook_id).where(webhooks.c.client_id == client_id, hears))
        ]

    async def delete(self, webhook_id: str) -> None:
        """Removes a webhook with its deliveries."""
        await self._work.run(delete(webhooks).where(webhooks.c.webhook_id == webhook_id))

    async def page(self, client_id: str, *, before: After | None, limit: int) -> Sequence[Row]:
        """A client's webhooks, newest first."""
        query = select(webhooks).where(webhooks.c.client_id == client_id)
        if before:
            query = query.where(tuple_(webhooks.c.create_time, webhooks.c.webhook_id) < before)
        return await self._work.all(query.order_by(webhooks.c.create_time.desc(), webhooks.c.webhook_id.desc()).limit(limit))


class DeliveryStore:
    """Reads and writes deliveries."""

    def __init__(self, work: UnitOfWork) -> None:
        self._work = work

    async def add(self, delivery_id: str, webhook_id: str, topic: Topic, resource_id: str | None, body: bytes, *, at: datetime) -> None:
        """Writes that an event is to be delivered."""
        row = {"delivery_id": delivery_id, "webhook_id": webhook_id, "topic": int(topic), "resource_id": resource_id, "body": body}
        await self._work.run(
            insert(deliveries).values({**row, "status": int(DeliveryStatus.WAITING), "attempts": 0, "reason": "", "create_time": at})
        )

    async def find(self, delivery_id: str) -> Row | None:
        """A delivery without its body."""
        return await self._work.one(select(*_SHOWN).where(deliveries.c.delivery_id == delivery_id))

    def lock(self, delivery_id: str) -> Asked[Row | None]:
        """Keeps others from changing a delivery until the unit of work ends."""
        return self._work.row(_LOCK, itself, delivery_id=delivery_id)

    async def lock_waiting(self, webhook_id: str) -> list[str]:
        """The ids of what waits to be delivered to a webhook, locked."""
        waiting = deliveries.c.status == int(DeliveryStatus.WAITING)
        query = select(deliveries.c.delivery_id).where(deliveries.c.webhook_id == webhook_id, waiting)
        return [row["delivery_id"] for row in await self._work.all(query.order_by(deliveries.c.delivery_id).with_for_update())]

    async def to_send(self, delivery_id: str) -> Row | None:
        """A delivery's body, with its webhook's address and secrets."""
        columns = (deliveries.c.body, webhooks.c.url, webhooks.c.secret, webhooks.c.previous_secret, webhooks.c.previous_expire_time)
        joined = select(*columns).join(webhooks, webhooks.c.webhook_id == deliveries.c.webhook_id)
        return await self._work.one(joined.where(deliveries.c.delivery_id == delivery_id))

    async def change(self, delivery_id: str, **row: Any) -> None:
        """Writes what became of a delivery."""
        await self._work.run(update(deliveries).where(deliveries.c.delivery_id == delivery_id).values(row))

    async def was_anything_delivered(self, webhook_id: str) -> bool:
        """Whether a webhook received something."""
        delivered = exists().where(deliveries.c.webhook_id == webhook_id, deliveries.c.status == int(DeliveryStatus.DELIVERED))
        return bool(await self._work.scalar(select(delivered)))

    async def page(self, webhook_id: str, *, status: int, before: After | None, limit: int) -> Sequence[Row]:
        """A webhook's deliveries, newest first."""
        query = select(*_SHOWN).where(deliveries.c.webhook_id == webhook_id)
        if status:
            query = query.where(deliveries.c.status == status)
        if before:
            query = query.where(tuple_(deliveries.c.create_time, deliveries.c.delivery_id) < before)
        return await self._work.all(query.order_by(deliveries.c.create_time.desc(), deliveries.c.delivery_id.desc()).limit(limit))

    async def delete_ended(self, before: datetime) -> int:
        """Removes deliveries that came to an end before a moment. Returns how many."""
        return await self._work.run(delete(deliveries).where(deliveries.c.end_time < before))


_LOCK = Prepared(select(deliveries.c.delivery_id).where(deliveries.c.delivery_id == bindparam("delivery_id")).with_for_update())
