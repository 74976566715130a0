"""Reads answers and whole interviews with an engine, refuses to score what cannot be judged, and checks every citation.

What is said here holds for every engine: no evidence, no score; a poor transcript is for a person; and a purpose that
the engine may not score gets no score.
"""

from collections import Counter
from collections.abc import Iterable

from interviewing.language import Language
from interviewing.replies import Reply, kind_of_reply
from interviewing.vocabulary import AnswerKind, Unavailable
from interviewing.wording import LEAST_HANGUL, hangul_share
from services.llm.domain.answer import AnswerBrief, Citation, CriterionScore, Evaluation, Line
from services.llm.domain.engine import Engine, EngineFailed
from services.llm.domain.report import ReportBrief, ReportDraft

LEAST_WORDS = {Language.KOREAN: 8, Language.ENGLISH: 12}
"""Words below which an answer is too little to judge; a Korean word carries its particles."""
LEAST_DISTINCT = 0.35
"""Share of different words below which a transcript repeats itself, as speech recognition does on noise."""
_NOTHING_SAID = {AnswerKind.REFUSAL, AnswerKind.EMPTY, AnswerKind.SKIPPED, AnswerKind.QUESTION_BACK}


class Reading:
    """Has an engine read, and stands between its findings and the record."""

    def __init__(self, engine: Engine) -> None:
        """Takes the engine."""
        self._engine = engine

    async def evaluate(self, brief: AnswerBrief) -> Evaluation:
        """What an answer shows. Raises EngineFailed when the engine's findings do not pass the checks."""
        kind = kind_of(brief)
        if reason := self._reason_not_to_score(brief, kind):
            return without_score(brief, kind, reason, self._engine)
        evaluation = await self._engine.evaluate(brief)
        require_evidence(evaluation, brief.lines)
        return evaluation

    async def write_report(self, brief: ReportBrief) -> ReportDraft:
        """The words of a report. Raises EngineFailed when it cites what was not said."""
        draft = await self._engine.write_report(brief)
        require_verbatim(draft.citations, brief.transcript)
        return draft

    def _reason_not_to_score(self, brief: AnswerBrief, kind: AnswerKind) -> Unavailable | None:
        if kind in _NOTHING_SAID:
            return Unavailable.NOT_ANSWERED
        if brief.purpose not in self._engine.info.scored_purposes:
            return Unavailable.ENGINE_NOT_PERMITTED
        return Unavailable.TRANSCRIPT_TOO_POOR if is_too_poor(brief.text, brief.language) else None


def kind_of(brief: AnswerBrief) -> AnswerKind:
    """What the turn was: what session knows without reading it, or what reading it shows."""
    if brief.kind in (AnswerKind.SKIPPED, AnswerKind.EMPTY):
        return brief.kind
    reply = kind_of_reply(brief.text)
    if brief.kind is AnswerKind.TIMED_OUT and reply is Reply.ANSWER:
        return AnswerKind.TIMED_OUT
    return AnswerKind[reply.name]


def is_too_poor(text: str, language: Language) -> bool:
    """Whether a transcript is too short, repeats itself too much, or is not in the interview's language."""
    words = [word.strip(".,!?…\"'“”").casefold() for word in text.split()]
    words = [word for word in words if any(character.isalpha() for character in word)]
    if len(words) < LEAST_WORDS[language] or not _is_mostly_in(text, language):
        return True
    counts = Counter(words)
    return len(counts) / len(words) < LEAST_DISTINCT and counts.most_common(1)[0][1] > len(words) / 5


def _is_mostly_in(text: str, language: Language) -> bool:
    """People mix languages when they speak of their work; an answer in another language altogether is for a person."""
    share = hangul_share(text)
    if share is None:
        return False
    return share >= LEAST_HANGUL if language is Language.KOREAN else share <= 1 - LEAST_HANGUL


def without_score(brief: AnswerBrief, kind: AnswerKind, reason: Unavailable, engine: Engine) -> Evaluation:
    """An evaluation that says why there is no score, for the answer and for each of its criteria."""
    return Evaluation(
        answer_id=brief.answer_id,
        kind=kind,
        stamp=engine.info.stamp.read_by(brief.rubric_version),
        stage=brief.stage,
        area=brief.area,
        criteria=tuple(CriterionScore(criterion.criterion_id, criterion.name, unavailable=reason) for criterion in brief.criteria),
        feedback=_WHY_NOT[reason][brief.language],
        unavailable=reason,
        needs_person=reason in (Unavailable.TRANSCRIPT_TOO_POOR, Unavailable.ENGINE_NOT_PERMITTED),
    )


def require_evidence(evaluation: Evaluation, lines: Iterable[Line]) -> None:
    """Raises EngineFailed for a score without a citation, a citation without its words, or a total without parts."""
    require_verbatim(evaluation.citations, lines)
    scored = [criterion for criterion in evaluation.criteria if criterion.points is not None]
    if any(not criterion.citations for criterion in scored):
        raise EngineFailed(fault="SCORE_WITHOUT_EVIDENCE")
    if (evaluation.points is not None) != bool(scored):
        raise EngineFailed(fault="SCORE_WITHOUT_EVIDENCE")
    if (evaluation.points is None) != (evaluation.unavailable is not None):
        raise EngineFailed(fault="SILENT_DEFAULT")


def require_verbatim(citations: Iterable[Citation], lines: Iterable[Line]) -> None:
    """Raises EngineFailed when a citation does not stand in its line exactly."""
    known = {line.line_id: line for line in lines}
    for citation in citations:
        line = known.get(citation.line_id)
        if line is None or not citation.stands_in(line):
            raise EngineFailed(fault="CITATION_NOT_VERBATIM")


_WHY_NOT: dict[Unavailable, dict[Language, str]] = {
    Unavailable.NOT_ANSWERED: {
        Language.KOREAN: "답변이 없어 점수를 매기지 않았습니다.",
        Language.ENGLISH: "There was no answer, so there is no score.",
    },
    Unavailable.TRANSCRIPT_TOO_POOR: {
        Language.KOREAN: "내용이 너무 짧거나 알아듣기 어려워 점수를 매기지 않았습니다. 사람이 확인해야 합니다.",
        Language.ENGLISH: "Too little was said, or it could not be understood, so there is no score. A person should look at it.",
    },
    Unavailable.ENGINE_NOT_PERMITTED: {
        Language.KOREAN: "이 엔진은 채용 면접에 점수를 매기지 않습니다. 답변은 사람이 직접 읽고 판단해야 합니다.",
        Language.ENGLISH: "This engine does not score interviews that are part of a hiring decision. A person should read the answer.",
    },
}
