"""Row R2: what strangers' résumés taught, whose words nobody had listed and whose programs draw lines in their own way."""

from dataclasses import replace

import pytest

from services.resume.adapters.pdf_lines import Span, as_printed
from services.resume.adapters.spacing import Blanks, opened
from services.resume.domain.document import Document, Line
from services.resume.domain.facts import skills_in
from services.resume.domain.headings import section_headed_by
from services.resume.domain.open_tables import Ruler
from services.resume.domain.resume import Entry, FieldKind, Resume, SectionKind
from services.resume.domain.sections import read
from tests.resumes.lines import A4, document, line, table

ORG, ROLE, WHEN, TITLE, GIVER = FieldKind.ORGANISATION, FieldKind.ROLE, FieldKind.PERIOD, FieldKind.TITLE, FieldKind.ISSUER


def span(text: str, left: float, right: float, *, bold: bool = False) -> Span:
    """A span of one line's height."""
    return {"text": text, "size": 10.0, "flags": 16 if bold else 0}, (left, 100.0, right, 110.0)


def printed(*lines: list[Span], down: list[Ruler] | None = None) -> list[str]:
    return ["".join(each["text"] for each, _ in part) for part in as_printed(lines, down or [])]


def facts(entry: Entry) -> dict[FieldKind, str]:
    return {field.kind: field.text for field in entry.fields}


def below(heading: str, rows: list[list[str]]) -> Resume:
    """A ruled table below a heading."""
    return read(Document((A4,), (line("김하늘", row=0), line(heading, row=1), *table(rows, first_row=2))))


def told(resume: Resume, kind: SectionKind) -> list[dict[FieldKind, str]]:
    return [facts(entry) for entry in resume.section(kind)]


# ---- lines ----


def test_a_sign_that_a_font_lacks_stands_where_it_is_printed() -> None:
    assert printed([span(". ", 97, 104)], [span("Ⅱ", 85, 97), span("배움", 104, 130)]) == ["Ⅱ. 배움"]


def test_white_between_two_spans_is_a_blank() -> None:
    assert printed([span("Fluent", 50, 80), span("Dutch", 84, 110)]) == ["Fluent Dutch"]


def test_a_ruler_between_two_cells_parts_what_was_drawn_in_one_go() -> None:
    cells = [span("2016-09-30", 326, 401), span(" ", 401, 406), span("국토교통부", 406, 470)]

    assert printed(cells, down=[Ruler(404.0, 90.0, 120.0)]) == ["2016-09-30 ", "국토교통부"]


def test_cells_that_touch_are_parted_where_other_lines_begin() -> None:
    column = [[span(words, 150, 200)] for words in ("나무학교", "들꽃학교", "바다학교")]

    assert printed(*column, [span("2014.03 ~ 2019.08", 50, 150), span("강물학교", 150, 190, bold=True)])[-2:] == [
        "2014.03 ~ 2019.08",
        "강물학교",
    ]


def test_blanks_of_another_font_part_the_words_that_they_stand_in() -> None:
    characters = [{"c": c, "bbox": (x, 0, x + 10, 10)} for c, x in zip("면장및자격", (0, 10, 25, 40, 50), strict=True)]

    blanks = Blanks([(20, 0, 25, 10), (35, 0, 40, 10), (35, 40, 40, 50)])

    assert opened("면장및자격", characters, blanks.within((0, 0, 60, 10))) == "면장 및 자격"


# ---- tables ----


def test_words_over_a_column_of_dates_head_a_table_though_nobody_listed_them() -> None:
    rows = [
        ["이것", "받은 날", "준 곳"],
        ["항공정비사 면장", "2016-09-30", "국토교통부"],
        ["항공산업기사", "2013-11-22", "한국산업인력공단"],
    ]

    first, second = told(below("자격증", rows), SectionKind.CERTIFICATIONS)

    assert first == {FieldKind.CERTIFICATE: "항공정비사 면장", WHEN: "2016-09-30", GIVER: "국토교통부"}
    assert second[GIVER] == "한국산업인력공단"


def test_a_column_is_what_most_of_its_cells_look_like() -> None:
    rows = [["어디서", "기간", "무엇으로"], ["한강데이터(주)", "2019.01 - 2023.06", "대리"], ["솔빛은행", "2017.03 - 2018.12", "사원"]]

    assert told(below("경력", rows), SectionKind.EXPERIENCE)[0] == {ORG: "한강데이터(주)", WHEN: "2019.01 - 2023.06", ROLE: "대리"}


def test_entry_and_exit_under_bare_words_are_one_period() -> None:
    rows = [["직장명", "직급", "입사", "퇴사"], ["한울기계", "대리", "2021.07", "재직중"], ["대성정공(주)", "주임", "2018.03", "2021.06"]]

    assert [each[WHEN] for each in told(below("경력", rows), SectionKind.EXPERIENCE)] == ["2021.07 ~ 재직중", "2018.03 ~ 2021.06"]


def test_a_row_that_a_pages_end_cuts_is_one_entry() -> None:
    head = [["기간", "회사", "직위", "업무"], ["2017.02 - 2021.04", "한강데이터", "정비사", "- 엔진 교환"]]
    rest = [["", "", "", "정비사 실습 평가"], ["2014.01 - 2017.01", "솔빛은행", "사원", "- 창구"]]
    later = [replace(each, box=replace(each.box, page=2)) for each in table(rest, number=1)]
    resume = read(Document((A4, A4), (line("경력", row=0), *table(head, first_row=1), *later)))

    assert [each[ROLE] for each in told(resume, SectionKind.EXPERIENCE)] == ["정비사", "사원"]


def test_a_kind_named_in_each_row_opens_no_section() -> None:
    rows = [
        ["구분", "소속기관", "역할", "활동기간"],
        ["경력", "한울협동조합", "사무원", "2023.03 ~ 현재"],
        ["경력", "솔빛은행", "사원", "2020.01 ~ 2022.12"],
    ]

    assert [each[ORG] for each in told(below("경력 및 경험사항", rows), SectionKind.EXPERIENCE)] == ["한울협동조합", "솔빛은행"]


# ---- skills ----


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("TypeScript React Vue.js Next.js Jest GitHub", ["TypeScript", "React", "Vue.js", "Next.js", "Jest", "GitHub"]),
        ("Python Spring Boot Docker", ["Python", "Spring Boot", "Docker"]),
        ("Python/Django/AWS, C/C++, CI/CD", ["Python", "Django", "AWS", "C/C++", "CI/CD"]),
        ("Health records (Epic, Cerner), Triage", ["Health records (Epic, Cerner)", "Triage"]),
        ("언어 - C, C++, Verilog", ["C", "C++", "Verilog"]),
        ("Medication therapy management, Pyxis", ["Medication therapy management", "Pyxis"]),
        ("• Trained 60 volunteers each summer", []),
        ("Kept the diaries of three directors", []),
    ],
)
def test_blanks_part_skills_only_where_most_names_are_known_and_sentences_are_none(text: str, found: list[str]) -> None:
    assert skills_in(text) == found


def test_cells_of_a_grid_are_skills_each() -> None:
    rows = [["더존", "SAP FI", "Excel"], ["Access", "KcLep"]]

    (entry,) = below("기술", rows).section(SectionKind.SKILLS)

    assert entry.texts(FieldKind.SKILL) == ["더존", "SAP FI", "Excel", "Access", "KcLep"]


def test_the_tools_of_a_project_open_no_section() -> None:
    resume = read(document("김하늘", "프로젝트", "병원 예약 챗봇 (2019.06 ~ 2019.12)", "- 사용 기술: Python, Rasa", "- 역할: 대화 설계"))

    assert resume.section(SectionKind.SKILLS) == []
    assert told(resume, SectionKind.PROJECTS) == [{TITLE: "병원 예약 챗봇", ROLE: "대화 설계", WHEN: "2019.06 ~ 2019.12"}]


# ---- givers ----


@pytest.mark.parametrize(
    ("written", "title", "giver"),
    [
        ("Best Use of Open Data, Harbour Civic Hackathon, 2019", "Best Use of Open Data", "Harbour Civic Hackathon"),
        ("Capture the Flag Champion – Nordic Cyber Cup – 2021", "Capture the Flag Champion", "Nordic Cyber Cup"),
        ("First Place, Harbour Hackathon, 2019", "First Place, Harbour Hackathon", None),
    ],
)
def test_the_last_sign_parts_a_prize_from_who_gave_it(written: str, title: str, giver: str | None) -> None:
    (found,) = told(read(document("Jordan Ellis", "Awards", written)), SectionKind.AWARDS)

    assert (found[TITLE], found.get(GIVER)) == (title, giver)


def test_a_level_behind_a_dash_is_part_of_the_certificate() -> None:
    (found,) = told(read(document("Jordan Ellis", "Certifications", "Cloud Security – Advanced (2022)")), SectionKind.CERTIFICATIONS)

    assert found[FieldKind.CERTIFICATE] == "Cloud Security – Advanced"


def test_each_certificate_with_a_date_of_its_own_is_one() -> None:
    resume = read(document("Jordan Ellis", "Certifications", "White Card, 2011 | Driving licence, 2009"))

    assert [each[WHEN] for each in told(resume, SectionKind.CERTIFICATIONS)] == ["2011", "2009"]


def test_a_date_between_a_certificate_and_its_giver_begins_an_entry_as_well() -> None:
    resume = read(document("김하늘", "자격사항", "컴퓨터활용능력 1급 2014년 5월 대한상공회의소", "운전면허 1종보통 2010.02"))

    assert [each[WHEN] for each in told(resume, SectionKind.CERTIFICATIONS)] == ["2014년 5월", "2010.02"]


def test_prizes_below_one_another_are_prizes_each_wherever_their_dates_stand() -> None:
    resume = read(
        document("김하늘", "수상", "대한민국 광고대상 은상 (2018, 한국광고총연합회)", "대학생 마케팅 공모전 대상 2015.11 제일기획")
    )

    assert [each[GIVER] for each in told(resume, SectionKind.AWARDS)] == ["한국광고총연합회", "제일기획"]


def test_what_a_form_is_filled_in_with_where_there_is_nothing_is_no_fact() -> None:
    assert told(read(document("Jordan Ellis", "Certifications", "None", "Skills", "Go, C++, CI/CD")), SectionKind.CERTIFICATIONS) == [{}]


def test_a_degree_before_a_grade_and_again_in_short_is_found() -> None:
    resume = read(
        document(
            "Mohamed Ali", "Education", "Cairo University, Faculty of Engineering, 2013", "B.Sc. in Civil Engineering, Grade: Very Good",
            "State University, 2009", "Bachelor of Science in Nursing (BSN)",
        )
    )  # fmt: skip

    assert [each[FieldKind.MAJOR] for each in told(resume, SectionKind.EDUCATION)] == ["Civil Engineering", "Nursing"]


# ---- headings ----


def test_what_stands_behind_the_same_mark_is_a_heading_though_nothing_else_tells_it() -> None:
    resume = read(
        document(
            "이력서", "◎ 인적사항", "성명 : 마루한", "◎ 배운 학교", "한밭폴리텍대학 용접과 전문학사 (2011.02)",
            "◎ 거쳐 온 일터", "서해조선(주) / 용접사 (2018.05 ~ 현재)", "◎ 가진 자격", "용접기능사, 한국산업인력공단 (2008.12)",
        )
    )  # fmt: skip

    assert told(resume, SectionKind.EDUCATION)[0][ORG] == "한밭폴리텍대학"
    assert told(resume, SectionKind.EXPERIENCE) == [{ORG: "서해조선(주)", ROLE: "용접사", WHEN: "2018.05 ~ 현재"}]
    assert told(resume, SectionKind.CERTIFICATIONS)[0][GIVER] == "한국산업인력공단"


def bold(*texts: str) -> list[Line]:
    """Lines below one another; those that begin with an asterisk are bold."""
    return [line(text.lstrip("*"), row=row, bold=text.startswith("*")) for row, text in enumerate(texts)]


def test_a_position_as_bold_as_the_headings_is_an_entrys_first_line() -> None:
    lines = bold(
        "Noor Haddad", "*Tools", "AutoCAD, Revit, Enscape", "*Languages", "Arabic", "*Employment", "*Senior Interior Designer",
        "Oasis Architects, 03/2020 - today", "*Junior Designer", "Palmera Interiors LLC, 09/2016 - 02/2020",
    )  # fmt: skip

    resume = read(Document((A4,), tuple(lines)))

    assert [each[ROLE] for each in told(resume, SectionKind.EXPERIENCE)] == ["Senior Interior Designer", "Junior Designer"]


def test_a_bold_question_needs_no_heading_above_it() -> None:
    lines = bold(
        "Jordan Ellis",
        "*Certificates",
        "White Card, 2011",
        "*Why do you want this job?",
        "I would like to be paid to care for these fells.",
    )

    (entry,) = read(Document((A4,), tuple(lines))).section(SectionKind.SELF_INTRODUCTION)

    assert entry.texts(FieldKind.QUESTION) == ["Why do you want this job?"]


def test_courses_are_schools_where_each_date_has_one_beside_it() -> None:
    resume = read(document("김하늘", "교육", "새별대학교 관광경영학과 학사 2010.03 – 2015.08", "가온여자고등학교 2007.03 – 2010.02"))

    assert [each[ORG] for each in told(resume, SectionKind.EDUCATION)] == ["새별대학교", "가온여자고등학교"]


@pytest.mark.parametrize("heading", ["경력 (3년 2개월)", "경력 총 6년", "Experience (8+ years)"])
def test_how_long_it_was_behind_a_heading_changes_nothing(heading: str) -> None:
    assert section_headed_by(heading) is SectionKind.EXPERIENCE


def test_of_two_sections_that_a_heading_names_it_is_the_one_that_stands_below() -> None:
    resume = read(document("Jordan Ellis", "Memberships and licences", "Full clean driving licence, 2011", "Skills", "Go, C++, CI/CD"))

    assert told(resume, SectionKind.CERTIFICATIONS) == [{FieldKind.CERTIFICATE: "Full clean driving licence", WHEN: "2011"}]


# ---- labels and names ----


def test_a_name_told_twice_is_told_once() -> None:
    resume = read(
        document("박민수", "이력서", "성명: 박민수", "연락처: 010-2222-3333", "학력", "미래대학교 전자공학과 학사 2011.03~2017.02")
    )

    assert [name for entry in resume.section(SectionKind.HEADER) for name in entry.texts(FieldKind.NAME)] == ["박민수"]


def test_a_title_above_its_labels_goes_with_them() -> None:
    resume = read(
        document(
            "김하늘", "프로젝트", "1. 스마트 농장 관제", "기간: 2022-04 ~ 2023-01", "역할: 배포",
            "2. 병원 예약 챗봇", "기간: 2019-06 ~ 2019-12", "역할: 대화 설계",
        )
    )  # fmt: skip

    assert [each[TITLE] for each in told(resume, SectionKind.PROJECTS)] == ["스마트 농장 관제", "병원 예약 챗봇"]


@pytest.mark.parametrize(
    ("first", "name"),
    [("이력서 - 금서윤", "금서윤"), ("Resume of Dolores Whitcombe", "Dolores Whitcombe"), ("MINJEONG (MJ) SEO", "MINJEONG (MJ) SEO")],
)
def test_a_name_is_found_beside_the_documents_and_within_itself(first: str, name: str) -> None:
    resume = read(document(first, "mail@example.com", "Skills", "Go, C++, CI/CD"))

    assert resume.section(SectionKind.HEADER)[0].texts(FieldKind.NAME) == [name]
