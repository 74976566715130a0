"""`make bench-search`: how fast and how exact session finds passages among 100,000, beside the same SQL on a bare connection.

Every place to search in is one that session's own code searches in. For each query the exact ten are computed in this process; ours
and bare take turns, query by query, with one connection each.
"""

import argparse
import asyncio
import tempfile
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np
import psycopg
from numpy.typing import NDArray
from psycopg.rows import dict_row
from sqlalchemy import func, select

from bench.harness.figures import percentile
from bench.harness.machine import Machine
from bench.harness.page import table, write
from bench.search import corpus
from deploy.supervisor.ports import free_port
from deploy.supervisor.postgres import DATABASE, EmbeddedPostgres
from services.session.database import Database
from services.session.migrate import migrate
from services.session.prepared import Prepared
from services.session.resumes.places import OF_COMPANY, OF_RESUME
from services.session.resumes.store import passage_vectors
from services.session.search.hybrid import find
from services.session.search.nearest import settings_for
from services.session.search.places import PLACES
from services.session.search.scope import Place as Known
from services.session.search.scope import Scope
from services.session.search.vectors import Embedding, ensure_index

COUNT, SHORT_COUNT = 100_000, 4_000
TEN = 10


@dataclass
class Place:
    """Somewhere to search, and what was measured there."""

    name: str
    scope: Scope
    values: dict[str, Any]
    inside: NDArray[np.bool_]
    ours: list[float] = field(default_factory=list)
    bare: list[float] = field(default_factory=list)
    first: list[float] = field(default_factory=list)
    whole: list[float] = field(default_factory=list)
    recall: list[float] = field(default_factory=list)

    def row(self) -> list[str]:
        """A line of the table."""
        faster = [1000 * median(times) for times in (self.ours, self.bare, self.first, self.whole)]
        late = 1000 * percentile(self.ours, 0.95)
        share = sum(self.bare) / sum(self.ours)
        figures = [f"{self.inside.mean():.2%}", f"{np.mean(self.recall):.3f}", f"{faster[0]:.1f}", f"{late:.1f}", f"{faster[1]:.1f}"]
        return [self.name, *figures, f"{share:.2f} ×", f"{faster[2]:.1f}", f"{faster[3]:.1f}"]


HEADS = [
    "searched in",
    "passages",
    "recall@10",
    "p50 ms",
    "p95 ms",
    "bare SQL p50 ms",
    "queries/s of bare",
    "first p50 ms",
    "with words p50 ms",
]


@asynccontextmanager
async def filled(count: int) -> AsyncIterator[tuple[EmbeddedPostgres, corpus.Corpus, corpus.Array, float]]:
    """A server of the product with that many passages in the product's tables, indexed by session's own code, and the seconds that took."""
    with tempfile.TemporaryDirectory(prefix="viva-search-") as directory:
        Path(directory).chmod(0o711)  # noqa: ASYNC240  # nothing else runs here
        server = EmbeddedPostgres(Path(directory) / "postgres", free_port())
        server.start()
        try:
            migrate(server.url_of(DATABASE))
            made, queries = corpus.make(count, seed=20261127)
            corpus.store(made, bare_url(server))
            database = Database.connect(server.url_of(DATABASE))
            began = time.perf_counter()
            async with database.work() as work:
                await work.run(select(func.set_config("maintenance_work_mem", "512MB", True)))
                await ensure_index(work, passage_vectors, corpus.MODEL, corpus.DIMENSION)
            built = time.perf_counter() - began
            await database.close()
            yield server, made, queries, built
        finally:
            server.stop()


def places(made: corpus.Corpus, url: str) -> list[Place]:
    """Where session searches: all that a company has seen, parts of it, and one résumé."""
    count = len(made.vectors)
    resumes = count // corpus.PASSAGES_EACH
    owner, everybody = np.arange(count) // corpus.PASSAGES_EACH, corpus.store_company(resumes, url)
    found = [Place("a company that saw everybody", OF_COMPANY[False], {"company_id": everybody}, owner >= 0)]
    for share in (0.1, 0.05, 0.01):
        seen = round(share * resumes)
        company = corpus.store_company(seen, url)
        found.append(Place(f"a company that saw {share:.0%}", OF_COMPANY[False], {"company_id": company}, owner < seen))
    for section in (3, 2, 1):
        name = f"one section in {corpus.SHARES[section]:.0%} of all"
        values = {"company_id": everybody, "sections": [section]}
        found.append(Place(name, OF_COMPANY[True], values, made.sections == section))
    one = str(corpus.resume_id(7))
    return [*found, Place("one résumé", OF_RESUME[False], {"resume_id": one}, owner == 7)]


async def measure(place: Place, made: corpus.Corpus, queries: corpus.Array, database: Database, bare: psycopg.AsyncConnection[Any]) -> None:
    """Asks every query of one place, ours and bare in turn."""
    async with database.look() as work:
        known = await PLACES.of(work, place.scope, place.values)
    statement = _statement(place, known)
    # A setting for one transaction is one for the whole bare connection.
    for name, value in (settings_for(known) if known.is_large else {}).items():
        await bare.execute("SELECT set_config(%s, %s, false)", (name, value))
    inside = np.flatnonzero(place.inside)
    for number, query in enumerate(queries):
        embedding = Embedding(corpus.MODEL, query.tolist())
        values = {"vector": embedding.written, "limit": TEN, **place.values}

        async def ask_bare(values: dict[str, Any] = values) -> list[int]:
            await (await bare.execute(statement.sql, statement.bound(values), prepare=True)).fetchall()
            return []

        async def ask_ours(embedding: Embedding = embedding) -> list[int]:
            return await _asked(place, embedding, database)

        for turn in (0, 1) if number % 2 else (1, 0):
            began = time.perf_counter()
            got = await ask_ours() if turn else await ask_bare()
            (place.ours if turn else place.bare).append(time.perf_counter() - began)
            if got:
                exact = inside[np.argsort(-(made.vectors[inside] @ query))[:TEN]]
                place.recall.append(len(set(got) & set(exact.tolist())) / len(exact))


async def _asked(place: Place, embedding: Embedding, database: Database) -> list[int]:
    """The passages that session finds by meaning, by number."""
    async with database.look() as work:
        hits = await find(work, place.scope, query="", embeddings=[embedding], limit=TEN, **place.values)
    return [(int(hit.key[0].replace("-", ""), 16) & 0xFFFFFFFF) * corpus.PASSAGES_EACH + hit.key[1] for hit in hits]


def _statement(place: Place, known: Known) -> Prepared:
    if known.is_large:
        return place.scope.nearest_of_many(corpus.MODEL, corpus.DIMENSION, TEN)
    return place.scope.nearest_of_few(corpus.MODEL, corpus.DIMENSION)


async def ask_unknown(place: Place, queries: corpus.Array, database: Database) -> None:
    """Asks as the first one does who searches there: nothing is remembered of the place."""
    for query in queries:
        async with database.look() as work:
            PLACES.forget(work, place.scope, place.values)
        began = time.perf_counter()
        await _asked(place, Embedding(corpus.MODEL, query.tolist()), database)
        place.first.append(time.perf_counter() - began)


async def ask_with_words(place: Place, queries: corpus.Array, database: Database) -> None:
    """Asks every query of one place by meaning and by words, as the product does, fifty deep."""
    luck = np.random.default_rng(2)
    words = corpus.vocabulary(np.random.default_rng(1))
    for query in queries:
        asked, embedding = " ".join(corpus.text_of(luck, words).split()[:12]), Embedding(corpus.MODEL, query.tolist())
        began = time.perf_counter()
        async with database.look() as work:
            await find(work, place.scope, query=asked, embeddings=[embedding], limit=50, **place.values)
        place.whole.append(time.perf_counter() - began)


async def run(count: int, asked: int) -> str:
    """Measures; returns the tables."""
    machine = Machine()
    async with filled(count) as (server, made, queries, built):
        url = bare_url(server)
        everywhere = places(made, url)
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute("VACUUM ANALYZE")
        database = Database.connect(server.url_of(DATABASE), pool_size=1)
        for place in everywhere:
            async with await psycopg.AsyncConnection.connect(url, autocommit=True, row_factory=dict_row) as bare:
                await measure(place, made, queries[-8:], database, bare)
                for times in (place.ours, place.bare, place.recall):
                    times.clear()
                machine.look()
                await measure(place, made, queries[:asked], database, bare)
            await ask_unknown(place, queries[: max(3, asked // 10)], database)
            await ask_with_words(place, queries[: max(5, asked // 4)], database)
            print(*place.row(), sep="  ", flush=True)
        await database.close()
    return _page(everywhere, machine, count, asked, built)


def _page(everywhere: Sequence[Place], machine: Machine, count: int, asked: int, built: float) -> str:
    where = "".join(f"- {line}\n" for line in machine.lines())
    rows = table(HEADS, [place.row() for place in everywhere])
    return f"{rows}\n\n{count:,} passages, {asked} queries for each place; the index took {built:.0f} s to build.\n\n{where}"


def bare_url(server: EmbeddedPostgres) -> str:
    """The database as libpq is told of it."""
    return server.url_of(DATABASE).replace("+psycopg", "")


def main() -> None:
    """Reads the command line and runs."""
    parser = argparse.ArgumentParser(prog="bench.search", description=__doc__.splitlines()[0])
    parser.add_argument("--short", action="store_true", help="a few thousand passages, and nothing is written down")
    parser.add_argument("--seed", help="taken for the sake of the other benches; the corpus is always the same")
    parser.add_argument("--passages", type=int, default=COUNT, help=f"among how many; written down are {COUNT:,} alone")
    told = parser.parse_args()
    count = SHORT_COUNT if told.short else told.passages
    page = asyncio.run(run(count, 10 if told.short else 60))
    if count == COUNT:
        write("bench-search", page)
    print("\n" + page)


if __name__ == "__main__":
    main()
