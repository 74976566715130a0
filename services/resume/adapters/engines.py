"""Loads the embedding models that the settings name."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from mesh.settings import UnusableSettings
from services.resume.adapters.minilm import MiniLm
from services.resume.domain.embedder import NO_PREFIXES, Embedder, Embedders, Engine, Prefixes


@dataclass(frozen=True)
class ModelChoice:
    """A model to load: the built-in one from the directory that set-up made, or a directory for sentence-transformers."""

    directory: Path
    is_built_in: bool
    prefixes: Prefixes = NO_PREFIXES

    def require_usable(self) -> None:
        """Raises UnusableSettings for what would only show later."""
        if self.is_built_in:
            return
        if not (self.directory / "modules.json").is_file():
            raise UnusableSettings(f"{self.directory} is no model of sentence-transformers: there is no modules.json in it")
        if find_spec("sentence_transformers") is None:
            raise UnusableSettings(f"{self.directory} needs sentence-transformers; install viva with its extra `sentences`")


@contextmanager
def loaded(choices: Sequence[ModelChoice], *, threads: int) -> Iterator[Embedders]:
    """The models, first choice first, until the block ends. Raises UnusableSettings when two would keep vectors under one name."""
    with ExitStack() as stack:
        embedders = [Embedder(stack.enter_context(closing(_engine(choice, threads))), choice.prefixes) for choice in choices]
        names = [each.model for each in embedders]
        if len(set(names)) < len(names):
            raise UnusableSettings(f"two embedding models are both called {names[0]}; rename the directory of one")
        yield Embedders(embedders)


def _engine(choice: ModelChoice, threads: int) -> Engine:
    if choice.is_built_in:
        return MiniLm.load(choice.directory, threads=threads)
    # Imported late: the default installation has no torch.
    from services.resume.adapters.sentence_model import SentenceModel

    return SentenceModel.load(choice.directory, threads=threads)
