"""Keeps a spreadsheet from taking a question for a formula, in a way that can be undone.

Excel and its kin compute a cell that begins with `=`, `+`, `-` or `@`, whoever wrote it (CWE-1236). An apostrophe in front makes it text.
Reading takes that apostrophe off again; text that had one of its own in that place got a second, so nothing is lost.
"""

import re

_FORMULA = re.compile(r"'*[=+\-@＝＋－＠\t\r\n]")


def neutralised(text: str) -> str:
    """What is written into a cell."""
    return f"'{text}" if _FORMULA.match(text) else text


def restored(cell: str) -> str:
    """The text of a cell."""
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell) else cell
