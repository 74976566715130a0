"""Row R2: what stands beside what on a page, and in which order it is read."""

from dataclasses import replace

from services.resume.domain.columns import Flow, flows_of
from services.resume.domain.document import Box, Cell, Document, Line
from services.resume.domain.open_tables import Ruler, with_rows
from services.resume.domain.resume import FieldKind, SectionKind
from services.resume.domain.rows import rows_of
from services.resume.domain.sections import read
from tests.resumes.lines import A4, line

LEFT = ["Contact", "mail@example.com", "Skills", "Go", "C++", "CI/CD"]
RIGHT = ["Experience", "Harbour Systems", "Data Analyst", "2019 – 2021", "Education", "Eastgate College", "2015 – 2019"]


def column(texts: list[str], *, left: float, first_row: int = 3, page: int = 1) -> list[Line]:
    """Lines below one another; headings are bold."""
    heads = ("Contact", "Skills", "Experience", "Education", "Projects")
    return [line(text, row=first_row + row, left=left, page=page, bold=text in heads) for row, text in enumerate(texts)]


def texts(flow: Flow) -> list[str]:
    return [each.text for each in flow.lines]


def two_columns() -> Document:
    """A name over two columns, drawn line by line across both, as some programs do."""
    both = sorted([*column(LEFT, left=50), *column(RIGHT, left=240)], key=lambda each: (each.box.top, each.box.left))
    return Document((A4,), (line("Jordan Ellis", row=0), *both))


def test_a_sidebar_is_read_to_its_end_before_the_column_beside_it() -> None:
    assert [texts(flow) for flow in flows_of(two_columns())] == [["Jordan Ellis"], LEFT, RIGHT]


def test_columns_go_on_over_the_end_of_a_page() -> None:
    later = column(["Projects", "Route Optimiser"], left=240, first_row=0, page=2)
    document = replace(two_columns(), pages=(A4, A4), lines=(*two_columns().lines, *later))

    assert texts(flows_of(document)[-1]) == [*RIGHT, "Projects", "Route Optimiser"]


def test_dates_in_a_margin_are_no_column() -> None:
    names = [("2019 – 2021", "Harbour Systems"), ("2017 – 2019", "Bluefin"), ("2015 – 2017", "Quill"), ("2013 – 2015", "Tern & Co")]
    lines = [line(text, row=row, left=left) for row, pair in enumerate(names) for text, left in zip(pair, (50, 240), strict=True)]

    (flow,) = flows_of(Document((A4,), tuple(lines)))

    assert [row.text for row in rows_of(flow)] == [" ".join(pair) for pair in names]


def test_a_position_called_as_a_section_is_makes_no_column_of_what_stands_beside_dates() -> None:
    left = ["경력", "2021.05 - 현재", "", "", "학력", "2013.03 - 2017.02", "2010.03 - 2013.02"]
    right = ["", "누리랩스", "인턴", "- 관리자 화면을 새로 만듦", "", "미래대학교", "동백고등학교"]
    rows = [
        line(text, row=row, left=at, bold=text in ("경력", "학력"))
        for row, pair in enumerate(zip(left, right, strict=True))
        for text, at in zip(pair, (50, 240), strict=True)
        if text
    ]

    (flow,) = flows_of(Document((A4,), tuple(rows)))

    assert [row.text for row in rows_of(flow)][:2] == ["경력", "2021.05 - 현재 누리랩스"]


def test_a_column_of_skills_takes_nothing_from_the_employment_beside_it() -> None:
    resume = read(two_columns())

    assert [entry.texts(FieldKind.SKILL) for entry in resume.section(SectionKind.SKILLS)] == [["Go", "C++", "CI/CD"]]
    assert [entry.texts(FieldKind.ORGANISATION) for entry in resume.section(SectionKind.EXPERIENCE)] == [["Harbour Systems"]]


def test_bands_behind_headings_make_no_table() -> None:
    lines = [
        replace(each, cell=Cell(0, 0, each.box.left > 200)) if each.text in ("Contact", "Experience") else each
        for each in two_columns().lines
    ]

    assert [texts(flow) for flow in flows_of(replace(two_columns(), lines=lines))] == [["Jordan Ellis"], LEFT, RIGHT]


def test_two_pieces_of_a_line_in_two_types_are_one() -> None:
    bold = Line("Data Analyst,", Box(1, 50, 50, 120, 60), bold=True)
    plain = Line("Quill (2019)", Box(1, 123, 50, 190, 60))

    assert [row.text for row in rows_of(Flow([bold, plain], 500.0))] == ["Data Analyst, Quill (2019)"]


def test_a_table_with_lines_between_rows_only_has_cells() -> None:
    cells = [("Employer", "Position"), ("Tern & Co", "Operations"), ("", "Coordinator"), ("Quill", "Analyst")]
    lines = [line(text, row=row, left=left) for row, pair in enumerate(cells) for text, left in zip(pair, (56, 200), strict=True) if text]
    rulers = [Ruler(at, 50, 400) for at in (48.0, 62.5, 90.5, 104.5)]

    placed = with_rows(lines, rulers, 5)

    assert {each.text: each.cell for each in placed} == {
        "Employer": Cell(5, 0, 0), "Position": Cell(5, 0, 1), "Tern & Co": Cell(5, 1, 0), "Operations": Cell(5, 1, 1),
        "Coordinator": Cell(5, 1, 1), "Quill": Cell(5, 2, 0), "Analyst": Cell(5, 2, 1),
    }  # fmt: skip


def test_lines_below_headings_make_no_table() -> None:
    lines = [line("Experience", row=0), line("Quill", row=1), line("Education", row=2), line("Eastgate College", row=3)]
    rulers = [Ruler(at, 50, 400) for at in (62.5, 90.5, 118.5)]

    assert all(each.cell is None for each in with_rows(lines, rulers, 0))
