"""Names of jobs: the same job under many names, and other jobs under similar ones."""

import pytest

from services.session.questions.positions import is_same_job


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Backend Engineer", "backend engineer"),
        ("Backend Engineer", "백엔드 개발자"),
        ("back-end developer", "백엔드 엔지니어"),
        ("Senior Backend Engineer (Platform)", "backend engineer"),
        ("SRE", "site reliability engineer"),
        ("DevOps 엔지니어", "인프라 엔지니어"),
        ("ML Engineer", "머신러닝 엔지니어"),
        ("데이터 분석가", "Data Analyst"),
        ("프런트엔드 엔지니어", "프론트엔드 개발자"),
        ("HR Specialist", "인사 담당자"),
        ("Florist", "florist"),
    ],
)
def test_one_job_has_many_names(one: str, other: str) -> None:
    assert is_same_job(one, other)
    assert is_same_job(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Backend Engineer", "Frontend Engineer"),
        ("Chrome Extension Developer", "HR specialist"),
        ("Electrical Engineer", "QA engineer"),
        ("HTML author", "ML Engineer"),
        ("Florist", "Baker"),
        ("", "backend engineer"),
        ("", ""),
    ],
)
def test_similar_letters_make_no_similar_job(one: str, other: str) -> None:
    assert not is_same_job(one, other)
