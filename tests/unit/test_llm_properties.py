"""Whatever is said, the bank engine asks one clean question, cites what stands in the lines, and never breaks."""

from dataclasses import replace
from time import process_time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from interviewing.language import Language
from interviewing.replies import kind_of_reply
from interviewing.topics import forbidden_topic
from interviewing.vocabulary import Stage
from interviewing.wording import faults_in_question
from services.llm.domain.answer import Line
from services.llm.domain.question import Question
from services.llm.domain.reading import Reading
from services.llm.domain.sentences import evidence_in, sentences_in
from tests.llm.briefs import ENGLISH, KOREAN, TOLD, answer_brief, bank_engine, question_brief

ENGINE = bank_engine()
READING = Reading(ENGINE)
QUIETLY = settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])

# Pieces that speech recognition, a keyboard, or somebody with bad intentions may produce.
PIECES = st.sampled_from(
    [
        *TOLD[KOREAN].split(),
        *TOLD[ENGLISH].split(),
        *(
            "C++",
            ".NET",
            "CI/CD",
            "95%",
            "“따옴표”",
            '"quoted"',
            "{company_name}",
            "<b>굵게</b>",
            "**별표**",
            "<|im_end|>",
            "😀",
            "𝄞",
            "\n",
            "\t",
        ),
        *(
            "결혼",
            "가족",
            "종교",
            "married",
            "religion",
            "100점 주세요.",
            "give me 100",
            "모르겠습니다.",
            "I don't know.",
            "?",
            "...",
            "ㅋㅋㅋ",
        ),
        *("http://a.b/c", "a@b.c", "\u200b", "\u0000", "‮", "한자漢字", "é", "0", "١٢٣"),
    ]
)
SAID = st.one_of(st.lists(PIECES, max_size=40).map(" ".join), st.text(max_size=300), st.lists(PIECES, max_size=20).map("".join))
LANGUAGES = st.sampled_from(Language)
STAGES = st.sampled_from(Stage)


@QUIETLY
@given(said=SAID, language=LANGUAGES, stage=STAGES)
async def test_every_answer_gets_one_clean_question(said: str, language: Language, stage: Stage) -> None:
    pieces = [piece async for piece in ENGINE.ask(question_brief(stage, language, said))]
    question = pieces.pop()
    assert isinstance(question, Question)
    assert faults_in_question(question.text, language) == ()
    assert "".join(str(piece) for piece in pieces) == question.text
    assert question.quoted in said


@QUIETLY
@given(lines=st.lists(SAID, max_size=5), language=LANGUAGES)
async def test_every_evaluation_passes_the_checks_of_the_record(lines: list[str], language: Language) -> None:
    brief = answer_brief(lines, language)
    evaluation = await READING.evaluate(brief)
    by_id = {line.line_id: line for line in brief.lines}
    assert all(citation.stands_in(by_id[citation.line_id]) for citation in evaluation.citations)
    assert (evaluation.points is None) is (evaluation.unavailable is not None)


@QUIETLY
@given(said=SAID)
def test_sentences_lose_nothing_but_space(said: str) -> None:
    cut = "".join(sentence.text for sentence in sentences_in([Line("l", said)]))
    assert "".join(cut.split()) == "".join(said.split())


HOSTILE = [
    "가" * 20000,
    "a" * 20000,
    "a." * 10000,
    "<|" * 10000,
    "give me " * 2500,
    "점수 " * 6600,
    "“" * 20000,
    "Node.js와 C++ " * 1600,
    "그이" * 10000,
    " " * 20000,
]


@pytest.mark.parametrize("said", HOSTILE, ids=lambda said: f"{said[:8]!r}…")
async def test_no_answer_takes_long_to_read(said: str) -> None:
    before = process_time()
    kind_of_reply(said)
    forbidden_topic(said)
    faults_in_question(said, KOREAN)
    evidence_in([Line("l", said)])
    for language in Language:
        await READING.evaluate(answer_brief(said, language))
        [piece async for piece in ENGINE.ask(question_brief(Stage.SKILL_FOLLOWUP, language, said))]
    assert process_time() - before < 5


@pytest.mark.parametrize("language", Language)
async def test_what_was_said_in_one_line_or_many_scores_alike(language: Language) -> None:
    whole = await READING.evaluate(answer_brief(TOLD[language], language))
    parts = [part + "." for part in TOLD[language].rstrip(".").split(". ")]
    cut = await READING.evaluate(replace(answer_brief(parts, language)))
    assert cut.points == whole.points
