"""Draws pages with reportlab."""

from collections.abc import Sequence
from functools import cache
from io import BytesIO
from typing import Any, Literal
from xml.sax.saxutils import escape

from reportlab.lib.colors import Color, HexColor
from reportlab.lib.enums import TA_CENTER, TA_LEFT, TA_RIGHT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, Frame, Paragraph, Spacer, Table, TableStyle

from bench.reading.blocks import Block, Bullets, Columns, Gap, Grid, Heading, Run, Split, Text
from bench.reading.drawing import BOLD, REGULAR

_MARGIN, _SIZE, _LEADING, _BETWEEN = 45.0, 9.5, 14.0, 20.0
_WIDTH, _HEIGHT = A4[0] - 2 * _MARGIN, A4[1] - 2 * _MARGIN
_GREY, _BAND, _SHADE = HexColor("#555555"), HexColor("#dde4ee"), HexColor("#eeeeff")


def draw(blocks: Sequence[Block]) -> bytes:
    """The file."""
    _fonts()
    content = BytesIO()
    paper = _Paper(Canvas(content, pagesize=A4, invariant=1))
    for block in blocks:
        if isinstance(block, Columns):
            paper.columns(block)
        else:
            paper.add(_flowables(block, _WIDTH))
    paper.canvas.save()
    return content.getvalue()


@cache
def _fonts() -> None:
    pdfmetrics.registerFont(TTFont("Regular", str(REGULAR)))
    pdfmetrics.registerFont(TTFont("Bold", str(BOLD)))
    pdfmetrics.registerFontFamily("Regular", normal="Regular", bold="Bold", italic="Regular", boldItalic="Bold")


class _Paper:
    """Where on which page the next thing goes."""

    def __init__(self, canvas: Canvas) -> None:
        self.canvas = canvas
        self._top = _MARGIN + _HEIGHT

    def add(self, flowables: list[Flowable]) -> None:
        """Over the whole width, on new pages where the old one ends."""
        while flowables:
            frame = _frame(_MARGIN, _WIDTH, self._top)
            frame.addFromList(flowables, self.canvas)
            self._top = frame._y
            if flowables:
                self._turn()

    def columns(self, columns: Columns) -> None:
        """Two columns side by side, each with its own end."""
        left, right = columns.share * (_WIDTH - _BETWEEN), (1 - columns.share) * (_WIDTH - _BETWEEN)
        rest = [_all(columns.left, left), _all(columns.right, right)]
        while any(rest):
            frames = [_frame(_MARGIN, left, self._top), _frame(_MARGIN + left + _BETWEEN, right, self._top)]
            for frame, flowables in zip(frames, rest, strict=True):
                frame.addFromList(flowables, self.canvas)
            if any(rest):
                self._turn()

    def _turn(self) -> None:
        if self._top == _MARGIN + _HEIGHT:
            raise ValueError("something is higher than a page")
        self.canvas.showPage()
        self._top = _MARGIN + _HEIGHT


def _frame(left: float, width: float, top: float) -> Any:
    return Frame(left, _MARGIN, width, top - _MARGIN, leftPadding=0, rightPadding=0, topPadding=0, bottomPadding=0)


def _all(blocks: Sequence[Block], width: float) -> list[Flowable]:
    return [flowable for block in blocks for flowable in _flowables(block, width)]


def _flowables(block: Block, width: float) -> list[Flowable]:
    match block:
        case Text(runs, centred):
            return [_paragraph("".join(map(_run, runs)), scale=max(run.scale for run in runs), centred=centred)]
        case Heading():
            return _heading(block, width)
        case Bullets(items, mark):
            return [_paragraph(f"{escape(mark)} {escape(item)}", indent=10) for item in items]
        case Split(left, right):
            ends = [_paragraph("".join(map(_run, left))), _paragraph("".join(map(_run, right)), right=True)]
            return [Table([ends], [0.62 * width, 0.38 * width], style=_BARE)]
        case Grid():
            return [_table(block, width)]
        case Gap(points):
            return [Spacer(1, points)]
        case _:
            raise TypeError(block)


_BARE = TableStyle(
    [(f"{side}PADDING", (0, 0), (-1, -1), 0) for side in ("LEFT", "RIGHT", "TOP", "BOTTOM")] + [("VALIGN", (0, 0), (-1, -1), "TOP")]
)


def _heading(heading: Heading, width: float) -> list[Flowable]:
    words = _paragraph(f"<b>{escape(heading.text)}</b>", scale=heading.scale)
    looks: list[Any] = [*_BARE.getCommands(), ("BOTTOMPADDING", (0, 0), (-1, -1), 3)]
    if heading.look == "rule":
        looks.append(("LINEBELOW", (0, 0), (-1, -1), 0.7, _GREY))
    elif heading.look == "band":
        looks.append(("BACKGROUND", (0, 0), (-1, -1), _BAND))
    return [Spacer(1, 6), Table([[words]], [width], style=TableStyle(looks)), Spacer(1, 3)]


def _run(run: Run) -> str:
    words = escape(run.text).replace("  ", "\u00a0\u00a0")
    words = f"<b>{words}</b>" if run.bold else words
    return f'<font color="#555555">{words}</font>' if run.grey else words


def _paragraph(markup: str, *, scale: float = 1.0, centred: bool = False, right: bool = False, indent: float = 0.0) -> Paragraph:
    alignment: Literal[0, 1, 2] = TA_CENTER if centred else TA_RIGHT if right else TA_LEFT
    style = ParagraphStyle(
        "body", fontName="Regular", fontSize=_SIZE * scale, leading=_LEADING * scale, alignment=alignment, leftIndent=indent
    )
    style.wordWrap = None
    return Paragraph(markup, style)


def _table(grid: Grid, width: float) -> Table:
    columns = [share * width for share in grid.widths]
    rows, looks = _placed(grid, columns)
    padding = 0 if grid.rules == "none" else 4
    looks += [(f"{side}PADDING", (0, 0), (-1, -1), padding) for side in ("LEFT", "RIGHT", "TOP", "BOTTOM")]
    looks += [("VALIGN", (0, 0), (-1, -1), "TOP"), *_rules(grid.rules)]
    return Table(rows, columns, style=TableStyle(looks))


def _rules(rules: str) -> list[Any]:
    black = Color(0.2, 0.2, 0.2)
    if rules == "all":
        return [("GRID", (0, 0), (-1, -1), 0.6, black)]
    if rules == "rows":
        return [("LINEABOVE", (0, 0), (-1, -1), 0.5, black), ("LINEBELOW", (0, -1), (-1, -1), 0.5, black)]
    return [("BOX", (0, 0), (-1, -1), 0.6, black)] if rules == "outer" else []


def _placed(grid: Grid, columns: Sequence[float]) -> tuple[list[list[Any]], list[Any]]:
    """Cells at their places, with the spans and shades that go with them."""
    rows: list[list[Any]] = [[""] * len(columns) for _ in grid.rows]
    taken: set[tuple[int, int]] = set()
    looks: list[Any] = []
    for y, row in enumerate(grid.rows):
        x = 0
        for cell in row:
            while (x, y) in taken:
                x += 1
            end = x + cell.across
            rows[y][x] = _all(cell.blocks, sum(columns[x:end]) - 8)
            taken |= {(each, y + down) for each in range(x, end) for down in range(cell.down)}
            looks.append(("SPAN", (x, y), (end - 1, y + cell.down - 1)))
            if cell.shaded:
                looks.append(("BACKGROUND", (x, y), (end - 1, y + cell.down - 1), _SHADE))
    return rows, looks
