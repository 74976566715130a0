"""Tells what a person sees of a PDF's page: the page is drawn, and every piece of text is looked for in the picture.

A program can be told to draw text in many ways that leave nothing to see; there is one picture. Text counts as seen where its ink stands
out from what is around it and some of that ink is there. The file's own words (opacity, render mode, size, order of drawing)
decide what the picture can't: ink that lies under other ink. Runs in the parser process only.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Any

import pymupdf

from services.resume.adapters.picture import Picture
from services.resume.domain.colours import Colour, can_be_seen_on
from services.resume.domain.document import HiddenReason

TINIEST = 4.0
"""Points under which type is not read on A4 paper."""
_A4_HEIGHT = 842.0
_CLEAREST = 0.1
"""Opacity under which nobody sees ink."""
_FILLED, _STROKED, _CLIPPING = 16, 32, 64
_COVERING = 0.9
_AROUND = 0.25
"""Of the pixels of a text so many must differ from its ink: letters fill less than half of their boxes."""
_OVERLAP = 0.3
_MOST_CLOSER_LOOKS = 150
_LARGEST_PICTURES = 40_000_000
"""Pixels of a page's pictures beyond which the page is not drawn: unpacking them would take what a document may take."""
_PAINTS = ("fill-path", "fill-image", "fill-shade")

Box = tuple[float, float, float, float]


class Sight:
    """One page as drawn, and the order in which it was."""

    def __init__(self, page: Any) -> None:
        """Draws the page when it must."""
        self._page = page
        self._turned = Turning(page)
        self._closer_looks = _MOST_CLOSER_LOOKS
        self._tiniest = TINIEST * min(1.0, max(page.rect.height, page.rect.width) / _A4_HEIGHT)

    def hidden(self, span: dict[str, Any], box: Box, others: Sequence[Box]) -> HiddenReason | None:
        """Why nobody sees a span of text (of PyMuPDF's `dict`) at a place on the turned page; `others` is where all other text stands."""
        drawn = span["char_flags"] & (_FILLED | _STROKED)
        if span["char_flags"] & _CLIPPING and not span["alpha"]:
            drawn = 0
        if not drawn and not self._is_pattern(span, box, others):
            return HiddenReason.NOT_DRAWN
        if drawn and span["alpha"] < 255 * _CLEAREST:
            return HiddenReason.TRANSPARENT
        if span["size"] < self._tiniest:
            return HiddenReason.TINY
        if not any(character.isalnum() for character in span["text"]):
            return None
        return self._in_picture(span, box, knows_ink=drawn in (_FILLED, _STROKED))

    def _is_pattern(self, span: dict[str, Any], box: Box, others: Sequence[Box]) -> bool:
        """Letters filled with a pattern are a clip and paint; so are letters that only clip. Paint in it shows, unless other text does."""
        if not span["char_flags"] or self._picture is None:
            return False
        return self._picture.is_varied(box) and not any(_share(box, other) > _OVERLAP for other in others if other != box)

    def _in_picture(self, span: dict[str, Any], box: Box, *, knows_ink: bool) -> HiddenReason | None:
        ink = _rgb(span["color"])
        if self._picture is None:
            # Not drawn, and paper is white as a rule.
            return None if not knows_ink or can_be_seen_on(ink, (255, 255, 255)) else HiddenReason.COLOUR
        stands_out = self._picture.stands_out(box, ink, _AROUND) if knows_ink else self._picture.is_varied(box)
        if not stands_out and not self._closer(box, ink, knows_ink=knows_ink):
            return HiddenReason.COLOUR
        covering = self._painted_over(span, box)
        if not self._picture.shows(box, ink) and knows_ink and not self._shows_closer(box, ink):
            return HiddenReason.COVERED if covering else HiddenReason.NOT_DRAWN
        return HiddenReason.COVERED if covering and self._hides(covering, box) else None

    # ---- the picture ----

    @cached_property
    def _picture(self) -> Picture | None:
        size = sum(image[2] * image[3] for image in self._page.get_images())
        return Picture.of(self._page) if size <= _LARGEST_PICTURES else None

    def _closer(self, box: Box, ink: Colour, *, knows_ink: bool) -> bool:
        """Whether ink differs from enough of what is around it, in full colour."""
        colours = self._look_closer(box)
        if not knows_ink:
            return len(colours) > 1
        total = sum(colours.values())
        return sum(count for colour, count in colours.items() if can_be_seen_on(ink, colour)) > _AROUND * total

    def _shows_closer(self, box: Box, ink: Colour) -> bool:
        """Whether any pixel is nearer to the ink than to the ground."""
        colours = self._look_closer(box)
        ground = colours.most_common(1)[0][0] if colours else ink
        reach = 0.75 * _distance(ground, ink)
        return any(_distance(colour, ink) <= reach for colour in colours)

    def _look_closer(self, box: Box) -> "Counter[Colour]":
        if self._closer_looks <= 0:
            return Counter()
        self._closer_looks -= 1
        return Picture.colours(self._page, box)

    # ---- the order of drawing ----

    def _painted_over(self, span: dict[str, Any], box: Box) -> list[tuple[int, Box, str]]:
        """What is painted over nearly all of a span after it was drawn."""
        covering = [paint for paint in self._paints if _share(box, paint[1]) >= _COVERING]
        if not covering:
            return []
        drawn = self._order.get(_key(span["origin"], span["text"][0]), -1)
        return [paint for paint in covering if paint[0] > drawn >= 0]

    @cached_property
    def _paints(self) -> list[tuple[int, Box, str]]:
        return [(at, self._turned(box), kind) for at, (kind, box) in enumerate(self._page.get_bboxlog()) if kind in _PAINTS]

    @cached_property
    def _order(self) -> dict[tuple[int, int, int], int]:
        """When each letter was drawn, by its place; of two alike at one place, the last."""
        return {
            _key(origin, chr(code)): trace["seqno"] for trace in self.trace for code, _, origin, _ in trace["chars"] if 0 <= code < 0x110000
        }

    @cached_property
    def trace(self) -> list[dict[str, Any]]:
        """Every piece of text as it is drawn, wherever that is."""
        traced: list[dict[str, Any]] = self._page.get_texttrace()
        return traced

    def _hides(self, covering: Sequence[tuple[int, Box, str]], box: Box) -> bool:
        """Whether paint hides a text though there is ink of its colour: the paint's own, or that of words on the paint."""
        last = covering[-1][0]
        if any(kind == "fill-image" and self._is_solid_image(paint) for _, paint, kind in covering):
            return True
        written_on = any(trace["seqno"] > last and _share(box, self._turned(trace["bbox"])) > _OVERLAP for trace in self.trace)
        return written_on and any(at in self._solid_shapes for at, _, _ in covering)

    def _is_solid_image(self, paint: Box) -> bool:
        images = self._page.get_image_info()
        return any(_share(paint, self._turned(image["bbox"])) > _COVERING and not image.get("has-mask") for image in images)

    @cached_property
    def _solid_shapes(self) -> set[int]:
        return {
            drawing["seqno"]
            for drawing in self._page.get_cdrawings()
            if "f" in drawing["type"] and (drawing.get("fill_opacity") or 0.0) > 1 - _CLEAREST and len(drawing["items"]) == 1
        }

    def off_page(self) -> Iterator[tuple[str, Box]]:
        """Texts that are drawn where the page is not, with their places."""
        page = self._page.rect
        for trace in self.trace:
            left, top, right, bottom = box = self._turned(trace["bbox"])
            if right <= 0 or bottom <= 0 or left >= page.width or top >= page.height:
                yield "".join(chr(code) for code, *_ in trace["chars"] if 0 < code < 0x110000), box


class Turning:
    """Takes places of a page's content to the page as people hold it."""

    def __init__(self, page: Any) -> None:
        """Of this page; PyMuPDF gives all places as if it were not turned."""
        self._matrix = page.rotation_matrix if page.rotation else None

    def __call__(self, box: Box) -> Box:
        """The place on the turned page."""
        if self._matrix is None:
            return box
        rectangle = pymupdf.Rect(box) * self._matrix
        return rectangle.x0, rectangle.y0, rectangle.x1, rectangle.y1


def _share(box: Box, other: Box) -> float:
    """The part of a box that another covers."""
    width = min(box[2], other[2]) - max(box[0], other[0])
    height = min(box[3], other[3]) - max(box[1], other[1])
    area = (box[2] - box[0]) * (box[3] - box[1])
    return width * height / area if width > 0 and height > 0 and area > 0 else 0.0


def _key(origin: Sequence[float], character: str) -> tuple[int, int, int]:
    return round(origin[0] * 4), round(origin[1] * 4), ord(character)


def _rgb(colour: int) -> Colour:
    return colour >> 16 & 255, colour >> 8 & 255, colour & 255


def _distance(one: Colour, other: Colour) -> float:
    return float(sum((a - b) ** 2 for a, b in zip(one, other, strict=True)) ** 0.5)
