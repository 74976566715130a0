"""Rows R2 and F52: sections and facts from tables and from free lines, in Korean and English."""

import pytest

from services.resume.domain.document import Document
from services.resume.domain.headings import section_headed_by
from services.resume.domain.language import Language
from services.resume.domain.resume import FieldKind, SectionKind
from services.resume.domain.sections import read
from services.resume.domain.unreadable import NoText
from tests.resumes.lines import A4, document, line, table


@pytest.mark.parametrize(
    ("heading", "kind"),
    [
        ("■ 학력사항", SectionKind.EDUCATION),
        ("학 력 사 항", SectionKind.EDUCATION),
        ("1. 경력사항", SectionKind.EXPERIENCE),
        ("[ 프로젝트 경험 ]", SectionKind.PROJECTS),
        ("자격증 / 어학", SectionKind.CERTIFICATIONS),
        ("학력 (Education)", SectionKind.EDUCATION),
        ("WORK EXPERIENCE", SectionKind.EXPERIENCE),
        ("Technical Skills:", SectionKind.SKILLS),
        ("Awards & Honors", SectionKind.AWARDS),
        ("Career to date", SectionKind.EXPERIENCE),
        ("ACADEMIC QUALIFICATIONS", SectionKind.EDUCATION),
        ("Interests and voluntary work", SectionKind.ACTIVITIES),
        ("Ⅲ. 자기소개서", SectionKind.SELF_INTRODUCTION),
    ],
)
def test_a_heading_is_known_however_it_is_decorated(heading: str, kind: SectionKind) -> None:
    assert section_headed_by(heading) is kind


@pytest.mark.parametrize("text", ["학력과 경력을 기술하시오", "Experience taught me to listen", "경력 5년", "Education Award"])
def test_a_sentence_that_names_a_section_heads_none(text: str) -> None:
    assert section_headed_by(text) is None


def test_f52_a_resume_without_tables_is_read_like_any_other() -> None:
    resume = read(
        document(
            "김하늘", "백엔드 개발자", "haneul@example.com", "학력", "2014.03 ~ 2018.02 한빛대학교 컴퓨터공학과 학사",
            "경력", "2018.03 ~ 2020.02 (주)나래커머스 백엔드 개발자", "- 주문 서버 개발", "2020.03 ~ 현재 별빛(주) 팀장",
        )
    )  # fmt: skip

    (header,) = resume.section(SectionKind.HEADER)
    (school,) = resume.section(SectionKind.EDUCATION)
    first, second = resume.section(SectionKind.EXPERIENCE)
    assert header.texts(FieldKind.NAME) == ["김하늘"] and header.texts(FieldKind.TARGET_ROLE) == ["백엔드 개발자"]
    assert school.texts(FieldKind.MAJOR) == ["컴퓨터공학과"] and school.texts(FieldKind.DEGREE) == ["학사"]
    assert first.texts(FieldKind.ORGANISATION) == ["(주)나래커머스"] and first.texts(FieldKind.ROLE) == ["백엔드 개발자"]
    assert second.texts(FieldKind.PERIOD) == ["2020.03 ~ 현재"]


def test_a_ruled_table_gives_an_entry_a_row_and_a_fact_a_column() -> None:
    rows = [["근무기간", "회사명", "직위"], ["2019.01 - 2023.06", "한강데이터", "대리"], ["2017.03 - 2018.12", "솔빛은행", "사원"]]
    resume = read(Document((A4,), (line("경력사항", row=0), *table(rows, first_row=1))))

    entries = resume.section(SectionKind.EXPERIENCE)

    assert [entry.texts(FieldKind.ORGANISATION) for entry in entries] == [["한강데이터"], ["솔빛은행"]]
    assert [entry.texts(FieldKind.PERIOD) for entry in entries] == [["2019.01 - 2023.06"], ["2017.03 - 2018.12"]]


def test_an_empty_cell_moves_nothing_into_the_wrong_column() -> None:
    rows = [["자격증명", "취득일", "발급기관"], ["정보처리기사", "", "한국산업인력공단"]]
    resume = read(Document((A4,), (line("자격증", row=0), *table(rows, first_row=1))))

    (entry,) = resume.section(SectionKind.CERTIFICATIONS)

    assert entry.texts(FieldKind.ISSUER) == ["한국산업인력공단"] and entry.texts(FieldKind.PERIOD) == []


def test_a_high_schools_track_is_a_major_where_the_form_says_so() -> None:
    rows = [
        ["기간", "학교명", "전공"],
        ["2013.03 ~ 2019.02", "새봄대학교", "영어영문학과"],
        ["2010.03 ~ 2013.02", "푸른고등학교", "인문계"],
    ]
    resume = read(Document((A4,), (line("학력", row=0), *table(rows, first_row=1))))

    assert [entry.texts(FieldKind.MAJOR) for entry in resume.section(SectionKind.EDUCATION)] == [["영어영문학과"], ["인문계"]]


def test_labels_beside_values_fill_the_header() -> None:
    rows = [["성명", "박서준", "지원분야", "데이터 엔지니어"], ["연락처", "010-9876-5432", "이메일", "seojun@example.org"]]
    resume = read(Document((A4,), (line("이 력 서", row=0), *table(rows, first_row=1), line("학력", row=4), line("미래대학교", row=5))))

    (header,) = resume.section(SectionKind.HEADER)

    assert {field.kind: field.text for field in header.fields} == {
        FieldKind.NAME: "박서준",
        FieldKind.TARGET_ROLE: "데이터 엔지니어",
        FieldKind.PHONE: "010-9876-5432",
        FieldKind.EMAIL: "seojun@example.org",
    }


def test_a_heading_in_the_first_cell_opens_its_section() -> None:
    rows = [["학력", "2013.03 ~ 2017.02 미래대학교"], ["경력", "2017.03 ~ 2018.12 솔빛은행"]]

    resume = read(Document((A4,), tuple(table(rows))))

    assert [section.kind for section in resume.sections] == [SectionKind.EDUCATION, SectionKind.EXPERIENCE]


def test_tabulators_make_a_table_too() -> None:
    resume = read(document("Education", ["Period", "School", "Major"], ["2015 - 2019", "Eastgate College", "Statistics"]))

    (school,) = resume.section(SectionKind.EDUCATION)

    assert school.texts(FieldKind.ORGANISATION) == ["Eastgate College"] and school.texts(FieldKind.MAJOR) == ["Statistics"]


def test_questions_and_their_answers_stay_together() -> None:
    resume = read(document("자기소개서", "1. 지원동기를 적어 주세요.", "돈이 한 번만 움직이게 합니다.", "[성격의 장단점]", "끈질깁니다."))

    entries = resume.section(SectionKind.SELF_INTRODUCTION)

    assert [entry.texts(FieldKind.QUESTION) for entry in entries] == [["1. 지원동기를 적어 주세요."], ["[성격의 장단점]"]]
    assert [entry.lines[-1].text for entry in entries] == ["돈이 한 번만 움직이게 합니다.", "끈질깁니다."]


def test_a_question_in_the_first_cell_has_its_answer_beside_it() -> None:
    rows = [["성장과정", "기계를 뜯어보며 자랐습니다."], ["지원동기", "귀사의 장애 보고서를 읽었습니다."]]
    resume = read(Document((A4,), (line("자기소개서", row=0), *table(rows, first_row=1))))

    entries = resume.section(SectionKind.SELF_INTRODUCTION)

    assert [entry.texts(FieldKind.QUESTION) for entry in entries] == [["성장과정"], ["지원동기"]]
    assert [entry.lines[-1].text for entry in entries] == ["기계를 뜯어보며 자랐습니다.", "귀사의 장애 보고서를 읽었습니다."]


def test_a_dash_in_a_cell_is_no_fact() -> None:
    rows = [["학교명", "전공"], ["한강고등학교", "-"]]
    resume = read(Document((A4,), (line("학력", row=0), *table(rows, first_row=1))))

    assert resume.section(SectionKind.EDUCATION)[0].texts(FieldKind.MAJOR) == []


def test_groups_of_skills_open_no_section() -> None:
    resume = read(document("Skills", "Languages: C++, Go", "Tools: Git"))

    assert [section.kind for section in resume.sections] == [SectionKind.SKILLS]
    assert resume.section(SectionKind.SKILLS)[0].texts(FieldKind.SKILL) == ["C++", "Go", "Git"]


def test_f52_text_without_headings_is_one_section_that_says_so() -> None:
    resume = read(document("제목이 없는 글입니다.", "저는 책을 정리합니다."))

    assert [section.kind for section in resume.sections] == [SectionKind.OTHER]
    assert resume.section(SectionKind.OTHER)[0].fields == ()


def test_f52_headings_alone_are_still_text() -> None:
    resume = read(document("학력", "경력", "자격증"))

    assert [section.kind for section in resume.sections] == [SectionKind.OTHER]
    assert len(resume.sections[0].lines) == 3


@pytest.mark.parametrize("texts", [(), ("", "  "), ("···", "---")])
def test_f52_pages_without_text_are_refused_and_never_a_resume(texts: tuple[str, ...]) -> None:
    with pytest.raises(NoText):
        read(document(*texts))


def test_every_line_of_a_resume_is_in_a_section_once() -> None:
    texts = ["김하늘", "학력", "한빛대학교", "경력", "(주)나래커머스", "기술", "Java"]

    resume = read(document(*texts))

    kept = [each.text for section in resume.sections for each in ([section.heading] if section.heading else []) + section.lines]
    assert kept == texts


def test_the_language_is_that_of_most_letters() -> None:
    assert read(document("저는 Spring Boot와 Kafka로 결제 서버를 개발했습니다")).language is Language.KOREAN
    assert read(document("I speak 한국어 a little, and English well")).language is Language.ENGLISH
