"""How Word's text looks: styles, one on top of the other, down to what a person would see of a run."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from lxml.etree import _Element

from services.resume.domain.colours import WHITE, Colour, can_be_seen_on, colour_of, mixed
from services.resume.domain.document import HiddenReason

TINIEST = 4.0
"""Points under which type is not read on paper: the small print of medicine has six."""
_OFF = ("0", "false", "off", "none")
_DEEPEST = 30
"""Styles based on styles; Word itself makes a handful."""
_HIGHLIGHTS = {
    "black": "000000", "blue": "0000FF", "cyan": "00FFFF", "green": "00FF00", "magenta": "FF00FF", "red": "FF0000", "yellow": "FFFF00",
    "white": "FFFFFF", "darkBlue": "000080", "darkCyan": "008080", "darkGreen": "008000", "darkMagenta": "800080", "darkRed": "800000",
    "darkYellow": "808000", "darkGray": "808080", "lightGray": "C0C0C0",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Look:
    """What a run looks like, as far as it matters to whoever reads."""

    size: float = 10.0
    bold: bool = False
    ink: Colour | None = None
    """None is automatic: black, or white on dark."""
    paper: Colour = WHITE
    """What is behind it."""
    vanishes: bool = False
    is_clear: bool = False
    """Filled with nothing."""
    width: float = 100.0
    """Of its letters, percent."""

    @property
    def hidden(self) -> HiddenReason | None:
        """Why nobody sees it, or None."""
        if self.vanishes:
            return HiddenReason.NOT_DRAWN
        if self.is_clear:
            return HiddenReason.TRANSPARENT
        if self.size < TINIEST or self.width < 10.0:
            return HiddenReason.TINY
        return HiddenReason.COLOUR if self.ink is not None and not can_be_seen_on(self.ink, self.paper) else None

    def with_run(self, properties: _Element | None) -> "Look":
        """Changed by the properties of a run or of a style."""
        if properties is None:
            return self
        look = self
        for each in properties:
            look = look._with(each)
        return look

    def _with(self, each: _Element) -> "Look":
        match each.tag:
            case "sz":
                return replace(self, size=number(each.get("val"), 2 * self.size) / 2)
            case "b":
                return replace(self, bold=is_on(each))
            case "vanish" | "specVanish":
                return replace(self, vanishes=is_on(each))
            case "color":
                return replace(self, ink=colour_of(each.get("val")))
            case "highlight":
                return replace(self, paper=colour_of(_HIGHLIGHTS.get(each.get("val", ""))) or self.paper)
            case "shd":
                return self.on(each)
            case "w":
                return replace(self, width=number(each.get("val"), 100.0))
            case "textFill":
                return replace(self, is_clear=_is_clear(each))
        return self

    def on_colour(self, text: str | None) -> "Look":
        """On paper of a colour, where it names one."""
        paper = colour_of(text)
        return self if paper is None else replace(self, paper=paper)

    def on(self, shading: _Element | None) -> "Look":
        """On a shading, where it is one."""
        paper = None if shading is None else _shade(shading, self.paper)
        return self if paper is None else replace(self, paper=paper)


class Styles:
    """The styles of one file."""

    def __init__(self, root: _Element | None) -> None:
        """`root` is the part with the styles, where there is one."""
        self._styles = {} if root is None else {style.get("styleId", ""): style for style in root.iter("style")}
        self._defaults = {style.get("type"): name for name, style in self._styles.items() if style.get("default") in ("1", "true")}
        self.plain = Look() if root is None else Look().with_run(root.find("docDefaults/rPrDefault/rPr"))

    def of(self, kind: str, name: str | None) -> list[_Element]:
        """A style and those it is based on, the deepest first; the file's default when it names none."""
        chain: list[_Element] = []
        wanted = name if name in self._styles else self._defaults.get(kind)
        while wanted in self._styles and len(chain) < _DEEPEST:
            style = self._styles[wanted]
            chain.insert(0, style)
            below = style.find("basedOn")
            wanted = None if below is None else below.get("val")
        return chain

    def paragraph(self, look: Look, name: str | None) -> Look:
        """The look of a paragraph of that style."""
        for style in self.of("paragraph", name):
            look = look.with_run(style.find("rPr")).on(style.find("pPr/shd"))
        return look

    def run(self, look: Look, properties: _Element | None) -> Look:
        """The look of a run with these properties, its own style first."""
        named = None if properties is None else properties.find("rStyle")
        if named is not None:
            for style in self.of("character", named.get("val")):
                look = look.with_run(style.find("rPr"))
        return look.with_run(properties)

    def found(self, chain: Sequence[_Element], path: str) -> _Element | None:
        """What the uppermost style of a chain says there."""
        return next((found for style in reversed(chain) if (found := style.find(path)) is not None), None)


def is_on(element: _Element | None) -> bool:
    """Whether a switch is there and not off."""
    return element is not None and element.get("val", "1") not in _OFF


def number(text: str | None, default: float) -> float:
    """A measure; the default where there is none."""
    try:
        value = float((text or "").removesuffix("%"))
    except ValueError:
        return default
    return min(max(value, -100_000.0), 10_000_000.0) if value == value else default


def _shade(shading: _Element, paper: Colour) -> Colour | None:
    pattern = shading.get("val", "clear")
    fill = colour_of(shading.get("fill"))
    if pattern == "nil":
        return None
    if pattern == "solid":
        return colour_of(shading.get("color")) or (0, 0, 0)
    if pattern.startswith("pct"):
        share = number(pattern.removeprefix("pct"), 0.0) / 100
        return mixed(colour_of(shading.get("color")) or (0, 0, 0), fill or paper, min(max(share, 0.0), 1.0))
    return fill


def _is_clear(fill: _Element) -> bool:
    """Word's drawing of letters: filled with nothing, or with an alpha that leaves next to nothing."""
    if fill.find("noFill") is not None:
        return True
    # In w14 the alpha counts what is let through, in percent times a thousand.
    return any(number(alpha.get("val"), 0.0) >= 90_000 for alpha in fill.iter("alpha"))
