"""DeliveryService on the wire. Nobody may call it: its methods are tasks, and come by lease."""

from typing import Any

from viva.gateway.v1 import delivery_service_pb2 as pb
from viva.gateway.v1 import delivery_service_pb2_grpc as rpc

from mesh.refusal import PermissionDenied


class DeliveryServicer(rpc.DeliveryServiceServicer):
    """Says what is served here; the work is done by `delivery.Delivery` when the ledger hands it out."""

    async def SendMail(self, request: pb.SendMailRequest, context: Any) -> pb.SendMailResponse:
        """The access policy lets nobody through to here."""
        raise PermissionDenied

    async def Deliver(self, request: pb.DeliverRequest, context: Any) -> pb.DeliverResponse:
        """The access policy lets nobody through to here."""
        raise PermissionDenied
