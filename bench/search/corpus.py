"""Fills session's own tables with many passages of résumés, whose vectors lie as those of real texts do: in clusters, unevenly."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID, uuid4

import numpy as np
import psycopg
from numpy.typing import NDArray
from pgvector import Vector
from pgvector.psycopg import register_vector

from services.session.search.bigrams import lexemes

MODEL, DIMENSION = "bench-model", 384
PASSAGES_EACH = 10
"""Passages of one résumé."""
SHARES = {1: 0.01, 2: 0.05, 3: 0.10, 4: 0.84}
"""How often a passage is of each section."""
TOPICS, INNER = 400, 48
"""Topics that passages are about, and the directions in which those of one topic differ."""
SPREAD, NOISE = 0.55, 0.25
"""How far a passage lies from its topic's middle, along the topic's directions and in any other."""

Array = NDArray[np.float32]


@dataclass(frozen=True)
class Corpus:
    """What was stored: passage number n is passage n % 10 of résumé n // 10."""

    vectors: Array
    sections: NDArray[np.int16]

    def resume_ids(self, first: int, after: int) -> list[str]:
        """Ids of résumés by number."""
        return [str(resume_id(number)) for number in range(first, after)]


def resume_id(number: int) -> UUID:
    """The id of a résumé."""
    return UUID(int=(0x5EA4 << 112) | number)


def make(count: int, seed: int) -> tuple[Corpus, Array]:
    """A corpus and 400 queries that nobody stored, each about what some passage is about. The same for the same seed."""
    luck = np.random.default_rng(seed)
    middles = _unit(luck.standard_normal((TOPICS, DIMENSION)))
    directions = luck.standard_normal((TOPICS, INNER, DIMENSION)).astype(np.float32) / np.sqrt(DIMENSION)
    popularity = luck.dirichlet(np.full(TOPICS, 0.7))

    def drawn(number: int) -> Array:
        topics = luck.choice(TOPICS, number, p=popularity)
        fading = np.exp(-np.arange(INNER) / 16)
        places = (luck.standard_normal((number, INNER)) * fading).astype(np.float32)
        inner = np.stack([place @ directions[topic] for place, topic in zip(places, topics, strict=True)])
        scatter = luck.standard_normal((number, DIMENSION)) / np.sqrt(DIMENSION)
        return _unit(middles[topics] + SPREAD * inner + NOISE * scatter)

    sections = luck.choice(list(SHARES), count, p=list(SHARES.values())).astype(np.int16)
    return Corpus(drawn(count), sections), drawn(400)


def store(corpus: Corpus, url: str) -> None:
    """Writes it into an empty database by COPY. `url`: as libpq takes it."""
    store_resumes(len(corpus.vectors) // PASSAGES_EACH, url)
    with psycopg.connect(url) as connection:
        register_vector(connection)
        for statement, rows in ((_PASSAGES, _passages(corpus)), (_VECTORS, _vectors(corpus))):
            with connection.cursor().copy(statement) as copy:
                for row in rows:
                    copy.write_row(row)


def store_resumes(count: int, url: str) -> None:
    """Writes so many résumés that are READY and have no passages yet."""
    now = datetime.now(tz=UTC)
    with psycopg.connect(url) as connection, connection.cursor().copy(_RESUMES) as copy:
        for number in range(count):
            copy.write_row((resume_id(number), resume_id(number), "cv.pdf", 1, 1, b"", 3, now))


def store_company(resumes: int, url: str) -> str:
    """Has a new company interview the first so many of those people. Returns its id."""
    ids = {"company": uuid4(), "posting": uuid4(), "resumes": [resume_id(number) for number in range(resumes)]}
    with psycopg.connect(url) as connection:
        for statement in (_COMPANY, _POSTING, _INTERVIEWS):
            connection.execute(statement, ids)
    return str(ids["company"])


def text_of(luck: np.random.Generator, words: Sequence[str]) -> str:
    """Forty words, some of them everywhere and most of them rare, as in any language."""
    drawn = np.minimum(luck.zipf(1.3, 40), len(words)) - 1
    return " ".join(words[number] for number in drawn)


def vocabulary(luck: np.random.Generator, size: int = 20_000) -> list[str]:
    """Words of two to four syllables."""
    syllables = [first + second for first in "bdfghjklmnprstvz" for second in "aeiou"]
    return ["".join(luck.choice(syllables, luck.integers(2, 5))) for _ in range(size)]


def _passages(corpus: Corpus) -> Iterator[tuple[object, ...]]:
    luck = np.random.default_rng(1)
    words = vocabulary(luck)
    for number, section in enumerate(corpus.sections.tolist()):
        text = text_of(luck, words)
        found_by = " ".join(f"'{lexeme}'" for lexeme in lexemes(text))
        yield resume_id(number // PASSAGES_EACH), number % PASSAGES_EACH, section, text, b"", found_by


def _vectors(corpus: Corpus) -> Iterator[tuple[object, ...]]:
    for number, vector in enumerate(corpus.vectors):
        yield resume_id(number // PASSAGES_EACH), number % PASSAGES_EACH, MODEL, DIMENSION, Vector(vector).to_text()


def _unit(rows: NDArray[np.floating]) -> Array:
    return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), dtype=np.float32)


_RESUMES = "COPY resumes (resume_id, candidate_id, file_name, document_type, size_bytes, sha256, state, create_time) FROM STDIN"
_PASSAGES = "COPY resume_passages (resume_id, ordinal, section, text, regions, words) FROM STDIN"
_VECTORS = "COPY resume_passage_vectors (resume_id, ordinal, model, dimension, vector) FROM STDIN"
_COMPANY = "INSERT INTO companies VALUES (%(company)s, %(company)s::text, %(company)s::text, '', '', '', '', 1, now(), now())"
_POSTING = """
    INSERT INTO postings VALUES (%(posting)s, %(company)s, '', '', '', '', 0, NULL, NULL, 2, '{}', '{}', '{}', NULL, NULL, 1, 3, 1,
        '', false, 2, 1, now(), now())
"""
_INTERVIEWS = """
    INSERT INTO interviews (interview_id, candidate_id, posting_id, company_id, resume_id,
        position, language, mode, purpose, focus, variant, weights, plan, progress, status, create_time)
    SELECT gen_random_uuid(), r, %(posting)s, %(company)s, r, '', 1, 1, 1, 1, 1, '{}', '{}', '{}', 3, now()
    FROM unnest(%(resumes)s::uuid[]) r
"""
