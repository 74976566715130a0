"""`make bench-quality`: how often the right passage is among the first five, by meaning, by words, and by both.

256 questions, half of them Korean, each written for one passage of somebody's résumé; all passages stand in one database and every
question is asked of all of them. The fusion was tuned on the odd lines of `pairs_*.tsv`, and their even lines were looked at while it was
chosen. `blind_*.tsv` were written before anything was found for them, and nothing was changed since.
"""

import argparse
import asyncio
import tempfile
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean

import psycopg
from sqlalchemy import insert

from bench.harness.page import table, write
from bench.search import corpus
from deploy.supervisor.ports import free_port
from deploy.supervisor.postgres import DATABASE, EmbeddedPostgres
from services.resume.adapters.build_minilm import build, default_directory
from services.resume.adapters.minilm import MiniLm
from services.resume.domain.embedder import Engine
from services.session.database import Database, UnitOfWork
from services.session.migrate import migrate
from services.session.resumes.places import OF_COMPANY
from services.session.resumes.store import passage_vectors, passages
from services.session.search.bigrams import indexed
from services.session.search.hybrid import Hit, find
from services.session.search.vectors import Embedding, store_vectors

HERE = Path(__file__).parent
LANGUAGES = ("en", "ko")
WAYS = ("meaning", "words", "both")
TUNED_ON, LOOKED_AT, BLIND = HALVES = ("tuned on", "looked at", "blind")
DEPTH = 50


@dataclass(frozen=True)
class Pair:
    """A question and the passage that it was written for, which is passage 0 of résumé `number`."""

    number: int
    language: str
    query: str
    passage: str
    half: str
    """One of HALVES."""


@dataclass(frozen=True)
class Score:
    """How good the answers to some questions were, 0 to 1."""

    recall_at_5: float
    mean_reciprocal_rank: float

    @classmethod
    def of(cls, ranks: Sequence[int]) -> "Score":
        """`ranks`: at which place each right passage was found, from 1; 0 when it was not."""
        return cls(fmean(1 <= rank <= 5 for rank in ranks), fmean(1 / rank if rank else 0 for rank in ranks))


Scores = dict[tuple[str, str], Score]
"""By language and way."""


def read_pairs() -> list[Pair]:
    """All of them."""
    found = [each for language in LANGUAGES for each in _read(f"pairs_{language}.tsv", language, (TUNED_ON, LOOKED_AT))]
    found += [each for language in LANGUAGES for each in _read(f"blind_{language}.tsv", language, (BLIND, BLIND))]
    return [Pair(number, *each) for number, each in enumerate(found)]


def _read(name: str, language: str, halves: tuple[str, str]) -> Iterator[tuple[str, str, str, str]]:
    for line_number, line in enumerate((HERE / name).read_text("utf-8").splitlines()):
        query, passage = line.split("\t")
        yield language, query, passage, halves[line_number % 2]


async def store(pairs: Sequence[Pair], url: str, database: Database, embedder: Engine) -> str:
    """Has one company interview everybody whose passage it is; returns the company's id. `url`: as libpq takes it."""
    corpus.store_resumes(len(pairs), url)
    vectors = await embedder.embed([pair.passage for pair in pairs])
    async with database.work() as work:
        for pair, vector in zip(pairs, vectors, strict=True):
            key = {"resume_id": str(corpus.resume_id(pair.number)), "ordinal": 0}
            await work.run(
                insert(passages).values({**key, "section": 3, "text": pair.passage, "regions": b"", "words": indexed(pair.passage)})
            )
            await store_vectors(work, passage_vectors, [(key, vector)], embedder.model)
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("ANALYZE")
    return corpus.store_company(len(pairs), url)


async def evaluate(pairs: Sequence[Pair], company_id: str, database: Database, embedder: Engine) -> Scores:
    """Asks every question in every way."""
    ranks: dict[tuple[str, str], list[int]] = {(pair.language, way): [] for pair in pairs for way in WAYS}
    for pair in pairs:
        (vector,) = await embedder.embed([pair.query])
        embedding = Embedding(embedder.model, vector)
        async with database.work() as work:
            for way in WAYS:
                hits = await _asked(work, company_id, pair.query, embedding, way)
                ranks[pair.language, way].append(_rank_of(pair, hits))
    return {key: Score.of(found) for key, found in ranks.items()}


async def _asked(work: UnitOfWork, company_id: str, query: str, embedding: Embedding, way: str) -> Sequence[Hit]:
    words, embeddings = "" if way == "meaning" else query, [] if way == "words" else [embedding]
    return await find(work, OF_COMPANY[False], query=words, embeddings=embeddings, limit=DEPTH, company_id=company_id)


def _rank_of(pair: Pair, hits: Sequence[Hit]) -> int:
    right = (str(corpus.resume_id(pair.number)), 0)
    return next((rank for rank, hit in enumerate(hits, start=1) if hit.key == right), 0)


@asynccontextmanager
async def running() -> AsyncIterator[tuple[str, Database]]:
    """A database of the product, empty."""
    with tempfile.TemporaryDirectory(prefix="viva-quality-") as directory:
        Path(directory).chmod(0o711)  # noqa: ASYNC240  # nothing else runs here
        server = EmbeddedPostgres(Path(directory) / "postgres", free_port())
        server.start()
        try:
            migrate(server.url_of(DATABASE))
            database = Database.connect(server.url_of(DATABASE))
            yield server.url_of(DATABASE).replace("+psycopg", ""), database
            await database.close()
        finally:
            server.stop()


async def run(halves_asked: Sequence[str] = HALVES) -> str:
    """Measures; returns the table."""
    build(default_directory())
    embedder, pairs = MiniLm.load(default_directory()), read_pairs()
    async with running() as (url, database):
        company_id = await store(pairs, url, database, embedder)
        halves = {}
        for half in halves_asked:
            halves[half] = await evaluate([pair for pair in pairs if pair.half == half], company_id, database, embedder)
    embedder.close()
    return table(
        ["questions", *(f"{way}: recall@5, MRR" for way in WAYS)],
        [
            [f"{name}, {language}", *(_cell(scores[language, way]) for way in WAYS)]
            for name, scores in halves.items()
            for language in LANGUAGES
        ],
    )


def _cell(score: Score) -> str:
    return f"{score.recall_at_5:.3f}, {score.mean_reciprocal_rank:.3f}"


def main() -> None:
    """Reads the command line and runs."""
    parser = argparse.ArgumentParser(prog="bench.search.quality", description=__doc__.splitlines()[0])
    parser.add_argument("--dry", action="store_true", help="write nothing into the documentation")
    parser.add_argument("--half", action="append", choices=HALVES, help="ask these alone, and write nothing")
    told = parser.parse_args()
    page = asyncio.run(run(told.half or HALVES))
    if not (told.dry or told.half):
        write("bench-quality", page)
    print(page)


if __name__ == "__main__":
    main()
