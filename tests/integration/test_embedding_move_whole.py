"""A whole Viva moves to another embedding model by the terminal's commands, is searched meanwhile, and loses its résumé service."""

import asyncio
import subprocess
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from viva.resume.v1.resume_service_pb2 import EMBED_KIND_QUESTION, SearchQuestionsRequest
from viva.resume.v1.resume_service_pb2_grpc import ResumeServiceStub
from viva.session.v1 import embedding_service_pb2 as pb
from viva.session.v1.embedding_service_pb2_grpc import EmbeddingServiceStub
from viva_client import LogIn, Viva
from viva_client.errors import Unavailable

from tests.integration import terminal
from tests.integration.supervised import Supervised
from tests.resumes.projected import DIMENSION, projected

OLD, NEW = "all-MiniLM-L6-v2", "projected"
QUERY = "How do you find out why a program is slow?"


@pytest.fixture
def moving(supervise: Callable[..., Supervised], open_directory: Path) -> Supervised:
    """A Viva of its own whose résumé service has a second model loaded."""
    viva = supervise(environment={"VIVA_EMBEDDING_NEXT": str(projected(open_directory / NEW))})
    viva.start()
    return viva


def embeddings(viva: Supervised, *arguments: str) -> subprocess.CompletedProcess[str]:
    user, password = viva.admin
    told = {"VIVA_SERVER": viva.url, "VIVA_USER": user, "VIVA_PASSWORD": password}
    return terminal.run("embeddings", *arguments, more=told)


async def questions_of(client: Viva, model: str) -> tuple[int, int]:
    """How many questions of the bank a model has a vector of, and how many there are."""
    listed = await client.stub(EmbeddingServiceStub).ListEmbeddingModels(pb.ListEmbeddingModelsRequest())
    counts = [each for found in listed.models if found.model == model for each in found.counts if each.kind == EMBED_KIND_QUESTION]
    return (counts[0].embedded, counts[0].total) if counts else (0, -1)


async def until_all_are_embedded(client: Viva, model: str) -> None:
    done, total = await questions_of(client, model)
    while done != total:
        await asyncio.sleep(0.5)
        done, total = await questions_of(client, model)


async def test_f51_a_whole_viva_moves_by_the_terminal_and_no_search_notices(moving: Supervised) -> None:
    async with Viva.connect(moving.url, LogIn(*moving.admin)) as client:
        async with asyncio.timeout(terminal.PATIENCE_SECONDS):
            await until_all_are_embedded(client, OLD)
        before = embeddings(moving, "status")
        assert before.returncode == 0 and f"{OLD} (384 numbers): searches go by it" in before.stdout
        assert f"loaded: {OLD} (384), {NEW} ({DIMENSION})" in before.stdout

        seen: list[str] = []
        moved = asyncio.create_task(asyncio.to_thread(embeddings, moving, "move"))
        while not moved.done():
            seen.extend(await models_of_a_search(client))
            if NEW not in seen and (await questions_of(client, NEW))[0] > 50:
                moving.kill("resume")
                break
        while not moved.done() or NEW not in seen:
            with suppress(Unavailable):  # until the résumé service is back
                seen.extend(await models_of_a_search(client))
        result = await moved
        assert result.returncode == 0, result.stderr
        assert f"{NEW} ({DIMENSION} numbers): searches go by it" in result.stdout
        assert seen == sorted(seen, key=[OLD, NEW].index) and set(seen) == {OLD, NEW}

        refused = embeddings(moving, "forget", NEW)
        assert refused.returncode == 1 and len(refused.stderr.strip().splitlines()) == 1
        forgotten = embeddings(moving, "forget", OLD)
        assert forgotten.returncode == 0 and int(forgotten.stdout.split()[0]) >= (await questions_of(client, NEW))[1]
        assert OLD not in embeddings(moving, "status").stdout.split("loaded:")[0]
        assert set(await models_of_a_search(client)) == {NEW}


async def models_of_a_search(client: Viva) -> list[str]:
    """The models that one search went by: one, and never none."""
    found = await client.stub(ResumeServiceStub).SearchQuestions(SearchQuestionsRequest(query=QUERY, limit=5))
    (model,) = {hit.found.embedding_model for hit in found.hits}
    return [model]
