"""Writes mails out of templates: a paragraph that lacks what it speaks of is left out, never half said (F41)."""

import string
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

TIME_FORMAT = "%Y-%m-%d %H:%M UTC"

Templates = Mapping[str, Mapping[str, Mapping[str, object]]]
"""By kind (`PASSWORD_RESET`) and language (`ko`): a `subject` and `paragraphs`."""


@dataclass(frozen=True)
class Letter:
    """What a mail has to say, and to whom."""

    mail_id: str
    kind: str
    language: str
    address: str = field(repr=False)
    full_name: str = field(default="", repr=False)
    link: str = field(default="", repr=False)
    company_name: str = ""
    posting_title: str = ""
    deadline: datetime | None = None
    note: str = field(default="", repr=False)

    @property
    def facts(self) -> Mapping[str, str]:
        """What templates may speak of; empty where there is nothing to say."""
        return {
            "full_name": self.full_name,
            "link": self.link,
            "company_name": self.company_name,
            "posting_title": self.posting_title,
            "deadline": self.deadline.strftime(TIME_FORMAT) if self.deadline else "",
            "note": self.note,
        }


@dataclass(frozen=True)
class Mail:
    """A mail as it goes out."""

    mail_id: str
    address: str = field(repr=False)
    subject: str
    text: str = field(repr=False)


def written(letter: Letter, templates: Templates) -> Mail:
    """The letter in words. KeyError when there is no template of its kind and language, which a test rules out."""
    template = templates[letter.kind][letter.language]
    paragraphs: Sequence[str] = template["paragraphs"]  # type: ignore[assignment]
    subject = next(text for text in _said(template["subject"], letter.facts))
    return Mail(letter.mail_id, letter.address, one_line(subject), "\n\n".join(_said(paragraphs, letter.facts)) + "\n")


def one_line(text: str) -> str:
    """The text without line breaks, which in a header would begin another one."""
    return " ".join(text.split())


def _said(texts: object, facts: Mapping[str, str]) -> list[str]:
    """The texts whose every placeholder has something to stand for, filled in."""
    given = texts if isinstance(texts, list) else []
    return [text.format_map(facts) for text in given if all(facts[name] for name in placeholders(text))]


def placeholders(text: str) -> set[str]:
    """What a text speaks of."""
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}
