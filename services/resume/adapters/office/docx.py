"""Reads Word's format (Office Open XML, ISO/IEC 29500-1, part WordprocessingML)."""

from collections.abc import Iterator
from dataclasses import replace

from lxml.etree import _Element

from services.resume.adapters.office.docx_drawing import Drawings
from services.resume.adapters.office.docx_lists import Lists
from services.resume.adapters.office.docx_looks import Look, Styles, is_on, number
from services.resume.adapters.office.docx_tables import TableLooks, is_ruled
from services.resume.adapters.office.flow import Block, Break, Note, PageSetup, Paragraph, Part, Run, Table, TableCell, Writing
from services.resume.adapters.office.package import Package
from services.resume.domain.document import HiddenReason
from services.resume.domain.unreadable import Corrupt

MAIN = "word/document.xml"
_TWIP = 1 / 20
_AROUND_BLOCKS = ("sdt", "sdtContent", "customXml", "ins", "moveTo", "smartTag")
_AROUND_RUNS = ("hyperlink", "ins", "moveTo", "smartTag", "sdt", "sdtContent", "fldSimple", "dir", "bdo", "customXml", "ruby", "rubyBase")
_TAKEN_OUT = ("del", "moveFrom")
_SYMBOL_FONTS = ("wingdings", "webdings", "symbol")


def read_docx(package: Package) -> Writing:
    """All that the file says. Raises Unreadable."""
    return _Reader(package).read()


class _Reader:
    def __init__(self, package: Package) -> None:
        self._package = package
        self._main = package.first_of_kind("officeDocument", MAIN)
        root = package.xml(self._main)
        body = None if root is None else root.find("body")
        if root is None or body is None:
            raise Corrupt
        self._body = body
        self._relations = package.relations(self._main)
        self._styles = Styles(self._related("styles"))
        self._lists = Lists(self._related("numbering"), self._styles)
        self._drawings = Drawings(package.xml(self._beside("theme/theme1.xml")))
        background = root.find("background")
        self._plain = self._styles.plain if background is None else self._styles.plain.on_colour(background.get("color"))

    def read(self) -> Writing:
        parts = list(self._parts())
        notes = [*self._comments(), *self._properties()]
        return Writing(parts, notes)

    def _related(self, name: str) -> _Element | None:
        return self._package.xml(self._beside(f"{name}.xml"))

    def _beside(self, name: str) -> str:
        """A part beside the main one: where a relation says, or else where Word puts it."""
        related = [target for target in self._relations.values() if target.endswith(name)]
        return related[0] if related else f"{self._main.rsplit('/', 1)[0]}/{name}"

    # ---- sections ----

    def _parts(self) -> Iterator[Part]:
        blocks: list[Block] = []
        running: dict[str, list[Block]] = {"header": [], "footer": []}
        for element in _blocks_in(self._body):
            if element.tag == "sectPr":
                continue
            blocks.extend(self._block(element, self._plain))
            section = element.find("pPr/sectPr")
            if section is not None:
                yield self._part(section, blocks, running)
                blocks = []
        blocks.extend(self._footnotes())
        yield self._part(self._body.find("sectPr"), blocks, running)

    def _part(self, section: _Element | None, blocks: list[Block], running: dict[str, list[Block]]) -> Part:
        """A section; a header or footer that it does not name is that of the section before."""
        if section is None:
            return Part(PageSetup(), blocks)
        for kind in running:
            references = {each.get("type", "default"): each for each in section.findall(f"{kind}Reference")}
            wanted = references.get("first") if is_on(section.find("titlePg")) else None
            chosen = wanted if wanted is not None else references.get("default")
            if chosen is not None:
                running[kind] = self._other(self._relations.get(chosen.get("id", "")))
        return Part(_setup(section), blocks, running["header"], running["footer"], on_new_page=_kind_of(section) != "continuous")

    def _other(self, name: str | None) -> list[Block]:
        root = None if name is None else self._package.xml(name)
        return [] if root is None else self._blocks(root, self._plain)

    # ---- blocks ----

    def _blocks(self, parent: _Element, look: Look) -> list[Block]:
        return [block for element in _blocks_in(parent) for block in self._block(element, look)]

    def _block(self, element: _Element, look: Look) -> Iterator[Block]:
        if element.tag == "p":
            yield from self._paragraph(element, look)
        elif element.tag == "tbl":
            yield self._table(element, look)

    def _paragraph(self, element: _Element, look: Look) -> Iterator[Block]:
        properties = element.find("pPr")
        named = None if properties is None else properties.find("pStyle")
        style = None if named is None else named.get("val")
        look = self._styles.paragraph(look, style).on(None if properties is None else properties.find("shd"))
        chain = self._styles.of("paragraph", style)
        label, indent = self._lists.before(properties, chain)
        runs: list[Run] = [Run(label, look.size, look.bold)] if label else []
        breaks: list[Break] = []
        floating: list[Block] = []
        self._runs(element, look, runs, breaks, floating)
        yield from floating
        if breaks and not any(run.text.strip() for run in runs):
            yield from breaks
            return
        stops = [] if properties is None else [number(tab.get("pos"), 0.0) * _TWIP for tab in properties.iterfind("tabs/tab")]
        on_new_page = is_on(None if properties is None else properties.find("pageBreakBefore"))
        yield Paragraph(_sized(runs, look), max(indent, 0.0), on_new_page, sorted(stops))
        yield from breaks

    def _runs(self, parent: _Element, look: Look, runs: list[Run], breaks: list[Break], floating: list[Block]) -> None:
        for element in parent:
            if element.tag == "r":
                self._run(element, self._styles.run(look, element.find("rPr")), runs, breaks, floating)
            elif element.tag in _AROUND_RUNS:
                self._runs(element, look, runs, breaks, floating)
            elif element.tag in _TAKEN_OUT:
                taken = "".join(text.text or "" for text in element.iter("delText", "t"))
                runs.append(Run(taken, look.size, hidden=HiddenReason.NOT_DRAWN))
            elif element.tag == "AlternateContent":
                self._runs(_chosen(element), look, runs, breaks, floating)

    def _run(self, run: _Element, look: Look, runs: list[Run], breaks: list[Break], floating: list[Block]) -> None:
        for element in run:
            match element.tag:
                case "br" if element.get("type") in ("page", "column"):
                    breaks.append(Break(only_column=element.get("type") == "column"))
                case "drawing" | "pict" | "object":
                    floating.extend(self._drawings.frames(element, look, self._blocks))
                case "AlternateContent":
                    self._run(_chosen(element), look, runs, breaks, floating)
                case "ruby":
                    self._runs(element, look, runs, breaks, floating)
                case _:
                    if text := _text_of(element):
                        runs.append(Run(text, look.size, look.bold, look.hidden, look.ink if look.hidden is HiddenReason.COLOUR else None))

    # ---- tables ----

    def _table(self, table: _Element, look: Look) -> Table:
        looks = TableLooks(table, self._styles)
        widths = [number(column.get("w"), 0.0) * _TWIP for column in table.iterfind("tblGrid/gridCol")]
        rows = [row for row in _inside(table, "tr") if not is_on(row.find("trPr/del"))]
        cells = [list(self._cells(row, at, len(rows), looks, widths, look)) for at, row in enumerate(rows)]
        return Table(cells, is_ruled(table, looks))

    def _cells(self, row: _Element, at: int, count: int, looks: TableLooks, widths: list[float], look: Look) -> Iterator[TableCell]:
        before = row.find("trPr/gridBefore")
        column = int(number(None if before is None else before.get("val"), 0.0))
        cells = list(_inside(row, "tc"))
        for cell in cells:
            properties = cell.find("tcPr")
            spanned = None if properties is None else properties.find("gridSpan")
            span = max(1, min(63, int(number(None if spanned is None else spanned.get("val"), 1.0))))
            merged = None if properties is None else properties.find("vMerge")
            blocks: list[Block] = []
            if merged is None or merged.get("val") == "restart":
                own = looks.of_cell(look, row=at, rows=count, is_first=cell is cells[0], is_last=cell is cells[-1])
                own = own.on(None if properties is None else properties.find("shd"))
                own = replace(own, vanishes=own.vanishes or is_on(row.find("trPr/hidden")))
                blocks = self._blocks(cell, own)
            yield TableCell(column, _width(properties, widths[column : column + span]), blocks)
            column += span

    # ---- what stands beside the text ----

    def _footnotes(self) -> Iterator[Block]:
        for kind in ("footnote", "endnote"):
            root = self._related(f"{kind}s")
            for note in () if root is None else root.iterfind(kind):
                if note.get("type") in (None, "normal"):
                    yield from self._blocks(note, self._plain)

    def _comments(self) -> Iterator[Note]:
        root = self._related("comments")
        for comment in () if root is None else root.iterfind("comment"):
            yield Note(" ".join(text.text or "" for text in comment.iter("t")), HiddenReason.ANNOTATION)

    def _properties(self) -> Iterator[Note]:
        core, own = self._package.xml("docProps/core.xml"), self._package.xml("docProps/custom.xml")
        if core is not None:
            yield from (Note(each.text or "", HiddenReason.METADATA) for each in core)
        if own is not None:
            yield from (Note("".join(map(str, each.itertext())), HiddenReason.METADATA) for each in own)


def _blocks_in(parent: _Element) -> Iterator[_Element]:
    """Paragraphs and tables, those too that stand in a control or were put in with tracking."""
    for element in parent:
        if element.tag in _AROUND_BLOCKS:
            yield from _blocks_in(element)
        elif element.tag == "AlternateContent":
            yield from _blocks_in(_chosen(element))
        else:
            yield element


def _inside(parent: _Element, tag: str) -> Iterator[_Element]:
    for element in parent:
        if element.tag == tag:
            yield element
        elif element.tag in _AROUND_BLOCKS:
            yield from _inside(element, tag)


def _chosen(alternate: _Element) -> _Element:
    """One of what an AlternateContent offers: they say the same in several ways."""
    choice = alternate.find("Choice")
    other = alternate.find("Fallback") if choice is None else choice
    return alternate.makeelement("nothing") if other is None else other


def _text_of(element: _Element) -> str:
    match element.tag:
        case "t":
            return element.text or ""
        case "tab" | "ptab":
            return "\t"
        case "br" | "cr":
            return "\n"
        case "noBreakHyphen":
            return "-"
        case "sym":
            return _symbol(element)
    return ""


def _symbol(element: _Element) -> str:
    if element.get("font", "").lower().startswith(_SYMBOL_FONTS):
        return "•"
    try:
        code = int(element.get("char", ""), 16)
    except ValueError:
        return ""
    return chr(code) if 32 <= code < 0xD800 else ""


def _sized(runs: list[Run], look: Look) -> list[Run]:
    """An empty paragraph is as high as its type."""
    return runs or [Run("", look.size)]


def _width(properties: _Element | None, columns: list[float]) -> float:
    own = None if properties is None else properties.find("tcW")
    if own is not None and own.get("type", "dxa") == "dxa" and number(own.get("w"), 0.0) > 0:
        return number(own.get("w"), 0.0) * _TWIP
    return sum(columns) or 60.0


def _kind_of(section: _Element) -> str | None:
    kind = section.find("type")
    return None if kind is None else kind.get("val")


def _setup(section: _Element) -> PageSetup:
    size, margins, columns = section.find("pgSz"), section.find("pgMar"), section.find("cols")
    plain = PageSetup()
    setup = PageSetup(
        width=_twips(size, "w", plain.width, least=72.0),
        height=_twips(size, "h", plain.height, least=72.0),
        left=_twips(margins, "left", plain.left),
        top=_twips(margins, "top", plain.top),
        right=_twips(margins, "right", plain.right),
        bottom=_twips(margins, "bottom", plain.bottom),
        columns=max(1, min(8, int(number(None if columns is None else columns.get("num"), 1.0)))),
        gap=_twips(columns, "space", plain.gap),
    )
    return setup.or_plain()


def _twips(element: _Element | None, name: str, default: float, least: float = 0.0) -> float:
    value = number(None if element is None else element.get(name), default / _TWIP) * _TWIP
    return min(max(abs(value), least), 5_000.0)
