"""Decides how much memory for texts there is, and how it is divided.

A CPU looks at every cell of a pool for every word, whoever it belongs to, so that interviews slow each other down; there each text has
cells of its own. A GPU skips others' cells, and one pool lets a long text have what the short ones do not need.
"""

from dataclasses import dataclass

from services.llm.engines.llama_cpp.model_file import ModelFile, UnusableModel
from services.llm.engines.llama_cpp.settings import LlamaCppSettings

PREFIXES = 8
"""Shared beginnings that are kept: one for each job and language, and room for the next release's."""
POOL = 16384
"""Cells of a pool, where nobody said."""
TEXT, SHORTEST_TEXT = 8192, 1024
"""Cells of one text's own, where nobody said and memory allows, and how few are of no use."""


@dataclass(frozen=True)
class Layout:
    """Cells for all texts together, of which `texts` are written at once and `kept` more may rest in a pool."""

    cells: int
    texts: int
    kept: int = 0
    is_pool: bool = False

    @property
    def sequences(self) -> int:
        """Numbers of sequences that are needed; those of shared beginnings lie in a pool, too."""
        return self.texts + self.kept + PREFIXES if self.is_pool else self.texts

    @property
    def cells_of_one(self) -> int:
        """Cells that one text can have at most."""
        return self.cells if self.is_pool else self.cells // self.texts


def layout(settings: LlamaCppSettings, file: ModelFile, *, on_gpu: bool, available: int | None) -> Layout:
    """What fits. `available`: bytes of memory; None where that is not known. Raises UnusableModel when it is too little."""
    if on_gpu or not settings.own_cells:
        return Layout(settings.context or POOL, settings.slots, settings.kept, is_pool=True)
    left = None if available is None else available - file.size_bytes
    found = Layout(settings.context or settings.slots * _fitting(settings.slots, file, left), settings.slots)
    if left is not None and found.cells * file.cell_bytes > left:
        raise UnusableModel(
            f"there is no memory for {found.cells} tokens of context: they take {found.cells * file.cell_bytes >> 20} MiB; "
            "lower VIVA_LLM_CONTEXT, or VIVA_LLM_SEQUENCES"
        )
    return found


def _fitting(texts: int, file: ModelFile, left: int | None) -> int:
    """Cells for each of `texts`, in half of the memory that is left."""
    longest = min(TEXT, file.facts().context_tokens or TEXT)
    if left is None or not file.cell_bytes:
        return longest
    return max(SHORTEST_TEXT, min(longest, left // 2 // texts // file.cell_bytes))
