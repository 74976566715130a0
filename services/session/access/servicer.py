"""AccessService on the wire: the other services' questions, answered about the authority that they were called with."""

from viva.session.v1 import access_service_pb2 as pb
from viva.session.v1 import access_service_pb2_grpc as rpc

from mesh.call import Context
from mesh.caller import current_caller
from mesh.refusal import Unauthenticated
from mesh.relations import Claim, Lookup


class AccessServicer(rpc.AccessServiceServicer):
    """Says who may touch what."""

    def __init__(self, lookup: Lookup) -> None:
        self._lookup = lookup

    async def Check(self, request: pb.CheckRequest, context: Context) -> pb.CheckResponse:
        """See the contract."""
        caller = current_caller()
        if caller.authority is None:
            raise caller.unproven or Unauthenticated()
        claims = [Claim(claim.kind, claim.relation, claim.resource_id) for claim in request.claims]
        return pb.CheckResponse(holds=await self._lookup.holds(caller, claims))
