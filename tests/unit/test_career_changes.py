"""Row R6: who changes careers, told from major and job, through case, language, spelling and short names."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interviewing.language import Language
from services.session.careers.domain.field_names import FieldOfWork
from services.session.careers.domain.finding_fields import LONGEST, fields_of
from services.session.careers.domain.judging import Background, Ground, Judgement, Move, judge
from services.session.careers.domain.wording import FIELDS, in_words
from tests.unit.career_cases import CHANGE, NO_CHANGE, UNKNOWN


def of(major: str, position: str, *roles: str) -> Judgement:
    """The judgement on one major."""
    return judge(Background([major] if major else [], roles), position)


def test_the_table_is_as_long_as_it_must_be() -> None:
    rows = {*NO_CHANGE, *CHANGE, *UNKNOWN}

    assert len(rows) == len(NO_CHANGE) + len(CHANGE) + len(UNKNOWN)
    assert len(rows) >= 80


@pytest.mark.parametrize(("major", "position"), NO_CHANGE)
def test_f40_a_major_that_leads_to_the_job_is_no_change(major: str, position: str) -> None:
    assert of(major, position).move in (Move.SAME_FIELD, Move.NEARBY_FIELD)


@pytest.mark.parametrize(("major", "position"), CHANGE)
def test_a_major_that_leads_elsewhere_is_a_change(major: str, position: str) -> None:
    assert of(major, position).is_change


@pytest.mark.parametrize(("major", "position"), UNKNOWN)
def test_what_is_not_known_is_never_called_a_change(major: str, position: str) -> None:
    assert of(major, position) == Judgement(Move.UNKNOWN, 0.0, of(major, position).reasons, of(major, position).target)


@given(st.sampled_from([*NO_CHANGE, *CHANGE]), st.sampled_from([str.upper, str.lower, str.title, str.swapcase]))
def test_f40_case_changes_no_judgement(case: tuple[str, str], change: object) -> None:
    major, position = case

    assert callable(change)
    assert of(change(major), position).move == of(major, change(position)).move == of(major, position).move


@given(st.text(max_size=600))
def test_any_text_can_be_looked_at(text: str) -> None:
    assert fields_of(text).fields <= set(FieldOfWork)


def test_what_is_longer_than_any_job_is_looked_at_in_part() -> None:
    assert not fields_of("x " * LONGEST + "nurse")


@pytest.mark.parametrize(
    ("words", "nothing_of"),
    [
        ("안전 자문", FieldOfWork.ELECTRONICS),
        ("의사소통", FieldOfWork.HEALTH),
        ("Lawn care", FieldOfWork.LAW),
        ("Software Architect", FieldOfWork.CONSTRUCTION),
        ("전자상거래", FieldOfWork.ELECTRONICS),
        ("기자재 관리", FieldOfWork.MEDIA),
        ("Doctor of Philosophy", FieldOfWork.HEALTH),
    ],
)
def test_a_name_inside_other_words_means_nothing(words: str, nothing_of: FieldOfWork) -> None:
    assert nothing_of not in fields_of(words).fields


def test_who_has_worked_in_the_field_changes_nothing_whatever_they_studied() -> None:
    judgement = of("국문학", "백엔드 엔지니어", "Backend Developer", "영업 사원")

    assert judgement.move is Move.SAME_FIELD
    assert [reason.ground for reason in judgement.reasons] == [Ground.MAJOR_ELSEWHERE, Ground.WORK_SAME]


def test_without_a_major_work_decides_less_surely() -> None:
    judgement, with_major = of("", "백엔드 엔지니어", "영업 사원"), of("무역학", "백엔드 엔지니어", "영업 사원")

    assert judgement.is_change and with_major.is_change
    assert judgement.confidence < with_major.confidence


def test_doubt_lowers_confidence_and_a_second_ground_raises_it() -> None:
    plain, misspelt = of("Nursing", "Backend Engineer"), of("Nursng", "Backend Engineer")
    contradicted = of("Computer Science", "Backend Engineer", "Nurse")

    assert misspelt.confidence < plain.confidence < of("Nursing", "Backend Engineer", "Nurse").confidence
    assert contradicted.confidence < of("Computer Science", "Backend Engineer").confidence


@pytest.mark.parametrize("language", Language)
def test_every_ground_and_field_has_words_in_both_languages(language: Language) -> None:
    judgements = [of(major, position, "Nurse") for major, position in (*NO_CHANGE, *CHANGE, *UNKNOWN)] + [judge(Background(), "Nurse")]
    said = [in_words(reason, each.target, language) for each in judgements for reason in each.reasons]

    assert {reason.ground for each in judgements for reason in each.reasons} >= set(Ground) - {Ground.WORK_NEARBY}
    assert all("{" not in sentence and "()" not in sentence and "  " not in sentence for sentence in said)
    assert set(FIELDS) == set(FieldOfWork)


def test_no_reason_repeats_the_words_of_a_resume() -> None:
    (reason,) = of("Compter Sciense at Hanbit", "Backend Engineer").reasons

    assert "Hanbit" not in in_words(reason, (), Language.ENGLISH)
