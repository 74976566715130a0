"""What the résumé service is told from outside."""

import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from viva.contract.v1.options_pb2 import SERVICE_RESUME

from mesh.settings import MeshSettings, UnusableSettings
from services.resume.adapters.build_minilm import default_directory, is_built
from services.resume.adapters.engines import ModelChoice
from services.resume.adapters.parser_messages import ParserLimits
from services.resume.domain.embedder import Prefixes

PORT = 50053
BUILT_IN = "minilm"
FIRST = ("VIVA_EMBEDDING_MODEL", "VIVA_EMBEDDING_MODEL_QUERY_PREFIX", "VIVA_EMBEDDING_MODEL_PASSAGE_PREFIX")
NEXT = ("VIVA_EMBEDDING_NEXT", "VIVA_EMBEDDING_NEXT_QUERY_PREFIX", "VIVA_EMBEDDING_NEXT_PASSAGE_PREFIX")


@dataclass(frozen=True)
class Settings:
    """Read once, at start."""

    mesh: MeshSettings
    models: Sequence[ModelChoice]
    """What embeds: one model, and a second one while the installation moves to it."""
    embedding_threads: int = 2
    """Texts that are embedded at once, each on a core."""
    parsers: int = 2
    """Documents that are read at once, and as many more that made way; each may take a core and the memory of its limits."""
    slots: int = 4
    """Tasks of the ledger that are done at once."""
    uploads: int = 8
    """Files that are received at once; each may take as much memory as a file may be large."""
    limits: ParserLimits = field(default_factory=ParserLimits)

    @classmethod
    def from_environment(cls, env: Mapping[str, str]) -> "Settings":
        """Reads VIVA_* variables; UnusableSettings when they make no service."""
        models = [_model(env, FIRST), *([_model(env, NEXT)] if env.get(NEXT[0]) else [])]
        for model in models:
            model.require_usable()
        return cls(
            mesh=MeshSettings.from_environment(SERVICE_RESUME, env, port=PORT),
            models=models,
            embedding_threads=_count(env, "VIVA_EMBEDDING_THREADS", min(2, os.cpu_count() or 1)),
            parsers=_count(env, "VIVA_RESUME_PARSERS", 2),
        )


def _model(env: Mapping[str, str], names: tuple[str, str, str]) -> ModelChoice:
    """The model that a variable names: a directory, or `minilm` for the built-in one, which is also what nothing means."""
    name, before_query, before_passage = names
    prefixes = Prefixes(env.get(before_query, ""), env.get(before_passage, ""))
    if (named := env.get(name, "")) not in ("", BUILT_IN):
        return ModelChoice(Path(named).absolute(), is_built_in=False, prefixes=prefixes)
    directory = Path(env.get("VIVA_EMBEDDING_DIR") or default_directory())
    if not is_built(directory):
        command = f"{sys.executable} -m services.resume.adapters.build_minilm {directory}"
        raise UnusableSettings(f"{directory} holds no finished embedding model; make one with: {command}")
    return ModelChoice(directory, is_built_in=True, prefixes=prefixes)


def _count(env: Mapping[str, str], name: str, default: int) -> int:
    value = env.get(name, str(default))
    if not value.isdecimal() or not 1 <= int(value) <= 64:
        raise UnusableSettings(f"{name} is {value!r}, not a number from 1 to 64")
    return int(value)
