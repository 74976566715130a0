"""Four layouts that reading was not developed on: nobody looked at what it made of them. docs/resumes.md says how that was kept."""

from collections.abc import Mapping

from bench.reading import parts as manners
from bench.reading.blocks import Block, Cell, Columns, Gap, Grid, Run, Split, Text, text
from bench.reading.layouts import Layout, sections
from bench.reading.parts import EntryBlocks, Parts

_LEFT = ("education", "certifications", "skills")


def cards(parts: Parts) -> list[Block]:
    """Every entry in a frame of its own, the period in its own line above the rest."""

    def card(parts: Parts, section: str, names: tuple[str, ...], period: str, lines: tuple[str, ...]) -> EntryBlocks:
        inner: EntryBlocks = [text(period, grey=True, scale=0.9), *(text(name, bold=not n) for n, name in enumerate(names))]
        return [Grid(((Cell((*inner, *manners.duties(parts, lines))),),), (1.0,), "outer")]

    return [*parts.header_lines(labelled=True), *sections(parts, lambda name: parts.listed(name, card), answers="numbered")]


def margin_headings(parts: Parts) -> list[Block]:
    """Headings in a left margin, their sections beside them."""
    blocks = parts.header_lines()
    for name in (*parts.style.order, "other"):
        if parts.has(name):
            body = sections_of(parts, name)
            blocks.append(Grid(((Cell((text(parts.style.headings[name], bold=True),)), Cell(tuple(body))),), (0.22, 0.78), "none"))
            blocks.append(Gap(6))
    return blocks


def sections_of(parts: Parts, name: str) -> list[Block]:
    """One section without its heading."""
    if name == "skills":
        return parts.skills("plain")
    if name == "answers":
        return parts.answers()
    return parts.extra() if name == "other" else parts.listed(name, manners.bracketed)


def halves(parts: Parts) -> list[Block]:
    """Two columns of equal width, both with long sections; the period behind a dash on the second line."""

    def entry(parts: Parts, section: str, names: tuple[str, ...], period: str, lines: tuple[str, ...]) -> EntryBlocks:
        second = " — ".join((*names[1:], period))
        return [text(names[0], bold=True), text(second, grey=True), *manners.duties(parts, lines)]

    left: list[Block] = []
    right: list[Block] = []
    for name in (*parts.style.order, "other"):
        if parts.has(name):
            plain = parts.skills("lines") if name == "skills" else parts.answers() if name == "answers" else None
            body = parts.extra() if name == "other" else plain if plain is not None else parts.listed(name, entry)
            (left if name in _LEFT else right).extend([parts.style.heading(name), *body])
    return [*parts.header_lines(), Columns(tuple(left), tuple(right), 0.5)]


def turned(parts: Parts) -> list[Block]:
    """The lesser name first with the period at its right, the greater one below it: role before company, studies before school."""

    def entry(parts: Parts, section: str, names: tuple[str, ...], period: str, lines: tuple[str, ...]) -> EntryBlocks:
        if section in ("education", "experience") and len(names) > 1:
            names = (names[-1], *names[:-1])
        first = Split((Run(names[0], bold=True),), (Run(period, grey=True),))
        return [first, *(Text((Run(name),)) for name in names[1:]), *manners.duties(parts, lines)]

    return [*parts.header_labels(), *sections(parts, lambda name: parts.listed(name, entry), skills="table", answers="numbered")]


HELD_OUT: Mapping[str, Layout] = {layout.__name__: layout for layout in (cards, margin_headings, halves, turned)}
