"""Draws documents with python-docx, and pages with LibreOffice from those."""

import subprocess
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from bench.reading.blocks import Block, Bullets, Cell, Columns, Gap, Grid, Heading, Run, Split, Text

_FONT, _SIZE, _WIDTH = "NanumGothic", 9.5, Mm(178)


def draw_docx(blocks: Sequence[Block]) -> bytes:
    """A Word document."""
    document = Document()
    page = document.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.left_margin = page.right_margin = page.top_margin = page.bottom_margin = Mm(16)
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = _FONT, Pt(_SIZE)
    normal.element.rPr.rFonts.set(qn("w:eastAsia"), _FONT)
    normal.paragraph_format.space_after = Pt(0)
    for block in blocks:
        _add(document, block, _WIDTH)
    content = BytesIO()
    document.save(content)
    return content.getvalue()


def to_pdf(documents: Sequence[bytes]) -> list[bytes]:
    """What LibreOffice prints of Word documents; one start of it for all."""
    with TemporaryDirectory() as folder:
        place = Path(folder)
        sources = [place / f"{number:04}.docx" for number in range(len(documents))]
        for source, content in zip(sources, documents, strict=True):
            source.write_bytes(content)
        home = f"-env:UserInstallation=file://{folder}/profile"
        command = ["soffice", home, "--headless", "--convert-to", "pdf", "--outdir", folder, *map(str, sources)]
        subprocess.run(command, check=True, capture_output=True, timeout=600)
        return [source.with_suffix(".pdf").read_bytes() for source in sources]


def _add(into: Any, block: Block, width: int) -> None:
    match block:
        case Text(runs, centred):
            _runs(_paragraph(into, centred=centred), runs)
        case Heading():
            _heading(into, block)
        case Bullets(items, mark):
            for item in items:
                paragraph = _paragraph(into)
                paragraph.paragraph_format.left_indent = Pt(10)
                _runs(paragraph, (Run(f"{mark} {item}"),))
        case Split(left, right):
            paragraph = _paragraph(into)
            paragraph.paragraph_format.tab_stops.add_tab_stop(width, WD_TAB_ALIGNMENT.RIGHT)
            _runs(paragraph, (*left, Run("\t"), *right))
        case Grid():
            _grid(into, block, width)
        case Columns(left_blocks, right_blocks, share, shaded):
            both = (Cell(left_blocks, shaded=shaded), Cell(right_blocks))
            _grid(into, Grid((both,), (share, 1 - share), "none"), width)
        case Gap(points):
            _paragraph(into).paragraph_format.line_spacing = Pt(points)


def _paragraph(into: Any, *, centred: bool = False) -> Any:
    """A new paragraph; a cell's first one is there already."""
    first = into.paragraphs[0] if hasattr(into, "_tc") and len(into.paragraphs) == 1 and not into.tables else None
    paragraph = first if first is not None and not first.runs and not first.text else into.add_paragraph()
    if centred:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    return paragraph


def _runs(paragraph: Any, runs: Sequence[Run]) -> None:
    for run in runs:
        added = paragraph.add_run(run.text)
        added.bold = run.bold or None
        added.font.size = Pt(_SIZE * run.scale)
        if run.grey:
            added.font.color.rgb = RGBColor(0x55, 0x55, 0x55)


def _heading(into: Any, heading: Heading) -> None:
    paragraph = _paragraph(into)
    paragraph.paragraph_format.space_before, paragraph.paragraph_format.space_after = Pt(6), Pt(3)
    _runs(paragraph, (Run(heading.text, bold=True, scale=heading.scale),))
    properties = paragraph._p.get_or_add_pPr()
    if heading.look == "rule":
        borders = OxmlElement("w:pBdr")
        borders.append(_element("w:bottom", val="single", sz="6", space="1", color="444444"))
        properties.append(borders)
    elif heading.look == "band":
        properties.append(_element("w:shd", val="clear", color="auto", fill="DDE4EE"))


def _element(tag: str, **attributes: str) -> Any:
    element = OxmlElement(tag)
    for name, value in attributes.items():
        element.set(qn(f"w:{name}"), value)
    return element


def _grid(into: Any, grid: Grid, width: int) -> None:
    columns = [round(share * width) for share in grid.widths]
    size = {"rows": len(grid.rows), "cols": len(columns)}
    table = into.add_table(**size) if hasattr(into, "_tc") else into.add_table(**size, style="Table Grid" if grid.rules == "all" else None)
    table.autofit = False
    if grid.rules in ("rows", "outer"):
        _borders(table, grid.rules)
    taken: set[tuple[int, int]] = set()
    for y, row in enumerate(grid.rows):
        x = 0
        for cell in row:
            while (x, y) in taken:
                x += 1
            _cell(table, cell, x, y, columns)
            taken |= {(x + across, y + down) for across in range(cell.across) for down in range(cell.down)}


def _cell(table: Any, cell: Cell, x: int, y: int, columns: Sequence[int]) -> None:
    width = sum(columns[x : x + cell.across])
    place = table.cell(y, x)
    if cell.across > 1 or cell.down > 1:
        place = place.merge(table.cell(y + cell.down - 1, x + cell.across - 1))
    place.width = width
    for block in cell.blocks:
        _add(place, block, width)
    if cell.shaded:
        place._tc.get_or_add_tcPr().append(_element("w:shd", val="clear", color="auto", fill="EEEEFF"))


def _borders(table: Any, rules: str) -> None:
    borders = OxmlElement("w:tblBorders")
    sides = ("top", "bottom", "insideH") if rules == "rows" else ("top", "left", "bottom", "right")
    for side in sides:
        borders.append(_element(f"w:{side}", val="single", sz="4", space="0", color="333333"))
    table._tbl.tblPr.append(borders)
