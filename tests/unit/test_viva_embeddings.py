"""`viva embeddings`: what it says, and which model it moves to."""

import pytest
from viva.resume.v1.resume_service_pb2 import EMBED_KIND_PASSAGES
from viva.session.v1 import embedding_service_pb2 as pb
from viva_client.command.embeddings import lines, next_model
from viva_client.command.failure import Failure

SERVING = pb.EmbeddingModel(model="old", dimension=384, state=pb.EMBEDDING_MODEL_STATE_SERVING)
FILLING = pb.EmbeddingModel(
    model="new",
    dimension=1024,
    state=pb.EMBEDDING_MODEL_STATE_FILLING,
    counts=[pb.EmbeddedCount(kind=EMBED_KIND_PASSAGES, embedded=7, total=10)],
    last_failure="MODEL_NOT_LOADED",
)


def test_progress_is_told_by_kind_with_the_last_failure() -> None:
    assert list(lines(FILLING)) == [
        "new (1024 numbers): being filled",
        "  passages          7 of 10",
        "  the last one that failed: MODEL_NOT_LOADED",
    ]


def test_it_moves_to_the_loaded_model_that_does_not_serve() -> None:
    assert next_model([SERVING], [("old", 384), ("new", 1024)]) == ("new", 1024)


def test_without_a_second_model_it_says_where_to_name_one() -> None:
    with pytest.raises(Failure, match="VIVA_EMBEDDING_NEXT"):
        next_model([SERVING], [("old", 384)])
