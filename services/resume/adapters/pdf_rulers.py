"""The straight strokes of a PDF's page, which make tables of text. Runs in the parser process only."""

from collections.abc import Iterator
from typing import Any

from services.resume.adapters.pdf_sight import Turning
from services.resume.domain.open_tables import Ruler
from services.resume.domain.rulings import MOST_RULERS

_THIN = 1.0


def rulers_of(page: Any) -> tuple[list[Ruler], list[Ruler]]:
    """Those across and those down the page."""
    turned = Turning(page)
    across: list[Ruler] = []
    down: list[Ruler] = []
    for drawing in page.get_cdrawings():
        for stroke in _strokes(drawing):
            left, top, right, bottom = turned(stroke)
            if abs(bottom - top) <= _THIN:
                across.append(Ruler(top, min(left, right), max(left, right)))
            elif abs(right - left) <= _THIN:
                down.append(Ruler(left, min(top, bottom), max(top, bottom)))
        if len(across) + len(down) > MOST_RULERS:
            break
    return across, down


def _strokes(drawing: dict[str, Any]) -> Iterator[tuple[float, float, float, float]]:
    for item in drawing["items"]:
        if item[0] == "l":
            (left, top), (right, bottom) = item[1:3]
            yield left, top, right, bottom
        elif item[0] == "re":
            left, top, right, bottom = item[1]
            yield from ((left, top, right, top), (left, bottom, right, bottom), (left, top, left, bottom), (right, top, right, bottom))
