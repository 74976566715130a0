"""Row R1: what Word's and Hangul's files say and how it is set on paper, part by part."""

import pytest

from services.resume.adapters.document_reader import read_file
from services.resume.adapters.office.numbering import Counters, Level
from services.resume.adapters.parser_messages import ParserLimits
from services.resume.domain.document import Document
from services.resume.domain.unreadable import Corrupt, NoText, ParserLimit, TooManyPages
from tests.resumes.office import HangulPaper, WordPaper, packed, part_of, with_part

LIMITS = ParserLimits()
BODY = "<w:document xmlns:w='w' xmlns:wp='wp' xmlns:a='a' xmlns:wps='wps' xmlns:mc='mc' xmlns:v='v'><w:body>{}</w:body></w:document>"
BOX = (
    "<w:p><w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing><wp:anchor behindDoc='0'>"
    "<wp:positionH relativeFrom='page'><wp:posOffset>5080000</wp:posOffset></wp:positionH>"
    "<wp:positionV relativeFrom='page'><wp:posOffset>1270000</wp:posOffset></wp:positionV><wp:extent cx='1270000' cy='2540000'/>"
    "<a:graphic><wps:wsp><wps:spPr/><wps:txbx><w:txbxContent><w:p><w:r><w:t>Skills: C++</w:t></w:r></w:p></w:txbxContent></wps:txbx>"
    "</wps:wsp></a:graphic></wp:anchor></w:drawing></mc:Choice><mc:Fallback><w:pict><v:textbox><w:txbxContent><w:p><w:r>"
    "<w:t>Skills: C++</w:t></w:r></w:p></w:txbxContent></v:textbox></w:pict></mc:Fallback></mc:AlternateContent>"
    "<w:t>Jordan</w:t></w:r></w:p>"
)


def word(body: str) -> bytes:
    return packed({"word/document.xml": BODY.format(body)})


def read(file: bytes) -> Document:
    return read_file(file, LIMITS)


def texts(document: Document) -> list[str]:
    return [line.text for line in document.lines]


def test_a_box_of_text_is_read_once_and_stands_where_it_is_drawn() -> None:
    document = read(word(BOX))

    assert sorted(texts(document)) == ["Jordan", "Skills: C++"]
    (skills,) = [line for line in document.lines if line.text == "Skills: C++"]
    assert (skills.box.left, skills.box.top) == (400.0, 100.0)


def test_header_and_footer_are_read() -> None:
    paper = WordPaper()
    paper.document.sections[0].header.paragraphs[0].text = "Jordan Ellis"
    paper.document.sections[0].footer.paragraphs[0].text = "References on request"
    paper.line("Engineer")

    document = read(paper.file())

    assert texts(document) == ["Jordan Ellis", "Engineer", "References on request"]
    assert [line.box.top for line in document.lines] == sorted(line.box.top for line in document.lines)


def test_lists_have_their_numbers_and_bullets() -> None:
    paper = WordPaper()
    for text in ("Kafka", "Redis"):
        paper.document.add_paragraph(text, style="List Bullet")
    for text in ("지원동기", "입사 후 포부"):
        paper.document.add_paragraph(text, style="List Number")

    assert texts(read(paper.file())) == ["• Kafka", "• Redis", "1. 지원동기", "2. 입사 후 포부"]


def test_a_list_in_a_list_counts_from_its_beginning() -> None:
    levels = {0: Level("decimal", "%1."), 1: Level("ganada", "%1-%2)")}
    counters = Counters()

    counted = [counters.next("1", level, levels) for level in (0, 1, 1, 0, 1)]

    assert counted == ["1.", "1-가)", "1-나)", "2.", "2-가)"]


def test_tabulators_part_texts_that_stand_side_by_side() -> None:
    document = read(word("<w:p><w:r><w:t>Harbour Systems</w:t><w:tab/><w:t>2019 - 2024</w:t></w:r></w:p>"))

    company, period = document.lines
    assert (company.text, period.text) == ("Harbour Systems", "2019 - 2024")
    assert company.box.beside(period.box) and company.box.right < period.box.left


def test_a_table_without_rulers_places_text_and_is_no_table() -> None:
    cell = "<w:tc><w:p><w:r><w:t>{}</w:t></w:r></w:p></w:tc>"
    table = "<w:tbl><w:tr>" + cell.format("2019") + cell.format("Harbour") + "</w:tr></w:tbl>"

    document = read(word(table))

    assert [line.cell for line in document.lines] == [None, None]
    assert document.lines[0].box.beside(document.lines[1].box)


def test_a_table_that_places_columns_is_read_column_by_column() -> None:
    paragraphs = "".join(f"<w:p><w:r><w:t>{{0}}{number}</w:t></w:r></w:p>" for number in range(4))
    table = f"<w:tbl><w:tr><w:tc>{paragraphs.format('a')}</w:tc><w:tc>{paragraphs.format('b')}</w:tc></w:tr></w:tbl>"

    assert texts(read(word(table))) == ["a0", "a1", "a2", "a3", "b0", "b1", "b2", "b3"]


def test_cells_that_go_over_columns_keep_the_columns_of_those_below() -> None:
    paper = WordPaper()
    table = paper.document.add_table(rows=2, cols=3, style="Table Grid")
    table.cell(0, 1).merge(table.cell(0, 2)).text = "Harbour"
    table.cell(0, 0).text, table.cell(1, 2).text = "Company", "2019"

    cells = [(line.text, line.cell.column) for line in read(paper.file()).lines if line.cell]

    assert cells == [("Company", 0), ("Harbour", 1), ("2019", 2)]


@pytest.mark.parametrize("kind", ["page", "column"])
def test_a_break_begins_anew_at_the_top(kind: str) -> None:
    columns = "<w:sectPr><w:cols w:num='2'/></w:sectPr>"
    first, turn, second = (
        "<w:p><w:r><w:t>one</w:t></w:r></w:p>",
        f"<w:p><w:r><w:br w:type='{kind}'/></w:r></w:p>",
        "<w:p><w:r><w:t>two</w:t></w:r></w:p>",
    )

    one, two = read(word(first + turn + second + columns)).lines

    assert one.box.top == two.box.top
    assert (two.box.page, two.box.left > one.box.left) == ((2, False) if kind == "page" else (1, True))


def test_a_paragraph_that_takes_several_lines_of_print_is_one_line_of_its_height() -> None:
    document = read(word(f"<w:p><w:r><w:t>{'경력 기술서 ' * 60}</w:t></w:r></w:p><w:p><w:r><w:t>next</w:t></w:r></w:p>"))

    long, following = document.lines
    assert long.box.bottom - long.box.top > 60 and following.box.top >= long.box.bottom


def test_what_stands_above_hanguls_pages_is_read() -> None:
    paper = HangulPaper()
    paper.document.page.set_header(text="김하늘 이력서")
    paper.line("본문")

    assert texts(read(paper.file())) == ["김하늘 이력서", "본문"]


def test_strict_and_transitional_files_read_the_same() -> None:
    file = WordPaper()
    file.line("Engineer")
    strict = part_of(file.file(), "word/document.xml").replace(
        "http://schemas.openxmlformats.org/wordprocessingml/2006/main", "http://purl.oclc.org/ooxml/wordprocessingml/main"
    )

    assert texts(read(with_part(file.file(), "word/document.xml", strict))) == ["Engineer"]


def test_as_many_pages_as_a_printed_file_may_have() -> None:
    with pytest.raises(TooManyPages):
        read(word("<w:p><w:r><w:br w:type='page'/></w:r></w:p>" * 101))


@pytest.mark.parametrize("depth", [60, 300])
def test_tables_in_tables_without_end_are_refused(depth: int) -> None:
    with pytest.raises((ParserLimit, Corrupt)):
        read(word("<w:tbl><w:tr><w:tc>" * depth + "<w:p><w:r><w:t>x</w:t></w:r></w:p>" + "</w:tc></w:tr></w:tbl>" * depth))


@pytest.mark.parametrize(
    "parts",
    [
        pytest.param({"word/document.xml": ""}, id="empty-part"),
        pytest.param({"word/other.xml": "<a/>"}, id="no-main-part"),
        pytest.param({"word/document.xml": "<document>"}, id="no-xml"),
        pytest.param({"Contents/section0.xml": "<sec><p>"}, id="no-hwpx"),
    ],
)
def test_a_file_without_what_makes_it_one_is_damaged(parts: dict[str, str]) -> None:
    with pytest.raises(Corrupt):
        read(packed({**parts}))


def test_a_file_that_says_nothing_has_no_text() -> None:
    with pytest.raises(NoText):
        read(word("<w:p/>"))


def test_text_that_fills_a_column_of_the_page_does_not_touch_the_next() -> None:
    sheet = WordPaper()
    cells = sheet.document.add_table(1, 2).rows[0].cells
    for cell, words in zip(cells, ("payments and ledgers " * 20, "Skills"), strict=True):
        cell.paragraphs[0].text = words

    wide, narrow = read_file(sheet.file(), LIMITS).lines

    assert wide.box.right < narrow.box.left - 5
