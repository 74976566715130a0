"""Looks into résumés through the résumé service, on the authority of the lease that is being worked under."""

from collections.abc import Sequence

import grpc.aio
from viva.resume.v1.resume_service_pb2 import RetrieveRequest
from viva.resume.v1.resume_service_pb2_grpc import ResumeServiceStub

from mesh.refusal import Unavailable

PATIENCE = 2.0
"""Seconds that a question waits for the résumé; it is asked without it then, for somebody is waiting."""


class PassagesUnavailable(Unavailable):
    """The résumé cannot be looked into now."""

    reason = "PASSAGES_UNAVAILABLE"


class ResumePassages:
    """Passages of the interview's own résumé."""

    def __init__(self, resumes: ResumeServiceStub) -> None:
        """Calls through this stub."""
        self._resumes = resumes

    async def find(self, resume_id: str, query: str, limit: int) -> Sequence[str]:
        """The passages that speak about a text, best first. Raises PassagesUnavailable."""
        request = RetrieveRequest(resume_id=resume_id, query=query, limit=limit)
        try:
            found = await self._resumes.Retrieve(request, timeout=PATIENCE)
        except grpc.aio.AioRpcError as error:
            raise PassagesUnavailable(status=error.code().name) from error
        return [hit.passage.text for hit in found.hits]
