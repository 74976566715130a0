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
        ("Embedded Engineer", "임베디드 개발자"),
        ("Firmware Engineer", "임베디드 개발자"),
        ("Data Engineer", "데이터 엔지니어"),
        ("Data Platform Engineer", "데이터 엔지니어"),
        ("Customer Success Manager", "고객 지원 담당자"),
        ("Technical Support Engineer", "고객지원 담당자"),
        ("서비스 기획자", "Product Manager"),
        ("Financial Analyst", "재무 담당자"),
        ("Penetration Tester", "보안 엔지니어"),
        ("Business Development Manager", "영업 담당자"),
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
        ("Data Engineer", "데이터 분석가"),
        ("Penetration Tester", "QA Engineer"),
        ("Customer Support Specialist", "Sales Representative"),
        ("", "backend engineer"),
        ("", ""),
    ],
)
def test_similar_letters_make_no_similar_job(one: str, other: str) -> None:
    assert not is_same_job(one, other)
