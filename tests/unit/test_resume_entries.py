"""Row R2: entries and their facts, whichever way a section is written."""

import pytest

from services.resume.domain.document import Document
from services.resume.domain.fields import LABELLED, MATCHED, PLACED
from services.resume.domain.resume import Entry, FieldKind, SectionKind
from services.resume.domain.sections import read
from services.resume.encoding import encode_reading
from tests.resumes.lines import A4, document, line, table

ORG, ROLE, WHEN, DEGREE = FieldKind.ORGANISATION, FieldKind.ROLE, FieldKind.PERIOD, FieldKind.DEGREE
MAJOR, TITLE, CERT, GIVER = FieldKind.MAJOR, FieldKind.TITLE, FieldKind.CERTIFICATE, FieldKind.ISSUER


def facts(entry: Entry) -> dict[FieldKind, str]:
    return {field.kind: field.text for field in entry.fields}


def only(heading: str, kind: SectionKind, *texts: str) -> dict[FieldKind, str]:
    """The facts of the one entry below a heading."""
    (entry,) = read(document("김하늘", heading, *texts)).section(kind)
    return facts(entry)


@pytest.mark.parametrize(
    ("written", "found"),
    [
        (["2019.03 ~ 2021.02 한강데이터 선임 연구원"], ("한강데이터", "선임 연구원")),
        (["주식회사 온누리 | 백엔드 개발자 | 2019.03 ~ 2021.02"], ("주식회사 온누리", "백엔드 개발자")),
        (["㈜별빛소프트 플랫폼개발팀 사원 (2019.03 ~ 2021.02)"], ("㈜별빛소프트", "사원")),
        (["한강데이터", "개발2팀 책임", "2019.03 ~ 2021.02"], ("한강데이터", "책임")),
        (["Data Analyst, Harbour Systems, Boston, MA (Mar 2019 – Present)"], ("Harbour Systems", "Data Analyst")),
        (["Warehouse Lead at Savanna Logistics (2018-2023)"], ("Savanna Logistics", "Warehouse Lead")),
        (["Quill — Junior Analyst — 2018 – 2020"], ("Quill", "Junior Analyst")),
        (["Vice President of Operations", "Tern & Co", "since 2019"], ("Tern & Co", "Vice President of Operations")),
    ],
)
def test_an_employer_and_a_position_are_told_apart(written: list[str], found: tuple[str, str]) -> None:
    got = only("경력", SectionKind.EXPERIENCE, *written)

    assert (got[ORG], got[ROLE]) == found


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("2012.03 ~ 2016.02 한빛대학교 컴퓨터공학과 학사 졸업 (학점 3.8/4.5)", ("한빛대학교", "컴퓨터공학과", "학사")),
        ("한빛대학교 대학원 | 산업공학 전공 | 공학석사 | 2016.03 ~ 2018.02", ("한빛대학교 대학원", "산업공학", "공학석사")),
        ("B.Sc. Physics, ETH Zürich, 2013–2015", ("ETH Zürich", "Physics", "B.Sc.")),
        ("Lakeview University, 2016 | BSc in Computer Engineering; GPA: 3.7/4.0", ("Lakeview University", "Computer Engineering", "BSc")),
        ("Boston University, Boston, MA — MBA, Marketing, 2014", ("Boston University", "Marketing", "MBA")),
    ],
)  # fmt: skip
def test_a_school_a_major_and_a_degree_are_told_apart(written: str, found: tuple[str, str, str]) -> None:
    got = only("학력", SectionKind.EDUCATION, written)

    assert (got[ORG], got[MAJOR], got[DEGREE]) == found


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("정보처리기사 2017.11 한국산업인력공단", {CERT: "정보처리기사", GIVER: "한국산업인력공단", WHEN: "2017.11"}),
        ("2018.12 OPIc IH ACTFL", {CERT: "OPIc IH", GIVER: "ACTFL", WHEN: "2018.12"}),
        (
            "Oracle Certified Professional, Java SE 17, Oracle, 2020",
            {CERT: "Oracle Certified Professional, Java SE 17", GIVER: "Oracle", WHEN: "2020"},
        ),
        ("SQLD (2020.06)", {CERT: "SQLD", WHEN: "2020.06"}),
    ],
)
def test_a_certificate_keeps_its_name_and_who_gave_it(written: str, found: dict[FieldKind, str]) -> None:
    assert only("자격증", SectionKind.CERTIFICATIONS, written) == found


def test_whose_certificate_bears_the_name_of_who_made_it_gets_both() -> None:
    found = only("Certifications", SectionKind.CERTIFICATIONS, "Tableau Desktop Specialist - Tableau, 2020")

    assert found == {CERT: "Tableau Desktop Specialist", GIVER: "Tableau", WHEN: "2020"}


@pytest.mark.parametrize("office", ["Treasurer", "Mentor", "Team Captain"])
def test_an_office_before_a_comma_is_held_in_the_club_after_it(office: str) -> None:
    found = only("Activities", SectionKind.ACTIVITIES, f"{office}, Women in Computing, 2018 - 2019")

    assert found == {TITLE: office, ORG: "Women in Computing", WHEN: "2018 - 2019"}


def test_a_list_of_tools_beside_a_project_is_no_part_that_somebody_played() -> None:
    assert ROLE not in only("Projects", SectionKind.PROJECTS, "Traffic Simulation | Java, Gradle, Git | 2019 - 2020")


def test_a_school_within_a_university_leaves_the_university() -> None:
    found = only("Education", SectionKind.EDUCATION, "University of Northfield, College of Engineering | 2012 - 2016")

    assert found[ORG] == "University of Northfield"


def test_who_gave_a_prize_is_not_found_where_nobody_says_so() -> None:
    assert only("수상", SectionKind.AWARDS, "First Place, Campus Hackathon (2019)") == {
        TITLE: "First Place, Campus Hackathon",
        WHEN: "2019",
    }


def test_a_language_that_somebody_speaks_is_no_certificate() -> None:
    assert only("Languages", SectionKind.CERTIFICATIONS, "English (native), French (B1)") == {}


def test_entries_with_more_and_fewer_lines_begin_where_they_begin() -> None:
    texts = (
        "한빛대학교",
        "전자공학부 학사",
        "2012.03 ~ 2016.02",
        "푸른고등학교",
        "2009.03 ~ 2012.02",
        "가온대학교",
        "법학과",
        "2016.03 ~ 2018.02",
    )

    schools = read(document("김하늘", "학력", *texts)).section(SectionKind.EDUCATION)

    assert [facts(school)[ORG] for school in schools] == ["한빛대학교", "푸른고등학교", "가온대학교"]


def test_items_of_a_list_belong_to_what_stands_above_them() -> None:
    texts = (
        "한강데이터 대리 2019.03 ~ 2021.02",
        "- 2020.05 신규 시스템을 열었습니다",
        "- 응답 시간 95% 단축",
        "누리랩스 사원 2017.03 ~ 2019.02",
    )

    jobs = read(document("김하늘", "경력", *texts)).section(SectionKind.EXPERIENCE)

    assert [facts(job)[ORG] for job in jobs] == ["한강데이터", "누리랩스"]
    assert jobs[0].lines[-1].text == "- 응답 시간 95% 단축"


def test_a_label_that_comes_again_begins_the_next_entry() -> None:
    texts = ("회사명: 한강데이터", "기간: 2019.03 ~ 2021.02", "직위: 대리", "회사명: 누리랩스", "직위: 사원")

    jobs = read(document("김하늘", "경력", *texts)).section(SectionKind.EXPERIENCE)

    assert [(facts(job)[ORG], facts(job)[ROLE]) for job in jobs] == [("한강데이터", "대리"), ("누리랩스", "사원")]


def test_a_column_of_two_facts_gives_both() -> None:
    rows = [["재학기간", "학교명 및 전공", "구분"], ["2013.03 ~ 2019.02", "나루대학교 경영학과", "졸업"]]
    resume = read(Document((A4,), (line("학력사항", row=0), *table(rows, first_row=1))))

    (school,) = resume.section(SectionKind.EDUCATION)

    assert facts(school) == {WHEN: "2013.03 ~ 2019.02", ORG: "나루대학교", MAJOR: "경영학과"}


def test_a_degree_and_what_it_is_in_share_a_column() -> None:
    rows = [["Qualification", "Institution", "Year"], ["M.Tech in VLSI Design", "Vellore Institute of Technology", "2021"]]
    resume = read(Document((A4,), (line("ACADEMIC QUALIFICATIONS", row=0), *table(rows, first_row=1))))

    (school,) = resume.section(SectionKind.EDUCATION)

    assert facts(school) == {DEGREE: "M.Tech", MAJOR: "VLSI Design", ORG: "Vellore Institute of Technology", WHEN: "2021"}


@pytest.mark.parametrize("remark", ["학사 졸업", "학사", "학사(졸업)"])
def test_a_degree_in_a_column_of_remarks_is_found_and_a_status_is_none(remark: str) -> None:
    rows = [["졸업년도", "학교", "학과", "비고"], ["2020.02", "나루대학교", "간호학과", remark], ["2016.02", "가람고등학교", "", "졸업"]]
    resume = read(Document((A4,), (line("학력사항", row=0), *table(rows, first_row=1))))

    university, school = resume.section(SectionKind.EDUCATION)

    assert facts(university)[DEGREE] == "학사"
    assert DEGREE not in facts(school)


def test_begin_and_end_in_columns_of_their_own_are_one_period() -> None:
    rows = [["학교명", "입학년월", "졸업년월"], ["나루대학교", "2013.03", "2019.02"]]
    resume = read(Document((A4,), (line("학력사항", row=0), *table(rows, first_row=1))))

    assert facts(resume.section(SectionKind.EDUCATION)[0])[WHEN] == "2013.03 ~ 2019.02"


def test_confidence_falls_from_what_a_form_names_to_what_only_stands_there() -> None:
    labelled = read(document("김하늘", "경력", "회사명: 여울", "직위: 대리")).section(SectionKind.EXPERIENCE)[0]
    told = read(document("김하늘", "경력", "한강은행 대리 2019.03 ~ 2021.02")).section(SectionKind.EXPERIENCE)[0]
    placed = read(document("김하늘", "경력", "여울 2019.03 ~ 2021.02")).section(SectionKind.EXPERIENCE)[0]

    assert [entry.fields[0].confidence for entry in (labelled, told, placed)] == [LABELLED, MATCHED, PLACED]


def test_name_and_role_below_contact_are_not_guessed() -> None:
    resume = read(document("Skills", "Go", "Contact", "Portland Heights", "mail@example.com"))

    assert facts(resume.section(SectionKind.HEADER)[0]).get(FieldKind.NAME) is None


def test_a_period_goes_over_the_wire_as_printed_and_as_months() -> None:
    resume = read(document("김하늘", "경력", "한강은행 대리 2019.03 ~ 현재"))

    sections = encode_reading(resume, []).content.sections
    (period,) = (each for section in sections for entry in section.entries for each in entry.fields if each.HasField("months"))

    assert period.value.text == "2019.03 ~ 현재"
    assert (period.months.start.year, period.months.start.month, period.months.present) == (2019, 3, True)
    assert not period.months.HasField("end")
