"""Writes a Word document by hand: lines with tab stops, headings, bullets of two levels, tables with merged cells."""

from collections.abc import Sequence
from io import BytesIO
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.oxml.ns import qn
from docx.shared import Mm, Pt


class Letter:
    """A document that grows downwards, with Word's own styles."""

    def __init__(self, font: str, *, size: float = 10.5, margin: float = 20) -> None:
        self.document = Document()
        page = self.document.sections[0]
        page.page_width, page.page_height = Mm(210), Mm(297)
        page.left_margin = page.right_margin = page.top_margin = page.bottom_margin = Mm(margin)
        self.right = Mm(210 - 2 * margin)
        normal = self.document.styles["Normal"]
        normal.font.name, normal.font.size = font, Pt(size)
        normal.element.rPr.rFonts.set(qn("w:eastAsia"), font)
        normal.paragraph_format.space_after = Pt(2)

    def line(self, words: str, *, size: float = 0, centred: bool = False, into: Any = None) -> Any:
        """A paragraph; a part between asterisks is bold, what follows a tab stands at the right margin."""
        paragraph = (into or self.document).add_paragraph()
        if centred:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        if "\t" in words:
            paragraph.paragraph_format.tab_stops.add_tab_stop(self.right, WD_TAB_ALIGNMENT.RIGHT)
        for number, part in enumerate(words.split("*")):
            run = paragraph.add_run(part)
            run.bold = number % 2 == 1
            if size:
                run.font.size = Pt(size)
        return paragraph

    def heading(self, words: str, level: int = 1) -> None:
        """In Word's own style of headings."""
        self.document.add_heading(words, level)

    def bullets(self, *items: str) -> None:
        """In Word's own style of lists; an item that begins with a blank is of the second level."""
        for item in items:
            self.document.add_paragraph(item.strip(), style="List Bullet 2" if item.startswith(" ") else "List Bullet")

    def table(self, rows: Sequence[Sequence[str]], *, merged: Sequence[tuple[int, int, int, int]] = (), style: str = "Table Grid") -> Any:
        """Rows of cells; `merged` has the first and the last row and column of cells that are one."""
        table = self.document.add_table(len(rows), len(rows[0]), style=style)
        for top, left, bottom, right in merged:
            table.cell(top, left).merge(table.cell(bottom, right))
        for y, row in enumerate(rows):
            for x, words in enumerate(row):
                if words:
                    table.cell(y, x).paragraphs[0].add_run(words)
        return table

    def saved(self) -> bytes:
        """The file."""
        content = BytesIO()
        self.document.save(content)
        return content.getvalue()
