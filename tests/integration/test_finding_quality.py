"""Searching by meaning and by words finds the right passage at least as often as either alone, in both languages."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from bench.search.quality import BLIND, LANGUAGES, Scores, evaluate, read_pairs, store
from services.resume.adapters import build_minilm
from services.resume.adapters.minilm import MiniLm
from services.session.database import Database

FLOOR = {"en": (0.79, 0.66), "ko": (0.41, 0.36)}
"""recall@5 and mean reciprocal rank of both together; what `make bench-quality` printed lies above."""


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def scores(module_migrated_url: str) -> AsyncIterator[Scores]:
    """Of the questions that nothing was tuned on."""
    build_minilm.build(build_minilm.default_directory())
    engine, database = MiniLm.load(build_minilm.default_directory()), Database.connect(module_migrated_url)
    pairs = read_pairs()
    company_id = await store(pairs, module_migrated_url.replace("+psycopg", ""), database, engine)
    yield await evaluate([pair for pair in pairs if pair.half == BLIND], company_id, database, engine)
    await database.close()
    engine.close()


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize("language", LANGUAGES)
async def test_both_together_find_what_either_alone_finds_and_rank_it_higher(scores: Scores, language: str) -> None:
    meaning, words, both = (scores[language, way] for way in ("meaning", "words", "both"))
    assert both.recall_at_5 >= max(meaning.recall_at_5, words.recall_at_5)
    assert both.mean_reciprocal_rank > max(meaning.mean_reciprocal_rank, words.mean_reciprocal_rank)


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_right_passage_is_among_the_first_as_often_as_it_was(scores: Scores, language: str) -> None:
    both = scores[language, "both"]
    assert (both.recall_at_5 >= FLOOR[language][0], both.mean_reciprocal_rank >= FLOOR[language][1]) == (True, True)


def test_there_are_at_least_150_questions_half_of_them_korean() -> None:
    pairs = read_pairs()
    counts = {language: sum(pair.language == language for pair in pairs) for language in LANGUAGES}
    assert sum(counts.values()) >= 150 and min(counts.values()) >= 75
    assert len({pair.passage for pair in pairs}) == len({pair.query for pair in pairs}) == len(pairs)
