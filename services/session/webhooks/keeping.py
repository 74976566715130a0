"""What partners do with their webhooks: register, test, rotate and remove them, and see what was delivered."""

import secrets
from collections.abc import Sequence
from datetime import timedelta
from uuid import uuid4

from viva.gateway.v1 import delivery_service_pb2 as gateway
from viva.session.v1 import webhook_service_pb2 as pb

from mesh.contract import method_of
from services.session.database import Database, UnitOfWork
from services.session.hiring.domain import ClientUnknown
from services.session.once import once
from services.session.paging import open_place, page_size, place_token
from services.session.prepared import Row
from services.session.tasks.making import cancel_tasks
from services.session.webhooks.delivering import deliver
from services.session.webhooks.domain import GRACE, MOST_WEBHOOKS, TooManyWebhooks, Topic, WebhookUnknown, require_outside
from services.session.webhooks.sealing import Seal
from services.session.webhooks.store import After, DeliveryStore, WebhookStore

KIND, DELIVERIES = "webhooks", "deliveries"
KEPT = timedelta(days=30)
"""How long a delivery that came to an end is shown."""
DELIVER = method_of(gateway.DeliverRequest).full_name


class Webhooks:
    """Keeps webhooks."""

    def __init__(self, database: Database, seal: Seal, *, may_be_inside: bool) -> None:
        """`may_be_inside`: whether events may be sent into the own network, as in development."""
        self._database = database
        self._seal = seal
        self._may_be_inside = may_be_inside

    async def register(self, request: pb.RegisterWebhookRequest) -> tuple[Row, str]:
        """Registers an address; returns it and its secret, which is empty once something was signed with it.

        Raises ClientUnknown, AddressRefused, TooManyWebhooks, RequestIdReused.
        """
        if not self._may_be_inside:
            require_outside(request.url)
        async with self._database.work() as work:

            async def make() -> bytes:
                return (await _add(work, request, self._seal.close(_new_secret()))).encode()

            webhook_id = (await once(work, request.client_id, request, make)).decode()
            row = await _known(work, webhook_id, request.client_id)
            if await DeliveryStore(work).was_anything_delivered(webhook_id):
                return row, ""
            secret = _new_secret()
            await WebhookStore(work).change(webhook_id, secret=self._seal.close(secret))
            return row, secret

    async def page(self, request: pb.ListWebhooksRequest) -> tuple[Sequence[Row], str]:
        """A client's webhooks, newest first, and the next page's token. Raises ClientUnknown, PageTokenBroken."""
        size, before = page_size(request.page_size), _before(request.page_token, KIND)
        async with self._database.work() as work:
            await _require_client(work, request.client_id)
            rows = await WebhookStore(work).page(request.client_id, before=before, limit=size + 1)
        return rows[:size], _following(rows, size, KIND, "webhook_id")

    async def delete(self, webhook_id: str, client_id: str) -> None:
        """Removes a webhook and what waits for it; one that is gone changes nothing. Raises ClientUnknown."""
        async with self._database.work() as work:
            await _require_client(work, client_id)
            if await WebhookStore(work).find(webhook_id, client_id) is None:
                return
            await _cancel_waiting(work, webhook_id)
            await WebhookStore(work).delete(webhook_id)

    async def rotate(self, webhook_id: str, client_id: str) -> str:
        """Gives a webhook a new secret and returns it; the one before is good for a day. Raises WebhookUnknown."""
        async with self._database.work() as work:
            row, secret = await _known(work, webhook_id, client_id), _new_secret()
            expires = await work.now() + GRACE
            sealed = self._seal.close(secret)
            await WebhookStore(work).change(webhook_id, secret=sealed, previous_secret=row["secret"], previous_expire_time=expires)
            return secret

    async def test(self, request: pb.TestWebhookRequest) -> Row:
        """Sends a made-up event. Raises WebhookUnknown, RequestIdReused."""
        async with self._database.work() as work:
            await _known(work, request.webhook_id, request.client_id)

            async def make() -> bytes:
                return (await deliver(work, request.webhook_id, Topic.TEST, None, at=await work.now())).encode()

            row = await DeliveryStore(work).find((await once(work, request.client_id, request, make)).decode())
            if row is None:
                raise WebhookUnknown
            return row

    async def deliveries(self, request: pb.ListDeliveriesRequest) -> tuple[Sequence[Row], str]:
        """What was delivered to a webhook, newest first, and the next page's token. Raises WebhookUnknown, PageTokenBroken."""
        size, before = page_size(request.page_size), _before(request.page_token, DELIVERIES)
        async with self._database.work() as work:
            await _known(work, request.webhook_id, request.client_id)
            rows = await DeliveryStore(work).page(request.webhook_id, status=request.status, before=before, limit=size + 1)
        return rows[:size], _following(rows, size, DELIVERIES, "delivery_id")

    async def seal_anew(self) -> int:
        """Seals what is stored in plain text, or sealed with the key before, with the key in use. Returns how many webhooks had such."""
        sealed = 0
        async with self._database.work() as work:
            for row in await WebhookStore(work).lock_all():
                stored = {name: row[name] for name in ("secret", "previous_secret") if row[name]}
                if all(map(self._seal.is_current, stored.values())):
                    continue
                anew = {name: self._seal.close(self._seal.open(value)) for name, value in stored.items()}
                await WebhookStore(work).change(row["webhook_id"], **anew)
                sealed += 1
        return sealed

    async def sweep(self) -> int:
        """Removes deliveries that nobody looks at any more. Returns how many."""
        async with self._database.work() as work:
            return await DeliveryStore(work).delete_ended(await work.now() - KEPT)


async def _add(work: UnitOfWork, request: pb.RegisterWebhookRequest, secret: str) -> str:
    await _require_client(work, request.client_id)
    store = WebhookStore(work)
    if await store.count_of(request.client_id) >= MOST_WEBHOOKS:
        raise TooManyWebhooks
    webhook_id = str(uuid4())
    row = {"webhook_id": webhook_id, "client_id": request.client_id, "url": request.url, "topics": list(request.topics)}
    await store.add({**row, "secret": secret, "create_time": await work.now()})
    return webhook_id


async def _cancel_waiting(work: UnitOfWork, webhook_id: str) -> None:
    now = await work.now()
    for delivery_id in await DeliveryStore(work).lock_waiting(webhook_id):
        await cancel_tasks(work, delivery_id, DELIVER, at=now)


async def _require_client(work: UnitOfWork, client_id: str) -> None:
    if not await WebhookStore(work).is_client(client_id):
        raise ClientUnknown


async def _known(work: UnitOfWork, webhook_id: str, client_id: str) -> Row:
    row = await WebhookStore(work).find(webhook_id, client_id)
    if row is None:
        raise WebhookUnknown
    return row


def _new_secret() -> str:
    return secrets.token_urlsafe(32)


def _before(page_token: str, kind: str) -> After | None:
    return open_place(page_token, kind) if page_token else None


def _following(rows: Sequence[Row], size: int, kind: str, key: str) -> str:
    return place_token(kind, rows[size - 1]["create_time"], rows[size - 1][key]) if len(rows) > size else ""
