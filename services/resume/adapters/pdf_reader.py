"""Reads a PDF with PyMuPDF: what a person sees of it, and apart from that what nobody does. Runs in the parser process only."""

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import takewhile
from typing import Any

import pymupdf

from services.resume.adapters.parser_messages import MOST_PIXELS, ParserLimits
from services.resume.adapters.pdf_lines import as_printed
from services.resume.adapters.pdf_notes import notes_of, properties_of
from services.resume.adapters.pdf_rulers import rulers_of
from services.resume.adapters.pdf_sight import Sight, Turning
from services.resume.adapters.pdf_text import DRAWN, TAGGED, UNCLIPPED, PageText
from services.resume.adapters.scans import lines_of, not_in
from services.resume.domain.document import Box, Document, HiddenReason, HiddenText, Line, PageSize
from services.resume.domain.open_tables import Ruler
from services.resume.domain.rulings import MOST_RULERS, with_cells
from services.resume.domain.unreadable import Corrupt, Encrypted, TooManyPages, TooMuchText

_BOLD = pymupdf.TEXT_FONT_BOLD
_LONGEST_LINE = 2_000
_FEW_LETTERS = 40
"""A page with fewer, of which a picture covers half, is a scan that something stamped."""
_SCAN_SHARE = 0.5
_SCAN_SCALE = 300 / 72
_OWN_MARK = re.compile("^[\ue000-\uf8ff](?=\\s|$)")
"""A mark of a list from a font of signs, as Word's own is."""
_TAIL_BYTES = 2_048


ReadPicture = Callable[[int, int, bytes], bytes]
"""Has a picture's words read: width and height, and as many grey pixels row by row; Tesseract's table."""


def read_pdf(content: bytes, limits: ParserLimits, read_picture: ReadPicture | None = None) -> Document:
    """All its text with its places. Raises Unreadable, and MemoryError when the process has no more."""
    try:
        with pymupdf.open(stream=content, filetype="pdf") as pdf:
            _refuse(pdf, content, limits)
            return _Reader(pdf, limits, read_picture).read()
    except (RuntimeError, ValueError, pymupdf.mupdf.FzErrorBase) as error:  # PyMuPDF passes some of MuPDF's own on as they are
        raise _meaning(error) from None


def _refuse(pdf: Any, content: bytes, limits: ParserLimits) -> None:
    if pdf.needs_pass:
        raise Encrypted
    if pdf.page_count > limits.max_pages:
        raise TooManyPages(pages=pdf.page_count, limit_pages=limits.max_pages)
    if not pdf.page_count or (pdf.is_repaired and _cut_short(content)):
        raise Corrupt


def _cut_short(content: bytes) -> bool:
    """MuPDF reads what is left of a file that was cut; half a résumé must not pass for a whole one."""
    return b"%%EOF" not in content[-_TAIL_BYTES:]


def _meaning(error: Exception) -> Exception:
    """MuPDF reports a refused allocation as a system error with these words."""
    return MemoryError() if "alloc" in str(error).lower() else Corrupt()


@dataclass
class _Reader:
    """Reads the pages one after the other, and stops when they say too much."""

    pdf: Any
    limits: ParserLimits
    read_picture: ReadPicture | None
    scanned: list[int] = field(default_factory=list)
    sizes: list[PageSize] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    hidden: list[HiddenText] = field(default_factory=list)
    tables: int = 0

    def read(self) -> Document:
        for number in range(self.pdf.page_count):
            self._page(self.pdf[number], number + 1)
        self._layers_that_are_off()
        self._scans()
        for text in properties_of(self.pdf):
            self._hide(text, Box(1, 0.0, 0.0, 0.0, 0.0), HiddenReason.METADATA)
        return Document(tuple(self.sizes), tuple(self.lines), tuple(self.hidden))

    def _page(self, page: Any, number: int) -> None:
        size = PageSize(max(page.rect.width, 1.0), max(page.rect.height, 1.0))
        self.sizes.append(size)
        sight, paper = Sight(page), PageText(page)
        across, down = rulers_of(page)
        seen = list(self._seen(paper, number, sight, down))
        placed = with_cells(seen, across, down, size, self.tables)
        self.lines.extend(placed)
        self.tables = max([self.tables, *(line.cell.table + 1 for line in placed if line.cell)])
        for text, box in sight.off_page():
            self._hide(text, Box(number, *box), HiddenReason.OFF_PAGE)
        self._unclipped(paper, number, seen)
        for text, box in notes_of(page, " ".join(line.text for line in seen)):
            self._hide(text, Box(number, *box), HiddenReason.ANNOTATION)
        self._said_instead(paper, number)
        if self._is_scan(page, seen):
            self.scanned.append(number)
        self._refuse_too_much()

    def _seen(self, paper: PageText, number: int, sight: Sight, down: Sequence[Ruler]) -> Iterator[Line]:
        turned = Turning(paper.page)
        drawn = [[(span, turned(span["bbox"])) for span in line["spans"]] for line in paper.closed_up(_flags_for(paper))]
        printed = as_printed(drawn, down if len(down) <= MOST_RULERS else ())
        boxes = [box for line in printed for _, box in line]
        for spans in printed:
            reasons = [sight.hidden(span, box, boxes) if span["text"].strip() else None for span, box in spans]
            yield from _lines([span for span, reason in zip(spans, reasons, strict=True) if reason is None], number)
            self._hide_spans(spans, reasons, number)

    def _hide_spans(self, spans: Sequence[tuple[Any, Any]], reasons: Sequence[HiddenReason | None], number: int) -> None:
        for reason in dict.fromkeys(reason for reason in reasons if reason is not None):
            unseen = [span for span, other in zip(spans, reasons, strict=True) if other is reason]
            self._hide("".join(span["text"] for span, _ in unseen), _around([box for _, box in unseen], number), reason)

    def _unclipped(self, paper: PageText, number: int, seen: Sequence[Line]) -> None:
        """Text on the page that a clip leaves nothing of: it is there when nobody minds the clip."""
        read = [*(line.text for line in seen), *(text.text for text in self.hidden if text.box.page == number)]
        known = "".join(map(_letters, read))
        if len(_letters(paper.plain(UNCLIPPED))) <= len(known):
            return
        for line in paper.lines(UNCLIPPED):
            text = _clean("".join(span["text"] for span in line["spans"]))
            if _letters(text) and _letters(text) not in known:
                self._hide(text, Box(number, *Turning(paper.page)(line["bbox"])), HiddenReason.NOT_DRAWN)

    def _is_scan(self, page: Any, seen: Sequence[Line]) -> bool:
        if self.read_picture is None or not self.limits.max_scanned_pages:
            return False
        if sum(character.isalnum() for line in seen for character in line.text) >= _FEW_LETTERS:
            return False
        whole = page.rect.get_area() or 1.0
        pictures = (pymupdf.Rect(Turning(page)(image["bbox"])) & page.rect for image in page.get_image_info())
        return any(picture.get_area() >= _SCAN_SHARE * whole for picture in pictures)

    def _scans(self) -> None:
        """Has the scanned pages read, all of them or none."""
        if len(self.scanned) > self.limits.max_scanned_pages:
            raise TooManyPages(pages=len(self.scanned), limit_pages=self.limits.max_scanned_pages)
        for number in self.scanned:
            self._scan(self.pdf[number - 1], number)
            self._refuse_too_much()
        self.lines.sort(key=lambda line: line.box.page)

    def _scan(self, page: Any, number: int) -> None:
        """Has the page's picture read; the layer that a scanner laid over it is told only where it says something else."""
        assert self.read_picture is not None
        scale = min(_SCAN_SCALE, (MOST_PIXELS / max(page.rect.get_area(), 1.0)) ** 0.5 * 0.99)
        drawn = page.get_pixmap(matrix=pymupdf.Matrix(scale, scale), colorspace=pymupdf.csGRAY, alpha=False)
        found = lines_of(self.read_picture(drawn.width, drawn.height, bytes(drawn.samples)), number, scale)
        stamped = {line.text for line in self.lines if line.box.page == number}
        self.lines.extend(line for line in found if line.text not in stamped)
        own = [text for text in self.hidden if text.box.page == number]
        self.hidden = [text for text in self.hidden if text.box.page != number] + not_in(found, own)

    def _said_instead(self, paper: PageText, number: int) -> None:
        """What tags say that the drawing stands for (ActualText), where that is something else."""
        said, drawn = paper.plain(TAGGED), paper.plain()
        if _letters(said) != _letters(drawn):
            known = frozenset(drawn.split("\n"))
            for text in said.split("\n"):
                if text not in known and not _is_like(text, known):
                    self._hide(text, Box(number, 0.0, 0.0, 0.0, 0.0), HiddenReason.ANNOTATION)

    def _layers_that_are_off(self) -> None:
        """What stands on layers that nobody sees until they are turned on."""
        if not self.pdf.get_ocgs():
            return
        seen = {(line.box.page, _near(line.box), line.text) for line in self.lines}
        unseen = {(text.box.page, _near(text.box), text.text) for text in self.hidden}
        # MuPDF reads which layers are on once; a copy without layers has them all.
        self.pdf.xref_set_key(self.pdf.pdf_catalog(), "OCProperties", "null")
        with pymupdf.open(stream=self.pdf.tobytes(), filetype="pdf") as copy:
            for page in copy:
                for line in PageText(page).lines():
                    text, box = _clean("".join(span["text"] for span in line["spans"])), Box(page.number + 1, *Turning(page)(line["bbox"]))
                    if text and (box.page, _near(box), text) not in seen | unseen:
                        self._hide(text, box, HiddenReason.LAYER_OFF)

    def _hide(self, text: str, box: Box, reason: HiddenReason) -> None:
        if clean := _clean(text):
            self.hidden.append(HiddenText(clean, box, reason))

    def _refuse_too_much(self) -> None:
        characters = sum(len(line.text) for line in self.lines) + sum(len(text.text) for text in self.hidden)
        if len(self.lines) + len(self.hidden) > self.limits.max_lines or characters > self.limits.max_characters:
            raise TooMuchText(limit_characters=self.limits.max_characters)


def _flags_for(paper: PageText) -> int:
    """Tags (ActualText) may mend what a font's table leaves open, as Chromium's mend blanks; they may not say other words."""
    mended = _letters(paper.plain(TAGGED)) == _letters(paper.plain())
    return TAGGED if mended else DRAWN


def _letters(text: str) -> str:
    """What is said, however it is set: small capitals and ligatures are the same words."""
    return "".join(filter(str.isalnum, unicodedata.normalize("NFKC", text).casefold()))


def _lines(spans: Sequence[tuple[Any, Any]], number: int) -> Iterator[Line]:
    """A line of what is seen, in pieces when it is longer than any line of print."""
    written = [(span, box) for span, box in spans if span["text"].strip()]
    text = _clean("".join(span["text"] for span, _ in spans))
    if not written or not text:
        return
    box = _around([box for _, box in written], number)
    size, bold = max(span["size"] for span, _ in written), bool(written[0][0]["flags"] & _BOLD)
    first = _clean("".join(span["text"] for span in _of_one_weight([span for span, _ in spans])))
    for start in range(0, len(text), _LONGEST_LINE):
        yield Line(text[start : start + _LONGEST_LINE], box, size, bold, first=first if first != text and not start else "")


def _of_one_weight(spans: Sequence[Any]) -> Iterator[Any]:
    """The spans at the beginning of a line that are as bold or as light as the first one that says anything."""
    bold = next(bool(span["flags"] & _BOLD) for span in spans if span["text"].strip())
    return takewhile(lambda span: not span["text"].strip() or bool(span["flags"] & _BOLD) == bold, spans)


def _around(boxes: Sequence[tuple[float, float, float, float]], number: int) -> Box:
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    return Box(number, min(lefts), min(tops), max(rights), max(bottoms))


def _near(box: Box) -> tuple[int, int]:
    return round(box.left), round(box.top)


def _is_like(text: str, known: frozenset[str]) -> bool:
    """Tags stand for soft hyphens and ligatures in honest files: the words are nearly those that are drawn."""
    words = text.split()
    drawn = {word for line in known for word in line.split()}
    return sum(word not in drawn for word in words) <= max(2, len(words) // 4)


def _clean(text: str) -> str:
    """Whole syllables (macOS writes loose jamo), hyphens that are drawn, a blank for a glyph without a name, no halves of characters.

    Two blanks part columns of a line; that there were two is kept, how many is not.
    """
    text = _OWN_MARK.sub("•", text.replace("\u00ad", "-"))
    spaced = (
        " " if character.isspace() or unicodedata.category(character) == "Cc" else character
        for character in unicodedata.normalize("NFC", text)
    )
    printable = "".join(character for character in spaced if unicodedata.category(character) != "Cs")
    return re.sub(" {3,}", "  ", printable).strip()
