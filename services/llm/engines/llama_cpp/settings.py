"""How a model in this process is run."""

import os
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class LlamaCppSettings:
    """The file is needed; the rest fits most machines."""

    model: Path
    context: int = 0
    """KV cells: tokens of all texts together that are in memory at once. 0: as many as fit."""
    slots: int = 8
    """Texts written at once."""
    own_cells: bool = True
    """On a CPU each text has an equal part of the cells; else, and on a GPU, all share a pool."""
    queue_limit: int = 32
    """Texts of each lane that may wait."""
    threads: int = max(1, (os.cpu_count() or 2) - 1)
    """Of the CPU. One fewer than there are cores: they wait for each other busily, and one that is kept away keeps all waiting."""
    gpu_layers: int = 999
    """Layers on the GPU, where the library was built for one; as many as there are, if there are fewer."""
    kept: int = 24
    """Sequences that stay in a pool between two turns of their interviews."""
    host_bytes: int = 1 << 30
    """Memory for sequences that had to leave the KV cells."""
    note: Path | None = None
    """Where it is noted that a start has ended the process."""
