"""Which program, model and method produced something."""

from dataclasses import dataclass, field, replace

from services.llm.domain.generation import Effort


@dataclass(frozen=True)
class Stamp:
    """Stands beside everything an engine produces. `model` is empty when no model ran."""

    engine: str
    prompt_version: str
    model: str = ""
    model_version: str = ""
    rubric_version: str = ""
    effort: Effort | None = field(default=None, compare=False)
    """What writing it took; None where no model wrote. Says nothing about what it is: two stamps are equal without it."""

    def read_by(self, rubric_version: str) -> "Stamp":
        """The same with the version of the rubric that was used."""
        return replace(self, rubric_version=rubric_version)

    def with_effort(self, effort: Effort | None) -> "Stamp":
        """The same with what writing took."""
        return replace(self, effort=effort)
