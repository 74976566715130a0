"""Whether somebody changes careers, as session judges it."""

import pytest

from services.session.resumes.domain import changes_career


@pytest.mark.parametrize(
    ("major", "position"),
    [
        ("Computer Science", "Backend Engineer"),
        ("COMPUTER SCIENCE", "backend engineer"),
        ("computer-science", "Back-End Developer"),
        ("Compter Science", "Backend Engineer"),
        ("Software Enginering", "SRE"),
        ("컴퓨터공학", "Backend Engineer"),
        ("Computer Science", "백엔드 개발자"),
        ("소프트웨어학과", "서버 개발자"),
        ("통계학", "데이터 분석가"),
        ("Mathematics", "Machine Learning Engineer"),
        ("전자공학", "임베디드 개발자"),
        ("Statistics", "Backend Engineer"),
        ("경영학, 컴퓨터공학", "백엔드 엔지니어"),
    ],
)
def test_f40_a_major_that_leads_to_the_job_is_no_change(major: str, position: str) -> None:
    assert not changes_career(major, position)


@pytest.mark.parametrize(
    ("major", "position"),
    [
        ("Nursing", "Backend Engineer"),
        ("간호학", "백엔드 개발자"),
        ("History", "Data Analyst"),
        ("국어국문학", "프론트엔드 엔지니어"),
        ("Computer Science", "변호사"),
        ("Architecture", "Marketer"),
    ],
)
def test_a_major_that_leads_elsewhere_is_a_change(major: str, position: str) -> None:
    assert changes_career(major, position)


@pytest.mark.parametrize(("major", "position"), [("", "Backend Engineer"), ("Computer Science", ""), ("Zymurgy", "Backend Engineer")])
def test_what_is_not_known_is_never_called_a_change(major: str, position: str) -> None:
    assert not changes_career(major, position)
