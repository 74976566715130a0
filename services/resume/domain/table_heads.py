"""Tells what the columns of a table hold: by the words of its head, and, where nobody has listed those, by what stands below them."""

from collections.abc import Callable, Iterator, Mapping, Sequence

from services.resume.domain import lexicon
from services.resume.domain.document import Line
from services.resume.domain.periods import PERIOD, is_end
from services.resume.domain.resume import FieldKind, SectionKind
from services.resume.domain.rows import Row, text_of
from services.resume.domain.words import EXPECTED, LONGEST_LABEL, field_labelled, is_label, is_other_label

_SHORT = 14
"""Letters of a head that nobody has listed."""
_MOST = 0.6
"""Of a column's cells, those that look like a fact of its kind at least."""
_CLEAR = 0.6

_LIKE: Mapping[FieldKind, Callable[[str], float]] = {
    FieldKind.ORGANISATION: lexicon.organisation,
    FieldKind.ISSUER: lexicon.organisation,
    FieldKind.ROLE: lexicon.role,
    FieldKind.CERTIFICATE: lexicon.certificate,
    FieldKind.DEGREE: lambda words: float(lexicon.DEGREE.match(words) is not None),
    FieldKind.MAJOR: lambda words: float(lexicon.major_in(words) is not None),
}
_NAMING = {
    SectionKind.PROJECTS: FieldKind.TITLE,
    SectionKind.ACTIVITIES: FieldKind.TITLE,
    SectionKind.AWARDS: FieldKind.TITLE,
    SectionKind.CERTIFICATIONS: FieldKind.CERTIFICATE,
    SectionKind.EXPERIENCE: FieldKind.ORGANISATION,
    SectionKind.EDUCATION: FieldKind.ORGANISATION,
}
"""What an entry of each section has at least."""


def is_head(row: Row, below: Sequence[Row] = ()) -> bool:
    """Whether all cells, or nearly all, announce what stands below them; a value among them makes it none."""
    texts = [text_of(cell) for cell in row.cells]
    labels = sum(map(is_label, texts))
    valued = any(any(map(str.isdigit, text)) or len(text) > LONGEST_LABEL for text in texts)
    if len(texts) > 1 and (labels == len(texts) or (len(texts) > 2 and labels >= 0.6 * len(texts) and not valued)):
        return True
    return row.table is not None and not valued and len(texts) > 1 and _is_above_dates(row, below)


def _is_above_dates(row: Row, below: Sequence[Row]) -> bool:
    """Whether short words that are no facts stand in a table over rows of which each has a date in the same column."""
    texts = [text_of(cell) for cell in row.cells]
    under = [each for each in below if each.table == row.table]
    if not under or any(len(text) > _SHORT or _is_fact(text) for text in texts):
        return False
    return any(all(_is_date(_cell(each, number)) for each in under) for number in row.columns)


def _is_fact(text: str) -> bool:
    if is_label(text):
        return False
    likeness = (lexicon.organisation, lexicon.school, lexicon.role, lexicon.certificate, lexicon.prize)
    return lexicon.DEGREE.search(text) is not None or any(like(text) >= _CLEAR for like in likeness)


def _is_date(text: str) -> bool:
    return PERIOD.fullmatch(text.strip()) is not None or is_end(text)


def _cell(row: Row, number: int) -> str:
    return next((text_of(cell) for cell, column in zip(row.cells, row.columns, strict=True) if column == number), "")


def kinds_of_columns(section: SectionKind, head: Row, rows: Sequence[Row]) -> dict[int, FieldKind | None]:
    """The fact in each column, None where it is kept as text only."""
    named = {number: field_labelled(text_of(cell), section) for cell, number in zip(head.cells, head.columns, strict=True)}
    open_columns = [number for cell, number in zip(head.cells, head.columns, strict=True) if named[number] is None and _says_nothing(cell)]
    for number in open_columns:
        kind = _shown(section, [text for row in rows if (text := _cell(row, number))], set(named.values()))
        named[number] = kind
    left = [number for number in open_columns if named[number] is None]
    naming = _NAMING.get(section)
    if left and naming is not None and naming not in named.values():
        named[left.pop(0)] = naming
    missing = [kind for kind in EXPECTED.get(section, ()) if kind not in named.values() and kind is not FieldKind.PERIOD]
    if len(left) == len(missing) == 1 and section is not SectionKind.EDUCATION:
        named[left[0]] = missing[0]
    return named


def _says_nothing(cell: Sequence[Line]) -> bool:
    return not is_other_label(text_of(cell))


def _shown(section: SectionKind, texts: Sequence[str], known: set[FieldKind | None]) -> FieldKind | None:
    """The kind that most cells of a column look like, of those that no other column holds; begin and end may have one each."""
    if not texts:
        return None
    if sum(map(_is_date, texts)) >= _MOST * len(texts):
        return FieldKind.PERIOD
    shares = dict(_shares(section, texts, known))
    best = max(shares, key=lambda kind: shares[kind], default=None)
    return best if best is not None and shares[best] >= _MOST else None


def _shares(section: SectionKind, texts: Sequence[str], known: set[FieldKind | None]) -> Iterator[tuple[FieldKind, float]]:
    for kind in EXPECTED.get(section, ()):
        like = _LIKE.get(kind)
        if section is SectionKind.EDUCATION and kind is FieldKind.ORGANISATION:
            like = lexicon.school
        if like is not None and kind not in known:
            yield kind, sum(like(text) >= _CLEAR for text in texts) / len(texts)
