"""The corpus: every layout in both languages, thin and rich, drawn by every producer; the same every time."""

import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path

from bench.reading import hangul_paper, lab_paper, office_paper
from bench.reading.blocks import Block
from bench.reading.held_out import HELD_OUT
from bench.reading.html_paper import chromium
from bench.reading.layouts import LAYOUTS
from bench.reading.parts import Parts
from bench.reading.people import Inventor, Person
from bench.reading.style import style_of

PRODUCERS = ("chromium", "reportlab", "docx", "hwpx")
HELD_OUT_PRODUCER = "libreoffice"


@dataclass(frozen=True)
class Sheet:
    """One résumé to be drawn, and whose it is."""

    layout: str
    language: str
    rich: bool
    producer: str
    held_out: bool
    person: Person
    blocks: tuple[Block, ...]

    @property
    def name(self) -> str:
        """Names its file."""
        kind = self.producer if self.producer in ("docx", "hwpx") else "pdf"
        return f"{self.layout}-{self.language}-{'rich' if self.rich else 'thin'}-{self.producer}.{kind}"


def sheets(*, held_out: bool, seed: int = 0, producers: Sequence[str] = PRODUCERS) -> Iterator[Sheet]:
    """The development half, or the one that is held out: four layouts by every producer, and one producer's work on the others."""
    if not held_out:
        yield from _sheets(LAYOUTS, producers, seed, held_out=False)
        return
    yield from _sheets(HELD_OUT, (*producers, HELD_OUT_PRODUCER), seed, held_out=True)
    yield from _sheets(LAYOUTS, (HELD_OUT_PRODUCER,), seed, held_out=True)


def _sheets(layouts: Iterable[str], producers: Sequence[str], seed: int, *, held_out: bool) -> Iterator[Sheet]:
    for layout, language, rich, producer in product(layouts, ("ko", "en"), (False, True), producers):
        rng = random.Random(f"{seed}/{layout}/{language}/{rich}/{producer}")
        person = Inventor(rng, language, held_out=held_out).person(rich=rich)
        draw = LAYOUTS.get(layout) or HELD_OUT[layout]
        blocks = tuple(draw(Parts(person, style_of(rng, person), rng)))
        yield Sheet(layout, language, rich, producer, held_out, person, blocks)


def drawn(wanted: Sequence[Sheet]) -> Iterator[tuple[Sheet, bytes]]:
    """Every sheet with its file, producer by producer."""
    by_producer = {name: [sheet for sheet in wanted if sheet.producer == name] for name in (*PRODUCERS, HELD_OUT_PRODUCER)}
    if by_producer["chromium"]:
        with chromium() as draw:
            yield from ((sheet, draw(sheet.blocks)) for sheet in by_producer["chromium"])
    yield from ((sheet, lab_paper.draw(sheet.blocks)) for sheet in by_producer["reportlab"])
    yield from ((sheet, office_paper.draw_docx(sheet.blocks)) for sheet in by_producer["docx"])
    yield from ((sheet, hangul_paper.draw_hwpx(sheet.blocks)) for sheet in by_producer["hwpx"])
    if office := by_producer[HELD_OUT_PRODUCER]:
        yield from zip(office, office_paper.to_pdf([office_paper.draw_docx(sheet.blocks) for sheet in office]), strict=True)


def kept(wanted: Sequence[Sheet], folder: Path) -> Iterator[tuple[Sheet, bytes]]:
    """Every sheet with its file, drawn only where the folder does not have it yet."""
    folder.mkdir(parents=True, exist_ok=True)
    missing = [sheet for sheet in wanted if not (folder / sheet.name).exists()]
    for sheet, content in drawn(missing):
        (folder / sheet.name).write_bytes(content)
    for sheet in wanted:
        yield sheet, (folder / sheet.name).read_bytes()
