"""Invents candidates: what is true of each, and how each of them happens to write it."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from bench.reading import english, korean
from bench.reading.dates import Dates, Period

Item = TypeVar("Item")

DEVELOPED_ON = 2 / 3
"""This part of every list is drawn from for the documents that reading was developed on; held-out documents draw from all of it."""


@dataclass(frozen=True)
class School:
    """One school; a secondary school has neither degree nor major."""

    name: str
    major: str
    degree: str
    period: Period


@dataclass(frozen=True)
class Job:
    """One employment."""

    company: str
    role: str
    period: Period
    duties: tuple[str, ...]


@dataclass(frozen=True)
class Project:
    """One project."""

    title: str
    role: str
    period: Period
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Activity:
    """A club, a volunteering, a course."""

    title: str
    organisation: str
    period: Period


@dataclass(frozen=True)
class Given:
    """A certificate or a prize, and who gave it."""

    name: str
    issuer: str
    day: Period


@dataclass(frozen=True)
class Answer:
    """A question of a form and what was answered; a summary has no question."""

    question: str
    text: str


@dataclass(frozen=True)
class Person:
    """One candidate and one résumé's worth of facts, each spelt as it will be printed."""

    language: str
    name: str
    email: str
    phone: str
    target_role: str
    address: str
    schools: tuple[School, ...]
    jobs: tuple[Job, ...]
    projects: tuple[Project, ...]
    activities: tuple[Activity, ...]
    awards: tuple[Given, ...]
    certificates: tuple[Given, ...]
    skills: tuple[tuple[str, tuple[str, ...]], ...]
    answers: tuple[Answer, ...]


class Inventor:
    """Draws from one language's lists."""

    def __init__(self, rng: random.Random, language: str, *, held_out: bool) -> None:
        """Draws with `rng`; only a held-out person has everything in the lists to draw from."""
        self._rng = rng
        self._language = language
        self._held_out = held_out
        self._words = korean if language == "ko" else english
        self._dates = Dates(rng, language)

    def person(self, *, rich: bool) -> Person:
        """Somebody with little to tell, or with much."""
        words, rng = self._words, self._rng
        job_count = rng.randint(2, 4) if rich else rng.randint(0, 1)
        end = rng.randint(2014, 2021)
        return Person(
            language=self._language,
            name=self._name(),
            email=f"{rng.choice(words.MAILBOXES)}{rng.randint(1, 99)}@{rng.choice(words.MAIL_DOMAINS)}",
            phone=self._phone(),
            target_role=self._one(words.TARGET_ROLES),
            address=self._one(words.ADDRESSES),
            schools=self._schools(end, 1 + rng.randint(0, 1) + rich),
            jobs=self._jobs(end, job_count),
            projects=self._projects(end, rng.randint(2, 3) if rich else rng.randint(0, 1)),
            activities=self._activities(end, rng.randint(1, 3) if rich else rng.randint(0, 1)),
            awards=self._given(words.AWARDS, end, rng.randint(1, 3) if rich else 0),
            certificates=self._given(words.CERTIFICATES, end, rng.randint(2, 4) if rich else rng.randint(0, 1)),
            skills=self._skills(rich=rich),
            answers=self._answers(rng.randint(2, 3) if rich else 1),
        )

    def _pool(self, items: Sequence[Item]) -> Sequence[Item]:
        return items if self._held_out else items[: max(1, round(len(items) * DEVELOPED_ON))]

    def _one(self, items: Sequence[Item]) -> Item:
        return self._rng.choice(self._pool(items))

    def _some(self, items: Sequence[Item], count: int) -> list[Item]:
        pool = self._pool(items)
        return self._rng.sample(pool, min(count, len(pool)))

    def _name(self) -> str:
        family, given = self._one(self._words.FAMILY_NAMES), self._one(self._words.GIVEN_NAMES)
        return family + given if self._language == "ko" else f"{given} {family}"

    def _phone(self) -> str:
        shape = self._rng.choice(self._words.PHONES)
        return "".join(str(self._rng.randint(0, 9)) if mark == "#" else mark for mark in shape)

    def _schools(self, end: int, count: int) -> tuple[School, ...]:
        words, schools = self._words, []
        majors = self._some(words.MAJORS, 2)
        names = self._some(words.UNIVERSITIES, 2)
        if count > 2:
            schools.append(School(names[1], majors[1], self._one(words.HIGHER_DEGREES), self._dates.span(end, 3, end + 2, 2)))
        schools.append(School(names[0], majors[0], self._one(words.DEGREES), self._dates.span(end - 4, 3, end, 2)))
        if count > 1:
            schools.append(School(self._one(words.SECONDARY), "", "", self._dates.span(end - 7, 3, end - 4, 2)))
        return tuple(schools)

    def _jobs(self, end: int, count: int) -> tuple[Job, ...]:
        jobs, year = [], end
        companies, roles = self._some(self._words.COMPANIES, count), self._some(self._words.ROLES, count)
        for number in range(count):
            months, length = self._rng.randint(1, 12), self._rng.randint(1, 2)
            last = number == count - 1 and self._rng.random() < 0.6
            period = self._dates.span(year, months, None if last else year + length, self._rng.randint(1, 12))
            duties = tuple(self._some(self._words.DUTIES, self._rng.randint(1, 3)))
            jobs.append(Job(companies[number], roles[number], period, duties))
            year += length
        return tuple(reversed(jobs))

    def _projects(self, end: int, count: int) -> tuple[Project, ...]:
        titles, roles = self._some(self._words.PROJECTS, count), self._some(self._words.PROJECT_ROLES, count)
        return tuple(
            Project(title, role, self._dates.span(end - n, self._rng.randint(1, 6), end - n, self._rng.randint(7, 12)), self._lines())
            for n, (title, role) in enumerate(zip(titles, roles, strict=False))
        )

    def _lines(self) -> tuple[str, ...]:
        return tuple(self._some(self._words.DUTIES, self._rng.randint(1, 2)))

    def _activities(self, end: int, count: int) -> tuple[Activity, ...]:
        return tuple(
            Activity(title, organisation, self._dates.span(end - 2 - n, self._rng.randint(1, 6), end - 2 - n, self._rng.randint(7, 12)))
            for n, (title, organisation) in enumerate(self._some(self._words.ACTIVITIES, count))
        )

    def _given(self, things: Sequence[tuple[str, str]], end: int, count: int) -> tuple[Given, ...]:
        return tuple(Given(name, issuer, self._dates.day(end - self._rng.randint(0, 3))) for name, issuer in self._some(things, count))

    def _skills(self, *, rich: bool) -> tuple[tuple[str, tuple[str, ...]], ...]:
        groups = self._rng.sample(self._words.SKILL_GROUPS, self._rng.randint(2, 3) if rich else 1)
        return tuple((label, tuple(self._some(names, self._rng.randint(3, 6)))) for label, names in groups)

    def _answers(self, count: int) -> tuple[Answer, ...]:
        questions = self._some(self._words.QUESTIONS, count)
        return tuple(Answer(question, " ".join(self._some(self._words.SENTENCES, self._rng.randint(3, 6)))) for question in questions)
