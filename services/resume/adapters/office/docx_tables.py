"""How Word's tables look: a table's style colours its first row, its first column and every other row by rules."""

from lxml.etree import _Element

from services.resume.adapters.office.docx_looks import Look, Styles, is_on

_BITS = {"firstRow": 0x20, "lastRow": 0x40, "firstCol": 0x80, "lastCol": 0x100}
_NO_BANDS = 0x200
_SIDES = ("top", "left", "start", "bottom", "right", "end", "insideH", "insideV")


class TableLooks:
    """The looks of one table's cells."""

    def __init__(self, table: _Element, styles: Styles) -> None:
        named = table.find("tblPr/tblStyle")
        self._styles = styles
        self.chain = styles.of("table", None if named is None else named.get("val"))
        self._asked = table.find("tblPr/tblLook")

    def of_cell(self, look: Look, *, row: int, rows: int, is_first: bool, is_last: bool) -> Look:
        """What the style makes of one cell; what stands nearer to the corner wins."""
        for style in self.chain:
            look = look.with_run(style.find("rPr")).on(style.find("tcPr/shd"))
        applying = (
            ("band1Horz", self._has_bands() and self._body_row(row) % 2 == 0),
            ("band2Horz", self._has_bands() and self._body_row(row) % 2 == 1),
            ("firstCol", self._is_asked("firstCol") and is_first),
            ("lastCol", self._is_asked("lastCol") and is_last),
            ("lastRow", self._is_asked("lastRow") and row == rows - 1),
            ("firstRow", self._is_asked("firstRow") and row == 0),
        )
        for kind, applies in applying:
            if applies:
                look = self._with_rule(look, kind)
        return look

    def _with_rule(self, look: Look, kind: str) -> Look:
        for style in self.chain:
            for rule in style.iterfind("tblStylePr"):
                if rule.get("type") == kind:
                    look = look.with_run(rule.find("rPr")).on(rule.find("tcPr/shd"))
        return look

    def _body_row(self, row: int) -> int:
        """A row's number among those under the head; the head itself is in no band."""
        return row - 1 if self._is_asked("firstRow") and row else row

    def _is_asked(self, name: str) -> bool:
        if self._asked is None:
            return False
        own = self._asked.get(name)
        return own in ("1", "true", "on") if own is not None else bool(self._bits() & _BITS[name])

    def _has_bands(self) -> bool:
        if self._asked is None:
            return False
        own = self._asked.get("noHBand")
        return own in ("0", "false", "off") if own is not None else not self._bits() & _NO_BANDS

    def _bits(self) -> int:
        try:
            return int(self._asked.get("val", "0"), 16) if self._asked is not None else 0
        except ValueError:
            return 0


def is_ruled(table: _Element, looks: TableLooks) -> bool:
    """Whether any ruler of it is drawn: by the table, its style, or a cell."""
    own = table.find("tblPr/tblBorders")
    if own is not None and _draws(own):
        return True
    if any(_draws(borders) for borders in table.iterfind("tr/tc/tcPr/tcBorders")):
        return True
    if own is not None:
        return False
    return any(_draws(borders) for style in looks.chain for borders in style.iter("tblBorders", "tcBorders"))


def _draws(borders: _Element) -> bool:
    return any(side.tag in _SIDES and side.get("val", "nil") not in ("nil", "none") and is_on(side) for side in borders)
