"""The shipped bank covers every stage in both languages, and what may not be asked is refused before it is kept."""

import re
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from interviewing.likeness import alike, text_key
from interviewing.registration_numbers import masked
from interviewing.topics import forbidden_topic
from interviewing.wording import WordingFault, asks_in, hangul_share
from services.session.questions.documents import DocumentBroken
from services.session.questions.domain import BankQuestion, Category, Difficulty, QuestionBroken, QuestionForbidden
from services.session.questions.positions import is_same_job
from services.session.questions.shipped import BANK, read_bank
from services.session.questions.stages import Language, Stage, Variant

SHIPPED = [shipped.question for shipped in read_bank()]
PAIRS = list(zip(SHIPPED[::2], SHIPPED[1::2], strict=True))
"""Each question in Korean and in English."""
ANY = SHIPPED[0]


def of(language: Language) -> list[BankQuestion]:
    return [question for question in SHIPPED if question.language is language]


@pytest.mark.parametrize("language", Language)
def test_at_least_320_original_questions_ship_in_each_language(language: Language) -> None:
    assert len(of(language)) >= 320
    assert len({text_key(question.text) for question in of(language)}) == len(of(language))


@pytest.mark.parametrize("language", Language)
def test_no_question_is_another_one_in_slightly_other_words(language: Language) -> None:
    texts = [question.text for question in of(language)]
    assert [(texts[one], texts[other]) for one, other, _ in alike(texts, 0.6)] == []


@pytest.mark.parametrize("language", Language)
def test_every_stage_has_questions_for_any_job_so_that_a_fallback_is_never_a_repeat(language: Language) -> None:
    """A standard interview has these; a career changer's has some more."""
    counts = Counter(question.stage for question in of(language) if not question.position and not question.variant)
    assert {stage: counts[stage] for stage in Stage if counts[stage] < 6} == {}


@pytest.mark.parametrize("language", Language)
def test_whoever_changes_careers_has_questions_of_their_own_where_it_matters(language: Language) -> None:
    own = {question.stage for question in of(language) if question.variant is Variant.CAREER_CHANGER}
    assert {Stage.INTRO, Stage.MOTIVATION, Stage.SKILL, Stage.EXPERIENCE, Stage.GROWTH, Stage.FINAL_STATEMENT} <= own


@pytest.mark.parametrize("language", Language)
def test_all_four_kinds_and_three_difficulties_are_well_represented(language: Language) -> None:
    kinds, difficulties = (Counter(getattr(question, name) for question in of(language)) for name in ("category", "difficulty"))
    assert {kind: kinds[kind] for kind in Category if kinds[kind] < 15} == {}
    assert {level: difficulties[level] for level in Difficulty if difficulties[level] < 50} == {}


@pytest.mark.parametrize("language", Language)
def test_every_stage_has_an_easy_question(language: Language) -> None:
    easy = {question.stage for question in SHIPPED if question.language is language and question.difficulty is Difficulty.EASY}
    assert easy == set(Stage)


@pytest.mark.parametrize("language", Language)
def test_eighteen_jobs_have_eight_questions_or_more_of_their_own(language: Language) -> None:
    counts = Counter(question.position for question in of(language) if question.position)
    assert len(counts) >= 18 and min(counts.values()) >= 8


@pytest.mark.parametrize("language", Language)
def test_each_of_these_jobs_is_asked_about_skill_experience_and_problems(language: Language) -> None:
    stages: dict[str, Counter[Stage]] = {}
    for question in of(language):
        stages.setdefault(question.position, Counter())[question.stage] += 1
    thin = {
        job for job, counts in stages.items() if min(counts[Stage.SKILL] / 4, counts[Stage.EXPERIENCE], counts[Stage.PROBLEM_SOLVING]) < 1
    }
    assert thin == set()


def test_both_names_of_a_job_are_names_of_that_job_and_of_no_other() -> None:
    names = {(korean.position, english.position) for korean, english in PAIRS if korean.position}
    for korean, english in names:
        assert is_same_job(korean, english)
        assert [other for other, _ in names if other != korean and is_same_job(other, english)] == []


def test_skill_questions_of_a_job_are_read_by_what_is_good_in_that_job() -> None:
    """F46: with one rubric for all jobs, an assessor could not tell a good answer from a bad one."""
    skill = [question for question in of(Language.ENGLISH) if question.position and question.stage is Stage.SKILL]
    read_by = {question.position: question.rubric.version for question in skill}
    assert len({question.rubric.version for question in skill}) == len(read_by) == len(set(read_by.values()))


def test_every_rubric_is_anchored_in_both_languages_by_the_same_levels() -> None:
    for korean, english in PAIRS:
        assert korean.rubric.is_sound and english.rubric.is_sound
        for one, other in zip(korean.rubric.criteria, english.rubric.criteria, strict=True):
            assert (one.criterion_id, [level.points for level in one.levels]) == (
                other.criterion_id,
                [each.points for each in other.levels],
            )
            assert len(one.levels) >= 3 and len(one.indicators) >= 5 and len(other.indicators) >= 5
            assert all((hangul_share(level.anchor) or 0) > 0.5 for level in one.levels), one
            assert all(hangul_share(level.anchor) == 0 for level in other.levels), other


def test_the_korean_is_korean() -> None:
    """Names of things may be Latin; an interviewer asks politely."""
    texts = [question.text for question in of(Language.KOREAN)]
    assert [text for text in texts if (hangul_share(text) or 0) < 0.6] == []
    assert [text for text in texts if not re.search(r"(?:요\?|[까요]\?|세요\.)$", text)] == []


@pytest.mark.parametrize("language", Language)
def test_f41_every_question_asks_one_thing_and_leaves_no_place_open(language: Language) -> None:
    assert {question.text: question.faults for question in of(language) if question.faults} == {}
    assert [question.text for question in of(language) if asks_in(question.text, language) != 1] == []


@pytest.mark.parametrize("language", Language)
def test_q7_no_question_touches_what_no_interview_may_ask_about(language: Language) -> None:
    assert [question.text for question in of(language) if forbidden_topic(question.text)] == []


def test_one_ice_breaker_would_soon_be_known() -> None:
    assert sum(question.is_ice_breaker for question in of(Language.KOREAN)) >= 2


def test_every_shipped_question_passes_its_own_check() -> None:
    for question in SHIPPED:
        question.check()


def test_a_question_on_a_forbidden_topic_is_refused_with_the_topic() -> None:
    with pytest.raises(QuestionForbidden) as refused:
        replace(ANY, text="결혼하셨나요?", language=Language.KOREAN).check()
    assert (refused.value.reason, refused.value.facts) == ("QUESTION_FORBIDDEN_TOPIC", {"topic": "MARRIAGE"})


NOT_ASKABLE = [
    ("Why? And when?", WordingFault.SEVERAL_QUESTIONS),
    ("Tell me about it. Please explain why.", WordingFault.SEVERAL_QUESTIONS),
    ("I like your work.", WordingFault.NO_QUESTION),
    ("왜 그렇게 하셨나요?", WordingFault.OTHER_LANGUAGE),
    ("Why did you **choose** it?", WordingFault.MARK_UP),
    ("Why did you choose **“this”**?", WordingFault.MARK_UP),
    ("Why did you choose it?**", WordingFault.MARK_UP),
    ("- Why did you choose it?", WordingFault.MARK_UP),
    ("Why did <b>you</b> choose it?", WordingFault.MARK_UP),
    ("Why {company_name}?", WordingFault.PLACEHOLDER),
    ("   ", WordingFault.EMPTY),
    ("Why " + "so " * 400 + "late?", WordingFault.TOO_LONG),
]


@pytest.mark.parametrize(("text", "fault"), NOT_ASKABLE)
def test_what_is_not_one_clean_question_is_refused(text: str, fault: WordingFault) -> None:
    question = replace(ANY, text=text, language=Language.ENGLISH)
    assert fault in question.faults
    with pytest.raises(QuestionBroken):
        question.check()


ASKABLE = [
    ("Why did you choose C++ over C#, and CI/CD over nightly builds, when 95% of the team knew .NET?", Language.ENGLISH),
    ("You mentioned “Why not Rust?”. What came of it?", Language.ENGLISH),
    ("How do you handle a null in List<String>?", Language.ENGLISH),
    (masked("What did you do about the record of 900101-1234567?"), Language.ENGLISH),
    (masked("How did you find file a9001011234567b again?"), Language.ENGLISH),
    (masked("How did you file 90.01.01-1234567?"), Language.ENGLISH),
    ("C++와 C#, CI/CD 가운데 95%의 팀원이 알던 .NET을 고르지 않은 이유는 무엇인가요?", Language.KOREAN),
    ("“문제가 뭐죠?”라는 질문에 어떻게 답하셨나요?", Language.KOREAN),
    ("최근에 하신 일을 말씀해 주세요.", Language.KOREAN),
]


@pytest.mark.parametrize(("text", "language"), ASKABLE)
def test_f42_names_of_things_and_quoted_questions_are_no_fault(text: str, language: Language) -> None:
    assert replace(ANY, text=text, language=language).faults == ()


def test_a_broken_bank_file_names_every_place(tmp_path: Path) -> None:
    text = (BANK / "growth.yaml").read_text("utf-8")
    text = text.replace("받은 피드백 가운데 실제로 일하는 방식을 바꾼 것은 무엇인가요?", "결혼하셨나요?").replace(
        "key: gro_gap", "key: gro_feedback"
    )
    (tmp_path / "growth.yaml").write_text(text, "utf-8")
    with pytest.raises(DocumentBroken) as refused:
        read_bank(tmp_path)
    assert [fault.split(" {")[0] for fault in refused.value.faults] == [
        "questions[0].text.ko: QUESTION_FORBIDDEN_TOPIC",
        "questions[2]: the key 'gro_feedback' stands twice",
    ]


def test_shipped_ids_are_the_same_on_every_replica() -> None:
    ids = [shipped.question_id for shipped in read_bank()]
    assert ids == [shipped.question_id for shipped in read_bank()] and len(set(ids)) == len(ids)
