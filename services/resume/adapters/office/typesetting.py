"""Gives what a word processor wrote a place on paper, so that it is read as print is.

The formats say what is written and not where it stands; where exactly it comes to stand depends on fonts that are not here. This
typesetting is plain: pages, margins, columns and tables as wide as the file says, widths of letters estimated (one em for Hangul and
its kin, half of one for the rest), one line for each paragraph or manual line, however many lines of print it takes. Pages are thus near
those of the word processor and not the same.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile

from services.resume.adapters.office.flow import Block, Break, Frame, PageSetup, Paragraph, Part, Place, Run, Table, TableCell, Writing
from services.resume.adapters.parser_messages import ParserLimits
from services.resume.domain.colours import Colour, can_be_seen_on
from services.resume.domain.document import Box, Cell, Document, HiddenText, Line, PageSize
from services.resume.domain.unreadable import ParserLimit, TooManyPages, TooMuchText

LEADING = 1.3
"""Height of a line over the size of its type."""
STOP = 36.0
"""Half an inch: where tabulators stop when the file does not say."""
LONGEST_LINE = 2_000
MOST_BLOCKS = 40_000
_NESTED = 12
"""Tables in tables in frames; deeper ones are no document."""
_LAYOUT_PARAGRAPHS = 3
"""A cell without rulers that holds more paragraphs is a column of the page."""
_CELL_MARGINS = 10.8
"""Points that text keeps away from its cell's sides, both together, as word processors do unless told otherwise: columns never touch."""
_REACH = 8.0
"""Points by which our places may be off."""


def typeset(writing: Writing, limits: ParserLimits) -> Document:
    """The document on paper. Raises TooManyPages, TooMuchText, ParserLimit."""
    press = _Press(limits)
    for part in writing.parts:
        press.begin(part)
        press.set(part.blocks, press.column())
        press.end(part)
    document = press.document()
    corner = Box(1, 0.0, 0.0, 0.0, 0.0)
    notes = [HiddenText(text, corner, note.reason) for note in writing.notes if (text := _clean(note.text))]
    return replace(document, hidden=(*document.hidden, *notes))


@dataclass(frozen=True, slots=True)
class _Area:
    """Where text runs: from `left` on, `width` wide; in a table's cell, or in none."""

    left: float
    width: float
    cell: Cell | None = None
    depth: int = 0
    fixed: bool = False
    """A frame: its text stays on its page."""


@dataclass(frozen=True, slots=True)
class _Backdrop:
    """Something drawn behind text: its colour, or None when it is a picture."""

    box: Box
    fill: Colour | None


@dataclass
class _Piece:
    """Text between two tabulators."""

    runs: list[Run]
    left: float

    @property
    def width(self) -> float:
        return sum(_width(run.text, run.size) for run in self.runs)


class _Press:
    """Sets blocks from top to bottom, column by column, page by page."""

    def __init__(self, limits: ParserLimits) -> None:
        self._limits = limits
        self._pages: list[PageSize] = []
        self._lines: list[Line] = []
        self._hidden: list[tuple[HiddenText, Colour | None]] = []
        self._backdrops: list[_Backdrop] = []
        self._setup = PageSetup()
        self._page, self._y, self._column, self._tables, self._blocks, self._characters = 0, 0.0, 0, 0, 0, 0

    def begin(self, part: Part) -> None:
        """Turns to a part: a new page, unless it goes on where the last one ended."""
        self._setup = part.setup
        if part.on_new_page or not self._pages:
            self._turn()
        self._column = 0
        if part.header and not any(line.box.page == self._page for line in self._lines):
            end = self._outside(part.header, top=self._setup.top * 0.4)
            self._y = max(self._y, min(end, self._setup.height / 3))

    def end(self, part: Part) -> None:
        """Sets the part's footer under its last page."""
        if part.footer:
            self._outside(part.footer, top=self._setup.height - self._setup.bottom)

    def column(self) -> _Area:
        """Where the text of the page runs now."""
        setup = self._setup
        return _Area(setup.left + self._column * (setup.column_width + setup.gap), setup.column_width)

    def document(self) -> Document:
        """What has been set."""
        hidden = [text for text, ink in self._hidden if ink is None or not self._shows(text.box, ink)]
        shown = [_as_line(text) for text, ink in self._hidden if ink is not None and self._shows(text.box, ink)]
        return Document(tuple(self._pages), (*self._lines, *shown), tuple(hidden))

    def set(self, blocks: Sequence[Block], area: _Area) -> None:
        """Sets blocks one under the other."""
        if area.depth > _NESTED:
            raise ParserLimit
        for block in blocks:
            self._blocks += 1
            if self._blocks > MOST_BLOCKS:
                raise TooMuchText(limit_characters=self._limits.max_characters)
            here = area if area.depth else self.column()
            match block:
                case Paragraph():
                    self._paragraph(block, here)
                case Table():
                    self._table(block, here)
                case Frame():
                    self._frame(block, here)
                case Break():
                    self._break(block, here)

    # ---- paragraphs ----

    def _paragraph(self, paragraph: Paragraph, area: _Area) -> None:
        if paragraph.on_new_page and not area.depth:
            self._turn()
            area = self.column()
        for runs in _manual_lines(paragraph.runs):
            pieces = list(_pieces(runs, paragraph, area))
            height = max((_height(piece, area) for piece in pieces), default=_line_height(runs))
            here = self._room(height, area)
            for piece in pieces:
                self._put(_Piece(piece.runs, piece.left + here.left - area.left), here)
            area = here
            self._y += height

    def _put(self, piece: _Piece, area: _Area) -> None:
        seen = [run for run in piece.runs if run.hidden is None]
        text = _clean("".join(run.text for run in seen))
        if text:
            box = self._box(piece, seen, area)
            size = max(run.size for run in seen if run.text.strip())
            bold = next(run.bold for run in seen if run.text.strip())
            first = _clean("".join(run.text for run in takewhile(lambda run: not run.text.strip() or run.bold == bold, seen)))
            turns = first if first != text else ""
            self._add([Line(text[at : at + LONGEST_LINE], box, size, bold, area.cell, turns) for at in range(0, len(text), LONGEST_LINE)])
        for run in piece.runs:
            if run.hidden is not None and (unseen := _clean(run.text)):
                self._hide(HiddenText(unseen, self._box(piece, [run], area), run.hidden), run.ink)

    def _box(self, piece: _Piece, runs: Sequence[Run], area: _Area) -> Box:
        room = max(1.0, area.left + area.width - piece.left)
        width = max(1.0, min(room, sum(_width(run.text, run.size) for run in runs)))
        height = max(1.0, _height(piece, area))
        top = min(self._y, self._setup.height - 1.0)
        right, bottom = min(piece.left + width, self._setup.width), min(top + height, self._setup.height)
        left = min(piece.left, self._setup.width - 1.0)
        return Box(self._page, left, top, max(right, left + 0.5), max(bottom, top + 0.5))

    def _add(self, lines: Sequence[Line]) -> None:
        self._lines.extend(lines)
        self._count(sum(len(line.text) for line in lines))
        if len(self._lines) > self._limits.max_lines:
            raise TooMuchText(limit_characters=self._limits.max_characters)

    def _hide(self, text: HiddenText, ink: Colour | None) -> None:
        before, _ = self._hidden[-1] if self._hidden else (None, None)
        if before is not None and before.reason is text.reason and before.box.page == text.box.page and before.box.top == text.box.top:
            self._hidden[-1] = (replace(before, text=f"{before.text} {text.text}", box=before.box.around(text.box)), ink)
        else:
            self._hidden.append((text, ink))
        self._count(len(text.text))

    def _count(self, characters: int) -> None:
        self._characters += characters
        if self._characters > self._limits.max_characters:
            raise TooMuchText(limit_characters=self._limits.max_characters)

    # ---- tables ----

    def _table(self, table: Table, area: _Area) -> None:
        if table.is_ruled:
            number, self._tables = self._tables, self._tables + 1
            for row, cells in enumerate(table.rows):
                self._row(cells, area, Cell(number, row, 0))
        elif any(len(cell.blocks) > _LAYOUT_PARAGRAPHS or _holds_table(cell) for row in table.rows for cell in row):
            self._columns_of(table, area)
        else:
            for cells in table.rows:
                self._row(cells, area, None)

    def _row(self, cells: Sequence[TableCell], area: _Area, place: Cell | None) -> None:
        """A row's cells side by side. One that does not fit goes on, cell by cell, where the page turns."""
        area = self._room(LEADING * 10, area)
        start, deepest = (self._page, self._y), (self._page, self._y)
        for cell, inner in zip(cells, _across(cells, area), strict=True):
            self._page, self._y = start
            own = None if place is None else Cell(place.table, place.row, cell.column)
            self.set(cell.blocks, replace(inner, cell=own or area.cell, depth=area.depth + 1))
            deepest = max(deepest, (self._page, self._y))
        self._page, self._y = deepest

    def _columns_of(self, table: Table, area: _Area) -> None:
        """A table that places columns of text is read column by column."""
        start, deepest = (self._page, self._y), (self._page, self._y)
        for column in sorted({cell.column for row in table.rows for cell in row}):
            self._page, self._y = start
            for cells in table.rows:
                for cell, inner in zip(cells, _across(cells, area), strict=True):
                    if cell.column == column:
                        self.set(cell.blocks, replace(inner, cell=area.cell, depth=area.depth + 1))
            deepest = max(deepest, (self._page, self._y))
        self._page, self._y = deepest

    # ---- what floats ----

    def _frame(self, frame: Frame, area: _Area) -> None:
        if frame.place is None:
            if frame.blocks:
                self.set(frame.blocks, replace(area, depth=area.depth + 1))
            return
        box = self._at(frame.place, area)
        if frame.is_picture or frame.fill is not None:
            self._backdrops.append(_Backdrop(box, frame.fill))
        if frame.blocks:
            page, y = self._page, self._y
            self._y = box.top
            self.set(frame.blocks, _Area(box.left, max(box.right - box.left, 1.0), area.cell, area.depth + 1, fixed=True))
            self._page, self._y = page, y

    def _at(self, place: Place, area: _Area) -> Box:
        left = place.left + (0.0 if place.from_page_left else area.left)
        top = place.top + (0.0 if place.from_page_top else self._y)
        left, top = min(max(left, 0.0), self._setup.width - 1.0), min(max(top, 0.0), self._setup.height - 1.0)
        return Box(self._page, left, top, left + max(place.width, 1.0), top + max(place.height, 1.0))

    def _shows(self, box: Box, ink: Colour) -> bool:
        """Whether ink that white paper swallows stands before something else."""
        x, y = (box.left + box.right) / 2, (box.top + box.bottom) / 2
        behind = [
            backdrop
            for backdrop in self._backdrops
            if backdrop.box.page == box.page
            and backdrop.box.left - _REACH <= x <= backdrop.box.right + _REACH
            and backdrop.box.top - _REACH <= y <= backdrop.box.bottom + _REACH
        ]
        return any(backdrop.fill is None or can_be_seen_on(ink, backdrop.fill) for backdrop in behind)

    def _outside(self, blocks: Sequence[Block], *, top: float) -> float:
        """Sets a header or a footer, which stays on its page; where it ends."""
        y, self._y = self._y, top
        self.set(blocks, _Area(self._setup.left, self._setup.width - self._setup.left - self._setup.right, depth=1, fixed=True))
        end, self._y = self._y, y
        return end

    # ---- pages ----

    def _room(self, height: float, area: _Area) -> _Area:
        """Turns the page, or goes to the next column, when so much does not fit."""
        bottom = self._setup.height - self._setup.bottom
        if area.fixed or self._y + min(height, bottom - self._setup.top) <= bottom:
            return area
        if area.depth:
            self._next_page()
            return area
        return self._next_column()

    def _next_column(self) -> _Area:
        if self._column + 1 < self._setup.columns:
            self._column, self._y = self._column + 1, self._setup.top
        else:
            self._turn()
        return self.column()

    def _break(self, block: Break, area: _Area) -> None:
        if area.depth:
            return
        if block.only_column:
            self._next_column()
        else:
            self._turn()

    def _next_page(self) -> None:
        """The page after this one, which another cell of the same row may have begun."""
        if self._page < len(self._pages):
            self._page, self._y = self._page + 1, self._setup.top
        else:
            self._turn()

    def _turn(self) -> None:
        if len(self._pages) >= self._limits.max_pages:
            raise TooManyPages(pages=len(self._pages) + 1, limit_pages=self._limits.max_pages)
        self._pages.append(PageSize(self._setup.width, self._setup.height))
        self._page, self._y, self._column = len(self._pages), self._setup.top, 0


def _as_line(text: HiddenText) -> Line:
    return Line(text.text, text.box, text.box.height / LEADING)


def _holds_table(cell: TableCell) -> bool:
    return any(isinstance(block, Table) for block in cell.blocks)


def _across(cells: Sequence[TableCell], area: _Area) -> Iterator[_Area]:
    """The areas of a row's cells, squeezed into the room there is."""
    wanted = sum(cell.width for cell in cells) or 1.0
    scale, left = min(1.0, area.width / wanted), area.left
    for cell in cells:
        width = cell.width * scale
        yield _Area(left, max(1.0, width - min(_CELL_MARGINS, width / 4)), fixed=area.fixed)
        left += width


def _manual_lines(runs: Sequence[Run]) -> Iterator[list[Run]]:
    line: list[Run] = []
    for run in runs:
        first, *others = run.text.split("\n")
        line.append(replace(run, text=first))
        for other in others:
            yield line
            line = [replace(run, text=other)]
    yield line


def _pieces(runs: Sequence[Run], paragraph: Paragraph, area: _Area) -> Iterator[_Piece]:
    """The texts between tabulators, each from its stop on."""
    piece = _Piece([], area.left + min(paragraph.indent, area.width * 0.6))
    for run in runs:
        first, *others = run.text.split("\t")
        piece.runs.append(replace(run, text=first))
        for other in others:
            yield piece
            piece = _Piece([replace(run, text=other)], area.left + _stop_after(piece.left + piece.width - area.left, paragraph, area))
    yield piece


def _stop_after(place: float, paragraph: Paragraph, area: _Area) -> float:
    own = next((stop for stop in paragraph.stops if stop > place), None)
    stop = own if own is not None else (place // STOP + 1) * STOP
    return min(stop, max(area.width - STOP, place))


def _height(piece: _Piece, area: _Area) -> float:
    """Of a piece, with as many lines of print as it takes."""
    room = max(STOP, area.left + area.width - piece.left)
    lines = max(1, -int(-piece.width // room))
    return lines * _line_height(piece.runs)


def _line_height(runs: Sequence[Run]) -> float:
    return LEADING * max((run.size for run in runs), default=10.0)


def _width(text: str, size: float) -> float:
    return size * sum(1.0 if unicodedata.east_asian_width(character) in "WF" else 0.5 for character in text)


def _clean(text: str) -> str:
    """As print is read: whole syllables, no control characters, no halves of characters, blanks that part nothing made one."""
    spaced = (" " if character.isspace() else character for character in unicodedata.normalize("NFC", text))
    printable = "".join(character for character in spaced if unicodedata.category(character) not in ("Cc", "Cs"))
    return re.sub(" {3,}", "  ", printable).strip()
