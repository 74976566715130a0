"""The text of one page as MuPDF extracts it, once for each way of looking at it: that is what most of reading a page takes."""

import re
from collections.abc import Iterator
from typing import Any

import pymupdf

from services.resume.adapters.spacing import Blanks, closed_up, opened

DRAWN: int = (
    pymupdf.TEXT_PRESERVE_WHITESPACE
    | pymupdf.TEXT_MEDIABOX_CLIP
    | pymupdf.TEXT_CID_FOR_UNKNOWN_UNICODE
    # What is drawn counts, and not what a tag says that it stands for.
    | pymupdf.TEXT_IGNORE_ACTUALTEXT
)
TAGGED: int = DRAWN & ~pymupdf.TEXT_IGNORE_ACTUALTEXT
UNCLIPPED: int = DRAWN & ~pymupdf.TEXT_MEDIABOX_CLIP


_SPACED = re.compile(r"\b[^\W\d_] [^\W\d_] [^\W\d_]\b", re.ASCII)


class PageText:
    """A page's text, by the flags that it is looked at with."""

    def __init__(self, page: Any) -> None:
        """Extracts nothing yet."""
        self.page = page
        self._extracted: dict[int, Any] = {}

    def plain(self, flags: int = DRAWN) -> str:
        """All of it."""
        text: str = self.page.get_text("text", textpage=self._of(flags))
        return text

    def lines(self, flags: int = DRAWN) -> Iterator[Any]:
        """Its lines with their spans, as PyMuPDF gives them."""
        for block in self.page.get_text("dict", textpage=self._of(flags))["blocks"]:
            yield from block.get("lines", ())

    def closed_up(self, flags: int = DRAWN) -> Iterator[Any]:
        """The same lines, words whose letters are printed apart made whole, `E D U C A T I O N`, and words parted that blanks of
        another font part."""
        lines = list(self.lines(flags))
        blanks = Blanks(span["bbox"] for line in lines for span in line["spans"] if span["text"].isspace())
        apart = any(blanks.within(span["bbox"]) for line in lines for span in line["spans"] if span["text"].strip())
        if not apart and not any(_SPACED.search(span["text"]) for line in lines for span in line["spans"]):
            return iter(lines)
        exact = [line for block in self.page.get_text("rawdict", textpage=self._of(flags))["blocks"] for line in block.get("lines", ())]
        return (
            {
                **line,
                "spans": [
                    {**span, "text": opened(closed_up(span["text"], chars["chars"]), chars["chars"], blanks.within(span["bbox"]))}
                    for span, chars in zip(line["spans"], raw["spans"], strict=True)
                ],
            }
            for line, raw in zip(lines, exact, strict=True)
        )

    def _of(self, flags: int) -> Any:
        if flags not in self._extracted:
            self._extracted[flags] = self.page.get_textpage(flags=flags)
        return self._extracted[flags]
