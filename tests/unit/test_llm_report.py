"""The words of a report rest on what was found, say what is missing, and recommend nothing for a hiring decision."""

from dataclasses import replace

import pytest

from interviewing.language import Language
from interviewing.vocabulary import Area, Axis, Purpose, Recommendation, Stage, Unavailable
from interviewing.wording import hangul_share
from services.llm.domain.answer import Citation, Evaluation, Line
from services.llm.domain.engine import Engine, EngineFailed
from services.llm.domain.reading import Reading
from services.llm.domain.report import AreaScore, AxisScore, MissingPart, ReportBrief, ReportDraft
from services.llm.domain.stamp import Stamp
from tests.llm.briefs import DECLINED, ENGLISH, KOREAN, TOLD, answer_brief, bank_engine

READING = Reading(bank_engine())


async def brief_of(language: Language, *, purpose: Purpose = Purpose.PRACTICE, overall: float | None = 72.0) -> ReportBrief:
    """Three answers: two told, one declined; what session would compute is given."""
    lines = tuple(
        Line(f"line-{number}", said, f"question-{number}", stage)
        for number, (said, stage) in enumerate(
            [(TOLD[language], Stage.PROBLEM_SOLVING), (TOLD[language], Stage.EXPERIENCE), (DECLINED[language], Stage.GROWTH)]
        )
    )
    evaluations: list[Evaluation] = []
    for number, line in enumerate(lines):
        one = replace(answer_brief("", language, purpose=purpose), answer_id=f"answer-{number}", lines=(line,), stage=line.stage)
        evaluations.append(await READING.evaluate(one))
    return ReportBrief(
        interview_id="interview",
        language=language,
        purpose=purpose,
        transcript=lines,
        evaluations=tuple(evaluations),
        areas=(AreaScore(Area.EXPERIENCE, 60, overall), AreaScore(Area.CHARACTER, 40, None, Unavailable.NOT_ANSWERED)),
        axes=(AxisScore(Axis.PROBLEM_SOLVING, overall), AxisScore(Axis.GROWTH, None)),
        overall=overall,
        missing=(MissingPart(Stage.GROWTH, Unavailable.NOT_ANSWERED),),
        question_of=tuple((f"answer-{number}", f"question-{number}") for number in range(3)),
    )


@pytest.mark.parametrize("language", Language)
async def test_every_citation_of_a_report_stands_in_the_transcript(language: Language) -> None:
    brief = await brief_of(language)
    draft = await READING.write_report(brief)
    lines = {line.line_id: line for line in brief.transcript}
    assert len(draft.citations) > 5 and all(citation.stands_in(lines[citation.line_id]) for citation in draft.citations)


@pytest.mark.parametrize("language", Language)
async def test_the_report_is_written_in_the_interviews_language(language: Language) -> None:
    draft = await READING.write_report(await brief_of(language))
    words = " ".join([draft.summary, *(axis.feedback for axis in draft.axes), *(remark.text for remark in draft.improvements)])
    share = hangul_share(words)
    assert share is not None and (share > 0.8 if language is KOREAN else share == 0)


async def test_f46_the_summary_names_sessions_number_and_what_the_weights_leave_out() -> None:
    draft = await READING.write_report(await brief_of(ENGLISH))
    assert "the score is 72 of 100" in draft.summary
    assert "Areas without a score (character and growth) are left out" in draft.summary
    assert "Parts that could not be evaluated: 1 (not answered)" in draft.summary


async def test_the_report_says_what_it_is() -> None:
    draft = await READING.write_report(await brief_of(ENGLISH))
    assert "without a language model" in draft.summary and draft.stamp.engine == "bank"


async def test_six_axes_have_words_and_only_those_with_points_have_evidence() -> None:
    draft = await READING.write_report(await brief_of(ENGLISH))
    assert [axis.axis for axis in draft.axes] == list(Axis) and all(axis.feedback for axis in draft.axes)
    assert [axis.axis for axis in draft.axes if axis.citations] == [Axis.PROBLEM_SOLVING]


@pytest.mark.parametrize("language", Language)
async def test_a_told_story_has_its_parts(language: Language) -> None:
    story, other = (await READING.write_report(await brief_of(language))).stories
    assert (story.answer_id, other.answer_id) == ("answer-0", "answer-1")
    assert story.situation and story.action and story.result


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("overall", [95.0, 20.0, None])
async def test_without_a_language_model_nothing_is_recommended_and_the_report_says_why(language: Language, overall: float | None) -> None:
    draft = await READING.write_report(await brief_of(language, overall=overall))
    assert draft.recommendation is Recommendation.NONE and draft.recommendation_reasons[0].text


@pytest.mark.parametrize("language", Language)
async def test_a_hiring_report_has_neither_scores_nor_a_recommendation_nor_praise(language: Language) -> None:
    draft = await READING.write_report(await brief_of(language, purpose=Purpose.HIRING, overall=None))
    assert draft.recommendation is Recommendation.NONE and draft.strengths == draft.improvements == ()
    assert draft.recommendation_reasons[0].text in draft.summary


async def test_an_interview_without_answers_still_has_a_report_that_says_so() -> None:
    empty = ReportBrief("interview", ENGLISH, Purpose.PRACTICE, (), ())
    draft = await READING.write_report(empty)
    assert "no overall score" in draft.summary and draft.stories == () and draft.recommendation is Recommendation.NONE


async def test_f45_an_answers_story_is_made_of_its_own_lines_only() -> None:
    brief = await brief_of(ENGLISH)
    draft = await READING.write_report(brief)
    own = {"answer-0": "line-0", "answer-1": "line-1"}
    for story in draft.stories:
        cited = {citation.line_id for part in (story.situation, story.task, story.action, story.result) for citation in part}
        assert cited == {own[story.answer_id]}


class Rogue:
    """An engine that cites what nobody said."""

    async def write_report(self, brief: ReportBrief) -> ReportDraft:
        axis = AxisScore(Axis.GROWTH, 90.0, "great", (Citation("line-0", 0, 3, "xyz"),))
        return ReportDraft("summary", Stamp("rogue", "1"), axes=(axis,))


async def test_f44_a_report_that_cites_what_was_not_said_is_an_error() -> None:
    rogue: Engine = Rogue()  # type: ignore[assignment]  # writes reports, and does nothing else
    with pytest.raises(EngineFailed) as failed:
        await Reading(rogue).write_report(await brief_of(ENGLISH))
    assert failed.value.facts == {"fault": "CITATION_NOT_VERBATIM"}
