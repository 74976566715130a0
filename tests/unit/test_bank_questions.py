"""The shipped bank covers every stage in both languages, and what may not be asked is refused before it is kept."""

from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from interviewing.wording import WordingFault
from services.session.questions.documents import DocumentBroken
from services.session.questions.domain import Difficulty, QuestionBroken, QuestionForbidden
from services.session.questions.shipped import BANK, read_bank
from services.session.questions.stages import Language, Stage

SHIPPED = [shipped.question for shipped in read_bank()]
ANY = SHIPPED[0]


def test_at_least_sixty_original_questions_ship_in_each_language() -> None:
    counts = Counter(question.language for question in SHIPPED)
    assert set(counts) == set(Language) and min(counts.values()) >= 60
    assert len({question.text for question in SHIPPED}) == len(SHIPPED)


@pytest.mark.parametrize("language", Language)
def test_every_stage_has_questions_for_any_job_so_that_a_fallback_is_never_a_repeat(language: Language) -> None:
    counts = Counter(question.stage for question in SHIPPED if question.language is language and not question.position)
    assert {stage: counts[stage] for stage in Stage if counts[stage] < 3} == {}


@pytest.mark.parametrize("language", Language)
def test_every_stage_has_an_easy_question(language: Language) -> None:
    easy = {question.stage for question in SHIPPED if question.language is language and question.difficulty is Difficulty.EASY}
    assert easy == set(Stage)


def test_twelve_jobs_or_more_have_questions_of_their_own() -> None:
    assert len({question.position for question in SHIPPED if question.position and question.language is Language.ENGLISH}) >= 12


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
        "[0].text.ko: QUESTION_FORBIDDEN_TOPIC",
        "[2]: the key 'gro_feedback' stands twice",
    ]


def test_shipped_ids_are_the_same_on_every_replica() -> None:
    ids = [shipped.question_id for shipped in read_bank()]
    assert ids == [shipped.question_id for shipped in read_bank()] and len(set(ids)) == len(ids)
