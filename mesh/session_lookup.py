"""Asks session how an authority is related to resources; session itself, which knows, has an answer of its own."""

from collections.abc import Sequence

import grpc.aio
from viva.session.v1.access_service_pb2 import CheckRequest, RelationClaim
from viva.session.v1.access_service_pb2_grpc import AccessServiceStub

from mesh.caller import Caller
from mesh.channels import Channels
from mesh.refusals import PeerUnavailable, refusal_of
from mesh.relations import Claim


class SessionLookup:
    """The `Lookup` of every service but session."""

    def __init__(self, channels: Channels) -> None:
        """Asks over these channels."""
        self._stub = channels.stub(AccessServiceStub)

    async def holds(self, caller: Caller, claims: Sequence[Claim]) -> Sequence[bool]:
        """Asks with the caller's own credentials, which travel with every call made for it."""
        request = CheckRequest(claims=[_encoded(claim) for claim in claims])
        try:
            return (await self._stub.Check(request)).holds
        except grpc.aio.AioRpcError as error:
            raise refusal_of(error) or PeerUnavailable() from error


def _encoded(claim: Claim) -> RelationClaim:
    return RelationClaim(kind=claim.kind, relation=claim.relation, resource_id=claim.resource_id)
