"""Tells what a part of a résumé is about by what stands in it, where its heading does not say."""

import re
from collections import Counter
from collections.abc import Sequence

from services.resume.domain import facts, lexicon
from services.resume.domain.periods import PERIOD
from services.resume.domain.resume import SectionKind
from services.resume.domain.rows import Row, text_of
from services.resume.domain.vocabulary import read_parts

_CLEAR = 0.6
_SHARE = 0.5
"""Of a part's dated rows that say the same."""
_ITEMS = 3
"""From this many short names on a line enumerates skills."""
_TESTED = re.compile(
    r"\bcertif|\blicen[cs]e|면허|자격|[1-4]급|(?:기사|기능사)(?![가-힣])|\b(?:TOEIC|OPIc|JLPT|IELTS|TOEFL)\b", re.IGNORECASE
)
_UNIVERSITY = re.compile(r"대학교|대학원|\b(?:University|College)\b")
_VOLUNTARY = re.compile("|".join(read_parts("activities")["ACTIVITIES"]), re.IGNORECASE)


def kind_of(rows: Sequence[Row]) -> SectionKind | None:
    """The section whose facts the rows have; None where they have none, or those of several."""
    dated = [index for index, row in enumerate(rows) if PERIOD.search(row.text) and len(row.text) < 120]
    if not dated:
        return SectionKind.SKILLS if rows and all(map(_enumerates, rows)) else None
    said: Counter[SectionKind] = Counter()
    for index in dated:
        said.update(_said_by(" ".join(row.text for row in rows[max(0, index - 1) : index + 1]), rows[index]))
    best = said.most_common(2)
    if not best or best[0][1] < _SHARE * len(dated) or (len(best) > 1 and best[1][1] == best[0][1]):
        return None
    return best[0][0]


def tells_of_studies(rows: Sequence[Row]) -> bool:
    """Whether there are as many degrees as dates, or each date has a school beside it."""
    dated = [row.text for row in rows if PERIOD.search(row.text)]
    studied = [lexicon.is_secondary(text) or lexicon.DEGREE.search(text) is not None for text in dated]
    if any(studied) and all(map(lambda known, text: known or _UNIVERSITY.search(text) is not None, studied, dated)):
        return True
    return 0 < len(dated) <= sum(1 for row in rows if lexicon.DEGREE.search(row.text))


def _said_by(text: str, row: Row) -> set[SectionKind]:
    """The first kind that a dated row and the one above it speak of."""
    bare = PERIOD.sub("", text)
    parts = [part.strip(" ()[]") for part in re.split(r"[,|·/()–—]|\s{2,}|\s-\s", bare) if part.strip(" ()[]")]
    if lexicon.DEGREE.search(bare) or (lexicon.is_secondary(bare) and not any(lexicon.role(part) >= _CLEAR for part in parts)):
        return {SectionKind.EDUCATION}
    if _VOLUNTARY.search(bare):
        return {SectionKind.ACTIVITIES}
    if any(lexicon.prize(part) >= _CLEAR for part in parts):
        return {SectionKind.AWARDS}
    if _TESTED.search(bare):
        return {SectionKind.CERTIFICATIONS}
    if any(lexicon.role(part) >= _CLEAR for part in parts):
        return {SectionKind.EXPERIENCE}
    if any(lexicon.certificate(part) >= _CLEAR for part in parts):
        return {SectionKind.CERTIFICATIONS}
    if any(lexicon.school(part) >= 0.9 for part in parts):
        return {SectionKind.EDUCATION}
    return set()


def _enumerates(row: Row) -> bool:
    names = [name for cell in row.cells for name in facts.skills_in(text_of(cell))]
    few = 2 if row.table is not None else _ITEMS
    return len(names) >= few and all(len(name) <= 25 and len(name.split()) <= 3 for name in names) and not row.text.endswith(".")
