"""Counts what was found, what was missed and what was made up."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from bench.reading.truth import Facts


@dataclass(frozen=True)
class Score:
    """Counts of facts."""

    right: int = 0
    missed: int = 0
    wrong: int = 0

    def __add__(self, other: "Score") -> "Score":
        """Both together."""
        return Score(self.right + other.right, self.missed + other.missed, self.wrong + other.wrong)

    @property
    def precision(self) -> float:
        """Of what was found, the part that is true."""
        return self.right / max(1, self.right + self.wrong)

    @property
    def recall(self) -> float:
        """Of what is true, the part that was found."""
        return self.right / max(1, self.right + self.missed)

    @property
    def f1(self) -> float:
        """Both in one figure; 1 where there was nothing to find and nothing was."""
        return 2 * self.right / max(1, 2 * self.right + self.missed + self.wrong) if self.right + self.missed + self.wrong else 1.0


@dataclass(frozen=True)
class Comparison:
    """One résumé's facts beside what was found of them."""

    missed: Facts
    wrong: Facts
    right: Facts


def compare(true: Facts, found: Facts) -> Comparison:
    """Equal words in the right section and of the right kind are right; everything else is missed or wrong."""
    return Comparison(missed=true - found, wrong=found - true, right=true & found)


def by(comparisons: Iterable[tuple[str, Comparison]]) -> dict[str, Score]:
    """Scores by any name."""
    scores: dict[str, Score] = defaultdict(Score)
    for name, each in comparisons:
        scores[name] += Score(each.right.total(), each.missed.total(), each.wrong.total())
    return dict(scores)


def by_fact(comparisons: Iterable[Comparison], *, kinds: bool = False) -> dict[str, Score]:
    """Scores by section, or by section and kind of fact."""
    counts: Mapping[str, Counter[str]] = {name: Counter() for name in ("right", "missed", "wrong")}
    for each in comparisons:
        for name, count in counts.items():
            count.update(_names(getattr(each, name), kinds=kinds))
    names = sorted(set().union(*counts.values()))
    return {name: Score(counts["right"][name], counts["missed"][name], counts["wrong"][name]) for name in names}


def _names(facts: Facts, *, kinds: bool) -> Iterator[str]:
    for fact in facts.elements():
        yield f"{fact.section.name}.{fact.kind}" if kinds else fact.section.name


def table(scores: Mapping[str, Score]) -> str:
    """A line a name, the sum last."""
    lines = [f"{'':34} facts  precision  recall     F1"]
    for name, score in (*scores.items(), ("all", sum(scores.values(), Score()))):
        lines.append(f"{name:34} {score.right + score.missed:5}      {score.precision:.3f}   {score.recall:.3f}  {score.f1:.3f}")
    return "\n".join(lines)
