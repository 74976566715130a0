"""Word's lists: which paragraphs are numbered or have a bullet, and how far they are set in."""

from collections.abc import Sequence

from lxml.etree import _Element

from services.resume.adapters.office.docx_looks import Styles, number
from services.resume.adapters.office.numbering import Counters, Level

_TWIP = 1 / 20
_DEEPEST = 8


class Lists:
    """The lists of one file, counted as it is read."""

    def __init__(self, root: _Element | None, styles: Styles) -> None:
        """`root` is the part with the lists, where there is one."""
        self._styles = styles
        self._counters = Counters()
        abstract = {} if root is None else {each.get("abstractNumId"): each for each in root.iterfind("abstractNum")}
        self._levels: dict[str, dict[int, Level]] = {}
        self._indents: dict[tuple[str, int], float] = {}
        for each in [] if root is None else root.iterfind("num"):
            of = each.find("abstractNumId")
            self._learn(each.get("numId", ""), abstract.get(None if of is None else of.get("val")), each)

    def before(self, properties: _Element | None, chain: Sequence[_Element]) -> tuple[str, float]:
        """What stands before a paragraph (with a blank after it, or nothing), and how far it is set in, in points."""
        list_ = _first(properties, "numPr", chain, self._styles)
        indent = _first(properties, "ind", chain, self._styles)
        left = None if indent is None else indent.get("left", indent.get("start"))
        name, level = _named(list_)
        if name not in self._levels:
            return "", number(left, 0.0) * _TWIP
        label = self._counters.next(name, level, self._levels[name])
        own = self._indents.get((name, level), 0.0) if left is None else number(left, 0.0)
        return f"{label} " if label else "", own * _TWIP

    def _learn(self, name: str, abstract: _Element | None, list_: _Element) -> None:
        levels: dict[int, Level] = {}
        for level in [] if abstract is None else abstract.iterfind("lvl"):
            at = int(number(level.get("ilvl"), 0.0))
            levels[at] = Level(
                _value(level, "numFmt", "decimal"), _value(level, "lvlText", ""), int(number(_value(level, "start", "1"), 1.0))
            )
            indent = level.find("pPr/ind")
            if indent is not None:
                self._indents[name, at] = number(indent.get("left", indent.get("start")), 0.0)
        for override in list_.iterfind("lvlOverride"):
            at, start = int(number(override.get("ilvl"), 0.0)), override.find("startOverride")
            if start is not None and at in levels:
                levels[at] = Level(levels[at].kind, levels[at].text, int(number(start.get("val"), 1.0)))
        self._levels[name] = levels


def _first(properties: _Element | None, path: str, chain: Sequence[_Element], styles: Styles) -> _Element | None:
    own = None if properties is None else properties.find(path)
    return own if own is not None else styles.found(chain, f"pPr/{path}")


def _named(list_: _Element | None) -> tuple[str, int]:
    if list_ is None:
        return "", 0
    level = int(number(_value(list_, "ilvl", "0"), 0.0))
    return _value(list_, "numId", ""), min(max(level, 0), _DEEPEST)


def _value(parent: _Element, name: str, default: str) -> str:
    child = parent.find(name)
    return default if child is None else child.get("val", default)
