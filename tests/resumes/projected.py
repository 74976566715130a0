"""A second embedding model, of another dimension: MiniLM with a layer behind it, in a directory for sentence-transformers."""

from pathlib import Path

import numpy as np
from safetensors.numpy import save_file

from services.resume.adapters import build_minilm

DIMENSION = 96


def projected(directory: Path) -> Path:
    """Writes it there; what it makes of a text is 96 numbers of MiniLM's 384, mixed by chance that is always the same."""
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Dense
    from torch import nn

    model = SentenceTransformer(str(build_minilm._package_directory()), local_files_only=True)
    model.append(Dense(384, DIMENSION, bias=False, activation_function=nn.Identity()))
    model.save(str(directory))
    (layer,) = directory.glob("*_Dense/model.safetensors")
    luck = np.random.default_rng(7)
    save_file({"linear.weight": (luck.standard_normal((DIMENSION, 384)) / DIMENSION**0.5).astype(np.float32)}, layer)
    return directory
