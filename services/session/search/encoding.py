"""Searches as the contract's messages say them."""

from typing import Any

from viva.resume.v1 import passage_pb2 as pb

from services.session.search.hybrid import Hit
from services.session.search.vectors import Embedding


def encode_hit(hit: Hit) -> pb.Found:
    """Why something was found."""
    return pb.Found(score=hit.score, meaning_rank=hit.meaning_rank, words_rank=hit.words_rank)


def embedding_in(request: Any) -> Embedding | None:
    """The vector that a search came with; None when no model is loaded."""
    return Embedding(request.embedding.model, tuple(request.embedding.vector)) if request.HasField("embedding") else None
