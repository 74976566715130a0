"""Row R2: single facts, as printed."""

import pytest

from services.resume.domain import facts
from services.resume.domain.periods import Month, Months, goes_on, months_of
from services.resume.domain.resume import FieldKind


@pytest.mark.parametrize(
    ("line", "skills"),
    [
        ("C++, C#, .NET, CI/CD, TCP/IP", ["C++", "C#", ".NET", "CI/CD", "TCP/IP"]),
        ("언어: Java · Kotlin · C/C++", ["Java", "Kotlin", "C/C++"]),
        ("C++/C#, C/C++, C#/F#", ["C++", "C#", "C/C++", "C#", "F#"]),
        ("ETC Figma, GitHub Actions", ["Figma", "GitHub Actions"]),
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
        ("’19.03 ~ ’21.02 누리랩스", "’19.03 ~ ’21.02"),
        ("근무기간 19.03 ~ 21.02", "19.03 ~ 21.02"),
        ("Jan – Mar 2020", "Jan – Mar 2020"),
        ("since 2019", "since 2019"),
        ("2022.03 ~", "2022.03 ~"),
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
        (FieldKind.PHONE, "+44 7700 900519", "+44 7700 900519"),
        (FieldKind.PHONE, "+1 (555) 010-3256", "+1 (555) 010-3256"),
        (FieldKind.PHONE, "01012345678", "01012345678"),
    ],
)
def test_facts_are_found_by_their_shape(kind: FieldKind, line: str, fact: str) -> None:
    assert facts.find(kind, line) == fact


@pytest.mark.parametrize("name", ["김하늘", "홍 길 동", "남궁하늘", "Jordan Ellis", "MARY ANN LEE", "Zoë O'Connor", "Min-ji Van Dyke"])
def test_a_name_may_be_a_name(name: str) -> None:
    assert facts.is_name(name)


@pytest.mark.parametrize("text", ["이력서를 제출합니다", "2014.03", "jordan@example.com", "C++"])
def test_other_words_are_none(text: str) -> None:
    assert not facts.is_name(text)


@pytest.mark.parametrize(
    ("printed", "months"),
    [
        ("2019.03 ~ 2021.02", Months(Month(2019, 3), Month(2021, 2))),
        ("2019년 3월 ~ 현재", Months(Month(2019, 3), None, present=True)),
        ("April 2018 to date", Months(Month(2018, 4), None, present=True)),
        ("Mar 2019 – Present", Months(Month(2019, 3), None, present=True)),
        ("Sept. 2019 to Feb. 2021", Months(Month(2019, 9), Month(2021, 2))),
        ("03/2019 – 02/2021", Months(Month(2019, 3), Month(2021, 2))),
        ("’98.03 ~ ’02.02", Months(Month(1998, 3), Month(2002, 2))),
        ("Jan – Mar 2020", Months(Month(2020, 1), Month(2020, 3))),
        ("2022.03 ~", Months(Month(2022, 3), None, present=True)),
        ("2012 – 2016", Months(Month(2012), Month(2016))),
        ("2016.03.15", Months(Month(2016, 3), Month(2016, 3))),
        ("2019년 13월", Months(Month(2019), Month(2019))),
    ],
)
def test_a_period_means_the_same_months_however_it_is_spelt(printed: str, months: Months) -> None:
    assert months_of(printed) == months


@pytest.mark.parametrize(
    ("upper", "lower"),
    [
        ("March 2019 -", "October 2022"),
        ("2019. 03 ~ 2020.", "02"),
        ("February 2022 – November", "2024"),
        ("2019.03", "~ 2021.02"),
        ("Data Analyst, Quill (Mar 2011 –", "Feb 2015)"),
        ("Saltmarsh, Product Manager", "(Mar 2016 – Sep 2017)"),
    ],
)
def test_a_period_that_a_narrow_column_broke_is_one(upper: str, lower: str) -> None:
    assert goes_on(upper, lower)


@pytest.mark.parametrize(
    ("upper", "lower"), [("2019.03 ~ 2020.02", "2019.03"), ("2019 - 2020", "2018"), ("2019.03", "2018.02"), ("한빛", "2019")]
)
def test_two_dates_below_one_another_are_two(upper: str, lower: str) -> None:
    assert not goes_on(upper, lower)
