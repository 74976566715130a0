"""Searches by meaning and by words at once, and fuses what both say.

Of every row that either ranking has, similarity and coverage are looked up, and each counts by how far it stands out from what is
usual in that place: (number - mean) / standard deviation. So a model that finds everything alike, as one trained on English does
with Korean, hardly counts, and a word that everybody uses neither; no number depends on the model or the language.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from services.session.database import UnitOfWork
from services.session.search.lexical import STATISTICS, Said, Wanted, spoken
from services.session.search.models import MODELS, chosen, known_models, states_of
from services.session.search.nearest import Key, Nearest, Usual, cosine, nearest
from services.session.search.places import PLACES
from services.session.search.scope import Place, Scope
from services.session.search.vectors import Embedding

K = 60
"""What reciprocal rank fusion adds to a rank where rankings have no numbers (Cormack, Clarke and Büttcher 2009)."""
DEEPEST = 200
"""Rows of each ranking that are looked at; deeper ones would hardly change the first fifty."""
MEANING = 2.0
"""What meaning counts where words count 1; `make bench-quality` measures it."""


@dataclass(frozen=True)
class Hit:
    """A row that was found, and why. A rank of 0 means that this ranking does not have it."""

    key: Key
    score: float
    """Higher is better, within one answer."""
    meaning_rank: int = 0
    words_rank: int = 0
    similarity: float = 0.0
    model: str = ""
    """Whose vectors the search compared; empty when none."""


@dataclass(frozen=True)
class Judged:
    """A row's two numbers; None where it has no vector."""

    similarity: float | None
    coverage: float


@dataclass(frozen=True)
class Found:
    """What both rankings gave, and where."""

    near: Nearest
    said: Said
    place: Place


async def find(work: UnitOfWork, scope: Scope, *, query: str, embeddings: Sequence[Embedding], limit: int, **values: Any) -> list[Hit]:
    """The rows of a scope that a text is most about, best first. `limit` is how many each ranking gives; `values`: what the scope binds.

    `embeddings`: the text under every model at hand. One of them is compared: the one that the models say, as they were read last; the
    answer says how they are now, and is thrown away when that is something else.
    """
    models, place = MODELS.last_read(work), PLACES.remembered(work, scope, values)
    if models is None or place is None or (embeddings and chosen(models, embeddings) is None):
        asking = known_models(work)
        place, models = await PLACES.of(work, scope, values), MODELS.read(work, await asking)
    embedding, depth = chosen(models, embeddings), min(limit, DEEPEST)
    wanted = Wanted.of(query, await STATISTICS.of(work, scope), among=place)
    asked = spoken(work, scope, wanted, place=place, limit=depth, values=values) if wanted else None
    near = await nearest(work, scope, embedding, place=place, limit=depth, values=values) if embedding else None
    said = await asked if asked else Said()
    if embedding is None or near is None:
        return [Hit(each.key, each.coverage, words_rank=rank) for rank, each in enumerate(said.rows, start=1)]
    if near.models != states_of(models):
        MODELS.forget(work)
        return await find(work, scope, query=query, embeddings=embeddings, limit=limit, **values)
    if near.compared > scope.most_compared:
        PLACES.forget(work, scope, values)
    if wanted is None:
        ranked = enumerate(near.rows, start=1)
        return [Hit(each.key, each.similarity, rank, 0, each.similarity, embedding.model) for rank, each in ranked]
    return await _fused(work, scope, embedding, wanted, Found(near, said, place), values)


async def _fused(work: UnitOfWork, scope: Scope, embedding: Embedding, wanted: Wanted, found: Found, values: dict[str, Any]) -> list[Hit]:
    near, said = found.near, found.said
    keys = list(dict.fromkeys([*(each.key for each in near.rows), *(each.key for each in said.rows)]))
    bound = {"vector": embedding.written, **wanted.bands}
    columns = {f"key{number}": list(column) for number, column in enumerate(zip(*keys, strict=True))}
    names = [key.name for key in scope.keys]
    rows = work.rows(scope.judged(embedding.model, embedding.dimension), **bound, **columns) if keys else None
    if found.place.is_large:
        sample = await work.row(scope.sampled(embedding.model, embedding.dimension), lambda row: row or {}, **bound, **values)
        usual = Usual(1 - (sample["mean"] or 0), sample["spread"] or 0), Usual(sample["words_mean"] or 0, sample["words_spread"] or 0)
    else:
        usual = near.usual or Usual(), said.usual(max(near.compared, found.place.size))
    judged = {
        tuple(row[name] for name in names): Judged(None if row["distance"] is None else cosine(row["distance"]), row["coverage"])
        for row in (await rows if rows else [])
    }
    return fused(near, said, judged, usual, model=embedding.model)


def fused(near: Nearest, said: Said, judged: Mapping[Key, Judged], usual: tuple[Usual, Usual], *, model: str = "") -> list[Hit]:
    """One ranking out of two, best first; equals keep a fixed order. `usual`: similarity and coverage. A row without a vector counts as
    one of usual similarity."""
    meaning = {each.key: rank for rank, each in enumerate(near.rows, start=1)}
    words = {each.key: rank for rank, each in enumerate(said.rows, start=1)}
    hits = []
    for key in dict.fromkeys([*meaning, *words]):
        if one := judged.get(key):
            nearness = 0.0 if one.similarity is None else usual[0].standing_out(one.similarity)
            score = MEANING * nearness + usual[1].standing_out(one.coverage)
            rank = meaning.get(key, 0)
            hits.append(Hit(key, score, rank, words.get(key, 0), (one.similarity or 0.0) if rank else 0.0, model))
    return sorted(hits, key=lambda hit: -hit.score)
