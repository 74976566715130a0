"""What the llm service is told from outside."""

from collections.abc import Mapping
from dataclasses import dataclass

from viva.contract.v1.options_pb2 import SERVICE_LLM

from mesh.settings import MeshSettings, UnusableSettings

PORT = 50052
ENGINES = ("bank",)
"""Engines that this release can load."""


@dataclass(frozen=True)
class Settings:
    """Read once, at start."""

    mesh: MeshSettings
    engine: str = "bank"
    slots: int = 4
    """Tasks of the ledger that are done at once."""
    threads: int = 2
    """Pieces of work that burn CPU at once."""
    queue_limit: int = 32
    """Pieces of work that may wait for a thread; one more is refused at once."""

    @classmethod
    def from_environment(cls, env: Mapping[str, str]) -> "Settings":
        """Reads VIVA_* variables; UnusableSettings when they make no service."""
        engine = env.get("VIVA_LLM_ENGINE", "bank")
        if engine not in ENGINES:
            raise UnusableSettings(f"VIVA_LLM_ENGINE is {engine!r}, not one of {', '.join(ENGINES)}")
        return cls(
            mesh=MeshSettings.from_environment(SERVICE_LLM, env, port=PORT),
            engine=engine,
            slots=_count(env, "VIVA_LLM_SLOTS", 4),
            threads=_count(env, "VIVA_LLM_THREADS", 2),
            queue_limit=_count(env, "VIVA_LLM_QUEUE_LIMIT", 32),
        )


def _count(env: Mapping[str, str], name: str, default: int) -> int:
    value = env.get(name, str(default))
    if not value.isdecimal() or not 1 <= int(value) <= 256:
        raise UnusableSettings(f"{name} is {value!r}, not a number from 1 to 256")
    return int(value)
