"""Row R6: who changes careers, told from major and target role."""

import pytest

from services.session.resumes.domain import changes_career


@pytest.mark.parametrize(
    ("major", "role"),
    [
        ("Computer Science", "Backend Engineer"),
        ("COMPUTER SCIENCE", "backend engineer"),
        ("computer  science & engineering", "Back-End Developer"),
        ("Compter Sciense", "Back End Enginer"),
        ("컴퓨터공학과", "Backend Engineer"),
        ("컴퓨터 공학", "백엔드 개발자"),
        ("소프트웨어학부", "DevOps"),
        ("Electrical Engineering", "Embedded Developer"),
        ("통계학과", "데이터 분석가"),
        ("Statistics", "Software Engineer"),
        ("경영학과", "재무 담당자"),
    ],
)
def test_f40_a_major_that_leads_to_the_role_is_no_career_change(major: str, role: str) -> None:
    assert not changes_career(major, role)


@pytest.mark.parametrize(
    ("major", "role"),
    [
        ("Nursing", "Backend Engineer"),
        ("간호학과", "백엔드 개발자"),
        ("국문학과", "데이터 엔지니어"),
        ("Civil Engineering", "Marketing Manager"),
    ],
)
def test_a_major_that_leads_elsewhere_is_one(major: str, role: str) -> None:
    assert changes_career(major, role)


@pytest.mark.parametrize(("major", "role"), [("", "Backend Engineer"), ("Computer Science", ""), ("Sinology", "Backend Engineer")])
def test_what_is_not_known_is_never_called_a_change(major: str, role: str) -> None:
    assert not changes_career(major, role)


def test_a_word_inside_another_word_means_nothing() -> None:
    assert not changes_career("Nursing", "Lawn care")
