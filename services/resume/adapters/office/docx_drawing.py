"""What floats on Word's pages: boxes of text, shapes and pictures (DrawingML, and VML of older files)."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace

from lxml.etree import _Element

from services.resume.adapters.office.docx_looks import Look, is_on, number
from services.resume.adapters.office.flow import Block, Frame, Place
from services.resume.domain.colours import Colour, colour_of

_EMU = 1 / 12_700
_SCHEME = {"bg1": "lt1", "tx1": "dk1", "bg2": "lt2", "tx2": "dk2", "background1": "lt1", "text1": "dk1"}
_OFFICE = {"lt1": (255, 255, 255), "dk1": (0, 0, 0), "lt2": (231, 230, 230), "dk2": (68, 84, 106)}
_STYLED = re.compile(r"(margin-left|margin-top|left|top|width|height):\s*(-?[\d.]+)(pt|in|cm|mm|px)?")
_UNITS = {"pt": 1.0, "in": 72.0, "cm": 28.35, "mm": 2.835, "px": 0.75}

ReadBlocks = Callable[[_Element, Look], list[Block]]


class Drawings:
    """Reads drawings with the colours of one file's theme."""

    def __init__(self, theme: _Element | None) -> None:
        """`theme` is the part with the theme, where there is one."""
        self._scheme: dict[str, Colour] = dict(_OFFICE)
        for scheme in [] if theme is None else theme.iter("clrScheme"):
            for entry in scheme:
                colour = next((colour_of(each.get("lastClr") or each.get("val")) for each in entry), None)
                if colour is not None:
                    self._scheme[str(entry.tag)] = colour

    def frames(self, drawing: _Element, look: Look, read: ReadBlocks) -> Iterator[Frame]:
        """Everything that floats of a drawing; `read` reads the blocks inside."""
        if drawing.tag == "drawing":
            for holder in drawing:
                yield from self._drawn(holder, look, read)
        else:
            for content in drawing.iter("txbxContent"):
                fill = _vml_fill(content)
                yield Frame(read(content, _behind(look, fill)), _vml_place(drawing), fill)

    def _drawn(self, holder: _Element, look: Look, read: ReadBlocks) -> Iterator[Frame]:
        place = _place(holder) if holder.tag == "anchor" else None
        is_behind = is_on(holder) and holder.get("behindDoc") in ("1", "true")
        if is_on(_hidden(holder)):
            look = replace(look, vanishes=True)
        shapes = list(holder.iter("wsp"))
        for shape in shapes:
            content, properties = shape.find("txbx/txbxContent"), shape.find("spPr")
            fill = None if properties is None else self._fill(properties)
            blocks = [] if content is None else read(content, _behind(look, fill))
            if blocks or (fill is not None and is_behind):
                yield Frame(blocks, place, fill)
        if not shapes and is_behind and next(holder.iter("blip"), None) is not None:
            yield Frame((), place, is_picture=True)

    def _fill(self, properties: _Element) -> Colour | None:
        solid, gradient = properties.find("solidFill"), properties.find("gradFill/gsLst/gs")
        filled = solid if solid is not None else gradient
        for each in () if filled is None else filled:
            if each.tag == "srgbClr":
                return _adjusted(colour_of(each.get("val")), each)
            if each.tag == "schemeClr":
                name = each.get("val", "")
                return _adjusted(self._scheme.get(_SCHEME.get(name, name)), each)
        return None


def _adjusted(colour: Colour | None, element: _Element) -> Colour | None:
    """Darker (lumMod) and lighter (lumOff) variants of a colour, as near as telling dark from light needs."""
    if colour is None:
        return None
    for change in element:
        share = number(change.get("val"), 100_000.0) / 100_000
        if change.tag in ("lumMod", "shade"):
            colour = _each(colour, share, 0.0)
        elif change.tag == "lumOff":
            colour = _each(colour, 1.0, 255 * share)
        elif change.tag == "tint":
            colour = _each(colour, share, 255 * (1 - share))
    return colour


def _each(colour: Colour, factor: float, plus: float) -> Colour:
    red, green, blue = (min(255, max(0, round(value * factor + plus))) for value in colour)
    return red, green, blue


def _behind(look: Look, fill: Colour | None) -> Look:
    return look if fill is None else replace(look, paper=fill)


def _hidden(holder: _Element) -> _Element | None:
    """Word's pane can hide a drawing; the mark is on its properties."""
    properties = holder.find("docPr")
    if properties is None or properties.get("hidden") not in ("1", "true"):
        return None
    return properties


def _place(anchor: _Element) -> Place:
    extent = anchor.find("extent")
    width = number(None if extent is None else extent.get("cx"), 0.0) * _EMU
    height = number(None if extent is None else extent.get("cy"), 0.0) * _EMU
    left, from_page_left = _offset(anchor.find("positionH"))
    top, from_page_top = _offset(anchor.find("positionV"))
    return Place(left, top, width, height, from_page_left, from_page_top)


def _offset(position: _Element | None) -> tuple[float, bool]:
    if position is None:
        return 0.0, False
    offset = position.find("posOffset")
    return number(None if offset is None else offset.text, 0.0) * _EMU, position.get("relativeFrom") == "page"


def _vml_fill(content: _Element) -> Colour | None:
    shape = next((each for each in content.iterancestors() if each.get("fillcolor")), None)
    return None if shape is None or shape.get("filled") in ("f", "false") else colour_of(shape.get("fillcolor", "").split(" ")[0])


def _vml_place(drawing: _Element) -> Place | None:
    for shape in drawing:
        style = shape.get("style", "")
        if "position:absolute" in style.replace(" ", ""):
            found = {name: float(value) * _UNITS[unit or "px"] for name, value, unit in _STYLED.findall(style)}
            left, top = found.get("margin-left", found.get("left", 0.0)), found.get("margin-top", found.get("top", 0.0))
            return Place(left, top, found.get("width", 100.0), found.get("height", 20.0))
    return None
