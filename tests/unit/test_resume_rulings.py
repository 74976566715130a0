"""Cells of ruled tables, found from the strokes around them."""

from services.resume.domain.document import Cell, Line
from services.resume.domain.open_tables import Ruler
from services.resume.domain.rulings import with_cells
from tests.resumes.lines import A4, line

TEXTS = [line("기간", row=0, left=60), line("학교", row=0, left=200), line("2014", row=1, left=60), line("한빛", row=1, left=200)]
ACROSS = [Ruler(at, 50, 330) for at in (48.0, 62.0, 76.0)]
DOWN = [Ruler(at, 48, 76) for at in (50.0, 190.0, 330.0)]


def cells(lines: list[Line]) -> list[Cell | None]:
    return [each.cell for each in lines]


def test_lines_between_the_same_rulers_share_a_cell() -> None:
    found = with_cells([*TEXTS, line("대학", row=1, left=210)], ACROSS, DOWN, A4, 3)

    assert cells(found) == [Cell(3, 0, 0), Cell(3, 0, 1), Cell(3, 1, 0), Cell(3, 1, 1), Cell(3, 1, 1)]


def test_a_stroke_under_a_heading_makes_no_table() -> None:
    assert cells(with_cells(TEXTS, [Ruler(62.0, 50, 500)], [], A4, 0)) == [None] * 4


def test_a_frame_around_the_page_makes_no_table() -> None:
    frame = [Ruler(20.0, 20, 830), Ruler(575.0, 20, 830)]

    assert cells(with_cells(TEXTS, [Ruler(20.0, 20, 575), Ruler(830.0, 20, 575)], frame, A4, 0)) == [None] * 4


def test_a_box_around_a_paragraph_makes_no_table() -> None:
    assert cells(with_cells(TEXTS[:2], ACROSS[:2], [Ruler(50.0, 48, 62), Ruler(400.0, 48, 62)], A4, 0)) == [None] * 2


def test_tables_apart_are_two_tables() -> None:
    lower = [Ruler(at + 100, 50, 330) for at in (48.0, 62.0)]
    texts = [*TEXTS, line("자격", row=7, left=60), line("기사", row=7, left=200)]
    down = [*DOWN, *[Ruler(at, 148, 162) for at in (50.0, 190.0, 330.0)]]

    assert [cell.table if cell else None for cell in cells(with_cells(texts, [*ACROSS, *lower], down, A4, 0))] == [0, 0, 0, 0, 1, 1]


def test_a_drawing_of_thousands_of_strokes_is_not_searched() -> None:
    assert cells(with_cells(TEXTS, ACROSS * 2_000, DOWN, A4, 0)) == [None] * 4
