"""Sections in several manners, of which layouts are put together."""

import random
from collections.abc import Callable, Iterable, Sequence

from bench.reading import english, korean
from bench.reading.blocks import Block, Bullets, Cell, Gap, Grid, Run, Split, Text, cell, table, text
from bench.reading.people import Person, School
from bench.reading.style import Style

EntryBlocks = list[Block]


class Parts:
    """Everything one person's layout may be put together from."""

    def __init__(self, person: Person, style: Style, rng: random.Random) -> None:
        """Draws only what a layout leaves open."""
        self.person, self.style, self._rng = person, style, rng
        self.words = korean if person.language == "ko" else english

    # ---- headers ----

    def header_lines(self, *, labelled: bool = False) -> list[Block]:
        """Name large, role below, contact on a line."""
        person, style = self.person, self.style
        contact = [person.email, person.phone, *([person.address] if self._rng.random() < 0.4 else [])]
        if labelled:
            labels = style.labels
            contact = [f"{labels['email']}{style.colon}{person.email}", f"{labels['phone']}{style.colon}{person.phone}"]
        name = text(person.name, bold=True, scale=2.0)
        role = text(person.target_role, scale=1.2, grey=True)
        joint = self._rng.choice((" | ", "  ·  ", "   "))
        lines = [text(joint.join(contact))] if self._rng.random() < 0.6 else [text(each) for each in contact]
        return [name, role, *lines, Gap(8)]

    def header_table(self) -> list[Block]:
        """A ruled table of labels and values, below the form's title."""
        person, labels = self.person, self.style.labels
        pairs = [("name", person.name), ("target_role", person.target_role), ("phone", person.phone), ("email", person.email)]
        pairs += [("address", person.address)]
        cells = [(cell(labels[key], bold=self.style.bold_names, shaded=True), cell(value)) for key, value in pairs]
        rows = [(*cells[0], *cells[1]), (*cells[2], *cells[3]), (cells[4][0], Cell(cells[4][1].blocks, across=3))]
        return [Grid(tuple(rows), (0.15, 0.35, 0.15, 0.35)), Gap(10)]

    def header_labels(self) -> list[Block]:
        """A line a label."""
        person, style = self.person, self.style
        pairs = [("name", person.name), ("target_role", person.target_role), ("email", person.email), ("phone", person.phone)]
        return [*(text(f"{style.labels[key]}{style.colon}{value}") for key, value in pairs), Gap(8)]

    def form_title(self) -> list[Block]:
        """`이력서`, or nothing."""
        return [text(self.style.title, bold=True, scale=2.0, centred=True), Gap(10)] if self.style.title else []

    # ---- sections of entries ----

    def listed(self, section: str, entry: Callable[["Parts", str, tuple[str, ...], str, tuple[str, ...]], EntryBlocks]) -> list[Block]:
        """A section whose every entry is drawn by `entry(names, period, lines)`."""
        blocks: list[Block] = []
        for names, period, lines in self.entries(section):
            blocks += [*entry(self, section, names, period, lines), Gap(4)]
        return blocks

    def entries(self, section: str) -> list[tuple[tuple[str, ...], str, tuple[str, ...]]]:
        """(names, period, lines) of every entry of a section; names in the order in which this person writes them."""
        person = self.person
        if section == "education":
            return [(self._school(each), each.period.printed, ()) for each in person.schools]
        if section == "experience":
            return [(self._turned(each.company, each.role), each.period.printed, each.duties) for each in person.jobs]
        if section == "projects":
            return [((each.title, each.role), each.period.printed, each.lines) for each in person.projects]
        if section == "activities":
            return [((each.title, each.organisation), each.period.printed, ()) for each in person.activities]
        given = person.awards if section == "awards" else person.certificates
        return [((each.name, each.issuer), each.day.printed, ()) for each in given]

    def _turned(self, company: str, role: str) -> tuple[str, str]:
        return (role, company) if self.style.role_first and self.person.language == "en" else (company, role)

    def _school(self, school: School) -> tuple[str, ...]:
        if not school.major:
            return (school.name,)
        if self.person.language == "ko":
            return (school.name, f"{school.major} {school.degree}") if self.style.bold_names else (school.name, school.major, school.degree)
        studies = f"{school.degree} in {school.major}"
        if not self.style.bold_names:
            studies = f"{school.degree}, {school.major}"
        return (studies, school.name) if self.style.role_first else (school.name, studies)

    # ---- tables ----

    def tabled(self, section: str, *, rules: str = "all") -> list[Block]:
        """A table with a head, a row an entry."""
        keys, rows, widths = self._table_of(section)
        return [table(rows, widths, head=[self.style.labels[key] for key in keys], rules=rules), Gap(10)]

    def _table_of(self, section: str) -> tuple[Sequence[str], list[Sequence[str]], Sequence[float]]:
        person = self.person
        if section == "education":
            schools = [(each.period.printed, each.name, each.major or "-", each.degree or "-") for each in person.schools]
            return ("school_period", "school", "major", "degree"), list(schools), (0.28, 0.28, 0.27, 0.17)
        if section == "experience":
            jobs = [(each.company, each.role, each.period.printed, " ".join(each.duties)) for each in person.jobs]
            return ("company", "role", "period", "duties"), list(jobs), (0.2, 0.2, 0.22, 0.38)
        if section == "projects":
            projects = [(each.title, each.period.printed, each.role, " ".join(each.lines)) for each in person.projects]
            return ("title", "period", "project_role", "duties"), list(projects), (0.22, 0.24, 0.16, 0.38)
        if section == "activities":
            activities = [(each.period.printed, each.title, each.organisation) for each in person.activities]
            return ("period", "activity", "organisation"), list(activities), (0.3, 0.4, 0.3)
        given, name, issuer, day = (
            (person.awards, "award", "award_issuer", "award_day")
            if section == "awards"
            else (person.certificates, "certificate", "issuer", "day")
        )
        return (name, day, issuer), [(each.name, each.day.printed, each.issuer) for each in given], (0.42, 0.23, 0.35)

    # ---- labelled blocks ----

    def labelled(self, section: str) -> list[Block]:
        """`회사명: …` a line, a block an entry."""
        blocks: list[Block] = []
        for pairs in self._pairs(section):
            blocks += [text(f"{self.style.labels[key]}{self.style.colon}{value}") for key, value in pairs]
            blocks.append(Gap(8))
        return blocks

    def _pairs(self, section: str) -> Iterable[list[tuple[str, str]]]:
        keys, rows, _ = self._table_of(section)
        return [[(key, value) for key, value in zip(keys, row, strict=True) if value and value != "-"] for row in rows]

    # ---- skills and answers ----

    def skills(self, manner: str = "lines") -> list[Block]:
        """Groups of skills: `lines`, `table`, `bullets`, `one` to a line, or `plain` without the groups' names."""
        groups, joint = self.person.skills, self.style.between_skills
        if manner == "table":
            return [table([(label, joint.join(names)) for label, names in groups], (0.25, 0.75)), Gap(10)]
        if manner == "one":
            return [*(text(name) for _, names in groups for name in names), Gap(6)]
        if manner == "plain" or not self.style.grouped_skills:
            return [text(joint.join(name for _, names in groups for name in names)), Gap(6)]
        lines = tuple(f"{label}{self.style.colon}{joint.join(names)}" for label, names in groups)
        return [Bullets(lines, self.style.mark), Gap(6)] if manner == "bullets" else [*(text(line) for line in lines), Gap(6)]

    def answers(self, manner: str = "lines") -> list[Block]:
        """Questions and answers: `lines`, `numbered`, or a `table` with the question beside or above its answer."""
        blocks: list[Block] = []
        for number, answer in enumerate(self.person.answers, start=1):
            if manner == "table":
                blocks.append(Grid(((cell(answer.question, shaded=True), cell(answer.text)),), (0.25, 0.75)))
            elif manner == "stacked_table":
                blocks.append(Grid(((cell(f"{number}. {answer.question}", bold=True, shaded=True),), (cell(answer.text),)), (1.0,)))
            else:
                blocks += [text(f"{number}. {answer.question}" if manner == "numbered" else answer.question, bold=True), text(answer.text)]
            blocks.append(Gap(6))
        return blocks

    def extra(self) -> list[Block]:
        """A section of no use to anybody, as there often is one."""
        return [text(self.words.OTHER[self.style.headings["other"]]), Gap(6)] if self.style.with_extra else []

    def has(self, section: str) -> bool:
        """Whether there is anything to say."""
        held = {"skills": self.person.skills, "answers": self.person.answers, "other": self.style.with_extra}
        return bool(held[section]) if section in held else bool(self.entries(section))


# ---- manners of one entry ----


def one_line(parts: Parts, section: str, names: tuple[str, ...], period: str, lines: tuple[str, ...]) -> EntryBlocks:
    """`2019.03 ~ 2021.02 한빛대학교 컴퓨터공학과 학사`."""
    return [
        text(f"{period}  {' '.join(names)}" if parts.person.language == "ko" else f"{period}  {', '.join(names)}"),
        *duties(parts, lines),
    ]


def delimited(parts: Parts, section: str, names: tuple[str, ...], period: str, lines: tuple[str, ...]) -> EntryBlocks:
    """`Harbour Systems | Data Analyst | Mar 2019 – Present`."""
    joint = parts.style.between
    if joint == ", " and any("," in name for name in names):
        joint = " | "
    words = (*names, period) if parts.style.role_first or parts.person.language == "en" else (period, *names)
    return [text(joint.join(words), bold=parts.style.bold_names), *duties(parts, lines)]


def stacked(parts: Parts, section: str, names: tuple[str, ...], period: str, lines: tuple[str, ...]) -> EntryBlocks:
    """A line for each: the first bold, the period last and grey."""
    return [text(names[0], bold=True), *(text(name) for name in names[1:]), text(period, grey=True, scale=0.9), *duties(parts, lines)]


def right_dated(parts: Parts, section: str, names: tuple[str, ...], period: str, lines: tuple[str, ...]) -> EntryBlocks:
    """The period at the right end of the first line; what else there is below."""
    below = [text(parts.style.between.join(names[1:]), grey=True)] if len(names) > 1 else []
    return [Split((Run(names[0], bold=True),), (Run(period),)), *below, *duties(parts, lines)]


def bracketed(parts: Parts, section: str, names: tuple[str, ...], period: str, lines: tuple[str, ...]) -> EntryBlocks:
    """`Data Analyst, Harbour Systems (Mar 2019 – Present)`."""
    joint = " / " if parts.person.language == "ko" or any("," in name for name in names) else ", "
    first = Text((Run(joint.join(names), bold=parts.style.bold_names), Run(f" ({period})", grey=True)))
    return [first, *duties(parts, lines)]


def guttered(parts: Parts, section: str, names: tuple[str, ...], period: str, lines: tuple[str, ...]) -> EntryBlocks:
    """The period in a margin, the rest beside it."""
    beside: EntryBlocks = [text(names[0], bold=True), *(text(name) for name in names[1:]), *duties(parts, lines)]
    return [Grid(((cell(period), Cell(tuple(beside))),), (0.28, 0.72), "none")]


def duties(parts: Parts, lines: tuple[str, ...]) -> EntryBlocks:
    """What was done, as a list."""
    return [Bullets(lines, parts.style.mark)] if lines else []
