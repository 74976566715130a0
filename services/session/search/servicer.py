"""EmbeddingService on the wire: what an admin sees and does about embedding models."""

from viva.session.v1 import embedding_service_pb2 as pb
from viva.session.v1 import embedding_service_pb2_grpc as rpc

from mesh.call import Context
from services.session.moments import timestamp
from services.session.prepared import Row
from services.session.search.embedding import Embeddable
from services.session.search.moving import Moving


class EmbeddingServicer(rpc.EmbeddingServiceServicer):
    """Embedding models."""

    def __init__(self, moving: Moving) -> None:
        self._moving = moving

    async def ListEmbeddingModels(self, request: pb.ListEmbeddingModelsRequest, context: Context) -> pb.ListEmbeddingModelsResponse:
        """See the contract."""
        return pb.ListEmbeddingModelsResponse(models=await self._models())

    async def StartEmbeddingMove(self, request: pb.StartEmbeddingMoveRequest, context: Context) -> pb.StartEmbeddingMoveResponse:
        """See the contract."""
        await self._moving.start(request.model, request.dimension)
        model = next((each for each in await self._models() if each.model == request.model), None)
        return pb.StartEmbeddingMoveResponse(model=model)

    async def ForgetEmbeddingModel(self, request: pb.ForgetEmbeddingModelRequest, context: Context) -> pb.ForgetEmbeddingModelResponse:
        """See the contract."""
        return pb.ForgetEmbeddingModelResponse(removed=await self._moving.forget(request.model))

    async def _models(self) -> list[pb.EmbeddingModel]:
        return [_encode(row, counts, failure) for row, counts, failure in await self._moving.progress()]


def _encode(row: Row, counts: list[tuple[Embeddable, int, int]], failure: str) -> pb.EmbeddingModel:
    return pb.EmbeddingModel(
        model=row["model"],
        dimension=row["dimension"],
        state=row["state"],
        counts=[pb.EmbeddedCount(kind=each.kind, embedded=embedded, total=total) for each, embedded, total in counts],
        start_time=timestamp(row["start_time"]),
        serve_time=timestamp(row["serve_time"]),
        last_failure=failure,
    )
