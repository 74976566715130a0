"""What a good answer is: criteria, each with levels that two readers would agree on."""

import hashlib
import json
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from itertools import pairwise

_CRITERION_ID = re.compile(r"[a-z][a-z0-9_]{1,39}")


@dataclass(frozen=True)
class Level:
    """One anchored level of a criterion."""

    points: int
    anchor: str


@dataclass(frozen=True)
class Criterion:
    """One thing that is looked at in an answer; its levels go from the lowest to the highest."""

    criterion_id: str
    name: str
    description: str
    levels: tuple[Level, ...]
    indicators: tuple[str, ...] = ()

    @property
    def is_sound(self) -> bool:
        """Whether it can be read by: named, and its levels distinct, anchored and rising."""
        points = [level.points for level in self.levels]
        rising = all(low < high for low, high in pairwise(points))
        return (
            _CRITERION_ID.fullmatch(self.criterion_id) is not None
            and bool(self.name.strip())
            and len(points) >= 2
            and rising
            and points[0] >= 0
            and points[-1] <= 100
            and all(level.anchor.strip() for level in self.levels)
        )


@dataclass(frozen=True)
class Rubric:
    """The criteria an answer is read by, in one language."""

    criteria: tuple[Criterion, ...]
    version: str

    @classmethod
    def of(cls, criteria: Sequence[Criterion]) -> "Rubric":
        """A rubric whose version is a digest of its content, so that it changes whenever the content does."""
        content = json.dumps([asdict(criterion) for criterion in criteria], ensure_ascii=False, sort_keys=True)
        return cls(tuple(criteria), hashlib.sha256(content.encode()).hexdigest()[:16])

    @property
    def is_sound(self) -> bool:
        """Whether every criterion is, and none is there twice."""
        ids = [criterion.criterion_id for criterion in self.criteria]
        return bool(ids) and len(set(ids)) == len(ids) and all(criterion.is_sound for criterion in self.criteria)
