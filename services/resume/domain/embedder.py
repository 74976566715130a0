"""What turns words into vectors, as the rest of the service sees it."""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Protocol

from mesh.refusal import Exhausted, Refusal, Status

Vector = Sequence[float]
"""Of length 1, so that the product of two is their cosine."""


class EmbedderBusy(Exhausted):
    """Too much is being embedded now; try again in a moment."""

    reason = "EMBEDDER_BUSY"


class ModelNotLoaded(Refusal):
    """The embedding model that this is wanted under is not loaded here."""

    status = Status.FAILED_PRECONDITION
    reason = "MODEL_NOT_LOADED"


class Engine(Protocol):
    """An embedding model as an adapter runs it: texts in, vectors out, all treated alike."""

    @property
    def model(self) -> str:
        """The model's name."""
        ...

    @property
    def dimension(self) -> int:
        """How many numbers a vector has."""
        ...

    async def embed(self, texts: Sequence[str]) -> list[Vector]:
        """One vector a text, in order. EmbedderBusy when no place is free."""
        ...

    def close(self) -> None:
        """Lets go of what it holds."""
        ...


@dataclass(frozen=True)
class Prefixes:
    """What a model wants to read before a question and before a passage; most want nothing, E5 `query: ` and `passage: `."""

    query: str = ""
    passage: str = ""

    def named(self, model: str) -> str:
        """The name that vectors made so are kept under: with other prefixes they are other vectors (F51)."""
        if not (self.query or self.passage):
            return model
        return f"{model}#{sha256(repr((self.query, self.passage)).encode()).hexdigest()[:8]}"


NO_PREFIXES = Prefixes()


class Embedder:
    """A model with its prefixes: the one way by which a text becomes a question's vector or a passage's."""

    def __init__(self, engine: Engine, prefixes: Prefixes = NO_PREFIXES) -> None:
        """Keeps both."""
        self._engine = engine
        self._prefixes = prefixes

    @property
    def model(self) -> str:
        """The name that is kept beside every vector."""
        return self._prefixes.named(self._engine.model)

    @property
    def dimension(self) -> int:
        """How many numbers a vector has."""
        return self._engine.dimension

    async def of_query(self, text: str) -> Vector:
        """The vector of what is looked for. EmbedderBusy when no place is free."""
        (vector,) = await self._engine.embed([self._prefixes.query + text])
        return vector

    async def of_passages(self, texts: Sequence[str]) -> list[Vector]:
        """The vectors of what can be found, in order. EmbedderBusy when no place is free."""
        return await self._engine.embed([self._prefixes.passage + text for text in texts])


class Embedders:
    """Every model that is loaded: one, or two while an installation moves from the first to the second."""

    def __init__(self, embedders: Sequence[Embedder]) -> None:
        """At least one, each with a name of its own."""
        self.loaded = tuple(embedders)

    @property
    def first(self) -> Embedder:
        """The one that new things are embedded with where nobody says."""
        return self.loaded[0]

    def named(self, model: str) -> Embedder | None:
        """The one of this name, if it is loaded."""
        return next((each for each in self.loaded if each.model == model), None)

    def wanted(self, models: Sequence[str]) -> Sequence[Embedder]:
        """Those of these names, or the first where none is named. Raises ModelNotLoaded when one is not here."""
        found = [(model, self.named(model)) for model in models]
        for model, embedder in found:
            if embedder is None:
                raise ModelNotLoaded(model=model)
        return [embedder for _, embedder in found if embedder] or [self.first]
