"""Measures how much of a rubric an answer covers, by the indicators of its criteria; says what it is, and nothing more.

A criterion's level rises with the number of different indicators that the answer's sentences hold. Every level cites the
sentences it rests on; a criterion that nothing speaks for has no score. The answer's points are the share of the rubric
that was covered. Order, repetition and length change nothing, and a sentence that speaks to the judge counts for nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from interviewing.vocabulary import Unavailable
from services.llm.domain.answer import AnswerBrief, Criterion, CriterionScore, Evaluation, Remark
from services.llm.domain.reading import kind_of
from services.llm.domain.sentences import Sentence, evidence_in
from services.llm.domain.stamp import Stamp
from services.llm.engines.bank.judgements import FEEDBACK, REACHED, UNSHOWN
from services.llm.engines.bank.tongue import Hit, Tongue

FULL = 3
"""Different indicators that make the top level."""
PER_SENTENCE = 2
"""Of these, how many one sentence may bring: a list of words is no answer."""
LEAST_WORDS = 3
"""Words below which a sentence says too little to be evidence."""
LEAST_LEVELS = 2
CITED = 3
"""Sentences cited for one criterion."""
REMARKS = 10
"""Of each kind, as many as the contract takes."""
STRONG = 70
"""Points from which a criterion is a strength."""


@dataclass(frozen=True)
class Found:
    """A sentence and the indicators that it holds."""

    sentence: Sentence
    hits: tuple[Hit, ...]


def cover(brief: AnswerBrief, tongue: Tongue, stamp: Stamp) -> Evaluation:
    """Reads an answer against its rubric."""
    found = list(_found(brief, tongue))
    scores = tuple(_score(criterion, found) for criterion in brief.criteria)
    read = list(zip(scores, brief.criteria, strict=True))
    measurable = [score for score, criterion in read if criterion.indicators]
    points = _share(measurable)
    shown = sum(score.points is not None for score in measurable)
    return Evaluation(
        answer_id=brief.answer_id,
        kind=kind_of(brief),
        stamp=stamp.read_by(brief.rubric_version),
        stage=brief.stage,
        area=brief.area,
        points=points,
        criteria=scores,
        strengths=tuple(_strength(score, brief) for score in scores if not _is_weak(score))[:REMARKS],
        weaknesses=tuple(_weakness(score, criterion, brief) for score, criterion in read if _is_weak(score))[:REMARKS],
        feedback=FEEDBACK[brief.language].format(shown=shown, total=len(measurable)),
        unavailable=None if points is not None else Unavailable.NO_EVIDENCE,
    )


def _found(brief: AnswerBrief, tongue: Tongue) -> Sequence[Found]:
    """Sentences that say something, with all indicators of the rubric that they hold. What is said twice counts once."""
    wanted = tuple(dict.fromkeys(indicator for criterion in brief.criteria for indicator in criterion.indicators))
    different = {" ".join(sentence.text.casefold().split()): sentence for sentence in evidence_in(brief.lines)}
    saying = [sentence for sentence in different.values() if len(sentence.text.split()) >= LEAST_WORDS]
    return [Found(sentence, tuple(tongue.hits(sentence.text, wanted))) for sentence in saying]


def _score(criterion: Criterion, found: Sequence[Found]) -> CriterionScore:
    """The level that the indicators reach, with the sentences that hold most of them."""
    holding = [(each, hits) for each in found if (hits := [hit for hit in each.hits if hit.indicator in criterion.indicators])]
    if not holding or len(criterion.levels) < LEAST_LEVELS:
        return CriterionScore(criterion.criterion_id, criterion.name, unavailable=Unavailable.NO_EVIDENCE)
    different = len({hit.indicator for _, hits in holding for hit in hits})
    reached = min(different, sum(min(len(hits), PER_SENTENCE) for _, hits in holding))
    level = criterion.levels[_step(reached, len(criterion.levels))]
    citations = [each.sentence.cite() for each, hits in sorted(holding, key=lambda pair: -len(pair[1]))]
    return CriterionScore(criterion.criterion_id, criterion.name, level.points, level.anchor, tuple(citations[:CITED]))


def _step(indicators: int, levels: int) -> int:
    """Which level so many different indicators reach: one reaches the second lowest, FULL the highest."""
    return max(1, min(indicators, FULL) * (levels - 1) // FULL)


def _share(scores: Sequence[CriterionScore]) -> int | None:
    """Points over all criteria that can be measured; what was not shown adds nothing. None when nothing was shown."""
    shown = [score.points for score in scores if score.points is not None]
    return round(sum(shown) / len(scores)) if shown else None


def _is_weak(score: CriterionScore) -> bool:
    return score.points is None or score.points < STRONG


def _strength(score: CriterionScore, brief: AnswerBrief) -> Remark:
    return Remark(REACHED[brief.language].format(name=score.name), score.citations)


def _weakness(score: CriterionScore, criterion: Criterion, brief: AnswerBrief) -> Remark:
    """What an answer at the top does, and the little that was found."""
    anchor = criterion.levels[-1].anchor if criterion.levels else ""
    return Remark(UNSHOWN[brief.language].format(name=score.name, anchor=anchor), score.citations)
