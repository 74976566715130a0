"""What stands in a person's résumé, as facts to be found; and what was found, in the same form."""

import re
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from bench.reading.dates import Period
from bench.reading.people import Person
from services.resume.domain.resume import Entry, Field, FieldKind, Resume, SectionKind


class Fact(NamedTuple):
    """One fact: where, what, and its words without blanks; a period carries what it means as well."""

    section: SectionKind
    kind: str
    words: str


Facts = Counter[Fact]
_NUMBER = re.compile(r"^\s*(?:Q\s?)?\d{0,2}[.)]\s*")


def truth_of(person: Person) -> Facts:
    """Everything that a perfect reader finds."""
    return Counter(Fact(section, kind, _plain(words)) for section, kind, words in _true(person) if words)


def found_in(resume: Resume) -> Facts:
    """Everything that was found."""
    return Counter(fact for section in resume.sections for entry in section.entries for fact in _read(section.kind, entry))


def _true(person: Person) -> Iterator[tuple[SectionKind, str, str]]:
    for kind, words in (("NAME", person.name), ("EMAIL", person.email), ("PHONE", person.phone), ("TARGET_ROLE", person.target_role)):
        yield SectionKind.HEADER, kind, words
    for school in person.schools:
        facts = (("ORGANISATION", school.name), ("MAJOR", school.major), ("DEGREE", school.degree), ("PERIOD", _meant(school.period)))
        yield from ((SectionKind.EDUCATION, *fact) for fact in facts)
    for job in person.jobs:
        yield from (
            (SectionKind.EXPERIENCE, *fact) for fact in (("ORGANISATION", job.company), ("ROLE", job.role), ("PERIOD", _meant(job.period)))
        )
    for project in person.projects:
        yield from (
            (SectionKind.PROJECTS, *fact) for fact in (("TITLE", project.title), ("ROLE", project.role), ("PERIOD", _meant(project.period)))
        )
    for each in person.activities:
        facts3 = (("TITLE", each.title), ("ORGANISATION", each.organisation), ("PERIOD", _meant(each.period)))
        yield from ((SectionKind.ACTIVITIES, *fact) for fact in facts3)
    for section, name, given in (
        (SectionKind.AWARDS, "TITLE", person.awards),
        (SectionKind.CERTIFICATIONS, "CERTIFICATE", person.certificates),
    ):
        for thing in given:
            yield from ((section, *fact) for fact in ((name, thing.name), ("ISSUER", thing.issuer), ("PERIOD", _meant(thing.day))))
    for _, names in person.skills:
        yield from ((SectionKind.SKILLS, "SKILL", name) for name in names)
    for answer in person.answers:
        yield SectionKind.SELF_INTRODUCTION, "QUESTION", answer.question
        yield SectionKind.SELF_INTRODUCTION, "ANSWER", answer.text


def _meant(period: Period) -> str:
    start = f"{period.start.year}-{period.start.month}"
    end = f"{period.end.year}-{period.end.month}" if period.end else "now"
    return f"{period.printed}={start}/{end}"


def _read(section: SectionKind, entry: Entry) -> Iterator[Fact]:
    for field in entry.fields:
        yield Fact(section, field.kind.name, _plain(_words(field)))
    if section is SectionKind.SELF_INTRODUCTION:
        questions = "".join(_plain(line) for line in entry.texts(FieldKind.QUESTION))
        answer = _plain("".join(line.text for line in entry.lines))
        position = answer.find(questions)
        yield Fact(section, "ANSWER", answer[position + len(questions) :] if questions else answer)


def _words(field: Field) -> str:
    if field.kind is FieldKind.QUESTION:
        return _NUMBER.sub("", field.text)
    if field.kind is not FieldKind.PERIOD:
        return field.text
    months = field.months
    if months is None:
        return f"{field.text}=?"
    start = f"{months.start.year}-{months.start.month}"
    end = "now" if months.present else f"{months.end.year}-{months.end.month}" if months.end else "?"
    return f"{field.text}={start}/{end}"


def _plain(words: str) -> str:
    return "".join(words.split())
