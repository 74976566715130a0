"""What the llm service is told from outside."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from viva.contract.v1.options_pb2 import SERVICE_LLM

from mesh.settings import MeshSettings, UnusableSettings, secret
from services.llm.engines.llama_cpp.settings import LlamaCppSettings
from services.llm.engines.openai.settings import ServerSettings

PORT = 50052
MOST_CELLS = 1 << 20


@dataclass(frozen=True)
class Settings:
    """Read once, at start. At most one of `model` and `server` is there; without either no language model runs."""

    mesh: MeshSettings
    model: LlamaCppSettings | None = None
    server: ServerSettings | None = None
    scores_hiring: bool = False
    """Whether a language model may score interviews that decide on hiring."""
    slots: int = 4
    """Tasks of the ledger that are done at once."""
    threads: int = 2
    """Pieces of work that burn CPU at once, where no language model runs."""
    queue_limit: int = 32
    """Pieces of work that may wait for a thread; one more is refused at once."""

    @classmethod
    def from_environment(cls, env: Mapping[str, str]) -> "Settings":
        """Reads VIVA_* variables; UnusableSettings when they make no service."""
        if env.get("VIVA_LLM_MODEL") and env.get("VIVA_LLM_SERVER"):
            raise UnusableSettings("VIVA_LLM_MODEL and VIVA_LLM_SERVER are both set; which one is meant?")
        return cls(
            mesh=MeshSettings.from_environment(SERVICE_LLM, env, port=PORT),
            model=_model(env),
            server=_server(env),
            scores_hiring=_choice(env, "VIVA_LLM_SCORES_HIRING"),
            slots=_number(env, "VIVA_LLM_SLOTS", 4),
            threads=_number(env, "VIVA_LLM_THREADS", 2),
            queue_limit=_number(env, "VIVA_LLM_QUEUE_LIMIT", 32),
        )


def _model(env: Mapping[str, str]) -> LlamaCppSettings | None:
    """A model that is run in this process, when a file was named."""
    path = env.get("VIVA_LLM_MODEL")
    if not path:
        return None
    return LlamaCppSettings(
        model=Path(path),
        context=_number(env, "VIVA_LLM_CONTEXT", 512, least=512, most=MOST_CELLS) if env.get("VIVA_LLM_CONTEXT") else 0,
        slots=_number(env, "VIVA_LLM_SEQUENCES", 8, most=64),
        queue_limit=_number(env, "VIVA_LLM_QUEUE_LIMIT", 32),
        threads=_number(env, "VIVA_LLM_THREADS", max(1, (os.cpu_count() or 2) - 1)),
        gpu_layers=_number(env, "VIVA_LLM_GPU_LAYERS", 999, least=0, most=999),
        host_bytes=_number(env, "VIVA_LLM_HOST_CACHE_MIB", 1024, least=0, most=MOST_CELLS) << 20,
        # One for each replica: it is about a process.
        note=Path(env["VIVA_DATA_DIR"], f"starts-{env.get('VIVA_PORT', PORT)}.json") if env.get("VIVA_DATA_DIR") else None,
    )


def _server(env: Mapping[str, str]) -> ServerSettings | None:
    """A model that a server runs, when a URL was named."""
    url = env.get("VIVA_LLM_SERVER", "")
    if url and not url.startswith(("http://", "https://")):
        raise UnusableSettings(f"VIVA_LLM_SERVER is {url!r}, which is no http:// or https:// URL")
    settings = ServerSettings(
        url=url,
        model=env.get("VIVA_LLM_SERVER_MODEL", ""),
        key=secret(env, "VIVA_LLM_SERVER_KEY"),
        slots=_number(env, "VIVA_LLM_SEQUENCES", 16),
        queue_limit=_number(env, "VIVA_LLM_QUEUE_LIMIT", 32),
    )
    return settings if url else None


def _choice(env: Mapping[str, str], name: str) -> bool:
    """Yes or no; no, where nobody said."""
    value = env.get(name) or "no"
    if value not in ("yes", "no"):
        raise UnusableSettings(f"{name} is {value!r}, neither yes nor no")
    return value == "yes"


def _number(env: Mapping[str, str], name: str, default: int, *, least: int = 1, most: int = 256) -> int:
    value = env.get(name) or str(default)
    if not value.isdecimal() or not least <= int(value) <= most:
        raise UnusableSettings(f"{name} is {value!r}, not a number from {least} to {most}")
    return int(value)
