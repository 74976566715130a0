"""Says which piece of an entry's head is which fact: by what the pieces look like, by their order, and by the section's habit."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import permutations

from services.resume.domain import lexicon
from services.resume.domain.pieces import Piece
from services.resume.domain.resume import FieldKind, SectionKind

CLEAR = 0.6
"""From this likeness on words are taken for what they look like."""
_FIRST_PIECES = 4
"""Names stand at the head of an entry; what follows is about them."""

Likeness = Callable[[str], float]


@dataclass(frozen=True)
class Named:
    """A piece, what it is, and whether it looks like it or only stands where such facts stand."""

    kind: FieldKind
    piece: Piece
    clear: bool


@dataclass(frozen=True)
class _Slots:
    """The two facts of an entry besides its period: the one that names it, and the other."""

    first: FieldKind
    second: FieldKind
    first_like: Likeness
    second_like: Likeness


def _no_likeness(_: str) -> float:
    return 0.0


def _office(words: str) -> float:
    """What somebody was in a club names what was done there."""
    return CLEAR * lexicon.role(words)


_SLOTS = {
    SectionKind.EXPERIENCE: _Slots(FieldKind.ORGANISATION, FieldKind.ROLE, lexicon.organisation, lexicon.role),
    SectionKind.PROJECTS: _Slots(FieldKind.TITLE, FieldKind.ROLE, _no_likeness, lexicon.role),
    SectionKind.ACTIVITIES: _Slots(FieldKind.TITLE, FieldKind.ORGANISATION, _office, lexicon.organisation),
    SectionKind.AWARDS: _Slots(FieldKind.TITLE, FieldKind.ISSUER, lexicon.prize, lexicon.organisation),
    SectionKind.CERTIFICATIONS: _Slots(FieldKind.CERTIFICATE, FieldKind.ISSUER, lexicon.certificate, lexicon.organisation),
}


def is_clear(section: SectionKind, words: str) -> bool:
    """Whether words are clearly a fact of their own in such an entry, apart from the one that names it."""
    if section is SectionKind.EDUCATION:
        return lexicon.school(words) >= CLEAR or lexicon.DEGREE.search(words) is not None
    if section is SectionKind.EXPERIENCE:
        return max(lexicon.organisation(words), lexicon.role(words)) >= CLEAR
    if section is SectionKind.PROJECTS:
        return lexicon.role(words) >= CLEAR
    if section is SectionKind.ACTIVITIES and max(lexicon.role(words), 0.9 * lexicon.is_office(words)) >= CLEAR:
        return True
    return lexicon.organisation(words) >= CLEAR


def apart(section: SectionKind, words: str) -> tuple[str, str] | None:
    """Two facts of such an entry that only a blank parts."""
    if section in (SectionKind.EXPERIENCE, SectionKind.PROJECTS):
        return lexicon.role_apart(words)
    if section is SectionKind.EDUCATION:
        return None
    parts = lexicon.organisation_apart(words)
    return lexicon.role_apart(words) if parts is None and section is SectionKind.ACTIVITIES else parts


_ARTICLE = re.compile(r"(?:A|An|The|I)\s")
"""What begins a sentence, and no position."""


def wanted(section: SectionKind) -> int:
    """How many pieces an entry has at least when nothing is missing."""
    return 3 if section is SectionKind.EDUCATION else 2


def turned(section: SectionKind, heads: Sequence[Sequence[Piece]]) -> float:
    """How a section orders its two names, from the entries in which that is clear: above 0 the naming one first, below 0 last."""
    slots = _SLOTS.get(section)
    return sum(_order(slots, pieces) for pieces in heads if len(pieces) >= 2) if slots else 0.0


def _order(slots: _Slots, pieces: Sequence[Piece]) -> float:
    one, other = pieces[0].text, pieces[1].text
    straight = slots.first_like(one) + slots.second_like(other)
    reverse = slots.first_like(other) + slots.second_like(one)
    return 1.0 if straight > reverse + 0.3 else -1.0 if reverse > straight + 0.3 else 0.0


def name(section: SectionKind, pieces: Sequence[Piece], order: float) -> list[Named]:
    """The facts among the pieces; `order` is what `turned` said of the whole section."""
    if section is SectionKind.EDUCATION:
        return list(_studies(pieces))
    slots = _SLOTS.get(section)
    pieces = [piece for piece in pieces if not lexicon.is_prose(piece.text)]
    if section is SectionKind.CERTIFICATIONS:
        pieces = [piece for piece in pieces if not lexicon.is_language(piece.text)]
    return list(_pair(slots, pieces[:_FIRST_PIECES], order)) if slots and pieces else []


def _pair(slots: _Slots, pieces: Sequence[Piece], order: float) -> Iterator[Named]:
    if len(pieces) == 1:
        yield _alone(slots, _bare(slots, pieces[0], pieces[0])[0])
        return
    indices = max(permutations(range(len(pieces)), 2), key=lambda pair: _worth(slots, pieces, pair, order))
    first, second = (pieces[index] for index in indices)
    first, second = _bare(slots, first, second)
    yield Named(slots.first, first, slots.first_like(first.text) >= CLEAR or slots.second_like(second.text) >= CLEAR)
    if slots.second_like(second.text) >= 0.5 or _stands_for_it(slots, first, second):
        yield Named(slots.second, second, slots.second_like(second.text) >= CLEAR)


def _worth(slots: _Slots, pieces: Sequence[Piece], pair: tuple[int, int], order: float) -> float:
    first, second = pieces[pair[0]].text, pieces[pair[1]].text
    likeness = slots.first_like(first) - 0.6 * slots.second_like(first) + slots.second_like(second) - 0.6 * slots.first_like(second)
    straight = 0.05 if pair[0] < pair[1] else 0.0
    habit = 0.5 if order * (pair[1] - pair[0]) > 0 else 0.0
    strong = 0.35 if pieces[pair[0]].strong and not pieces[pair[1]].strong else 0.0
    aside = sum(0.4 for words in (first, second) if lexicon.DEPARTMENT.search(words))
    return likeness + straight + habit + strong - aside - 0.1 * sum(pair)


def _alone(slots: _Slots, piece: Piece) -> Named:
    second = slots.second is FieldKind.ROLE and slots.first is FieldKind.ORGANISATION
    like_second = slots.second_like(piece.text) >= CLEAR and slots.first_like(piece.text) < CLEAR
    kind = slots.second if second and like_second else slots.first
    return Named(kind, piece, like_second or slots.first_like(piece.text) >= CLEAR)


def _bare(slots: _Slots, first: Piece, second: Piece) -> tuple[Piece, Piece]:
    """An employer without its department and its town, a position without the department before it."""
    if slots.first is not FieldKind.ORGANISATION:
        return first, second
    employer = lexicon.without_town(lexicon.without_department(first.text))
    return replace(first, text=employer), replace(second, text=lexicon.without_department_before(second.text))


def _stands_for_it(slots: _Slots, first: Piece, second: Piece) -> bool:
    """An employer and a position without familiar words are told by their places; of other facts none is made up so."""
    if slots.second is FieldKind.ROLE and slots.first is FieldKind.TITLE:
        return (
            len(second.text) <= 25
            and not second.text[:1].islower()
            and not _ARTICLE.match(second.text)
            and "," not in second.text
            and lexicon.organisation(second.text) < CLEAR
        )
    return len(second.text) <= 40


# ---- schools ----

_JOINT = re.compile(r"^\s*(?:(?:in|of)\b|,|-|–|—|:|/|\(|·)?\s*", re.IGNORECASE)
_ABBREVIATED = re.compile(r"\s*\([A-Z][A-Za-z.]{1,6}\)?(?=$|,)")
"""A degree again in short, behind what it is in."""
_FACULTY = re.compile(r"(?:Faculty|School|Department|College|Institute) of\b")
_MINOR = re.compile(r"부전공|복수전공|minor", re.IGNORECASE)
_STUDIES_END = re.compile(r"\s*(?:전공|학위|과정|교환학생|졸업(?:예정)?|수료|재학|중퇴|휴학|편입|major|degree)\s*\)?$", re.IGNORECASE)


def _studies(pieces: Sequence[Piece]) -> Iterator[Named]:
    named: dict[FieldKind, Named] = {}
    rest: list[Piece] = []
    for piece in pieces:
        _name_study(piece, named, rest)
    for piece in rest:
        kind = next((kind for kind in (FieldKind.ORGANISATION, FieldKind.MAJOR) if kind not in named), None)
        school = named.get(FieldKind.ORGANISATION)
        secondary = school is not None and lexicon.is_secondary(school.piece.text)
        told = school is not None and (piece.text in school.piece.text or _FACULTY.match(piece.text) is not None)
        if kind is not None and not told and not (kind is FieldKind.MAJOR and secondary) and len(piece.text) <= 50:
            named[kind] = Named(kind, piece, clear=False)
    yield from named.values()


def _name_study(piece: Piece, named: dict[FieldKind, Named], rest: list[Piece]) -> None:
    """Takes the degree out of a piece, and looks at what stands before and after it as at pieces of their own."""
    degree = lexicon.DEGREE.search(piece.text)
    if degree and FieldKind.DEGREE not in named:
        named[FieldKind.DEGREE] = Named(FieldKind.DEGREE, Piece(degree.group().strip(), piece.line), clear=True)
        before, after = (_JOINT.sub("", words).strip(" ,·/-–—():") for words in (piece.text[: degree.start()], piece.text[degree.end() :]))
        if before and not lexicon.is_aside(before):
            _name_study(Piece(before, piece.line), named, rest)
        if again := lexicon.DEGREE.match(after):  # `Bachelor of Science - BS, Business Management`
            after = after[again.end() :].strip(" ,·/-–—():")
        if after and not lexicon.is_aside(after):
            _name_after_degree(Piece(after, piece.line), named, rest)
        return
    _name_whole(piece, named, rest)


def _name_after_degree(piece: Piece, named: dict[FieldKind, Named], rest: list[Piece]) -> None:
    """`B.Sc. Physics, ETH Zürich`: what follows a degree is the major, unless it is clearly a school, and then comes the school."""
    major, comma, school = _ABBREVIATED.sub("", piece.text).partition(", ")
    if FieldKind.MAJOR not in named and lexicon.school(major) < CLEAR and re.match(r"[A-Z]", major):
        named[FieldKind.MAJOR] = Named(FieldKind.MAJOR, Piece(_STUDIES_END.sub("", major), piece.line), clear=True)
        if comma and not lexicon.is_aside(school) and not _MINOR.search(school):
            _name_whole(Piece(school, piece.line), named, rest)
    else:
        _name_study(piece, named, rest)


def _name_whole(piece: Piece, named: dict[FieldKind, Named], rest: list[Piece]) -> None:
    words = _STUDIES_END.sub("", piece.text).strip(" ,(") or piece.text
    school, _, after = _school_and_rest(words)
    if school and FieldKind.ORGANISATION not in named:
        named[FieldKind.ORGANISATION] = Named(FieldKind.ORGANISATION, Piece(school, piece.line), clear=True)
        if after:
            _name_whole(Piece(after, piece.line), named, rest)
    elif FieldKind.MAJOR not in named and not _MINOR.search(words) and (major := _whole_major(piece.text, words)):
        named[FieldKind.MAJOR] = Named(FieldKind.MAJOR, Piece(major, piece.line), clear=True)
    else:
        rest.append(Piece(words, piece.line))


def _school_and_rest(words: str) -> tuple[str, str, str]:
    """`한빛대학교 컴퓨터공학과` is a school and something else; `Harbour Institute of Technology` is one name."""
    if match := re.match(r"^(\S*(?:대학교|대학원|고등학교|과학기술원|전문대학|대학|고교)(?:\s+대학원)?)\s+(?!대학원$)(.+)$", words):
        if match[2].endswith("대학원"):
            return words, "", ""
        return match[1], " ", match[2]
    return (_university(words), "", "") if lexicon.school(words) >= CLEAR else ("", "", "")


def _university(words: str) -> str:
    """The school alone of a school and its part: `University of Illinois, College of Engineering`."""
    parts = words.split(", ")
    if len(parts) != 2 or min(map(lexicon.school, parts)) < CLEAR:
        return words
    return next((part for part in parts if "University" in part), words)


def _whole_major(text: str, words: str) -> str | None:
    if re.search(r"전공\)?$|\bmajor$", text, re.IGNORECASE) or text.lower().startswith("major in "):
        return re.sub(r"^major in ", "", words, flags=re.IGNORECASE)
    found = lexicon.major_in(words)
    return words if found and words.endswith(found) else found
