"""Searches as the contract's messages say them."""

from typing import Any

from viva.resume.v1 import passage_pb2 as pb

from services.session.search.hybrid import Hit
from services.session.search.matching import matched_words
from services.session.search.vectors import Embedding


def encode_hit(hit: Hit, query: str, text: str) -> pb.Found:
    """Why something was found. `text`: what it says."""
    return pb.Found(
        score=hit.score,
        meaning_rank=hit.meaning_rank,
        words_rank=hit.words_rank,
        similarity=hit.similarity,
        matched_words=matched_words(query, text),
        embedding_model=hit.model,
    )


def embeddings_in(request: Any) -> list[Embedding]:
    """The vectors that a search came with, one for each model that is loaded; none when no model is."""
    first = [request.embedding] if request.HasField("embedding") else []
    return [Embedding(each.model, tuple(each.vector)) for each in (*first, *request.other_embeddings)]
