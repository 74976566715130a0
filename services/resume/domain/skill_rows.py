"""Reads a section of skills: enumerations, columns of names and levels, grids, and the names of groups that are none."""

from collections.abc import Sequence

from services.resume.domain import facts
from services.resume.domain.document import Line
from services.resume.domain.fields import MATCHED, entry, field, lines_of
from services.resume.domain.lexicon import is_language
from services.resume.domain.resume import Entry, Field, FieldKind, SectionKind
from services.resume.domain.rows import Row, as_line, text_of
from services.resume.domain.table_heads import is_head
from services.resume.domain.words import field_labelled


def skills_entry(rows: Sequence[Row]) -> Entry:
    """The one entry that a section of skills is, each skill told once."""
    found: list[Field] = []
    columns: tuple[int, ...] = ()
    for index, row in enumerate(rows):
        if _names_group(row, rows) or _names_what_follows(row, rows[index + 1 : index + 2]):
            continue
        if is_head(row):
            columns = tuple(
                number for cell, number in zip(row.cells, row.columns, strict=True) if field_labelled(text_of(cell), SectionKind.SKILLS)
            )
        else:
            for line in map(as_line, _cells_of_skills(row, columns, rows)):
                names = (name for name in facts.skills_in(line.text) if not _is_spoken(name))
                found.extend(field(FieldKind.SKILL, name, line, MATCHED) for name in names)
    return entry(lines_of(rows), _once(found))


def _names_group(row: Row, rows: Sequence[Row]) -> bool:
    """Whether a row is printed bold as the name of what enumerates below it in light type."""
    lists = [each for each in rows if not each.bold and len(facts.skills_in(each.text)) > 1]
    return row.bold and not row.lines[0].first and len(row.cells) == 1 and len(lists) > 1 and len(facts.skills_in(row.text)) == 1


def _names_what_follows(row: Row, after: Sequence[Row]) -> bool:
    """Whether a row is the name of a group of skills, or stands in bold type over what somebody did with them."""
    if len(row.cells) > 1 or not after:
        return False
    names = facts.skills_in(after[0].text)
    return (facts.is_group(row.text) and len(names) > 1) or (row.bold and not after[0].bold and not names)


def _is_spoken(name: str) -> bool:
    """Whether it is a language that somebody speaks, and how well: `German (native)`."""
    return name.endswith(")") and "(" in name and is_language(name)


def _cells_of_skills(row: Row, columns: Sequence[int], rows: Sequence[Row]) -> Sequence[Sequence[Line]]:
    """The cells below a head that says so; beside a group's name all others; beside a level the first."""
    if columns and row.table is not None:
        return [cell for cell, number in zip(row.cells, row.columns, strict=True) if number in columns]
    cells = [cell for cell in row.cells if not facts.is_level(text_of(cell))]
    grouped = row.table is not None or len(facts.skills_in(text_of(row.cells[0]))) == 1 < len(facts.skills_in(text_of(row.cells[-1])))
    return cells[1:] if len(row.cells) == 2 == len(cells) and grouped and not _is_grid(row, rows) else cells


def _is_grid(row: Row, rows: Sequence[Row]) -> bool:
    """Whether the cells of a table are skills each, and none is the name of those beside it."""
    if row.table is None:
        return False
    cells = [text_of(cell) for each in rows if each.table == row.table for cell in each.cells]
    wide = any(len(each.cells) > 2 for each in rows if each.table == row.table)
    single = all(len(facts.skills_in(text)) == 1 and not facts.is_group(text) for text in cells)
    return single and (wide or sum(map(facts.is_known, cells)) >= 0.5 * len(cells))


def _once(found: Sequence[Field]) -> list[Field]:
    return list({each.text.casefold(): each for each in reversed(found)}.values())[::-1]
