"""How Hangul's text looks: the tables of looks in a file's header, to which its text refers by number."""

from dataclasses import dataclass, field

from lxml.etree import _Element

from services.resume.adapters.office.docx_looks import Look, number
from services.resume.adapters.office.numbering import Level
from services.resume.domain.colours import Colour, colour_of

UNIT = 1 / 100
"""HWPUNIT: a hundredth of a point."""
_SIDES = ("leftBorder", "rightBorder", "topBorder", "bottomBorder")


@dataclass(frozen=True, slots=True)
class ParagraphLook:
    """How a paragraph is set: how far in, and in which list at which level."""

    indent: float = 0.0
    list_kind: str = ""
    list_name: str = ""
    level: int = 0


@dataclass(frozen=True, slots=True)
class BorderFill:
    """What is drawn around and behind something."""

    is_ruled: bool = False
    fill: Colour | None = None


@dataclass
class Header:
    """The looks that a file defines, by their numbers."""

    looks: dict[str, Look] = field(default_factory=dict)
    paragraphs: dict[str, ParagraphLook] = field(default_factory=dict)
    borders: dict[str, BorderFill] = field(default_factory=dict)
    numberings: dict[str, dict[int, Level]] = field(default_factory=dict)
    bullets: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, root: _Element | None) -> "Header":
        """Reads the part with the looks, where there is one."""
        header = cls()
        if root is None:
            return header
        for each in root.iter("borderFill"):
            header.borders[each.get("id", "")] = _border_fill(each)
        for each in root.iter("charPr"):
            header.looks[each.get("id", "")] = header._look(each)
        for each in root.iter("paraPr"):
            header.paragraphs[each.get("id", "")] = _paragraph(each)
        for each in root.iter("numbering"):
            header.numberings[each.get("id", "")] = dict(_levels(each))
        for each in root.iter("bullet"):
            header.bullets[each.get("id", "")] = each.get("char", "")
        return header

    def _look(self, properties: _Element) -> Look:
        size = number(properties.get("height"), 1000.0) * UNIT
        look = Look(size=size * _percent(properties.find("relSz")), bold=properties.find("bold") is not None)
        behind = self.borders.get(properties.get("borderFillIDRef", ""), BorderFill()).fill
        paper = colour_of(properties.get("shadeColor")) or behind
        return Look(
            size=look.size,
            bold=look.bold,
            ink=colour_of(properties.get("textColor")),
            paper=paper or look.paper,
            width=100 * _percent(properties.find("ratio")),
        )


def _percent(element: _Element | None) -> float:
    """The smallest of a measure that each script has its own of."""
    values = [number(value, 100.0) for value in ({} if element is None else dict(element.attrib)).values()]
    return min((value for value in values if value > 1), default=100.0) / 100


def _border_fill(element: _Element) -> BorderFill:
    ruled = any(side.get("type", "NONE") != "NONE" for name in _SIDES for side in element.findall(name))
    brush = element.find("fillBrush/winBrush")
    shade = element.find("fillBrush/gradation/color")
    fill = None if brush is None else colour_of(brush.get("faceColor"))
    return BorderFill(ruled, fill if fill is not None or shade is None else colour_of(shade.get("value")))


def _paragraph(element: _Element) -> ParagraphLook:
    left = next((each for each in element.iter("left") if each.get("unit", "HWPUNIT") == "HWPUNIT"), None)
    heading = next(element.iter("heading"), None)
    indent = max(number(None if left is None else left.get("value"), 0.0) * UNIT, 0.0)
    if heading is None or heading.get("type", "NONE") not in ("NUMBER", "BULLET"):
        return ParagraphLook(indent)
    level = int(number(heading.get("level"), 0.0))
    return ParagraphLook(indent, heading.get("type", ""), heading.get("idRef", ""), min(max(level, 0), 9))


def _levels(numbering: _Element) -> list[tuple[int, Level]]:
    return [
        (
            int(number(head.get("level"), 1.0)) - 1,
            Level(head.get("numFormat", "DIGIT"), (head.text or "").strip(), int(number(head.get("start"), 1.0))),
        )
        for head in numbering.iterfind("paraHead")
    ]
