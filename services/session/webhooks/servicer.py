"""WebhookService on the wire: decode, call the use case, encode."""

from viva.session.v1 import webhook_service_pb2 as pb
from viva.session.v1 import webhook_service_pb2_grpc as rpc

from mesh.call import Context
from services.session.moments import timestamp
from services.session.prepared import Row
from services.session.webhooks.keeping import Webhooks


class WebhookServicer(rpc.WebhookServiceServicer):
    """Webhooks."""

    def __init__(self, webhooks: Webhooks) -> None:
        self._webhooks = webhooks

    async def RegisterWebhook(self, request: pb.RegisterWebhookRequest, context: Context) -> pb.RegisterWebhookResponse:
        """See the contract."""
        row, secret = await self._webhooks.register(request)
        return pb.RegisterWebhookResponse(webhook=_encode(row), secret=secret)

    async def ListWebhooks(self, request: pb.ListWebhooksRequest, context: Context) -> pb.ListWebhooksResponse:
        """See the contract."""
        rows, following = await self._webhooks.page(request)
        return pb.ListWebhooksResponse(webhooks=[_encode(row) for row in rows], next_page_token=following)

    async def DeleteWebhook(self, request: pb.DeleteWebhookRequest, context: Context) -> pb.DeleteWebhookResponse:
        """See the contract."""
        await self._webhooks.delete(request.webhook_id, request.client_id)
        return pb.DeleteWebhookResponse()

    async def RotateWebhookSecret(self, request: pb.RotateWebhookSecretRequest, context: Context) -> pb.RotateWebhookSecretResponse:
        """See the contract."""
        return pb.RotateWebhookSecretResponse(secret=await self._webhooks.rotate(request.webhook_id, request.client_id))

    async def TestWebhook(self, request: pb.TestWebhookRequest, context: Context) -> pb.TestWebhookResponse:
        """See the contract."""
        return pb.TestWebhookResponse(delivery=_encode_delivery(await self._webhooks.test(request)))

    async def ListDeliveries(self, request: pb.ListDeliveriesRequest, context: Context) -> pb.ListDeliveriesResponse:
        """See the contract."""
        rows, following = await self._webhooks.deliveries(request)
        return pb.ListDeliveriesResponse(deliveries=[_encode_delivery(row) for row in rows], next_page_token=following)


def _encode(row: Row) -> pb.Webhook:
    return pb.Webhook(
        webhook_id=row["webhook_id"],
        client_id=row["client_id"],
        url=row["url"],
        topics=row["topics"],
        create_time=timestamp(row["create_time"]),
        last_success_time=timestamp(row["last_success_time"]),
    )


def _encode_delivery(row: Row) -> pb.Delivery:
    return pb.Delivery(
        delivery_id=row["delivery_id"],
        topic=row["topic"],
        resource_id=row["resource_id"] or "",
        status=row["status"],
        attempts=row["attempts"],
        reason=row["reason"],
        create_time=timestamp(row["create_time"]),
        end_time=timestamp(row["end_time"]),
    )
