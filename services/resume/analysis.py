"""Does the ledger's tasks: reads a résumé, embeds a row."""

from typing import Protocol

from viva.resume.v1 import resume_service_pb2 as pb
from viva.resume.v1.passage_pb2 import Embedding

from services.resume.domain.embedder import Embedders
from services.resume.domain.unreadable import TooMuchText

MAX_RESULT_BYTES = 1_000_000
"""A result travels in one message, and what can exceed 1 MiB would have to be a blob."""
_NUMBER_BYTES = 4
_FRAMING_BYTES = 16
"""Of one vector in a message, at most."""


class Originals(Protocol):
    """Where originals are fetched from."""

    async def fetch(self, blob_id: str, *, size_bytes: int, sha256: bytes) -> bytes:
        """The original, whole and as it was uploaded."""
        ...


class Parser(Protocol):
    """What reads files."""

    async def parse(self, content: bytes) -> pb.AnalyzeResult:
        """What stands in the file, without vectors."""
        ...


class Analysis:
    """The work behind this service's task methods."""

    def __init__(self, originals: Originals, parser: Parser, embedders: Embedders) -> None:
        """Keeps nothing between two tasks."""
        self._originals = originals
        self._parser = parser
        self._embedders = embedders

    async def analyze(self, request: pb.AnalyzeRequest) -> pb.AnalyzeResponse:
        """Reads a résumé; every passage whose vector fits the message is embedded once, and session has the others embedded later."""
        original = request.context
        content = await self._originals.fetch(original.blob_id, size_bytes=original.size_bytes, sha256=original.sha256)
        result = await self._parser.parse(content)
        # Not having the model is no reason to leave a résumé unread: session has it embedded anew.
        embedder = self._embedders.named(original.embedding_model) or self._embedders.first
        result.embedding_model = embedder.model
        fitting = result.passages[: _vectors_that_fit(result, embedder.dimension)]
        vectors = await embedder.of_passages([embedded.passage.text for embedded in fitting])
        for embedded, vector in zip(fitting, vectors, strict=True):
            embedded.vector[:] = vector
        return pb.AnalyzeResponse(result=result)

    async def embed(self, request: pb.EmbedRequest) -> pb.EmbedResponse:
        """Makes the vectors of a row's texts. Raises ModelNotLoaded."""
        context = request.context
        texts = list(context.texts) or [pb.EmbedText(text=context.text)]
        made: list[pb.EmbeddedText] = []
        for embedder in self._embedders.wanted(context.models):
            vectors = await embedder.of_passages([each.text for each in texts])
            for each, vector in zip(texts, vectors, strict=True):
                made.append(pb.EmbeddedText(ordinal=each.ordinal, embedding=Embedding(model=embedder.model, vector=vector)))
        return pb.EmbedResponse(result=pb.EmbedResult(embedding=made[0].embedding, vectors=made))


def _vectors_that_fit(result: pb.AnalyzeResult, dimension: int) -> int:
    """How many of a model's vectors the message still holds. Raises TooMuchText when not even one."""
    room = MAX_RESULT_BYTES - result.ByteSize()
    fitting = room // (dimension * _NUMBER_BYTES + _FRAMING_BYTES)
    if fitting < 1:
        raise TooMuchText
    return fitting
