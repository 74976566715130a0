"""What a résumé says, as it was read: sections, their entries, and the facts recognised in them."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from services.resume.domain.document import Line, PageSize
from services.resume.domain.language import Language
from services.resume.domain.periods import Months, months_of


class SectionKind(Enum):
    """What a section is about. The names are those of the contract."""

    HEADER = 1
    EDUCATION = 2
    EXPERIENCE = 3
    PROJECTS = 4
    ACTIVITIES = 5
    AWARDS = 6
    CERTIFICATIONS = 7
    SKILLS = 8
    SELF_INTRODUCTION = 9
    OTHER = 10


class FieldKind(Enum):
    """What a recognised fact is. The names are those of the contract."""

    NAME = 1
    EMAIL = 2
    PHONE = 3
    TARGET_ROLE = 4
    ORGANISATION = 5
    ROLE = 6
    DEGREE = 7
    MAJOR = 8
    PERIOD = 9
    TITLE = 10
    CERTIFICATE = 11
    ISSUER = 12
    SKILL = 13
    QUESTION = 14


@dataclass(frozen=True)
class Field:
    """A fact, the line it stands in, and how sure the reader is (0 to 1)."""

    kind: FieldKind
    text: str
    line: Line
    confidence: float

    @property
    def months(self) -> Months | None:
        """What a period means; None for every other fact, and for words that name no date."""
        return months_of(self.text) if self.kind is FieldKind.PERIOD else None


@dataclass(frozen=True)
class Entry:
    """One item of a section: one school, one employer, one question with its answer."""

    lines: tuple[Line, ...]
    fields: tuple[Field, ...] = ()

    def texts(self, kind: FieldKind) -> list[str]:
        """All facts of one kind, in reading order."""
        return [field.text for field in self.fields if field.kind is kind]


@dataclass(frozen=True)
class Section:
    """One part of a résumé under one heading."""

    kind: SectionKind
    heading: Line | None
    entries: tuple[Entry, ...]

    @property
    def lines(self) -> list[Line]:
        """All its lines but the heading."""
        return [line for entry in self.entries for line in entry.lines]


@dataclass(frozen=True)
class Resume:
    """A résumé as read; never without a section."""

    language: Language | None
    pages: Sequence[PageSize]
    sections: tuple[Section, ...]
    masked_numbers: int

    def section(self, kind: SectionKind) -> list[Entry]:
        """The entries of all sections of one kind."""
        return [entry for section in self.sections if section.kind is kind for entry in section.entries]
