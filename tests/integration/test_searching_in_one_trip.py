"""A search that goes by what was remembered is one trip to the database, and never finds by what holds no more."""

from collections.abc import Sequence
from typing import Any

import pytest
from sqlalchemy import text
from viva.resume.v1 import passage_pb2
from viva.session.v1 import resume_service_pb2 as pb

from services.session.database import Database, UnitOfWork
from services.session.resumes.places import OF_RESUME
from services.session.search import hybrid, scope
from services.session.search.hybrid import Hit, find
from services.session.search.models import LastRead
from services.session.search.places import REMEMBERED, Places
from services.session.search.vectors import Embedding
from tests.integration.resumes_rig import MODEL, Desk
from tests.integration.test_resumes_finding import company, desk, interviewed, read_resume

__all__ = ["desk"]
EVERY = Embedding(MODEL, [0.6, 0.8])
OTHER = Embedding("another model", [1.0])


class Minutes:
    """A clock that is set by hand."""

    seconds = 1000.0
    places: Places
    """What is remembered by it."""

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Minutes:
    """Nothing is remembered from other tests, and time passes when it is told to."""
    clock = Minutes()
    clock.places = Places(clock)
    monkeypatch.setattr(hybrid, "PLACES", clock.places)
    monkeypatch.setattr(hybrid, "MODELS", LastRead())
    return clock


@pytest.fixture
def trips(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many statements each trip took along."""
    taken: list[int] = []
    sent = UnitOfWork._sent

    async def counted(self: UnitOfWork, statements: Sequence[Any]) -> Any:
        taken.append(len(statements))
        return await sent(self, statements)

    monkeypatch.setattr(UnitOfWork, "_sent", counted)
    return taken


async def search(database: Database, resume_id: str, *embeddings: Embedding, query: str = "") -> list[Hit]:
    async with database.look() as work:
        return await find(work, OF_RESUME[False], query=query, embeddings=embeddings, limit=10, resume_id=resume_id)


async def test_by_meaning_it_is_one_statement_in_one_trip(desk: Desk, clock: Minutes, trips: list[int]) -> None:
    resume_id = await read_resume(desk)
    first = await search(desk.database, resume_id, EVERY)
    trips.clear()
    assert await search(desk.database, resume_id, EVERY) == first
    assert trips == [1]


async def test_by_words_too_it_is_two_trips(desk: Desk, clock: Minutes, trips: list[int]) -> None:
    resume_id = await read_resume(desk)
    first = await search(desk.database, resume_id, EVERY, query="주문 시스템")
    trips.clear()
    assert await search(desk.database, resume_id, EVERY, query="주문 시스템") == first
    assert trips == [2, 1]


async def test_a_place_is_looked_at_anew_after_a_minute(desk: Desk, clock: Minutes, trips: list[int]) -> None:
    resume_id = await read_resume(desk)
    await search(desk.database, resume_id, EVERY)
    clock.seconds += REMEMBERED + 1
    trips.clear()
    await search(desk.database, resume_id, EVERY)
    assert len(trips) > 1


async def test_f51_a_model_that_serves_no_more_is_compared_no_more(desk: Desk, clock: Minutes) -> None:
    resume_id = await read_resume(desk)
    async with desk.database.work() as work:
        await work.run(text("DELETE FROM embedding_models WHERE model = :model"), {"model": OTHER.model})
    assert {hit.model for hit in await search(desk.database, resume_id, EVERY, OTHER)} == {MODEL}
    async with desk.database.work() as work:
        await work.run(text("UPDATE embedding_models SET state = 3 WHERE model = :model"), {"model": MODEL})
        await work.run(text("INSERT INTO embedding_models VALUES (:model, 1, 1, now(), now())"), {"model": OTHER.model})
        change = "INSERT INTO resume_passage_vectors SELECT resume_id, ordinal, :model, 1, '[1]' FROM resume_passages"
        await work.run(text(change), {"model": OTHER.model})
    found = await search(desk.database, resume_id, EVERY, OTHER)
    async with desk.database.work() as work:
        await work.run(text("DELETE FROM embedding_models WHERE model = :model"), {"model": OTHER.model})
        await work.run(text("UPDATE embedding_models SET state = 1 WHERE model = :model"), {"model": MODEL})
    assert {hit.model for hit in found} == {OTHER.model}


async def test_a_place_that_grew_too_large_to_be_compared_is_looked_at_anew(
    desk: Desk, clock: Minutes, monkeypatch: pytest.MonkeyPatch
) -> None:
    resume_id = await read_resume(desk)
    before = await search(desk.database, resume_id, EVERY)
    monkeypatch.setattr(scope, "MOST_COMPARED", 1)
    assert await search(desk.database, resume_id, EVERY) == before
    async with desk.database.look() as work:
        assert clock.places.remembered(work, OF_RESUME[False], {"resume_id": resume_id}) is None


@pytest.mark.parametrize("is_blind", [True, False])
async def test_r7_a_walk_through_the_index_finds_what_a_comparison_finds_and_hides_what_it_hides(
    desk: Desk, clock: Minutes, monkeypatch: pytest.MonkeyPatch, is_blind: bool
) -> None:
    where, resume_id = await company(desk, is_blind=is_blind), await read_resume(desk)
    await interviewed(desk, resume_id, where)
    embedding = passage_pb2.Embedding(model=MODEL, vector=[1.0, 0.0])

    async def found() -> list[tuple[str, list[int]]]:
        asked = pb.FindResumesRequest(company_id=where.company_id, embedding=embedding)
        told = (await desk.finder.resumes(asked, where.recruiter)).passages
        one = (await desk.finder.passages(pb.FindPassagesRequest(resume_id=resume_id, embedding=embedding))).passages
        return [(hit.resume_id, sorted(each.passage.ordinal for each in one)) for hit in told]

    compared = await found()
    monkeypatch.setattr(scope, "MOST_COMPARED", -1)
    monkeypatch.setattr(hybrid, "PLACES", Places(clock))
    assert await found() == compared == [(resume_id, [2] if is_blind else [0, 1, 2])]
