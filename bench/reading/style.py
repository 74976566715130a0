"""One candidate's habits: how headings look, which words label what, what stands between two facts."""

import random
from dataclasses import dataclass

from bench.reading import english, korean
from bench.reading.blocks import Heading
from bench.reading.people import Person

SECTIONS = ("education", "experience", "projects", "activities", "awards", "certifications", "skills", "answers")
_DECORATIONS = ("{}", "{}", "{}", "■ {}", "[{}]", "▶ {}", "◆ {}", "【 {} 】")


@dataclass(frozen=True)
class Style:
    """Chosen once a document."""

    decoration: str
    numbered: bool
    look: str
    scale: float
    mark: str
    between: str
    between_skills: str
    title: str
    headings: dict[str, str]
    labels: dict[str, str]
    order: tuple[str, ...]
    role_first: bool
    bold_names: bool
    grouped_skills: bool
    with_extra: bool
    colon: str

    def heading(self, section: str) -> Heading:
        """The section's heading as printed."""
        number = f"{self.order.index(section) + 1}. " if self.numbered and section in self.order else ""
        return Heading(number + self.decoration.format(self.headings[section]), self.look, self.scale)


def style_of(rng: random.Random, person: Person) -> Style:
    """Draws the habits of a person."""
    words = korean if person.language == "ko" else english
    order = list(SECTIONS)
    if rng.random() < 0.6:
        order[0], order[1] = order[1], order[0]
    if rng.random() < 0.5:
        order.remove("skills")
        order.insert(rng.choice((0, 2, 3)), "skills")
    numbered = person.language == "ko" and rng.random() < 0.2
    return Style(
        decoration="{}" if numbered else rng.choice(_DECORATIONS if person.language == "ko" else ("{}",)),
        numbered=numbered,
        look=rng.choice(("plain", "rule", "rule", "band")),
        scale=rng.choice((1.1, 1.25, 1.4)),
        mark=rng.choice(("•", "-", "·", "*") if person.language == "ko" else ("•", "-", "–", "▪")),
        between=rng.choice((" | ", " / ", " · ", ", ", "   ") if person.language == "ko" else (" | ", " · ", ", ", " – ", " — ")),
        between_skills=rng.choice((", ", " · ", " / ", ", ", " | ")),
        title=rng.choice(words.TITLES),
        headings={name: rng.choice(choices) for name, choices in words.HEADINGS.items()},
        labels={name: rng.choice(choices) for name, choices in words.LABELS.items()},
        order=tuple(order),
        role_first=rng.random() < 0.35,
        bold_names=rng.random() < 0.7,
        grouped_skills=rng.random() < 0.6,
        with_extra=rng.random() < 0.3,
        colon=rng.choice((": ", " : ", ": ")),
    )
