"""Writes word processors' files with the libraries that others write them with: DOCX by python-docx, HWPX by python-hwpx."""

from collections.abc import Sequence
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import docx
from docx.shared import Pt
from hwpx import HwpxDocument

UNIT = 100
"""HWPUNIT to the point."""


class WordPaper:
    """A DOCX file, written from top to bottom."""

    def __init__(self) -> None:
        """Begins with python-docx's own template, as most programs do."""
        self.document = docx.Document()

    def heading(self, text: str) -> None:
        """A heading of Word's own style."""
        self.document.add_heading(text, level=2)

    def line(self, text: str) -> None:
        """A paragraph of plain type."""
        self.document.add_paragraph(text)

    def paragraph(self, text: str, width: int = 46) -> None:
        """A paragraph; Word itself breaks its lines."""
        self.document.add_paragraph(text)

    def row(self, *texts: str) -> None:
        """Texts side by side, by tabulators."""
        paragraph = self.document.add_paragraph("\t".join(texts))
        for number in range(1, len(texts)):
            paragraph.paragraph_format.tab_stops.add_tab_stop(Pt(140 * number))

    def table(self, rows: Sequence[Sequence[str]]) -> None:
        """A ruled table."""
        table = self.document.add_table(rows=len(rows), cols=len(rows[0]), style="Table Grid")
        for at, row in enumerate(rows):
            for column, text in enumerate(row):
                table.cell(at, column).text = text

    def new_page(self) -> None:
        """Goes on on the next page."""
        self.document.add_page_break()  # type: ignore[no-untyped-call]

    def file(self) -> bytes:
        """The finished file."""
        out = BytesIO()
        self.document.save(out)
        return out.getvalue()


class HangulPaper:
    """An HWPX file, written from top to bottom."""

    def __init__(self) -> None:
        """Begins with Hangul's empty document."""
        self.document = HwpxDocument.new()
        self._turns = False

    def heading(self, text: str) -> None:
        """A bold line of larger type."""
        self.write(text, size=14, bold=True)

    def line(self, text: str) -> None:
        """A paragraph of plain type."""
        self.write(text)

    def paragraph(self, text: str, width: int = 46) -> None:
        """A paragraph; Hangul itself breaks its lines."""
        self.write(text)

    def row(self, *texts: str) -> None:
        """Texts side by side, by tabulators."""
        self.write("\t".join(texts))

    def table(self, rows: Sequence[Sequence[str]]) -> None:
        """A ruled table."""
        table = self.document.add_table(len(rows), len(rows[0]), width=480 * UNIT)
        for at, row in enumerate(rows):
            for column, text in enumerate(row):
                table.set_cell_text(at, column, text)

    def new_page(self) -> None:
        """Goes on on the next page."""
        self._turns = True

    def write(self, text: str, *, size: float = 10, bold: bool = False, color: str | None = None) -> None:
        """A paragraph of some look."""
        look = self.document.styles.ensure_run(size=size, bold=bold, color=color)
        paragraph = self.document.add_paragraph(text, char_pr_id_ref=look)
        paragraph.element.set("pageBreak", "1" if self._turns else "0")
        self._turns = False

    def file(self) -> bytes:
        """The finished file."""
        content: bytes = self.document.to_bytes()
        return content


def with_part(file: bytes, name: str, content: str | bytes) -> bytes:
    """The file with one part put in, or in another's place."""
    return _rewritten(file, {name: content.encode() if isinstance(content, str) else content})


def part_of(file: bytes, name: str) -> str:
    """One part as text."""
    with ZipFile(BytesIO(file)) as archive:
        return archive.read(name).decode()


def bomb() -> bytes:
    """A DOCX whose main part unpacks to a hundred megabytes from a thousandth of it."""
    return packed({"word/document.xml": "<document><body>" + "<p><r><t>work </t></r></p>" * 4_000_000 + "</body></document>"})


def crowd_of_parts() -> bytes:
    """A DOCX of three thousand parts."""
    return packed({"word/document.xml": "<document/>", **{f"word/media/{number}.png": b"" for number in range(3_000)}})


def with_entities() -> bytes:
    """A DOCX that declares entities: one reaches for a file of this machine, the others grow."""
    declared = '<!DOCTYPE d [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY f SYSTEM "file:///etc/passwd">]>'
    return packed({"word/document.xml": declared + "<document><body><p><r><t>&f;&b;</t></r></p></body></document>"})


def with_relations_outside() -> bytes:
    """A DOCX whose styles, header and picture lie on other machines, and whose parts climb out of the file."""
    relation = "<Relationship Id='{}' Type='x/{}' Target='{}' {}/>"
    relations = (
        relation.format("r1", "styles", "http://127.0.0.1:9/styles.xml", "TargetMode='External'")
        + relation.format("r2", "header", "../../../../etc/passwd", "")
        + relation.format("r3", "attachedTemplate", "file:///etc/hosts", "TargetMode='External'")
    )
    body = "<p><r><t>Jordan Ellis, Engineer</t></r></p><sectPr><headerReference type='default' id='r2'/></sectPr>"
    return packed(
        {
            "word/document.xml": f"<document><body>{body}</body></document>",
            "word/_rels/document.xml.rels": f"<Relationships>{relations}</Relationships>",
            "../../../tmp/outside.xml": "<a/>",
            "/etc/passwd": "<a/>",
        }
    )


def packed(parts: dict[str, str | bytes]) -> bytes:
    """A zip of these parts."""
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def _rewritten(file: bytes, parts: dict[str, bytes]) -> bytes:
    with ZipFile(BytesIO(file)) as archive:
        kept: dict[str, str | bytes] = {name: archive.read(name) for name in archive.namelist()}
    return packed({**kept, **parts})
