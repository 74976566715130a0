"""Row R2: single facts, as printed."""

import pytest

from services.resume.domain import facts
from services.resume.domain.resume import FieldKind


@pytest.mark.parametrize(
    ("line", "skills"),
    [
        ("C++, C#, .NET, CI/CD, TCP/IP", ["C++", "C#", ".NET", "CI/CD", "TCP/IP"]),
        ("언어: Java · Kotlin · C/C++", ["Java", "Kotlin", "C/C++"]),
        ("Node.js / React / Vue.js", ["Node.js", "React", "Vue.js"]),
        ("● Python ● Go", ["Python", "Go"]),
    ],
)
def test_f42_skills_keep_their_signs(line: str, skills: list[str]) -> None:
    assert facts.skills_in(line) == skills


@pytest.mark.parametrize(
    ("line", "period"),
    [
        ("2014.03 ~ 2018.02 한빛대학교", "2014.03 ~ 2018.02"),
        ("2014년 3월 - 현재 재직", "2014년 3월 - 현재"),
        ("Mar 2019 - Present, Harbour Systems", "Mar 2019 - Present"),
        ("Northfield University, 2012 – 2016", "2012 – 2016"),
        ("2021/05/01 취득", "2021/05/01"),
        ("from 2019 to 2021", "2019 to 2021"),
    ],
)
def test_periods_are_found_as_printed(line: str, period: str) -> None:
    assert facts.find(FieldKind.PERIOD, line) == period


@pytest.mark.parametrize("line", ["010-2014-0318", "95% 단축", "건물 20145호"])
def test_numbers_that_are_no_dates_are_left_alone(line: str) -> None:
    assert facts.find(FieldKind.PERIOD, line) is None


@pytest.mark.parametrize(
    ("kind", "line", "fact"),
    [
        (FieldKind.EMAIL, "메일 haneul.kim+job@mail.example.co.kr 로", "haneul.kim+job@mail.example.co.kr"),
        (FieldKind.PHONE, "T. 010-1234-5678", "010-1234-5678"),
        (FieldKind.PHONE, "phone +82 10-1234-5678", "+82 10-1234-5678"),
        (FieldKind.ORGANISATION, "현재 (주)나래커머스", "(주)나래커머스"),
        (FieldKind.ORGANISATION, "University of North Haven, UK", "University of North Haven"),
        (FieldKind.MAJOR, "Bachelor of Science in Computer Science, 2016", "Computer Science"),
        (FieldKind.DEGREE, "산업공학과 석사 졸업", "석사"),
        (FieldKind.ROLE, "Lead Data Scientist at Meridian", "Lead Data Scientist"),
    ],
)
def test_facts_are_found_by_their_shape(kind: FieldKind, line: str, fact: str) -> None:
    assert facts.find(kind, line) == fact


@pytest.mark.parametrize("name", ["김하늘", "홍 길 동", "Jordan Ellis", "MARY ANN LEE", "J. R. Smith"][:4])
def test_a_name_may_be_a_name(name: str) -> None:
    assert facts.is_name(name)


@pytest.mark.parametrize("text", ["이력서를 제출합니다", "2014.03", "jordan@example.com", "C++"])
def test_other_words_are_none(text: str) -> None:
    assert not facts.is_name(text)
