"""A live installation moves from one embedding model to another of other dimension, while it is searched without a pause."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from uuid import uuid4

import numpy as np
import pytest
from sqlalchemy import text
from viva.resume.v1 import resume_service_pb2 as resume

from mesh.contract import method_of
from services.resume.adapters import build_minilm
from services.resume.adapters.minilm import MiniLm
from services.resume.adapters.sentence_model import SentenceModel
from services.resume.analysis import Analysis
from services.resume.domain.embedder import Embedder, Embedders, ModelNotLoaded
from services.session.database import Database, UnitOfWork
from services.session.hiring.embedded import COMPANIES, POSTINGS
from services.session.questions.bank_store import bank_question_vectors, bank_questions
from services.session.questions.embedded import QUESTIONS
from services.session.questions.shipped import read_bank
from services.session.resumes.embedded import PASSAGES
from services.session.search.embedding import EmbedEffect
from services.session.search.hybrid import Hit, find
from services.session.search.moving import ModelServes, MoveUnderWay, Moving, NothingEmbedded
from services.session.search.scope import Scope
from services.session.search.vectors import Embedding, index_name
from services.session.tasks.ledger import Appetite, Ledger
from services.session.tasks.store import SqlTaskStore
from tests.integration.resumes_rig import Desk, candidate, reading
from tests.resumes.fakes import MemoryOriginals, ToldParser, result_of
from tests.resumes.projected import projected

EMBED = method_of(resume.EmbedRequest).full_name
EMBEDDABLES = [COMPANIES, POSTINGS, QUESTIONS, PASSAGES]
EVERY = Scope(bank_questions, bank_question_vectors, bank_questions.c.status.is_not(None))
WORDS = [question.question.text for question in read_bank()[:60]]


@dataclass
class House:
    """Session's side of a move, and one worker that embeds with whatever it has loaded."""

    database: Database
    engines: Embedders
    moving: Moving = field(init=False)
    ledger: Ledger[UnitOfWork] = field(init=False)

    def __post_init__(self) -> None:
        effect = EmbedEffect(EMBEDDABLES)
        self.moving = Moving(self.database, EMBEDDABLES)
        self.ledger = Ledger(self.database.work, SqlTaskStore, {EMBED: effect}, {5: effect})

    async def work_off(self, most: int = 10_000) -> int:
        """Does Embed tasks until there is none; returns how many."""
        worker = Analysis(MemoryOriginals(), ToldParser(result_of("x")), self.engines)
        for done in range(most):
            appetite = Appetite([EMBED], str(uuid4()), interactive=True, batch=True, batch_may_overtake=False, is_idle=True)
            handout = await self.ledger.hand_out(appetite)
            if handout is None:
                return done
            try:
                response = await worker.embed(resume.EmbedRequest.FromString(handout.request))
            except ModelNotLoaded as refusal:
                await self.ledger.fail(handout.token, refusal.reason, retryable=False)
            else:
                await self.ledger.complete(handout.token, EMBED, response.result.SerializeToString())
        return most

    async def search(self, words: str) -> list[Hit]:
        embeddings = [Embedding(each.model, await each.of_query(words)) for each in self.engines.loaded]
        async with self.database.work() as work:
            return await find(work, EVERY, query=words, embeddings=embeddings, limit=10)

    async def states(self) -> dict[str, int]:
        return {row["model"]: row["state"] for row, _, _ in await self.moving.progress()}

    async def run(self, statement: str, **values: object) -> None:
        async with self.database.work() as work:
            await work.run(text(statement), values)

    async def count(self, query: str, **values: object) -> int:
        async with self.database.work() as work:
            return int(await work.scalar(text(query), values))

    async def fill(self, words: list[str]) -> None:
        """Writes questions and has them embedded under what serves."""
        async with self.database.work() as work:
            now = await work.now()
            for each in words:
                question_id = str(uuid4())
                await work.run(
                    text(
                        "INSERT INTO bank_questions (question_id, text, text_key, category, difficulty, stage, rubric, industry, position,"
                        " language, is_ice_breaker, status, origin, words, create_time, update_time)"
                        " VALUES (CAST(:id AS uuid), :text, :text, 1, 1, 3, '', '', '', 1, false, 2, 2, '', now(), now())"
                    ),
                    {"id": question_id, "text": each},
                )
                QUESTIONS.ask_for(work, question_id, at=now)


@pytest.fixture(scope="module")
def old() -> Iterator[Embedder]:
    build_minilm.build(build_minilm.default_directory())
    engine = MiniLm.load(build_minilm.default_directory())
    yield Embedder(engine)
    engine.close()


@pytest.fixture(scope="module")
def new(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Embedder]:
    """The same model with a layer behind it that makes 96 numbers of 384, in a directory for sentence-transformers."""
    engine = SentenceModel.load(projected(tmp_path_factory.mktemp("models") / "projected"))
    yield Embedder(engine)
    engine.close()


@pytest.fixture
async def house(migrated_url: str, old: Embedder, new: Embedder) -> AsyncIterator[House]:
    database = Database.connect(migrated_url)
    yield House(database, Embedders([old, new]))
    await database.close()


async def test_f51_a_move_under_load_fails_no_search_and_mixes_no_result(house: House, old: Embedder, new: Embedder) -> None:
    await house.fill(WORDS)
    await house.work_off()
    expected = {each.model: {words: await exact(house, each, words) for words in WORDS[:5]} for each in (old,)}
    await house.moving.start(new.model, new.dimension)
    answers: list[tuple[str, list[Hit]]] = []
    is_over = asyncio.Event()

    async def searching() -> None:
        while not is_over.is_set():
            answers.extend([(words, await house.search(words)) for words in WORDS[:5]])

    async with asyncio.TaskGroup() as group:
        group.create_task(searching())
        while await house.moving.step():
            await house.work_off(most=7)
        answers.extend([(words, await house.search(words)) for words in WORDS[:5]])
        is_over.set()
    expected[new.model] = {words: await exact(house, new, words) for words in WORDS[:5]}
    seen = [hits[0].model for _, hits in answers]
    assert seen == sorted(seen, key=[old.model, new.model].index) and set(seen) == {old.model, new.model}
    for words, hits in answers:
        assert len({hit.model for hit in hits}) == 1
        ranked = sorted((hit for hit in hits if hit.meaning_rank), key=lambda hit: hit.meaning_rank)
        assert [hit.key for hit in ranked] == expected[hits[0].model][words]


async def exact(house: House, embedder: Embedder, words: str) -> list[tuple[str]]:
    """The ten nearest under one model, computed here."""
    async with house.database.work() as work:
        query = text("SELECT question_id, vector::text AS vector FROM bank_question_vectors WHERE model = :model")
        rows = await work.all(query, {"model": embedder.model})
    wanted = np.array(await embedder.of_query(words))
    distances = {(str(row["question_id"]),): -float(np.dot(np.fromstring(row["vector"].strip("[]"), sep=","), wanted)) for row in rows}
    return sorted(distances, key=lambda key: distances[key])[:10]


async def test_a_move_goes_on_where_it_stopped_and_each_row_gets_a_vector_of_each(house: House, old: Embedder, new: Embedder) -> None:
    await house.fill(WORDS[:20])
    await house.work_off()
    await house.moving.start(new.model, new.dimension)
    await house.moving.step()
    await house.work_off(most=5)
    again = House(house.database, house.engines)
    await again.moving.start(new.model, new.dimension)
    while await again.moving.step():
        await again.work_off()
    assert await house.states() == {new.model: 1, old.model: 3}
    count = "SELECT count(*) FROM bank_question_vectors WHERE model = :model AND dimension = :dimension"
    for each in (old, new):
        assert await house.count(count, model=each.model, dimension=each.dimension) == 20


async def test_what_is_written_during_a_move_is_found_by_the_new_model_from_its_first_search_on(house: House, new: Embedder) -> None:
    await house.fill(WORDS[:3])
    await house.work_off()
    await house.moving.start(new.model, new.dimension)
    await house.fill(["How do you name things?"])
    while await house.moving.step():
        await house.work_off()
    hits = await house.search("How do you name things?")
    assert (hits[0].model, len(hits), round(hits[0].similarity, 3)) == (new.model, 4, 1.0)


async def test_passages_of_resumes_move_too(house: House, old: Embedder, new: Embedder) -> None:
    desk = Desk(house.database)
    resume_id = await desk.upload(candidate())
    texts = [f"I built the ledger number {number} of our payment system" for number in range(40)]
    made = reading(list(zip(texts, await old.of_passages(texts), strict=True)))
    made.embedding_model = old.model
    await desk.read(resume_id, made)
    await house.moving.start(new.model, new.dimension)
    while await house.moving.step():
        await house.work_off()
    assert await house.count("SELECT count(*) FROM resume_passage_vectors WHERE model = :model", model=new.model) == 40
    await desk.resumes.delete(resume_id)
    assert await house.count("SELECT count(*) FROM resume_passage_vectors") == 0


async def test_passages_whose_vectors_no_message_held_get_theirs_by_a_task(house: House, old: Embedder) -> None:
    desk = Desk(house.database)
    resume_id = await desk.upload(candidate())
    texts = [f"I built the ledger number {number} of our payment system" for number in range(40)]
    vectors = [*await old.of_passages(texts[:5]), *([] for _ in texts[5:])]
    made = reading(list(zip(texts, vectors, strict=True)))
    made.embedding_model = old.model
    await desk.read(resume_id, made)
    assert await house.count("SELECT count(*) FROM resume_passage_vectors") == 5
    await house.work_off()
    assert await house.count("SELECT count(*) FROM resume_passage_vectors WHERE model = :model", model=old.model) == 40


async def test_a_model_that_no_worker_has_moves_nothing_and_says_why(house: House, old: Embedder) -> None:
    await house.fill(WORDS[:2])
    await house.work_off()
    await house.moving.start("elsewhere", 12)
    await house.moving.step()
    await house.work_off()
    assert await house.moving.step()
    failures = {row["model"]: failure for row, _, failure in await house.moving.progress()}
    assert failures == {old.model: "", "elsewhere": "MODEL_NOT_LOADED"}
    assert (await house.search(WORDS[0]))[0].model == old.model


async def test_a_forgotten_model_leaves_no_vector_and_no_index(house: House, old: Embedder, new: Embedder) -> None:
    await house.fill(WORDS[:2])
    await house.work_off()
    await house.moving.start(new.model, new.dimension)
    while await house.moving.step():
        await house.work_off()
    with pytest.raises(ModelServes):
        await house.moving.forget(new.model)
    assert await house.moving.forget(old.model) == 2
    assert await house.moving.forget(old.model) == 0
    name = index_name("bank_question_vectors", old.model, old.dimension)
    assert await house.count("SELECT count(*) FROM pg_class WHERE relname = :name", name=name) == 0
    assert (await house.search(WORDS[0]))[0].model == new.model


async def test_one_move_at_a_time_and_none_before_anything_is_embedded(house: House, new: Embedder) -> None:
    with pytest.raises(NothingEmbedded):
        await house.moving.start(new.model, new.dimension)
    await house.fill(WORDS[:2])
    await house.work_off()
    await house.moving.start(new.model, new.dimension)
    with pytest.raises(MoveUnderWay):
        await house.moving.start("another", 3)
    await house.moving.forget(new.model)
    await house.moving.start("another", 3)
