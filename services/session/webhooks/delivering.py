"""Writes what partners are to hear of, in the transaction of the event, and what became of telling them."""

from datetime import datetime
from uuid import uuid4

from viva.gateway.v1 import delivery_service_pb2 as gateway

from services.session.database import Asked, UnitOfWork
from services.session.prepared import Row
from services.session.tasks.domain import Task
from services.session.tasks.making import make_task
from services.session.webhooks.domain import DeliveryStatus, Topic, body_of, signature_of
from services.session.webhooks.sealing import Seal
from services.session.webhooks.store import DeliveryStore, WebhookStore


async def tell(work: UnitOfWork, client_id: str | None, topic: Topic, resource_id: str, *, at: datetime, **facts: str | int) -> None:
    """Has every webhook of a client that hears of this topic told. Without a client there is nobody to tell."""
    if client_id is None:
        return
    for webhook_id in await WebhookStore(work).hearing(client_id, topic):
        await deliver(work, webhook_id, topic, resource_id, at=at, **facts)


async def deliver(work: UnitOfWork, webhook_id: str, topic: Topic, resource_id: str | None, *, at: datetime, **facts: str | int) -> str:
    """Has one webhook told of one event. Returns the delivery's id."""
    delivery_id = str(uuid4())
    body = body_of(delivery_id, topic, at=at, **facts)
    await DeliveryStore(work).add(delivery_id, webhook_id, topic, resource_id, body, at=at)
    make_task(work, gateway.DeliverRequest(delivery_id=delivery_id), resource_id=delivery_id, at=at)
    return delivery_id


class DeliverEffect:
    """Effect of viva.gateway.v1 Deliver."""

    def __init__(self, seal: Seal) -> None:
        """`seal`: opens the webhooks' secrets."""
        self._seal = seal

    def lock(self, work: UnitOfWork, task: Task) -> Asked[Row | None]:
        """Locks the delivery."""
        return DeliveryStore(work).lock(task.subject_id)

    async def fill(self, work: UnitOfWork, task: Task) -> bytes:
        """Adds address, body and a signature over just these bytes. A delivery that is gone gets nothing: nobody hears of it."""
        request = gateway.DeliverRequest.FromString(task.request)
        row = await DeliveryStore(work).to_send(request.delivery_id)
        if row:
            now, body = await work.now(), bytes(row["body"])
            is_fresh = row["previous_expire_time"] is not None and row["previous_expire_time"] > now
            secrets = [row["secret"], row["previous_secret"]] if is_fresh else [row["secret"]]
            signature = signature_of(body, [self._seal.open(secret) for secret in secrets], at=now)
            request.context.CopyFrom(gateway.DeliverContext(url=row["url"], body=body, signature=signature))
        return request.SerializeToString()

    async def done(self, work: UnitOfWork, task: Task, result: bytes) -> None:
        """Writes that the partner has it."""
        now, store = await work.now(), DeliveryStore(work)
        row = await store.find(task.subject_id)
        if row is None:
            return
        status = int(DeliveryStatus.DELIVERED)
        await store.change(row["delivery_id"], status=status, attempts=task.attempt, reason="", end_time=now)
        await WebhookStore(work).change(row["webhook_id"], last_success_time=now)

    async def retried(self, work: UnitOfWork, task: Task) -> None:
        """Writes why it has to be attempted again."""
        await DeliveryStore(work).change(task.subject_id, attempts=task.attempt, reason=task.reason[:64])

    async def fell_back(self, work: UnitOfWork, task: Task) -> None:
        """Writes that it could not be delivered."""
        status, now = int(DeliveryStatus.UNDELIVERED), await work.now()
        await DeliveryStore(work).change(task.subject_id, status=status, attempts=task.attempt, reason=task.reason[:64], end_time=now)
