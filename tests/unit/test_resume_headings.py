"""F52: what opens a section in résumés whose headings nobody listed: by a word in them, by their looks, by what stands below."""

import pytest

from services.resume.adapters.spacing import closed_up
from services.resume.domain.document import Box, Document, Line, PageSize
from services.resume.domain.evidence import kind_of
from services.resume.domain.headings import section_meant_by
from services.resume.domain.resume import FieldKind, Resume, SectionKind
from services.resume.domain.rows import Row
from services.resume.domain.sections import read
from services.resume.domain.words import field_labelled, is_label


@pytest.mark.parametrize(
    ("heading", "kind"),
    [
        ("걸어온 길", SectionKind.EXPERIENCE),
        ("입상 경력", SectionKind.AWARDS),
        ("4. 참여 사업(용역) 실적", SectionKind.PROJECTS),
        ("Where I learned", SectionKind.EDUCATION),
        ("Volunteer experience abroad", SectionKind.ACTIVITIES),
        ("EMPLOYMENT HISTORY (most recent first)", SectionKind.EXPERIENCE),
        ("Off the clock", None),
    ],
)
def test_f52_a_heading_is_told_by_any_word_in_it(heading: str, kind: SectionKind | None) -> None:
    assert section_meant_by(heading) is kind


def test_f52_headings_that_nobody_listed_open_sections_by_their_looks_and_by_what_stands_below() -> None:
    resume = _read(
        ("반채린", 24, True),
        ("010-6464-2020", 10, False),
        ("걸어온 길", 15, True),
        ("이야기나무(주) 편집자, 2016.11 ~ 2020.01", 10, False),
        ("받은 상", 15, True),
        ("올해의 편집자상, 2023.05", 10, False),
        ("틈틈이 하는 일", 15, True),
        ("작은도서관 자원봉사, 2021.04 ~ 2024.12", 10, False),
    )

    assert [section.kind for section in resume.sections] == [
        SectionKind.HEADER,
        SectionKind.EXPERIENCE,
        SectionKind.AWARDS,
        SectionKind.ACTIVITIES,
    ]


def test_a_question_in_the_type_of_headings_stays_a_question() -> None:
    resume = _read(
        ("학력", 15, True),
        ("한빛대학교 경영학과, 2012.03 ~ 2016.02", 10, False),
        ("자기소개서", 15, True),
        ("1. 나는 어떤 사람인가", 15, True),
        ("저는 숫자 뒤에 있는 사람을 먼저 만나는 담당자입니다.", 10, False),
    )

    (entry,) = resume.section(SectionKind.SELF_INTRODUCTION)
    assert entry.texts(FieldKind.QUESTION) == ["1. 나는 어떤 사람인가"]


def test_degrees_below_qualifications_are_studies() -> None:
    resume = _read(
        ("EXPERIENCE", 15, True),
        ("Plant Manager, Medway Containers, 2009 – 2013", 10, False),
        ("QUALIFICATIONS", 15, True),
        ("MBA, Cranfield School of Management, 2012", 10, False),
        ("MEng Chemical Engineering, University of Bath, 2005", 10, False),
    )

    assert [entry.texts(FieldKind.DEGREE) for entry in resume.section(SectionKind.EDUCATION)] == [["MBA"], ["MEng"]]


def test_rows_that_say_nothing_of_one_kind_are_of_none() -> None:
    assert kind_of([]) is None
    assert kind_of([_row("Skipper of a flat-bottomed boat since 2011", 0)]) is None


def test_words_whose_letters_stand_apart_are_whole() -> None:
    words = [("G", 0), ("O", 14), ("O", 28), ("D", 42), (" ", 52), ("A", 62), ("T", 76)]
    characters = [{"c": letter, "bbox": (left, 0, left + 10, 10)} for letter, left in words]

    assert closed_up("G O O D A T", characters) == "GOOD AT"
    assert closed_up("I am a cook", characters) == "I am a cook"


@pytest.mark.parametrize(
    ("label", "section", "kind"),
    [
        ("수여일", SectionKind.AWARDS, FieldKind.PERIOD),
        ("참여기간", SectionKind.PROJECTS, FieldKind.PERIOD),
        ("사업명", SectionKind.PROJECTS, FieldKind.TITLE),
        ("Position held", SectionKind.EXPERIENCE, FieldKind.ROLE),
    ],
)
def test_a_label_is_told_by_how_it_ends(label: str, section: SectionKind, kind: FieldKind) -> None:
    assert field_labelled(label, section) is kind
    assert is_label(label)


def test_a_prize_keeps_the_city_that_gave_it() -> None:
    resume = _read(("표진혁", 24, True), ("수상", 15, True), ("앱 공모전 대상 | 부산광역시 | 2018.11", 10, False))

    (entry,) = resume.section(SectionKind.AWARDS)
    assert entry.texts(FieldKind.ISSUER) == ["부산광역시"]


def test_a_name_in_bold_type_is_apart_from_what_follows_it() -> None:
    line = Line("JUNIOR DESIGNER STEIRER ANTRIEBSTECHNIK GMBH", Box(1, 40, 80, 400, 92), 10, bold=True, first="JUNIOR DESIGNER")
    rest = [_line("Matteo Bellandi", 10, 24), _line("Work experience", 40, 15, bold=True), _line("10/2017 – 02/2020", 66, 10), line]

    (entry,) = read(Document([PageSize(595, 842)], rest)).section(SectionKind.EXPERIENCE)

    assert entry.texts(FieldKind.ORGANISATION) == ["STEIRER ANTRIEBSTECHNIK GMBH"]
    assert entry.texts(FieldKind.ROLE) == ["JUNIOR DESIGNER"]


def _read(*printed: tuple[str, float, bool]) -> Resume:
    lines = [_line(text, 40 + 26 * number, size, bold=bold) for number, (text, size, bold) in enumerate(printed)]
    return read(Document([PageSize(595, 842)], lines))


def _line(text: str, top: float, size: float, *, bold: bool = False) -> Line:
    return Line(text, Box(1, 40, top, 40 + 6 * len(text), top + 1.2 * size), size, bold)


def _row(text: str, top: float) -> Row:
    return Row(((_line(text, top, 10),),), (0,))
