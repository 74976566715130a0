"""Which program, model and method produced something."""

from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Stamp:
    """Stands beside everything an engine produces. `model` is empty when no model ran."""

    engine: str
    prompt_version: str
    model: str = ""
    model_version: str = ""
    rubric_version: str = ""

    def read_by(self, rubric_version: str) -> "Stamp":
        """The same with the version of the rubric that was used."""
        return replace(self, rubric_version=rubric_version)
