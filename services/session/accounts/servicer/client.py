"""ClientService on the wire."""

from datetime import timedelta

from viva.session.v1 import client_service_pb2 as pb
from viva.session.v1 import client_service_pb2_grpc as rpc

from mesh.call import Context
from services.session.accounts.partnering import Partnering
from services.session.accounts.servicer.wire import doer_of, encode_client
from services.session.paging import open_place, page_size, place_token

LIST = "clients"


class ClientServicer(rpc.ClientServiceServicer):
    """Partner clients, for admins."""

    def __init__(self, partnering: Partnering) -> None:
        self._partnering = partnering

    async def CreateClient(self, request: pb.CreateClientRequest, context: Context) -> pb.CreateClientResponse:
        """See the contract."""
        client, secret = await self._partnering.create(
            request.name,
            request.scopes,
            request.calls_per_minute,
            request_id=request.request_id,
            doer=doer_of(pb.CreateClientRequest, context),
        )
        return pb.CreateClientResponse(client=encode_client(client), client_secret=secret)

    async def GetClient(self, request: pb.GetClientRequest, context: Context) -> pb.GetClientResponse:
        """See the contract."""
        return pb.GetClientResponse(client=encode_client(await self._partnering.get(request.client_id)))

    async def ListClients(self, request: pb.ListClientsRequest, context: Context) -> pb.ListClientsResponse:
        """See the contract."""
        size = page_size(request.page_size)
        after = open_place(request.page_token, LIST) if request.page_token else None
        clients = await self._partnering.page(after, limit=size + 1)
        last = clients[size - 1] if len(clients) > size else None
        token = place_token(LIST, last.create_time, last.client_id) if last else ""
        return pb.ListClientsResponse(clients=map(encode_client, clients[:size]), next_page_token=token)

    async def UpdateClient(self, request: pb.UpdateClientRequest, context: Context) -> pb.UpdateClientResponse:
        """See the contract."""
        client = await self._partnering.update(
            request.client_id,
            request.name,
            request.scopes,
            request.calls_per_minute,
            request.etag,
            doer=doer_of(pb.UpdateClientRequest, context),
        )
        return pb.UpdateClientResponse(client=encode_client(client))

    async def RotateClientSecret(self, request: pb.RotateClientSecretRequest, context: Context) -> pb.RotateClientSecretResponse:
        """See the contract."""
        grace = request.grace_duration.ToTimedelta() if request.HasField("grace_duration") else timedelta()
        client, secret = await self._partnering.rotate(request.client_id, grace, doer=doer_of(pb.RotateClientSecretRequest, context))
        return pb.RotateClientSecretResponse(client=encode_client(client), client_secret=secret)

    async def DisableClient(self, request: pb.DisableClientRequest, context: Context) -> pb.DisableClientResponse:
        """See the contract."""
        client = await self._partnering.disable(request.client_id, request.reason, doer=doer_of(pb.DisableClientRequest, context))
        return pb.DisableClientResponse(client=encode_client(client))

    async def EnableClient(self, request: pb.EnableClientRequest, context: Context) -> pb.EnableClientResponse:
        """See the contract."""
        client = await self._partnering.enable(request.client_id, doer=doer_of(pb.EnableClientRequest, context))
        return pb.EnableClientResponse(client=encode_client(client))
