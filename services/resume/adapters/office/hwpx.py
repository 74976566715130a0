"""Reads Hangul's open format (HWPX, OWPML: KS X 6101)."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from lxml.etree import _Element

from services.resume.adapters.office.docx_looks import Look, number
from services.resume.adapters.office.flow import (
    Block,
    Break,
    Frame,
    Note,
    PageSetup,
    Paragraph,
    Part,
    Place,
    Run,
    Table,
    TableCell,
    Writing,
)
from services.resume.adapters.office.hwpx_looks import UNIT, BorderFill, Header, ParagraphLook
from services.resume.adapters.office.numbering import BULLET, Counters
from services.resume.adapters.office.package import Package
from services.resume.domain.colours import Colour, colour_of
from services.resume.domain.document import HiddenReason
from services.resume.domain.unreadable import Corrupt, Encrypted

_HEADER = "Contents/header.xml"
_CONTENTS = "Contents/content.hpf"
_MANIFEST = "META-INF/manifest.xml"
_SHAPES = ("rect", "ellipse", "polygon", "arc", "curve", "line", "connectLine", "container", "pic", "textart")


def read_hwpx(package: Package) -> Writing:
    """All that the file says. Raises Unreadable."""
    return _Reader(package).read()


@dataclass
class _Laid:
    """What stands in one paragraph beside its own words."""

    blocks: list[Block] = field(default_factory=list)
    header: list[Block] = field(default_factory=list)
    footer: list[Block] = field(default_factory=list)
    setup: PageSetup | None = None


class _Reader:
    def __init__(self, package: Package) -> None:
        manifest = package.xml(_MANIFEST)
        if manifest is not None and next(manifest.iter("encryption-data"), None) is not None:
            raise Encrypted
        self._package = package
        self._contents = package.xml(_CONTENTS)
        self._header = Header.of(package.xml(_HEADER))
        self._counters = Counters()
        self._notes: list[Note] = []

    def read(self) -> Writing:
        sections = [root for name in self._section_names() if (root := self._package.xml(name)) is not None]
        if not sections:
            raise Corrupt
        parts = [self._part(section) for section in sections]
        return Writing(parts, [*self._notes, *self._properties()])

    def _section_names(self) -> list[str]:
        """In the order of the spine, or of their numbers where the file has none."""
        spine = [] if self._contents is None else [each.get("idref") for each in self._contents.iter("itemref")]
        items = {} if self._contents is None else {each.get("id"): each.get("href", "") for each in self._contents.iter("item")}
        named = [items[id_] for id_ in spine if "section" in items.get(id_, "")]
        return named or sorted(
            info.filename for name, info in self._package.names.items() if name.startswith("contents/section") and name.endswith(".xml")
        )

    def _part(self, section: _Element) -> Part:
        blocks: list[Block] = []
        laid = _Laid()
        for paragraph in section.iterfind("p"):
            blocks.extend(self._paragraph(paragraph, None, laid, breaks=bool(blocks)))
        return Part(laid.setup or PageSetup(), blocks, laid.header, laid.footer)

    # ---- paragraphs ----

    def _paragraph(self, element: _Element, paper: Colour | None, laid: _Laid, *, breaks: bool = False) -> Iterator[Block]:
        own = self._header.paragraphs.get(element.get("paraPrIDRef", ""), ParagraphLook())
        if breaks and element.get("columnBreak") == "1":
            yield Break(only_column=True)
        words: list[Run] = []
        for run in element.iterfind("run"):
            look = self._look(run, paper)
            for child in run:
                if child.tag == "t":
                    words.extend(_runs_of(_text_of(child), look))
                else:
                    self._control(child, paper, laid)
        floating, laid.blocks = laid.blocks, []
        label = self._label(own) if any(run.text.strip() for run in words) else ""
        if label:
            words.insert(0, replace(words[0], text=f"{label} ", hidden=None, ink=None))
        yield from (block for block in floating if isinstance(block, Frame) and block.place is not None)
        if words or not floating:
            yield Paragraph(words or [Run("")], own.indent, on_new_page=breaks and element.get("pageBreak") == "1")
        yield from (block for block in floating if not (isinstance(block, Frame) and block.place is not None))

    def _look(self, run: _Element, paper: Colour | None) -> Look:
        look = self._header.looks.get(run.get("charPrIDRef", ""), Look())
        plain = Look()
        return replace(look, paper=paper) if paper is not None and look.paper == plain.paper else look

    def _label(self, own: ParagraphLook) -> str:
        if own.list_kind == "BULLET":
            char = self._header.bullets.get(own.list_name, BULLET)
            return BULLET if not char or "\ue000" <= char[0] <= "\uf8ff" else char
        if own.list_kind == "NUMBER" and own.list_name in self._header.numberings:
            return self._counters.next(own.list_name, own.level, self._header.numberings[own.list_name])
        return ""

    def _inside(self, list_: _Element | None, paper: Colour | None, laid: _Laid) -> list[Block]:
        inner = _Laid()
        blocks = [] if list_ is None else [block for each in list_.iterfind("p") for block in self._paragraph(each, paper, inner)]
        laid.header.extend(inner.header)
        laid.footer.extend(inner.footer)
        return blocks

    # ---- what stands in a paragraph beside words ----

    def _control(self, element: _Element, paper: Colour | None, laid: _Laid) -> None:
        if element.tag == "secPr":
            laid.setup = _setup(element, laid.setup)
        elif element.tag == "tbl":
            laid.blocks.append(self._table(element, paper, laid))
        elif element.tag in _SHAPES:
            laid.blocks.extend(self._shapes(element, paper, laid))
        elif element.tag == "ctrl":
            for child in element:
                self._in_control(child, paper, laid)

    def _in_control(self, element: _Element, paper: Colour | None, laid: _Laid) -> None:
        match element.tag:
            case "header":
                laid.header.extend(self._inside(element.find("subList"), paper, laid))
            case "footer":
                laid.footer.extend(self._inside(element.find("subList"), paper, laid))
            case "footNote" | "endNote":
                laid.blocks.extend(self._inside(element.find("subList"), paper, laid))
            case "colPr":
                laid.setup = _columns(element, laid.setup)
            case "hiddenComment" | "fieldBegin" if element.tag == "hiddenComment" or element.get("type") == "MEMO":
                self._notes.append(Note(_words_of(element), HiddenReason.ANNOTATION))

    def _table(self, table: _Element, paper: Colour | None, laid: _Laid) -> Table:
        is_ruled = self._border(table).is_ruled
        rows: list[list[TableCell]] = []
        for row in table.iterfind("tr"):
            cells: list[TableCell] = []
            for cell in row.iterfind("tc"):
                around = self._border(cell)
                is_ruled = is_ruled or around.is_ruled
                place, size = cell.find("cellAddr"), cell.find("cellSz")
                column = int(number(None if place is None else place.get("colAddr"), float(len(cells))))
                width = number(None if size is None else size.get("width"), 6000.0) * UNIT
                cells.append(TableCell(column, width, self._inside(cell.find("subList"), around.fill or paper, laid)))
            rows.append(cells)
        return Table(rows, is_ruled)

    def _border(self, element: _Element) -> BorderFill:
        return self._header.borders.get(element.get("borderFillIDRef", ""), BorderFill())

    def _shapes(self, shape: _Element, paper: Colour | None, laid: _Laid) -> Iterator[Block]:
        brush = shape.find("fillBrush/winBrush")
        fill = None if brush is None else colour_of(brush.get("faceColor"))
        text = shape.find("drawText/subList")
        place = _place(shape)
        is_behind = shape.get("textWrap") == "BEHIND_TEXT"
        if text is not None:
            yield Frame(self._inside(text, fill or paper, laid), place, fill)
        elif is_behind and (fill is not None or shape.tag == "pic"):
            yield Frame((), place, fill, is_picture=shape.tag == "pic")
        for child in shape:
            if child.tag in _SHAPES:
                yield from self._shapes(child, fill or paper, laid)

    def _properties(self) -> Iterator[Note]:
        if self._contents is None:
            return
        for each in self._contents.iter("title", "meta"):
            yield Note(each.text or "", HiddenReason.METADATA)


def _runs_of(text: str, look: Look) -> list[Run]:
    return [Run(text, look.size, look.bold, look.hidden, look.ink if look.hidden is HiddenReason.COLOUR else None)] if text else []


def _text_of(element: _Element) -> str:
    """The words of one run; what tracking took out is in its `deleteBegin`, and stays for whoever reads the file's history."""
    pieces = [element.text or ""]
    for child in element:
        match child.tag:
            case "tab":
                pieces.append("\t")
            case "lineBreak":
                pieces.append("\n")
            case "nbSpace" | "fwSpace":
                pieces.append(" ")
            case "hyphen":
                pieces.append("-")
        pieces.append(child.tail or "")
    return "".join(pieces)


def _words_of(element: _Element) -> str:
    return " ".join(_text_of(text) for text in element.iter("t"))


def _place(shape: _Element) -> Place | None:
    position, size = shape.find("pos"), shape.find("sz")
    if position is None or position.get("treatAsChar") == "1":
        return None
    return Place(
        left=number(position.get("horzOffset"), 0.0) * UNIT,
        top=number(position.get("vertOffset"), 0.0) * UNIT,
        width=number(None if size is None else size.get("width"), 0.0) * UNIT,
        height=number(None if size is None else size.get("height"), 0.0) * UNIT,
        from_page_left=position.get("horzRelTo") == "PAPER",
        from_page_top=position.get("vertRelTo") == "PAPER",
    )


def _setup(section: _Element, before: PageSetup | None) -> PageSetup:
    page = section.find("pagePr")
    if page is None:
        return before or PageSetup()
    plain, margin = PageSetup(), page.find("margin")
    width, height = _units(page, "width", plain.width), _units(page, "height", plain.height)
    if page.get("landscape") == "NARROWLY":
        width, height = height, width
    above, below = _units(margin, "header", 0.0), _units(margin, "footer", 0.0)
    return PageSetup(
        width=max(width, 72.0),
        height=max(height, 72.0),
        left=_units(margin, "left", plain.left),
        right=_units(margin, "right", plain.right),
        top=_units(margin, "top", plain.top) + above,
        bottom=_units(margin, "bottom", plain.bottom) + below,
        columns=before.columns if before else 1,
        gap=before.gap if before else plain.gap,
    ).or_plain()


def _columns(element: _Element, before: PageSetup | None) -> PageSetup:
    count = max(1, min(8, int(number(element.get("colCount"), 1.0))))
    return replace(before or PageSetup(), columns=count, gap=number(element.get("sameGap"), 2000.0) * UNIT).or_plain()


def _units(element: _Element | None, name: str, default: float) -> float:
    value = number(None if element is None else element.get(name), default / UNIT) * UNIT
    return min(max(value, 0.0), 5_000.0)
