"""The twelve layouts that reading was developed on."""

from collections.abc import Callable, Mapping

from bench.reading import parts as manners
from bench.reading.blocks import Block, Columns, Gap, Grid, cell, text
from bench.reading.parts import Parts

Layout = Callable[[Parts], list[Block]]
_ENTRIES = ("education", "experience", "projects", "activities", "awards", "certifications")


def sections(parts: Parts, entry: Callable[[str], list[Block]], *, skills: str = "lines", answers: str = "lines") -> list[Block]:
    """All sections under their headings, in this person's order."""
    blocks: list[Block] = []
    for name in (*parts.style.order, "other"):
        if parts.has(name):
            blocks += [parts.style.heading(name), *_section(parts, name, entry, skills, answers)]
    return blocks


def _section(parts: Parts, name: str, entry: Callable[[str], list[Block]], skills: str, answers: str) -> list[Block]:
    if name == "skills":
        return parts.skills(skills)
    if name == "answers":
        return parts.answers(answers)
    return parts.extra() if name == "other" else entry(name)


def form(parts: Parts) -> list[Block]:
    """An application form: ruled tables under headings."""
    head = [*parts.form_title(), parts.style.heading("header"), *parts.header_table()]
    return [*head, *sections(parts, parts.tabled, skills="table", answers="stacked_table")]


def form_side(parts: Parts) -> list[Block]:
    """One ruled table a section, its name in a cell over all rows at the left."""
    blocks = [*parts.form_title(), *parts.header_table()]
    for name in (*parts.style.order, "other"):
        if parts.has(name) and name in _ENTRIES:
            blocks += [_beside_name(parts, name, parts.tabled(name)[0]), Gap(8)]
        elif parts.has(name):
            blocks += [parts.style.heading(name), *_section(parts, name, parts.tabled, "table", "table")]
    return blocks


def _beside_name(parts: Parts, name: str, grid: Block) -> Grid:
    if not isinstance(grid, Grid):
        raise TypeError(grid)
    side = cell(parts.style.headings[name], bold=True, shaded=True, down=len(grid.rows))
    first, *rest = grid.rows
    return Grid(((side, *first), *rest), (0.14, *(0.86 * width for width in grid.widths)), "all")


def plain(parts: Parts) -> list[Block]:
    """A line an entry, as a word processor leaves it."""
    return [*parts.header_lines(), *sections(parts, lambda name: parts.listed(name, manners.one_line))]


def pipes(parts: Parts) -> list[Block]:
    """Facts on one line, parted by a sign."""
    return [*parts.header_lines(), *sections(parts, lambda name: parts.listed(name, manners.delimited), answers="numbered")]


def stacked(parts: Parts) -> list[Block]:
    """A line a fact."""
    return [*parts.header_lines(labelled=True), *sections(parts, lambda name: parts.listed(name, manners.stacked), skills="bullets")]


def right_dates(parts: Parts) -> list[Block]:
    """Periods at the right margin."""
    return [*parts.header_lines(), *sections(parts, lambda name: parts.listed(name, manners.right_dated), skills="bullets")]


def gutter(parts: Parts) -> list[Block]:
    """Periods in a left margin."""
    return [*parts.header_lines(), *sections(parts, lambda name: parts.listed(name, manners.guttered), answers="numbered")]


_SIDE = ("certifications", "skills", "awards")


def _columns(parts: Parts, entry: Callable[[str], list[Block]]) -> tuple[list[Block], list[Block]]:
    side: list[Block] = []
    main: list[Block] = []
    for name in (*parts.style.order, "other"):
        if parts.has(name):
            short = name in _SIDE
            manner: Callable[[str], list[Block]] = (lambda each: parts.listed(each, manners.stacked)) if short else entry
            into = side if short else main
            into += [parts.style.heading(name), *_section(parts, name, manner, "one", "lines")]
    return side, main


def sidebar_left(parts: Parts) -> list[Block]:
    """Contact, skills and certificates in a column of their own at the left."""
    side, main = _columns(parts, lambda name: parts.listed(name, manners.stacked))
    person = parts.person
    contact: list[Block] = [parts.style.heading("header"), text(person.email), text(person.phone), text(person.address), Gap(8)]
    head: list[Block] = [text(person.name, bold=True, scale=2.0), text(person.target_role, scale=1.2), Gap(8)]
    return [*head, Columns((*contact, *side), tuple(main), 0.33, shaded=True)]


def sidebar_right(parts: Parts) -> list[Block]:
    """The same at the right, the name within the main column's width."""
    side, main = _columns(parts, lambda name: parts.listed(name, manners.bracketed))
    return [*parts.header_lines(), Columns(tuple(main), tuple(side), 0.64)]


def labelled(parts: Parts) -> list[Block]:
    """A label before every fact."""
    head = [*parts.form_title(), parts.style.heading("header"), *parts.header_labels()]
    return [*head, *sections(parts, parts.labelled, answers="numbered")]


def open_table(parts: Parts) -> list[Block]:
    """Tables with lines between rows and none between columns."""
    return [*parts.header_lines(), *sections(parts, lambda name: parts.tabled(name, rules="rows"), skills="table")]


def mixed(parts: Parts) -> list[Block]:
    """A form's head and tables for what is short; free lines for what is long."""

    def entry(name: str) -> list[Block]:
        return parts.listed(name, manners.right_dated) if name in ("experience", "projects") else parts.tabled(name)

    return [*parts.form_title(), *parts.header_table(), *sections(parts, entry, skills="bullets", answers="table")]


LAYOUTS: Mapping[str, Layout] = {
    layout.__name__: layout
    for layout in (
        form,
        form_side,
        plain,
        pipes,
        stacked,
        right_dates,
        gutter,
        sidebar_left,
        sidebar_right,
        labelled,
        open_table,
        mixed,
    )
}
