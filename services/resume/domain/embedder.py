"""What turns words into vectors, as the rest of the service sees it."""

from collections.abc import Sequence
from typing import Protocol

from mesh.refusal import Exhausted

Vector = Sequence[float]
"""Of length 1, so that the product of two is their cosine."""


class EmbedderBusy(Exhausted):
    """Too much is being embedded now; try again in a moment."""

    reason = "EMBEDDER_BUSY"


class Embedder(Protocol):
    """An embedding model. Questions and passages go in the same way, so they can never be told apart by a prefix."""

    @property
    def model(self) -> str:
        """The model's name, which is kept beside every vector."""
        ...

    @property
    def dimension(self) -> int:
        """How many numbers a vector has."""
        ...

    async def embed(self, texts: Sequence[str]) -> list[Vector]:
        """One vector a text, in order. EmbedderBusy when no place is free."""
        ...
